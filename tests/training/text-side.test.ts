/** A text encoder trained on a finished network: features made once, then steps in onnxruntime. */
import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SPACES_STANDARD } from '../../src-aesnet/networks/attribute-spaces.ts';
import { MLSP } from '../../src-aesnet/networks/mlsp.ts';
import { FEATURES } from '../../src-aesnet/networks/mobilenet-v2.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { readCheckpoint, writeCheckpoint } from '../../src-main/training/checkpoint.ts';
import { readSentences, type SentenceStore } from '../../src-main/training/contrast/index.ts';
import { buildDatabase } from '../../src-main/training/descriptions/index.ts';
import { readTrainedNetwork } from '../../src-main/training/model-of-checkpoint.ts';
import { openTextData } from '../../src-main/training/open-data.ts';
import type { TextConfig } from '../../src-main/training/text-side/text-config.ts';
import { trainTextSide } from '../../src-main/training/text-side/train-text-side.ts';
import type { RatedPhotos } from '../../src-main/training/validation.ts';
import { randomParameters, SCALE } from '../aesnet/training/support.ts';
import { jsonLines } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { digest, tinyConfig, writePara } from './support.ts';

const config: TextConfig = {
  ...{ batches: 2, photos: 6, edited: 2, steps: 5, textSteps: 2, pieces: 1200 },
  ...{ learningRate: 0.001, warmUp: 0.2, floor: 0.1, decay: 0.05 },
  ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3, averageDecay: 0.9 },
  ...{ spaces: 3, groups: 2, sigma: 0.3, shareSigma: 0.15, fused: 0.5, heldOut: 0.1, seed: 1 },
};
const network = path.join(temporaryFolder('network'), 'network.bin');
let data: RatedPhotos & { sentences: SentenceStore };

beforeAll(async () => {
  const folder = temporaryFolder('para');
  await writePara(folder);
  const shared = {
    ...{ data: folder, cache: path.join(folder, 'cache'), processes: 2, onProgress: () => {} },
  };
  const out = path.join(folder, 'descriptions.jsonl');
  await buildDatabase({ ...shared, out, split: 'train', seed: 1 });
  const read = await openTextData(shared);
  const ids = read.rows.map(({ id }) => id);
  data = { ...read, sentences: await readSentences(out, ids, () => expect.unreachable()) };
  await writeNetwork(network, 5);
});

async function writeNetwork(file: string, seed: number) {
  const parameters = randomParameters(seed);
  const { size } = aesNetLayout();
  const none = () => new Float32Array(size);
  await writeCheckpoint(file, {
    header: { step: 7, config: tinyConfig(), best: null, scale: SCALE, size, start: 'general' },
    state: { parameters, firstMoment: none(), secondMoment: none(), average: parameters },
  });
}

interface RunOptions {
  readonly stopAfter?: number;
  readonly of?: string;
  readonly changed?: Partial<TextConfig>;
}

async function run(folder: string, { stopAfter, of = network, changed = {} }: RunOptions = {}) {
  const controller = new AbortController();
  const heard: string[] = [];
  const result = await trainTextSide(data, {
    ...{ folder, network: await readTrainedNetwork(of), config: { ...config, ...changed } },
    ...{ provider: 'cpu', threads: 2, workers: 1, signal: controller.signal },
    shape: { photos: 6, edited: 3 },
    onProgress: (what, done) => {
      heard.push(`${what} ${done}`);
      if (what === 'Sentences with pictures' && done === stopAfter) controller.abort();
    },
  });
  return { ...result, heard };
}

const endOf = async (folder: string) =>
  digest((await readCheckpoint(path.join(folder, 'checkpoint.bin'))).state.average);

