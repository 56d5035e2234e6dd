/** Features of the frozen encoder, against those of the network that starts from it; both read pictures of a cache. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { buildRawCache, CacheReader, type RawCache } from '../../src-main/training/data/index.ts';
import { generalFeatures, readGeneralEncoder } from '../../src-main/training/general-features.ts';
import { Predictor } from '../../src-main/training/predict.ts';
import { generalStart } from '../../src-main/training/start.ts';
import { SCALE } from '../aesnet/training/support.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { withDecoder, writeAvifs } from './data/support.ts';
import { digest, randomEncoder } from './support.ts';

// More than a run takes, and not a multiple of it.
const COUNT = 35;
const BROKEN = 4;
const FEATURES = 1280;
const encoder = { weights: randomEncoder(), sha256: '0123456789abcdef0123' };
const options = { provider: 'cpu', threads: 1 };
const folder = temporaryFolder('general');
let files: string[] = [];
let cache: RawCache;

const build = (given: readonly string[]) =>
  withDecoder((decoder) => buildRawCache(given, { folder: path.join(folder, 'cache'), decoder }));

async function features(of: RawCache): Promise<{ values: Float32Array; computed: boolean }> {
  let computed = false;
  const values = await generalFeatures(of, encoder, {
    ...options,
    onProgress: () => (computed = true),
  });
  return { values, computed };
}

beforeAll(async () => {
  files = await writeAvifs(folder, COUNT);
  writeFileSync(files[BROKEN] ?? '', 'no picture');
  cache = await build(files);
});

describe('general features', () => {
  it('are those of the network that starts from the encoder', { timeout: 120_000 }, async () => {
    const { values, computed } = await features(cache);
    expect(computed).toBe(true);
    expect(values).toHaveLength(COUNT * FEATURES);
    const predictor = await Predictor.open(SCALE, options);
    predictor.use(generalStart(aesNetLayout(), encoder.weights, 1));
    const reader = new CacheReader(cache.folder);
    const predicted = await predictor.predict(COUNT, (index, into) => reader.read(index, into));
    reader.close();
    await predictor.close();
    expect(predicted.scores).toHaveLength(COUNT * 7);
    const largest = predicted.features.reduce((most, value) => Math.max(most, value), 0);
    for (let slot = 0; slot < COUNT; slot++) {
      const found = values.subarray(slot * FEATURES, (slot + 1) * FEATURES);
      if (slot === BROKEN) {
        expect(found.every((value) => value === 0)).toBe(true);
        continue;
      }
      const expected = predicted.features.subarray(slot * FEATURES, (slot + 1) * FEATURES);
      const error = found.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (expected[at] ?? NaN))),
        0,
      );
      expect(error / largest, `slot ${slot}`).toBeLessThan(1e-5);
    }
    // Pictures that differ have features that do.
    expect(values.subarray(0, FEATURES)).not.toEqual(values.subarray(FEATURES, 2 * FEATURES));
  });

  it(
    'are made once, and again where the cache shows other pictures',
    { timeout: 120_000 },
    async () => {
      const { values } = await features(cache);
      const again = await features(cache);
      expect(again.computed).toBe(false);
      expect(digest(again.values)).toBe(digest(values));
      const other = await build(files.toReversed());
      const reversed = await features(other);
      expect(reversed.computed).toBe(true);
      const last = values.subarray((COUNT - 1) * FEATURES);
      expect(reversed.values.subarray(0, FEATURES)).toEqual(last);
      expect(existsSync(path.join(other.folder, 'general-0123456789abcdef.f32'))).toBe(true);
    },
  );

  it('need the very encoder that the method names', async () => {
    const file = path.join(folder, 'encoder.onnx');
    await expect(readGeneralEncoder(file)).rejects.toMatchObject({ code: 'training-data-missing' });
    writeFileSync(file, 'another');
    await expect(readGeneralEncoder(file)).rejects.toMatchObject({
      code: 'training-data-invalid',
      message: expect.stringContaining('its SHA-256 is'),
    });
  });
});
