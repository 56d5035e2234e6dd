/** What `keepers score --json` prints of a model that gives everything, and of one that does not. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES } from '../../src-shared/attribute.ts';
import { repositoryRoot } from '../support/data.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { TINY_LINES, writeTinyModels, type TinyModel } from '../support/tiny-model.ts';

interface Line {
  aesthetic: { score: number; spread: number };
  attributes: Record<string, { score: number; residual: number }>;
  emotion: Record<string, number>;
  scene: Record<string, number>;
  embedding: number[];
  contentEmbedding: number[];
}

const shoot = temporaryFolder('score-json');
const home = path.join(temporaryFolder('score-json-home'), 'home');

beforeAll(async () => {
  for (const seed of [1, 2, 3]) await writePicture(path.join(shoot, `${seed}.jpg`), { seed });
});

/** Runs `score --json` on the shoot with a model of its own. */
async function score(model: TinyModel, ...options: string[]): Promise<Line[]> {
  const models = temporaryFolder('models');
  writeTinyModels(models, model);
  const { code, stdout, stderr } = await keepers(['score', '--json', ...options, shoot], {
    KEEPERS_HOME: home,
    KEEPERS_MODELS: models,
  });
  expect([code, stderr]).toEqual([0, '']);
  return jsonLines<Line>(stdout);
}

/** The keys of an object and of the objects in it, in their order. */
function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]);
}

const decimals = (value: number) => String(value).split('.')[1]?.length ?? 0;

describe('score --json', () => {
  it('has spread, residuals, emotion and scene, and what holds of them holds as printed', async () => {
    const lines = await score({ id: 'tiny' });
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line.aesthetic.spread).toBeGreaterThan(0);
      expect(Object.keys(line.attributes)).toEqual([...RATED_ATTRIBUTES]);
      for (const attribute of RATED_ATTRIBUTES) {
        const { score: level = NaN, residual = NaN } = line.attributes[attribute] ?? {};
        const { intercept, slope } = TINY_LINES[attribute];
        const expected = level - (intercept + slope * line.aesthetic.score);
        expect(Math.abs(residual - expected), attribute).toBeLessThan(2e-6);
        expect(decimals(residual)).toBeLessThanOrEqual(6);
      }
      expect(Object.keys(line.emotion)).toEqual([...EMOTIONS]);
      expect(Object.keys(line.scene)).toEqual([...SCENES]);
      for (const shares of [line.emotion, line.scene]) {
        const sum = Object.values(shares).reduce((total, share) => total + share, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(5e-6);
      }
      expect(line).not.toHaveProperty('embedding');
      expect(line).not.toHaveProperty('contentEmbedding');
    }
    expect(new Set(lines.map(({ aesthetic }) => aesthetic.score)).size).toBe(3);
  });

  it('has the embeddings where they are asked for', async () => {
    const [line] = await score({ id: 'tiny' }, '--embedding');
    expect(line?.embedding).toHaveLength(16);
    expect(line?.contentEmbedding).toHaveLength(8);
    expect(Math.hypot(...(line?.contentEmbedding ?? []))).toBeCloseTo(1, 5);
    expect(Object.keys(line ?? {}).slice(-4)).toEqual([
      ...['model', 'provider', 'embedding', 'contentEmbedding'],
    ]);
  });

  it('leaves out what the model does not give', async () => {
    const [line] = await score({ id: 'tiny', plain: true }, '--embedding');
    expect(line?.embedding).toHaveLength(16);
    for (const key of ['emotion', 'scene', 'contentEmbedding']) {
      expect(line).not.toHaveProperty(key);
    }
    expect(Object.keys(line?.aesthetic ?? {})).toEqual(['score']);
    expect(Object.keys(line?.attributes.light ?? {})).toEqual(['score']);
  });

  it('has the keys of the README’s example, in its order', async () => {
    const readme = readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(readme) ?? [];
    const [line] = await score({ id: 'tiny' });
    expect(keysOf(line)).toEqual(keysOf(JSON.parse(example)));
  });
});
