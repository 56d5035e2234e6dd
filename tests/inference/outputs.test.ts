/** What a model gives beyond its scores: read, checked and named as its manifest says. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAnswers } from '../../src-main/inference/answers.ts';
import { createModelStore } from '../../src-main/inference/index.ts';
import type { Manifest } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import type { RawOutputs } from '../../src-main/inference/outputs.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORED } from '../../src-shared/attribute.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { tinyAnswer, TINY_LINES, writeTinyModels, type TinyModel } from '../support/tiny-model.ts';
import { codeOf, openScorer, picture, scores, temporaryFolder } from './support.ts';

async function storeOf(model: TinyModel) {
  const folder = await temporaryFolder();
  writeTinyModels(folder, model);
  const installedFolder = path.join(folder, 'installed');
  const store = createModelStore({
    ...{ builtInFolder: folder, installedFolder, spawnWorker: spawnNodeWorker },
  });
  return { folder, store };
}

const named = (names: readonly string[], values: readonly number[]) =>
  Object.fromEntries(
    names.map((name, at) => [name, expect.closeTo(values[at] ?? NaN, 5) as number]),
  );

describe('a model with every output', () => {
  it('gives spread, residuals, emotion, scene and both embeddings, in order', async () => {
    const { store } = await storeOf({ id: 'tiny' });
    const scorer = await openScorer({ store });
    const pictures = [picture(5), picture(6), picture(7)];
    const answers = scores(await scorer.score(pictures));
    for (const [index, { score, features, contentEmbedding }] of answers.entries()) {
      const expected = tinyAnswer(pictures[index] ?? new Uint8Array());
      expect(score.values).toEqual(named(SCORED, expected.scores));
      expect(score.spread).toBeCloseTo(expected.spread[0] ?? NaN, 5);
      expect(score.emotion).toEqual(named(EMOTIONS, expected.emotion));
      expect(score.scene).toEqual(named(SCENES, expected.scene));
      expect(features).toHaveLength(16);
      expect(Array.from(contentEmbedding ?? [])).toEqual(
        expected.contentEmbedding.map((value) => expect.closeTo(value, 5) as number),
      );
      const { aesthetic = NaN } = score.values;
      for (const attribute of RATED_ATTRIBUTES) {
        const { intercept, slope } = TINY_LINES[attribute];
        const level = score.values[attribute] ?? NaN;
        // To the last bit: it is worked out from these very numbers.
        expect(score.residuals?.[attribute]).toBe(level - (intercept + slope * aesthetic));
      }
    }
    expect(answers[0]?.score.spread).not.toBe(answers[1]?.score.spread);
  });

  it('is tried with the goldens of every output', async () => {
    for (const of of [
      'spread',
      'emotion',
      'scene',
      'contentEmbedding',
      'attributeEmbeddings',
    ] as const) {
      const { folder, store } = await storeOf({ id: 'tiny', text: true });
      const file = path.join(folder, 'tiny/1/goldens.json');
      const goldens = JSON.parse(await readFile(file, 'utf8')) as {
        pictures: Record<typeof of, number[]>[];
      };
      const values = goldens.pictures[1]?.[of] ?? [];
      values[0] = (values[0] ?? NaN) + 0.01;
      const bytes = Buffer.from(JSON.stringify(goldens));
      await writeFile(file, bytes);
      const manifest = JSON.parse(
        await readFile(path.join(folder, 'manifest.json'), 'utf8'),
      ) as Manifest;
      const [entry] = manifest.models;
      Object.assign(entry?.goldens.file ?? {}, { sha256: sha256Of(bytes), bytes: bytes.length });
      await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
      const scorer = await openScorer({ store });
      await expect(scorer.score([picture(5)]), of).rejects.toThrow(
        /differ by 0\.01\d* from the model’s goldens; 0\.0001 is allowed/,
      );
    }
  });

  it('lacks an output that its manifest names: it does not run, and says which', async () => {
    const { folder, store } = await storeOf({ id: 'tiny', plain: true });
    const file = path.join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    Object.assign(manifest.models[0]?.outputs ?? {}, { spread: { name: 'certainty' } });
    await writeFile(file, JSON.stringify(manifest));
    const scorer = await openScorer({ store });
    await expect(scorer.score([picture(5)])).rejects.toThrow(/has no output “certainty”/);
    expect(await codeOf(scorer.ready())).toBe('provider-failed');
  });
});

describe('a model with attribute spaces', () => {
  it('gives the picture in each of them, at unit length', async () => {
    const { store } = await storeOf({ id: 'tiny', text: true });
    const pictures = [picture(5), picture(6)];
    const answers = scores(await (await openScorer({ store })).score(pictures));
    for (const [index, { attributeEmbeddings }] of answers.entries()) {
      const expected = tinyAnswer(pictures[index] ?? new Uint8Array()).attributeEmbeddings;
      expect(Array.from(attributeEmbeddings ?? [])).toEqual(
        expected.map((value) => expect.closeTo(value, 4) as number),
      );
    }
    expect(answers).toHaveLength(2);
  });
});

describe('a model with scores and features alone', () => {
  it('gives nothing else', async () => {
    const { store } = await storeOf({ id: 'tiny', plain: true });
    const [answer] = scores(await (await openScorer({ store })).score([picture(5)]));
    expect(Object.keys(answer ?? {}).sort()).toEqual(['features', 'score']);
    expect(Object.keys(answer?.score ?? {}).sort()).toEqual(['model', 'provider', 'values']);
    const [info] = await store.list();
    expect(info).not.toHaveProperty('residuals');
    expect(info).not.toHaveProperty('abilities');
  });
});

describe('readAnswers', () => {
  it('fails a picture for a value that is not finite in any output', async () => {
    const folder = await temporaryFolder();
    const [entry] = writeTinyModels(folder, { id: 'tiny', text: true });
    if (entry === undefined) throw new Error('no entry');
    const given = tinyAnswer(picture(1));
    const whole = Object.fromEntries(
      Object.entries(given).map(([of, values]) => [of, Float32Array.from(values)]),
    ) as unknown as RawOutputs;
    const [fine] = readAnswers(whole, 1, entry, 'cpu');
    expect(fine).not.toBeInstanceOf(KeepersError);
    for (const [of, values] of Object.entries(given)) {
      const outputs = { ...whole, [of]: Float32Array.from(values).fill(NaN, -1) };
      expect(readAnswers(outputs, 1, entry, 'cpu')[0], of).toMatchObject({
        code: 'inference-failed',
      });
    }
  });
});
