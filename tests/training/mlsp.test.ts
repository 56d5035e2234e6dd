/** The head on multi-level features, trained on a finished network: features made once, then steps in onnxruntime. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EDIT_NAMES } from '../../src-aesnet/edits/index.ts';
import { MLSP, mlspLayout, STANDARD } from '../../src-aesnet/networks/mlsp.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { readCheckpoint, writeCheckpoint } from '../../src-main/training/checkpoint.ts';
import { readMlspConfig, type MlspConfig } from '../../src-main/training/mlsp/mlsp-config.ts';
import { mlspFeeds } from '../../src-main/training/mlsp/mlsp-feeds.ts';
import { trainMlsp } from '../../src-main/training/mlsp/train-mlsp.ts';
import { checkpointOfModel, TRAINING } from '../../src-main/training/checkpoint-of-model.ts';
import { modelOf, readTrainedNetwork } from '../../src-main/training/model-of-checkpoint.ts';
import { openTextData } from '../../src-main/training/open-data.ts';
import type { RatedPhotos } from '../../src-main/training/validation.ts';
import { randomParameters, SCALE } from '../aesnet/training/support.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { digest, tinyConfig, writePara } from './support.ts';

const config: MlspConfig = {
  ...{ batches: 2, photos: 6, edited: 2, stable: 2, steps: 30, hidden: 8, share: 0.75 },
  ...{ featureDropout: 0.2, hiddenDropout: 0.5, learningRate: 0.0001, warmUp: 0.2, floor: 0.1 },
  ...{ decay: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3, averageDecay: 0.5 },
  ...{ bend: 1.5, lead: 0.5, levelWeight: 1, residualsWeight: 0.4, spreadWeight: 0.1 },
  ...{ emotionsWeight: 0.2, rankingWeight: 0.3, movesMostWeight: 0.15, stabilityWeight: 3 },
  ...{ jpegShare: 0, brighterShare: 0, tiltShare: 0, heldOut: 0.1, seed: 1 },
};
const network = path.join(temporaryFolder('network'), 'network.bin');
let data: RatedPhotos;

beforeAll(async () => {
  const folder = temporaryFolder('para');
  await writePara(folder);
  data = await openTextData({
    ...{ data: folder, cache: path.join(folder, 'cache'), processes: 2, onProgress: () => {} },
  });
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
  readonly changed?: Partial<MlspConfig>;
}

async function run(folder: string, { stopAfter, of = network, changed = {} }: RunOptions = {}) {
  const controller = new AbortController();
  const heard: string[] = [];
  const result = await trainMlsp(data, {
    ...{ folder, network: await readTrainedNetwork(of), config: { ...config, ...changed } },
    ...{ provider: 'cpu', threads: 2, workers: 1, signal: controller.signal },
    shape: { photos: 6, edited: 2, stable: 1 },
    onProgress: (what, done) => {
      heard.push(`${what} ${done}`);
      if (what === 'Ratings' && done === stopAfter) controller.abort();
    },
  });
  return { ...result, heard };
}

const endOf = async (folder: string) =>
  digest((await readCheckpoint(path.join(folder, 'checkpoint.bin'))).state.average);

describe('a head on multi-level features of a finished network', () => {
  const whole = temporaryFolder('whole');

  it('learns, and leaves the encoder and the standardisation as they were to the bit', async () => {
    const { finished, checkpoint, heard } = await run(whole);
    expect(finished).toBe(true);
    expect(heard).toEqual([
      ...['Features 1', 'Features 2'],
      ...Array.from({ length: 30 }, (_, step) => `Ratings ${step + 1}`),
    ]);
    const before = await readTrainedNetwork(network);
    const { header, sha256, parameters, mlsp } = await readTrainedNetwork(checkpoint);
    expect(digest(parameters)).toBe(digest(before.parameters));
    expect(sha256).not.toBe(before.sha256);
    expect(header).toMatchObject({
      ...{ ...before.header, size: header.size },
      mlsp: { hidden: 8, share: 0.75, run: { step: 30 } },
    });
    const layout = mlspLayout(8);
    expect(mlsp?.parameters).toHaveLength(layout.size);
    const { state } = await readCheckpoint(checkpoint);
    const first = aesNetLayout().size;
    for (const { name } of layout.slots) {
      const moments = layout.view(state.firstMoment.subarray(first), name);
      const learns = name !== STANDARD.shift && name !== STANDARD.scale;
      expect(
        moments.some((value) => value !== 0),
        name,
      ).toBe(learns);
    }
    const log = jsonLines<{ loss: number; 'loss.ranking': number }>(
      readFileSync(path.join(whole, 'log.jsonl'), 'utf8'),
    );
    expect(log).toHaveLength(30);
    expect(log[0]?.['loss.ranking']).toBeGreaterThan(0);
    const lossOf = (lines: typeof log) => lines.reduce((sum, { loss }) => sum + loss, 0);
    expect(lossOf(log.slice(20))).toBeLessThan(lossOf(log.slice(0, 10)));
    // Its large part in half precision.
    expect(modelOf(await readTrainedNetwork(checkpoint)).byteLength).toBeGreaterThan(
      modelOf(before).byteLength + 2 * 8 * MLSP,
    );
  });

  it('standardises features by the photos that it learns from', async () => {
    const { mlsp } = await readTrainedNetwork(path.join(whole, 'checkpoint.bin'));
    const layout = mlspLayout(8);
    const told = mlsp?.parameters ?? expect.unreachable();
    const [scale, shift] = [STANDARD.scale, STANDARD.shift].map((name) => layout.view(told, name));
    const halves = readFileSync(path.join(whole, 'features.f32'));
    const values = new Float16Array(halves.buffer, halves.byteOffset, halves.byteLength / 2);
    const pictures = 6 + 3 * 2 + 2;
    const photos = [0, 1].flatMap((batch) =>
      Array.from({ length: 6 }, (_, at) => batch * pictures + at),
    );
    let live = 0;
    for (let i = 0; i < MLSP; i++) {
      const factor = scale?.[i] ?? NaN;
      const standard = photos.map(
        (row) => (values[row * MLSP + i] ?? NaN) * factor + (shift?.[i] ?? NaN),
      );
      const mean = standard.reduce((a, b) => a + b) / standard.length;
      if (Math.abs(mean) > 1e-2) expect(mean, `mean of ${i}`).toBeCloseTo(0, 2);
      if (factor === 0) continue;
      live++;
      const variance = standard.reduce((sum, value) => sum + value * value, 0) / standard.length;
      if (Math.abs(variance - 1) > 0.02) expect(variance, `variance of ${i}`).toBeCloseTo(1, 2);
    }
    expect(live).toBeGreaterThan(MLSP / 10);
  });

  it('goes on where it was stopped, to the same end', async () => {
    const folder = temporaryFolder('stopped');
    expect(await run(folder, { stopAfter: 2 })).toMatchObject({ finished: false });
    const { heard, finished } = await run(folder);
    expect(finished).toBe(true);
    expect(heard).toEqual(Array.from({ length: 28 }, (_, step) => `Ratings ${step + 3}`));
    expect(await endOf(folder)).toBe(await endOf(whole));
  });

  it('learns from favoured edits, which have to be in its pool', async () => {
    const facts = jsonLines<{ edits?: { kinds: number[] } }>(
      readFileSync(path.join(whole, 'features.jsonl'), 'utf8'),
    );
    const kinds = facts.flatMap(({ edits }) => edits?.kinds.map((kind) => EDIT_NAMES[kind]) ?? []);
    expect(kinds).toContain('brighter');
    expect(kinds).not.toContain('jpeg');
    const folder = temporaryFolder('favoured');
    await run(folder, { changed: { brighterShare: 1 } });
    expect(await endOf(folder)).not.toBe(await endOf(whole));
    await expect(run(temporaryFolder('missing'), { changed: { jpegShare: 1 } })).rejects.toThrow(
      'no edits of the kind jpeg',
    );
  });

  it('comes back from the files of a model', async () => {
    const model = temporaryFolder('model');
    const trained = await readTrainedNetwork(path.join(whole, 'checkpoint.bin'));
    writeFileSync(path.join(model, 'model.onnx'), modelOf(trained));
    writeFileSync(path.join(model, TRAINING), JSON.stringify(trained.header));
    const out = path.join(model, 'checkpoint.bin');
    await checkpointOfModel({ model, out, seed: 1 });
    const again = await readTrainedNetwork(out);
    expect(again.mlsp?.shape).toEqual(trained.mlsp?.shape);
    const [before, after] = [trained, again].map(({ parameters, mlsp }) => [
      ...[parameters, mlsp?.parameters ?? expect.unreachable()],
    ]);
    for (const [part, values] of (before ?? []).entries()) {
      // Half precision keeps eleven bits.
      const off = values.findIndex(
        (value, at) =>
          Math.abs(value - (after?.[part]?.[at] ?? NaN)) > Math.abs(value) / 1024 + 1e-6,
      );
      expect(off, `part ${part}`).toBe(-1);
    }
    expect(Buffer.compare(modelOf(again), modelOf(trained))).toBe(0);
  });

  it('keeps the residuals that it has learnt: they are not fitted anew', async () => {
    const { code, stderr } = await keepers(
      [
        ...['train-heads', '--data', 'nowhere', '--out', 'heads.json', '--refit', '50'],
        ...['--checkpoint', path.join(whole, 'checkpoint.bin')],
      ],
      { KEEPERS_HOME: temporaryFolder('home') },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('leave out --refit');
  });

  it('refuses another network, another config, and a network that has such a head', async () => {
    const other = path.join(temporaryFolder('other'), 'network.bin');
    await writeNetwork(other, 6);
    await expect(run(whole, { of: other })).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await expect(run(whole, { changed: { decay: 0.2 } })).rejects.toThrow('decay = 0.05');
    const headed = path.join(whole, 'checkpoint.bin');
    await expect(run(temporaryFolder('twice'), { of: headed })).rejects.toMatchObject({
      code: 'checkpoint-invalid',
    });
  });
});

describe('its config', () => {
  const read = async (changed: Partial<MlspConfig>) => {
    const file = path.join(temporaryFolder('config'), 'mlsp.json');
    const older = Object.entries(config).filter(([name]) => !name.endsWith('Share'));
    const entries = Object.entries({ ...Object.fromEntries(older), ...changed });
    const json = entries.map(([name, value]) => [name, { value, why: 'A test.' }]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(json)));
    return readMlspConfig(file);
  };

  it('favours no edits where it does not say so', async () => {
    expect(await read({})).toEqual(config);
    expect(await read({ jpegShare: 0.5, brighterShare: 0.5 })).toMatchObject({ jpegShare: 0.5 });
  });

  it('cannot favour more than all', async () => {
    await expect(
      read({ jpegShare: 0.6, brighterShare: 0.3, tiltShare: 0.2 }),
    ).rejects.toMatchObject({
      code: 'training-config-invalid',
      message: expect.stringContaining('together at most 1') as string,
    });
  });
});

describe('dropout', () => {
  it('takes the same features from all versions of a photo, and keeps the mean', () => {
    const [photos, edited, stable, hidden] = [2, 2, 1, 400];
    const shape = { photos, edited, stable, hidden };
    const feeds = mlspFeeds(
      {
        batch: 3,
        features: new Float32Array((photos + 3 * edited + 2 * stable) * MLSP),
        rows: Int32Array.of(0, 1, 2, 3, 4),
        edits: {
          ...{ kinds: Int32Array.of(0, 1), attributes: Int32Array.of(2, 4) },
          ...{ faults: Uint8Array.of(0, 0), measured: [] },
          ...{ weak: Float32Array.of(1, 1), strong: Float32Array.of(2, 2) },
          ...{ weakMargins: Float32Array.of(0.1, 0.2), strongMargins: Float32Array.of(0.3, 0.4) },
        },
      },
      { rows: data.rows, scale: SCALE, config: { ...config, ...shape } },
    );
    const kept = feeds.keptHidden?.data ?? expect.unreachable();
    const row = (at: number) => Array.from(kept.subarray(at * hidden, (at + 1) * hidden), Number);
    expect(row(4)).toEqual(row(2));
    expect(row(6)).toEqual(row(2));
    expect(row(5)).toEqual(row(3));
    expect(row(9)).toEqual(row(8));
    expect(row(3)).not.toEqual(row(2));
    expect(row(1)).not.toEqual(row(0));
    expect(new Set(row(0))).toEqual(new Set([0, 2]));
    const mean = row(0).reduce((a, b) => a + b) / hidden;
    expect(Math.abs(mean - 1)).toBeLessThan(0.2);
    expect(Array.from(feeds.edited?.data ?? [], Number)).toEqual([
      0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0,
    ]);
  });
});
