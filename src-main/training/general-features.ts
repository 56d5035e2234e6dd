/** v⁰: the frozen general encoder's features of the training photos, which never change and are made once. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { ConstantParameters, surveyParameters } from '../../src-aesnet/layers/parameters.ts';
import { loadGeneralEncoder } from '../../src-aesnet/networks/general-encoder.ts';
import { FEATURES, mobileNetV2 } from '../../src-aesnet/networks/mobilenet-v2.ts';
import { readWeights, type Weight } from '../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { normalised } from '../../src-aesnet/networks/normalised.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { writeDurably } from '../inference/durable.ts';
import { TrainingSession } from '../inference/training-session.ts';
import { cacheFiles } from './data/cache-index.ts';
import { CACHE_SIDE, CacheReader, PICTURE_BYTES, type RawCache } from './data/index.ts';
import { toPlanes } from './planes.ts';

const BATCH = 32;

/**
 * MobileNetV2 1.0 for ImageNet, from `mobilenet_v2_1.0_224_quant.tflite` of github.com/google-coral/test_data, commit
 * 104342d2 (SHA-256 7aad0c74…fd4776), Apache-2.0: this is the hash of its de-quantised ONNX file.
 */
export const GENERAL_ENCODER_SHA256 =
  'e18ee52626a065eca6e4738caca57c68ba59055450dc56fba0d8d4dd69aa8f9d';

/** The general encoder's file: its weights and what it is known by. */
export interface GeneralEncoder {
  readonly weights: ReadonlyMap<string, Weight>;
  readonly sha256: string;
}

/** Throws `training-data-missing` or `training-data-invalid`. */
export async function readGeneralEncoder(file: string): Promise<GeneralEncoder> {
  if (!existsSync(file)) throw new KeepersError('training-data-missing', { path: file });
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== GENERAL_ENCODER_SHA256) {
    const reason = `its SHA-256 is ${sha256}, not ${GENERAL_ENCODER_SHA256}`;
    throw new KeepersError('training-data-invalid', { place: file, reason });
  }
  try {
    return { weights: readWeights(bytes), sha256 };
  } catch (thrown) {
    throw new KeepersError(
      'training-data-invalid',
      { place: file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/** Features [count, 1280] of every slot of a cache, kept beside it. Slots without a picture are zero. */
export async function generalFeatures(
  cache: RawCache,
  encoder: GeneralEncoder,
  options: {
    readonly provider: string;
    readonly threads: number;
    readonly onProgress?: (done: number, count: number) => void;
  },
): Promise<Float32Array> {
  const file = path.join(cache.folder, `general-${encoder.sha256.slice(0, 16)}.f32`);
  const size = cache.count * FEATURES;
  if (await isNewer(file, cacheFiles(cache.folder).index)) {
    const bytes = await readFile(file);
    if (bytes.length === size * Float32Array.BYTES_PER_ELEMENT) {
      return new Float32Array(bytes.buffer, bytes.byteOffset, size);
    }
  }
  const features = await computeFeatures(cache, encoder, options);
  // Runs that start together each compute them.
  await writeDurably(file, new Uint8Array(features.buffer));
  return features;
}

/** Whether `file` is there and was written after the cache was: one that is built anew may show other pictures. */
async function isNewer(file: string, index: string): Promise<boolean> {
  const [made, built] = await Promise.all(
    [file, index].map((name) => stat(name).catch(() => undefined)),
  );
  return made !== undefined && built !== undefined && made.mtimeMs >= built.mtimeMs;
}

async function computeFeatures(
  cache: RawCache,
  { weights }: GeneralEncoder,
  { provider, threads, onProgress }: Parameters<typeof generalFeatures>[2],
): Promise<Float32Array> {
  const session = await TrainingSession.open(encoderModel(weights), { provider, threads });
  const reader = new CacheReader(cache.folder);
  const features = new Float32Array(cache.count * FEATURES);
  const picture = new Uint8Array(PICTURE_BYTES);
  const pictures = new Uint8Array(BATCH * PICTURE_BYTES);
  try {
    for (let start = 0; start < cache.usable.length; start += BATCH) {
      const slots = cache.usable.slice(start, start + BATCH);
      for (const [index, slot] of slots.entries()) {
        reader.read(slot, picture);
        toPlanes(picture, pictures.subarray(index * PICTURE_BYTES, (index + 1) * PICTURE_BYTES));
      }
      const { v } = await session.run({
        pictures: { data: pictures, shape: [BATCH, 3, CACHE_SIDE, CACHE_SIDE] },
      });
      for (const [index, slot] of slots.entries()) {
        const row = (v as Float32Array).subarray(index * FEATURES, (index + 1) * FEATURES);
        features.set(row, slot * FEATURES);
      }
      onProgress?.(start + slots.length, cache.usable.length);
    }
  } finally {
    reader.close();
    await session.close();
  }
  return features;
}

/** `pictures` uint8 [32, 3, 224, 224] → `v` [32, 1280]. */
function encoderModel(weights: ReadonlyMap<string, Weight>): Uint8Array {
  const survey = new Graph();
  const image = survey.input('image', [1, 3, 32, 32]);
  const layout = surveyParameters(survey, (parameters) => mobileNetV2(survey, parameters, image));
  const vector = new Float32Array(layout.size);
  loadGeneralEncoder(weights, layout, vector);
  const graph = new Graph();
  const pictures = graph.input('pictures', [BATCH, 3, CACHE_SIDE, CACHE_SIDE], 'uint8');
  const constants = new ConstantParameters(graph, (name) => layout.view(vector, name));
  graph.output(mobileNetV2(graph, constants, normalised(graph, pictures)), 'v');
  return writeModel(graph);
}
