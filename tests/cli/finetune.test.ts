/** `keepers finetune`, and `score` and `rank` with a profile, by the shipped model on real photos. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairAccuracy } from '../../src-aesnet/evaluation/pair-accuracy.ts';
import { dataPath } from '../support/data.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Line {
  path: string;
  rank?: number;
  aesthetic: { score: number };
  attributes: { color: { residual: number } };
  personal?: { score: number; spread: number };
  gate?: string;
  embedding?: number[];
  contentEmbedding?: number[];
}

const home = temporaryFolder('finetune-home');
const environment = { KEEPERS_HOME: path.join(home, 'never-made') };
const clean = dataPath('photos/clean');
const run = (...args: string[]) => keepers(args, environment);

describe.skipIf(clean === undefined)('keepers finetune', () => {
  const folder = temporaryFolder('finetune');
  const profile = path.join(folder, 'mine.json');
  let lines: Line[] = [];
  /** Someone who cares for colour alone. */
  const liking = (line: Line) => line.attributes.color.residual;
  const rated: Line[] = [];
  const others: Line[] = [];

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    const { stdout } = await run('score', '--json', clean as string);
    lines = jsonLines<Line>(stdout).sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const [at, line] of lines.entries()) (at % 4 < 3 ? rated : others).push(line);
    const order = rated.map(liking).sort((a, b) => a - b);
    const rows = rated.map((line) => {
      const share = order.indexOf(liking(line)) / order.length;
      const stars = 1 + [0.15, 0.4, 0.7, 0.9].filter((cut) => share >= cut).length;
      return `${line.path},${stars},${share > 0.7 ? 'pick' : ''}`;
    });
    writeFileSync(path.join(folder, 'ratings.csv'), ['path,stars,flag', ...rows].join('\r\n'));
  }, 240_000);

  it('learns a planted preference, opens the gate, and ranks other photos by it', async () => {
    const learnt = await run(
      'finetune',
      '--ratings',
      path.join(folder, 'ratings.csv'),
      '--out',
      profile,
    );
    expect(learnt.stderr).toContain('The personal ranking is on.');
    expect(learnt).toMatchObject({ code: 0, stdout: `${profile}\n` });
    const paths = others.map((line) => line.path);
    const { code, stdout } = await run('score', '--json', '--profile', profile, ...paths);
    expect(code).toBe(0);
    const scored = jsonLines<Line>(stdout);
    const accuracy = (of: (line: Line) => number) =>
      pairAccuracy(scored.map(of), scored.map(liking));
    const personal = accuracy((line) => line.personal?.score ?? NaN);
    expect(personal).toBeGreaterThan(accuracy((line) => line.aesthetic.score) + 0.1);
    for (const line of scored) {
      expect(line.gate).toBe('open');
      expect(line.personal?.spread).toBeGreaterThan(0);
      expect(line.contentEmbedding).toBeUndefined();
      // The general part is what it is without a profile.
      const before = lines.find((each) => each.path === line.path);
      expect(line.aesthetic.score).toBeCloseTo(before?.aesthetic.score ?? NaN, 5);
    }
    const ranked = jsonLines<Line>(
      (await run('rank', '--json', '--profile', profile, ...paths)).stdout,
    );
    const scores = ranked.map((line) => line.personal?.score ?? NaN);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  }, 240_000);

  it('goes on with the general ranking where a profile cannot be used, and says why', async () => {
    const photo = others[0]?.path ?? '';
    const general = others[0]?.aesthetic.score ?? NaN;
    const text = readFileSync(profile, 'utf8');
    const sealed = (change: (content: Record<string, unknown>) => object) => {
      const rest = JSON.parse(text) as Record<string, unknown>;
      delete rest.sha256;
      const content = change(rest);
      const sha256 = createHash('sha256').update(JSON.stringify(content)).digest('hex');
      return JSON.stringify({ ...content, sha256 });
    };
    const model = (JSON.parse(text) as { model: object }).model;
    const cases = {
      'changed after': text.replace('"state":"open"', '"state":"forced"'),
      'not JSON': text.slice(0, 500),
      'not a profile': '{}',
      'newer version': sealed((content) => ({ ...content, format: 99 })),
      'do not fit together': sealed((content) => ({ ...content, weights: [1, 2] })),
      'belongs to aesnet-x@': sealed((content) => ({
        ...content,
        model: { ...model, id: 'aesnet-x' },
      })),
      'not installed here as it was': sealed((content) => ({
        ...content,
        model: { ...model, sha256: '0'.repeat(64) },
      })),
    };
    for (const [reason, content] of Object.entries(cases)) {
      const file = path.join(folder, 'other.json');
      writeFileSync(file, content);
      const { code, stdout, stderr } = await run('score', '--json', '--profile', file, photo);
      expect(stderr).toContain(reason);
      expect(stderr).toContain('The general ranking goes on.');
      expect(code).toBe(1);
      const [line] = jsonLines<Line>(stdout);
      expect(line?.aesthetic.score).toBeCloseTo(general, 5);
      expect(line?.personal).toBeUndefined();
      expect(line?.gate).toBeUndefined();
    }
  }, 240_000);

  it('keeps the gate closed for few or equal ratings, unless it is forced', async () => {
    const few = lines.slice(0, 5).map((line) => path.basename(line.path));
    const csv = path.join(folder, 'few.csv');
    const out = path.join(folder, 'few.json');
    // Paths beside the file are found, too.
    for (const name of few)
      writeFileSync(path.join(folder, name), readFileSync(path.join(clean as string, name)));
    writeFileSync(csv, `stars,path\n${few.map((name) => `3,${name}`).join('\n')}\n`);
    const closed = await run('finetune', '--ratings', csv, '--out', out);
    expect(closed.code).toBe(0);
    expect(closed.stderr).toContain('too few decisions that differ');
    const photo = path.join(folder, few[0] ?? '');
    const [line] = jsonLines<Line>((await run('score', '--json', '--profile', out, photo)).stdout);
    expect(line?.gate).toBe('closed');
    // All the same star says nothing: yours is the general score.
    expect(line?.personal?.score).toBeCloseTo(line?.aesthetic.score ?? NaN, 5);
    const forced = await run('finetune', '--ratings', csv, '--out', out, '--force');
    expect(forced.stderr).toContain('because you said so');
    expect(readFileSync(out, 'utf8')).toContain('"state":"forced"');
  }, 240_000);

  it('names each wrong row and photo, and learns from the others', async () => {
    const csv = path.join(folder, 'mixed.csv');
    const [a, b] = lines.map((line) => line.path);
    writeFileSync(csv, `path,stars\n${a},5\n${b},1\n${b},nice\nnowhere.jpg,4\n${a},2\n`);
    const out = path.join(folder, 'mixed.json');
    const { code, stderr } = await run('finetune', '--ratings', csv, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain('line 4: stars are “nice”');
    expect(stderr).toContain('There is no file at nowhere.jpg');
    expect(stderr).toContain('both ratings count');
    expect(stderr).toContain('Learnt from 3 stars, 0 picks and 0 rejects of 2 photos.');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    writeFileSync(csv, 'path,stars\nnowhere.jpg,4\n');
    const none = path.join(folder, 'none.json');
    const nothing = await run('finetune', '--ratings', csv, '--out', none);
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toContain('no photo in it has a rating and can be read');
    expect(existsSync(none)).toBe(false);
  }, 240_000);
});

describe('keepers finetune, without photos', () => {
  it('says what is missing', async () => {
    expect(await run('finetune')).toMatchObject({ code: 2 });
    const missing = await run('finetune', '--ratings', '/nowhere.csv', '--out', '/nowhere.json');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('/nowhere.csv');
  });
});
