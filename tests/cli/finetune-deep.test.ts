/** `keepers finetune --deep`, and profiles with a network, by the shipped model on real photos outside any library. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairAccuracy } from '../../src-aesnet/evaluation/pair-accuracy.ts';
import { Random } from '../../src-aesnet/random.ts';
import { tasteLayout } from '../../src-aesnet/training/taste-step-graph.ts';
import type { Scene, RatedAttribute } from '../../src-shared/attribute.ts';
import { readProfile, type Profile, type ScoredPhoto } from '../../src-main/personal/index.ts';
import { deepTasteFromJson, deepTasteJson } from '../../src-main/personal/deep/departures.ts';
import { dataPath } from '../support/data.ts';
import { jsonLines, keepers, startKeepers } from '../support/keepers.ts';
import { likingBeyondTaste, quarterPhotos, starsByLiking } from '../support/planted-beyond.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Line {
  path: string;
  aesthetic: { score: number };
  attributes: Record<RatedAttribute, { residual: number }>;
  scene: Record<Scene, number>;
  embedding: number[];
  contentEmbedding: number[];
  personal?: { score: number; spread: number };
  gate?: string;
}

const clean = dataPath('photos/clean');
const environment = { KEEPERS_HOME: path.join(temporaryFolder('deep-home'), 'never-made') };
const run = (...args: string[]) => keepers(args, environment);

describe.skipIf(clean === undefined)('keepers finetune --deep', () => {
  const folder = temporaryFolder('deep-profiles');
  const csv = path.join(folder, 'ratings.csv');
  const profile = path.join(folder, 'deep.json');
  /** Photos that are not rated, and how much each is liked. */
  let others: string[];
  const liked = new Map<string, number>();
  /** Pair accuracy of the others' scores by the fine-tuned network. */
  let byNetwork: number;

  const writeRatings = (file: string, paths: readonly string[], stars: readonly number[]) => {
    const rows = paths.map((photo, at) => `${photo},${stars[at]}`);
    writeFileSync(file, ['path,stars', ...rows].join('\n'));
  };
  /** The first of the ratings, in a file of their own. */
  const firstRatings = (name: string, count: number): string => {
    const file = path.join(folder, name);
    const rows = readFileSync(csv, 'utf8').split('\n');
    writeFileSync(file, rows.slice(0, count + 1).join('\n'));
    return file;
  };
  const finetune = (ratings: string, out: string, ...more: string[]) =>
    run('finetune', '--ratings', ratings, '--out', out, '--deep', ...more);
  const scored = async (file: string, ...photos: string[]) =>
    jsonLines<Line>((await run('score', '--json', '--profile', file, ...photos)).stdout).sort(
      (a, b) => (a.path < b.path ? -1 : 1),
    );
  /** Pair accuracy of the scores that a profile gives photos which are not rated. */
  const accuracy = (lines: readonly Line[]) =>
    pairAccuracy(
      lines.map(({ personal }) => personal?.score ?? NaN),
      lines.map((line) => liked.get(line.path) ?? NaN),
    );
  const sealed = (content: Record<string, unknown>): string => {
    const sha256 = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    return JSON.stringify({ ...content, sha256 });
  };
  const contentOf = (file: string): Record<string, unknown> => {
    const { sha256, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    void sha256;
    return rest;
  };

  beforeAll(async () => {
    const quarters = await quarterPhotos(clean as string, path.join(folder, 'photos'), [0, 1, 3]);
    const { stdout } = await run('score', '--json', '--embedding', ...quarters);
    const lines = jsonLines<Line>(stdout).sort((a, b) => (a.path < b.path ? -1 : 1));
    const liking = await likingBeyondTaste(lines.map(photoOf));
    for (const [at, { path: photo }] of lines.entries()) liked.set(photo, liking[at] ?? NaN);
    const rated = lines.filter((_, at) => at % 4 !== 3).map((line) => line.path);
    others = lines.filter((_, at) => at % 4 === 3).map((line) => line.path);
    writeRatings(csv, rated, starsByLiking(rated.map((photo) => liked.get(photo) ?? NaN)));
  }, 400_000);

  it('replaces the closed form where it beats it, and scores other photos better', async () => {
    const { code, stdout, stderr } = await finetune(csv, profile);
    expect(stderr).toMatch(
      /The fine-tuned network takes the closed form’s place \(head, \d+ steps\)\. On \d+ comparisons of 117 held-out decisions .* \+0\.\d+ nats more/,
    );
    expect(stderr).toMatch(/Fine-tuning took [\d.]+ s \(cpu\)\./);
    expect(stderr).toContain('The personal ranking is on.');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${profile}\n` });
    const { format, deep, gate, accuracy: told, bounds } = await readProfile(profile);
    expect({ format, gate: gate.state, depth: deep?.taste?.depth }).toEqual({
      ...{ format: 2, gate: 'open', depth: 'head' },
    });
    expect(deep?.gain).toBeGreaterThan(deep?.lower ?? NaN);
    expect(deep?.lower).toBeGreaterThan(0);
    // What the profile says of itself is the network's.
    expect(gate.comparisons).toBe(deep?.comparisons);
    expect(told?.personal.lower).toBeGreaterThan(told?.general.upper ?? NaN);
    expect(bounds.personal).toBeDefined();
    expect(existsSync(`${profile}.deep`)).toBe(false);

    const lines = await scored(profile, ...others);
    byNetwork = accuracy(lines);
    expect(lines.every(({ gate: state }) => state === 'open')).toBe(true);
    expect(lines[0]?.embedding).toBeUndefined();
    const ranked = jsonLines<Line>(
      (await run('rank', '--json', '--profile', profile, ...others)).stdout,
    ).map(({ personal }) => personal?.score ?? NaN);
    expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
  }, 400_000);

  it('leaves the closed form where stars are noise, and says so', async () => {
    const random = Random.from(5);
    const noise = path.join(folder, 'noise.csv');
    const paths = [...liked.keys()].slice(0, 60);
    writeRatings(
      noise,
      paths,
      paths.map(() => 1 + random.integer(5)),
    );
    const out = path.join(folder, 'noise.json');
    const { code, stderr } = await finetune(noise, out);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /The closed form stays\. On \d+ comparisons of 60 held-out decisions .* does not prove it better\./,
    );
    const { deep, gate } = await readProfile(out);
    expect(deep).toMatchObject({ decisions: 60 });
    expect(deep?.taste).toBeUndefined();
    expect(gate.state).toBe('closed');
    const few = path.join(folder, 'few.csv');
    writeRatings(few, paths.slice(0, 5), [3, 3, 3, 3, 3]);
    expect((await finetune(few, out)).stderr).toContain(
      'too few decisions that differ to fine-tune',
    );
  }, 400_000);

  /** Starts fine-tuning, and sends it a signal once it has kept something. */
  const interrupted = async (ratings: string, out: string, signal: 'SIGKILL' | 'SIGINT') => {
    const child = startKeepers(
      ['finetune', '--ratings', ratings, '--out', out, '--deep'],
      environment,
    );
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const closed = once(child, 'close') as Promise<[number | null]>;
    await expect
      .poll(() => existsSync(path.join(`${out}.deep`, 'under-way.bin')), {
        timeout: 300_000,
        interval: 2,
      })
      .toBe(true);
    child.kill(signal);
    const [code] = await closed;
    return { code, stderr };
  };

  it('leaves a profile when it is killed, and goes on from there to the same end', async () => {
    const out = path.join(folder, 'killed.json');
    expect((await interrupted(csv, out, 'SIGKILL')).code).toBe(null);
    const before = await readProfile(out);
    expect(before.format).toBe(1);
    expect(before.deep).toBeUndefined();
    const lines = await scored(out, ...others);
    expect(lines.every(({ personal }) => (personal?.score ?? 0) > 0)).toBe(true);
    // That is the closed form of the same decisions.
    expect(byNetwork).toBeGreaterThan(accuracy(lines) + 0.15);
    const { code, stderr } = await finetune(csv, out);
    expect(stderr).toContain('Fine-tuning goes on where an interrupted run was.');
    expect(code).toBe(0);
    expect((await readProfile(out)).deep).toEqual((await readProfile(profile)).deep);
    expect(existsSync(`${out}.deep`)).toBe(false);
  }, 400_000);

  it('ends at Ctrl-C with the closed form, says so, and forgets nothing', async () => {
    const out = path.join(folder, 'cancelled.json');
    const some = firstRatings('some.csv', 40);
    const { code, stderr } = await interrupted(some, out, 'SIGINT');
    expect(code).toBe(1);
    expect(stderr).toContain('Fine-tuning was cancelled: the profile holds the closed form.');
    expect((await readProfile(out)).deep).toBeUndefined();
    expect(existsSync(`${out}.deep`)).toBe(true);
    // Other decisions begin anew.
    const other = firstRatings('other.csv', 39);
    expect((await finetune(other, out)).stderr).not.toContain('goes on where');
  }, 400_000);

  it('goes as deep as the last stage, with pictures of the photos', async () => {
    const few = firstRatings('stage.csv', 24);
    const out = path.join(folder, 'stage.json');
    const child = startKeepers(
      ['finetune', '--ratings', few, '--out', out, '--deep', '--depth', 'stage'],
      environment,
    );
    const closed = once(child, 'close') as Promise<[number | null]>;
    const state = path.join(`${out}.deep`, 'under-way.bin');
    const headerOf = () => {
      const text = existsSync(state) ? readFileSync(state).toString('latin1', 0, 200) : '';
      return /"key":"(\w+ \d)","step":(\d+),"size":(\d+)/.exec(text)?.slice(1) ?? [];
    };
    await expect.poll(() => headerOf()[0], { timeout: 300_000, interval: 20 }).toBe('stage 0');
    expect(headerOf()).toEqual(['stage 0', '20', String(tasteLayout('stage').size)]);
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(1);
    rmSync(`${out}.deep`, { recursive: true });
  }, 400_000);

  it('keeps the closed form where the provider does not work, and says why', async () => {
    const out = path.join(folder, 'provider.json');
    const few = firstRatings('provider.csv', 24);
    const { code, stderr } = await finetune(few, out, '--provider', 'abacus');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'The execution provider abacus failed: not in this build of onnxruntime. The profile holds the closed form.',
    );
    expect((await readProfile(out)).format).toBe(1);
    for (const wrong of [
      ['--depth', 'head'],
      ['--provider', 'cpu'],
    ]) {
      const usage = await run('finetune', '--ratings', csv, '--out', out, ...wrong);
      expect(usage.code).toBe(2);
      expect(usage.stderr).toContain('needs --deep');
    }
    const depth = await finetune(csv, out, '--depth', 'abyss');
    expect(depth.code).toBe(2);
    expect(depth.stderr).toContain('expected head or stage, received “abyss”');
  }, 400_000);

  it('runs pictures again for a last stage, to the same end as the head by itself', async () => {
    const content = contentOf(profile) as unknown as Profile;
    const deep = content.deep as NonNullable<Profile['deep']>;
    const head = deepTasteFromJson(deep.taste as NonNullable<(typeof deep)['taste']>);
    const layout = tasteLayout('stage');
    const departures = new Float32Array(layout.size);
    // A last stage whose head alone departs.
    for (const name of ['head.level.weight', 'head.level.bias']) {
      layout.view(departures, name).set(tasteLayout('head').view(head.departures, name));
    }
    const taste = deepTasteJson({ ...head, depth: 'stage', departures });
    const file = path.join(folder, 'as-stage.json');
    writeFileSync(file, sealed({ ...content, deep: { ...deep, taste } }));
    const photos = others.slice(0, 12);
    const [byHead, byStage] = [await scored(profile, ...photos), await scored(file, ...photos)];
    for (const [at, line] of byStage.entries()) {
      const before = byHead[at] as Line;
      expect(line.path).toBe(before.path);
      expect(line.personal?.score).toBeCloseTo(before.personal?.score ?? NaN, 2);
      expect(line.gate).toBe('open');
    }
    const moved = byHead.map(({ personal, aesthetic }) =>
      Math.abs((personal?.score ?? NaN) - aesthetic.score),
    );
    expect(Math.max(...moved)).toBeGreaterThan(0.1);
    const ranked = jsonLines<Line>(
      (await run('rank', '--json', '--profile', file, ...photos)).stdout,
    ).map(({ personal }) => personal?.score ?? NaN);
    expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
  }, 400_000);

  it('goes on with the general ranking where such a profile cannot be used, and says why', async () => {
    const content = contentOf(profile) as unknown as Profile;
    const deep = content.deep as NonNullable<Profile['deep']>;
    const taste = deep.taste as NonNullable<(typeof deep)['taste']>;
    const text = readFileSync(profile, 'utf8');
    const withTaste = (change: object) =>
      sealed({ ...content, deep: { ...deep, taste: { ...taste, ...change } } });
    const cases = {
      'changed after': text.replace(`"deviation":${taste.deviation}`, '"deviation":9'),
      'does not fit the model': withTaste({ departures: taste.departures.slice(4) }),
      'or is damaged': withTaste({ departures: `//8A${taste.departures.slice(4)}` }),
      'do not fit together': sealed({ ...content, format: 1 }),
      'too large': `${text}${' '.repeat(17 * 2 ** 20)}`,
      'not installed here as it was': sealed({
        ...content,
        model: { ...content.model, sha256: '0'.repeat(64) },
      }),
    };
    for (const [reason, written] of Object.entries(cases)) {
      const file = path.join(folder, 'wrong.json');
      writeFileSync(file, written);
      const { code, stdout, stderr } = await run(
        ...['score', '--json', '--profile', file, others[0] as string],
      );
      expect(stderr, reason).toContain(reason);
      expect(stderr).toContain('The general ranking goes on.');
      expect(code).toBe(1);
      const [line] = jsonLines<Line>(stdout);
      expect(line?.aesthetic.score).toBeGreaterThan(1);
      expect(line?.personal).toBeUndefined();
    }
  }, 400_000);
});

function photoOf(line: Line): ScoredPhoto {
  const residuals = Object.fromEntries(
    Object.entries(line.attributes).map(([name, { residual }]) => [name, residual]),
  );
  return {
    score: {
      values: { aesthetic: line.aesthetic.score },
      ...{ residuals, scene: line.scene, model: { id: 'aesnet-s', version: '1' }, provider: 'cpu' },
    },
    embedding: Float32Array.from(line.embedding),
    contentEmbedding: Float32Array.from(line.contentEmbedding),
  };
}
