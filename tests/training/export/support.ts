/** A data set laid out as PARA's folder, and a checkpoint, both small enough to be made for a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { startContrastive } from '../../../src-aesnet/networks/contrastive-start.ts';
import type { TextEncoderShape } from '../../../src-aesnet/networks/text-encoder.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import type { Vocabulary } from '../../../src-aesnet/text/vocabulary.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { writeCheckpoint } from '../../../src-main/training/checkpoint.ts';
import { EMOTIONS, SCENES, SCORED } from '../../../src-shared/attribute.ts';
import { scene } from '../../aesnet/edits/support/pictures.ts';
import { randomParameters, SCALE } from '../../aesnet/training/support.ts';

/** As few as figures of neighbours can be made of: heat maps take a second a picture. */
export const COUNTS = { train: 12, validation: 8, people: 8 } as const;

/** Writes `train.csv`, `validation.csv` and `people.csv` with pictures of 64 × 48 pixels. */
export async function writeSplits(folder: string): Promise<void> {
  const random = Random.from(21);
  for (const [split, count] of Object.entries(COUNTS)) {
    const images = split === 'train' ? 'images-train' : 'images-attributes';
    mkdirSync(path.join(folder, images), { recursive: true });
    const rows = Array.from({ length: count }, (_, index) => ({
      image: `${split}-${index}.jpg`,
      ...(split === 'train'
        ? { session: `s${index >> 1}` }
        : { scene: SCENES[index % 2] ?? '', ...columns('std', () => 0.5) }),
      ...columns('mean', () => random.uniform(1.5, 4.5)),
      ...Object.fromEntries(EMOTIONS.map((name) => [`emotion_${name}`, 1 + random.integer(9)])),
    }));
    const lines = [Object.keys(rows[0] ?? {}), ...rows.map(Object.values)];
    writeFileSync(
      path.join(folder, `${split}.csv`),
      lines.map((line) => `${line.join(',')}\n`).join(''),
    );
    for (const [index, { image }] of rows.entries()) {
      await writeScene(path.join(folder, images, image), 100 * split.length + index, 64);
    }
  }
}

function columns(suffix: string, value: () => number): Record<string, number> {
  return Object.fromEntries(SCORED.map((name) => [`${name}_${suffix}`, value()]));
}

/** A JPEG of `width` by three quarters of it. */
export async function writeScene(file: string, seed: number, width: number): Promise<void> {
  const picture = scene(seed, width, (width * 3) / 4);
  await sharp(picture.data, { raw: { width, height: picture.height, channels: 3 } })
    .jpeg()
    .toFile(file);
}

/** A text encoder as small as one can be, over a vocabulary of these sentences. */
export function tinyText(sentences: readonly string[]): {
  readonly vocabulary: Vocabulary;
  readonly shape: TextEncoderShape;
} {
  const vocabulary = trainVocabulary([...sentences, ...sentences], 400);
  return {
    vocabulary,
    shape: { pieces: vocabulary.size, tokens: 12, width: 16, blocks: 1, heads: 2, hidden: 16 },
  };
}

/** A checkpoint of the whole network with parameters at random; with `text` that of its text side, too. */
export async function writeRandomCheckpoint(
  file: string,
  seed: number,
  text?: TextEncoderShape,
): Promise<void> {
  const layout = aesNetLayout(text && { text, spaces: 2 });
  const { size } = layout;
  const average = new Float32Array(size);
  average.set(randomParameters(seed));
  startContrastive(layout, average, Random.from(seed));
  await writeCheckpoint(file, {
    header: {
      step: 7,
      config: { side: 224, heldOut: 0.1 },
      best: null,
      scale: SCALE,
      size,
      start: 'tuned',
      ...(text !== undefined && { text }),
      earlier: [
        { steps: 90, config: { side: 160, epochs: 3, tunedShare: 0.7 }, averagedShare: 0.6 },
      ],
    },
    state: {
      parameters: average,
      firstMoment: new Float32Array(size),
      secondMoment: new Float32Array(size),
      average,
    },
  });
}
