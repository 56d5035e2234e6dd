/** A training set small enough to be made for a test, and an encoder of random weights to start from. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { Random } from '../../src-aesnet/random.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import type { TrainingConfig } from '../../src-main/training/config.ts';
import { EMOTIONS, SCORED } from '../../src-shared/attribute.ts';
import { randomParameters } from '../aesnet/training/support.ts';
import { scene } from '../aesnet/edits/support/pictures.ts';

export const TRAIN_COUNT = 30;
export const VALIDATION_COUNT = 10;

/** Writes a folder as PARA's is laid out, with pictures of coloured discs and ratings at random. */
export async function writePara(folder: string): Promise<void> {
  const random = Random.from(11);
  await writeSplit(folder, 'train.csv', 'images-train', TRAIN_COUNT, (index) => ({
    session: `session${Math.floor(index / 3)}`,
    ...ratings(random),
  }));
  await writeSplit(folder, 'validation.csv', 'images-attributes', VALIDATION_COUNT, () => ({
    scene: 'plant',
    ...ratings(random),
    ...Object.fromEntries(SCORED.map((name) => [`${name}_std`, 0.5])),
  }));
}

function ratings(random: Random): Record<string, number> {
  const overall = random.uniform(2, 4);
  const means = SCORED.map((name, index) => [
    `${name}_mean`,
    index === 0 ? overall : overall + random.uniform(-0.5, 0.5),
  ]);
  const votes = EMOTIONS.map((name) => [`emotion_${name}`, random.integer(9) + 1]);
  return Object.fromEntries([...means, ...votes]) as Record<string, number>;
}

async function writeSplit(
  folder: string,
  csv: string,
  images: string,
  count: number,
  rowOf: (index: number) => Record<string, string | number>,
): Promise<void> {
  mkdirSync(path.join(folder, images), { recursive: true });
  const rows = Array.from({ length: count }, (_, index) => ({
    image: `${images}-${index}.jpg`,
    ...rowOf(index),
  }));
  const [first] = rows;
  if (first === undefined) throw new RangeError('no rows');
  const lines = [Object.keys(first), ...rows.map(Object.values)].map((cells) => cells.join(','));
  writeFileSync(path.join(folder, csv), `${lines.join('\n')}\n`);
  for (const [index, { image }] of rows.entries()) {
    const { width, height, data } = scene(index + 100 * images.length, 224, 224);
    const file = path.join(folder, images, image);
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toFile(file);
  }
}

/** Convolutions numbered as in the general encoder's file, of random weights. */
export function randomEncoder(seed = 3): Map<string, Weight> {
  const layout = aesNetLayout();
  const vector = randomParameters(seed);
  const convolutions = layout.slots.filter(
    ({ name, shape }) => name.endsWith('.weight') && shape.length === 4,
  );
  return new Map(
    convolutions.flatMap(({ name, shape }, index) => {
      const bias = name.replace(/weight$/, 'bias');
      return [
        [`w${index}_h`, { shape, data: layout.view(vector, name) }],
        [`b${index}`, { shape: layout.find(bias).shape, data: layout.view(vector, bias) }],
      ] as const;
    }),
  );
}

/** A handful of small steps. */
export function tinyConfig(changes: Partial<TrainingConfig> = {}): TrainingConfig {
  return {
    side: 64,
    photos: 3,
    edited: 1,
    stable: 1,
    epochs: 1,
    learningRate: 1e-4,
    warmUp: 0.2,
    floor: 0.01,
    headRate: 3,
    decay: 0.05,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    maxNorm: 3,
    averageDecay: 0.9,
    bend: 1.5,
    temperature: 0.1,
    lead: 0.5,
    levelWeight: 1,
    residualsWeight: 0.5,
    spreadWeight: 0.1,
    emotionsWeight: 0.2,
    affinityWeight: 0.5,
    rankingWeight: 1,
    movesMostWeight: 0.1,
    stabilityWeight: 2,
    heldOut: 0.1,
    validations: 2,
    seed: 1,
    ...changes,
  };
}

/** Stands for every bit of an array: showing how two of millions of values differ takes minutes. */
export function digest({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}
