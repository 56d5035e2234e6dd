/** `keepers finetune --deep --descriptions` and what a profile’s words do, by the shipped model on real photos. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  describeStatements,
  formatRecord,
  type DescriptionRecord,
} from '../../src-aesnet/descriptions/index.ts';
import { readProfile, writeProfile } from '../../src-main/personal/index.ts';
import type { RatedAttribute } from '../../src-shared/attribute.ts';
import { dataPath, repositoryRoot } from '../support/data.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Line {
  readonly path: string;
  readonly aesthetic: { readonly score: number };
  readonly attributes: Record<RatedAttribute, { score: number; sentence: string | null }>;
  readonly fit?: { readonly relevance: number };
}

const clean = dataPath('photos/clean');
const home = path.join(temporaryFolder('words-home'), 'never-made');
/** The shipped models without what suggestions take: hundreds of edited copies would be scored that nobody asks about here. */
const models = temporaryFolder('words-models');
const run = (...args: string[]) => keepers(args, { KEEPERS_HOME: home, KEEPERS_MODELS: models });

/** Photos that were spoken of; the model finds their light fair to middling. */
const SPOKEN = 20;

describe.skipIf(clean === undefined)('keepers finetune --deep --descriptions', () => {
  const folder = temporaryFolder('words-profiles');
  const shoot = temporaryFolder('words-shoot');
  const sentences = path.join(folder, 'sentences.jsonl');
  const profile = path.join(folder, 'words.json');
  let rest: string[];

  const rated = (id: string, rating: number) =>
    describeStatements(id, [{ kind: 'rates', space: 'light', rating }], 1) as DescriptionRecord;
  const write = (file: string, records: readonly DescriptionRecord[]) =>
    writeFileSync(file, records.map((record) => `${formatRecord(record)}\n`).join(''));
  const explained = async (photos: readonly string[], ...more: string[]) =>
    jsonLines<Line>((await run('explain', '--json', ...more, ...photos)).stdout);

  beforeAll(() => {
    const shipped = path.join(repositoryRoot, 'models');
    const manifest = JSON.parse(readFileSync(path.join(shipped, 'manifest.json'), 'utf8')) as {
      readonly models: readonly Record<string, unknown>[];
    };
    const without = manifest.models.map(({ suggestions: _, ...entry }) => entry);
    writeFileSync(
      path.join(models, 'manifest.json'),
      JSON.stringify({ ...manifest, models: without }),
    );
    for (const entry of readdirSync(shipped, { withFileTypes: true })) {
      if (entry.isDirectory()) {
        symlinkSync(path.join(shipped, entry.name), path.join(models, entry.name));
      }
    }
    const all = readdirSync(clean ?? '')
      .filter((name) => name.endsWith('.jpg'))
      .sort();
    for (const name of all) copyFileSync(path.join(clean ?? '', name), path.join(shoot, name));
    const spoken = all.slice(0, SPOKEN).map((name) => path.basename(name, '.jpg'));
    write(sentences, [
      ...spoken.map((id) => rated(id, 4.4)),
      // What nobody has checked, and what nobody has a photo of, is left out.
      {
        id: 'nowhere',
        attributes: {
          light: [{ text: 'It glows.', source: 'person', checked: true, unit: 'none' }],
        },
      },
      {
        id: path.basename(all[SPOKEN] ?? '', '.jpg'),
        attributes: {
          light: [
            { text: 'Poor light.', source: 'human', checked: false, unit: 'rating', level: 1.2 },
          ],
        },
      },
    ]);
    rest = all.slice(SPOKEN, SPOKEN + 8).map((name) => path.join(shoot, name));
  });

  it('learns words from sentences alone, and says what it left out', async () => {
    const asked = ['--deep', '--descriptions', sentences, '--photos', shoot, '--out', profile];
    const { code, stdout, stderr } = await run('finetune', ...asked);
    expect(stdout.trim()).toBe(profile);
    expect(code).toBe(1);
    expect(stderr).toContain('No photo “nowhere” was found');
    expect(stderr).toContain('1 sentences are left out');
    expect(stderr).toMatch(/Light, 20 photos: your words are learnt.*\+\d\.\d{3} nats/);
    expect(existsSync(home)).toBe(false);
    const { format, words, gate, learnt } = await readProfile(profile);
    expect([format, gate.state, learnt.stars]).toEqual([3, 'closed', 0]);
    expect(Object.keys(words ?? {})).toEqual(['light']);
    expect(words?.light).toMatchObject({ photos: 20 });
  });

  it('says other photos in these words, and leaves every score as it was', async () => {
    const before = await explained(rest);
    const after = await explained(rest, '--profile', profile);
    const scores = (lines: readonly Line[]) =>
      lines.map(({ aesthetic, attributes }) => [
        aesthetic.score,
        ...Object.values(attributes).map(({ score }) => score),
      ]);
    expect(scores(after)).toEqual(scores(before));
    const of = (lines: readonly Line[], name: RatedAttribute) =>
      lines.map(({ attributes }) => attributes[name].sentence);
    const changed = (name: RatedAttribute) =>
      of(after, name).filter((text, at) => text !== of(before, name)[at]).length;
    expect(changed('light')).toBeGreaterThanOrEqual(rest.length / 2);
    // What compares an attribute with all others may not be true any more where light is another.
    expect(changed('composition')).toBeLessThanOrEqual(rest.length / 4);
  });

  it('ranks by what the person means', async () => {
    const ranked = async (...more: string[]) => {
      const { code, stdout } = await run(
        ...['rank', '--json', '--words', 'wonderful light', ...more, shoot],
      );
      expect(code).toBe(0);
      const lines = jsonLines<Line>(stdout);
      const spoken = readdirSync(shoot).sort().slice(0, SPOKEN);
      const places = lines.flatMap(({ path: file }, at) =>
        spoken.includes(path.basename(file)) ? [at] : [],
      );
      return places.reduce((sum, place) => sum + place, 0) / places.length;
    };
    expect(await ranked('--profile', profile)).toBeLessThan((await ranked()) - 1);
  });

  it('takes a damaged profile for what it is', async () => {
    const whole = await readProfile(profile);
    const torn = path.join(folder, 'torn.json');
    const departure = (whole.words?.light?.departure ?? '').slice(4);
    await writeProfile(torn, { ...whole, words: { light: { photos: 20, departure } } });
    const { code, stderr, stdout } = await run(
      'explain',
      '--json',
      '--profile',
      torn,
      rest[0] ?? '',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('do not fit the model');
    expect(jsonLines<Line>(stdout)).toHaveLength(1);
  });

  it('says where there is nothing to learn, and refuses what cannot be meant', async () => {
    const empty = path.join(folder, 'empty.jsonl');
    writeFileSync(empty, '');
    const out = path.join(folder, 'none.json');
    const nothing = await run('finetune', '--deep', '--descriptions', empty, '--out', out);
    expect(nothing.code).toBe(0);
    expect(nothing.stderr).toContain('no words are learnt');
    expect(readFileSync(out, 'utf8')).not.toContain('"words"');
    for (const args of [
      ['--descriptions', sentences],
      ['--deep', '--descriptions', sentences, '--ratings', 'a.csv', '--from-catalogue'],
      ['--deep', '--photos', shoot, '--from-catalogue'],
      ['--deep'],
    ]) {
      const refused = await run('finetune', ...args, '--out', out);
      expect(refused.code, args.join(' ')).toBe(2);
    }
    const missing = await run(
      ...['finetune', '--deep', '--descriptions', path.join(folder, 'no.jsonl'), '--out', out],
    );
    expect(missing.code).not.toBe(0);
    expect(missing.stderr).not.toMatch(/\n\s+at /);
  });
});