describe('a text side on a finished network', () => {
  const whole = temporaryFolder('whole');

  it('learns, and leaves the network as it was to the bit', async () => {
    const { finished, checkpoint, heard } = await run(whole);
    expect(finished).toBe(true);
    expect(heard).toEqual([
      ...['Features 1', 'Features 2', 'Sentences alone 1', 'Sentences alone 2'],
      ...[1, 2, 3, 4, 5].map((step) => `Sentences with pictures ${step}`),
    ]);
    const before = await readTrainedNetwork(network);
    const { text, header, sha256 } = await readTrainedNetwork(checkpoint);
    expect(sha256).toBe(before.sha256);
    expect(header).toMatchObject({ ...before.header, size: header.size, textRun: { step: 5 } });
    const { layout } = text ?? expect.unreachable();
    const { state } = await readCheckpoint(checkpoint);
    for (const { name } of layout.slots) {
      const [moments, own] = [layout.view(state.firstMoment, name), name.split('.')[0] ?? ''];
      const learns = ['text', 'spaces', 'fusion', 'contrastive'].includes(own);
      // A word piece that came in no sentence, and the key's bias, whose gradient is zero, may stay.
      if (!learns) expect(Math.max(...moments.slice(0, 10_000).map(Math.abs)), name).toBe(0);
      if (name === 'spaces.image.weight' || name === 'text.pieces.weight') {
        expect(
          moments.some((value) => value !== 0),
          name,
        ).toBe(true);
      }
    }
    const log = jsonLines<{ loss: number }>(readFileSync(path.join(whole, 'log.jsonl'), 'utf8'));
    expect(log).toHaveLength(5);
    // Chance is the logarithm of how many sentences are compared, of at most 12.
    expect(log.every(({ loss }) => loss > 0 && loss < 4)).toBe(true);
  });

  it('goes on where it was stopped, to the same end', async () => {
    const folder = temporaryFolder('stopped');
    expect(await run(folder, { stopAfter: 2 })).toMatchObject({ finished: false });
    const { heard, finished } = await run(folder);
    expect(finished).toBe(true);
    expect(heard).toEqual([3, 4, 5].map((step) => `Sentences with pictures ${step}`));
    expect(await endOf(folder)).toBe(await endOf(whole));
  });

  it('makes features anew that a killed run left torn, and those alone', async () => {
    const folder = temporaryFolder('torn');
    await run(folder, { stopAfter: 1, changed: { batches: 1 } });
    const [values, facts] = ['features.f32', 'features.jsonl'].map((name) =>
      path.join(folder, name),
    ) as [string, string];
    const batch = statSync(values).size;
    const [wholeValues, wholeFacts] = ['features.f32', 'features.jsonl'].map((name) =>
      readFileSync(path.join(whole, name)),
    ) as [Buffer, Buffer];
    expect(wholeValues).toHaveLength(2 * batch);
    // The second batch's features without their end, and its facts without theirs.
    appendFileSync(values, wholeValues.subarray(batch, 2 * batch - 4 * FEATURES));
    appendFileSync(facts, '{"batch":1,"rows":[1,2');
    const again = temporaryFolder('again');
    for (const [name, from] of [
      ['features.f32', values],
      ['features.jsonl', facts],
    ] as const) {
      appendFileSync(path.join(again, name), readFileSync(from));
    }
    const { heard } = await run(again, { stopAfter: 1 });
    expect(heard.filter((line) => line.startsWith('Features'))).toEqual(['Features 2']);
    expect(readFileSync(path.join(again, 'features.f32')).equals(wholeValues)).toBe(true);
    expect(readFileSync(path.join(again, 'features.jsonl')).equals(wholeFacts)).toBe(true);
    // Facts without features are none either.
    truncateSync(path.join(again, 'features.f32'), batch - 4);
    const third = await run(again, { stopAfter: 1 });
    expect(third.heard.filter((line) => line.startsWith('Features'))).toEqual([
      'Features 1',
      'Features 2',
    ]);
    expect(readFileSync(path.join(again, 'features.f32')).equals(wholeValues)).toBe(true);
  });

  it('compares pictures by what all of their blocks have seen, brought to mean 0 and deviation 1', async () => {
    const folder = temporaryFolder('blocks');
    const changed = { allBlocks: true };
    expect(await run(folder, { stopAfter: 2, changed })).toMatchObject({ finished: false });
    const { checkpoint } = await run(folder, { changed });
    const { header, text, sha256 } = await readTrainedNetwork(checkpoint);
    expect(sha256).toBe((await readTrainedNetwork(network)).sha256);
    expect(header.text).toMatchObject({ allBlocks: true });
    const { layout, parameters } = text ?? expect.unreachable();
    expect(layout.find('spaces.image.weight').shape).toEqual([7, MLSP, 128]);
    const { state } = await readCheckpoint(checkpoint);
    const moved = (name: string) =>
      layout.view(state.firstMoment, name).some((value) => value !== 0);
    expect(moved('spaces.image.weight')).toBe(true);
    const { shift, scale } = SPACES_STANDARD;
    expect([moved(shift), moved(scale)]).toEqual([false, false]);
    // Of the pool's photos: 6 of a batch's 15 pictures.
    const halves = readFileSync(path.join(folder, 'features.f32'));
    const values = new Float16Array(halves.buffer, halves.byteOffset, halves.byteLength / 2);
    const rows = [0, 1].flatMap((batch) => Array.from({ length: 6 }, (_, at) => batch * 15 + at));
    expect(values).toHaveLength(2 * 15 * MLSP);
    const [factors, shifts] = [scale, shift].map((name) => layout.view(parameters, name));
    let live = 0;
    for (let i = 0; i < MLSP; i++) {
      const factor = factors?.[i] ?? NaN;
      if (factor === 0) continue;
      live++;
      const standard = rows.map(
        (row) => (values[row * MLSP + i] ?? NaN) * factor + (shifts?.[i] ?? NaN),
      );
      expect(Math.abs(standard.reduce((a, b) => a + b) / rows.length)).toBeLessThan(0.02);
    }
    expect(live).toBeGreaterThan(MLSP / 10);
    // One that was not stopped ends the same.
    const straight = temporaryFolder('straight');
    await run(straight, { changed });
    expect(await endOf(straight)).toBe(await endOf(folder));
    await expect(run(folder)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
  });

  it('refuses a folder of another network, and one that was begun otherwise', async () => {
    const other = path.join(temporaryFolder('other'), 'network.bin');
    await writeNetwork(other, 6);
    await expect(run(whole, { of: other })).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await expect(run(whole, { changed: { sigma: 0.2 } })).rejects.toThrow('sigma = 0.3');
  });
});
