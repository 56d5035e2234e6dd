import { setImmediate } from 'node:timers/promises';
import {
  describeCopies,
  describePhoto,
  drawFault,
  measurePicture,
  type DescriptionRecord,
} from '../../../src-aesnet/descriptions/index.ts';
import { blank } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { ratingScaleOf } from '../../../src-aesnet/training/rating-scale.ts';
import { CACHE_SIDE } from '../data/cache-index.ts';
import { ensureParaCache } from '../data/para-cache.ts';
import { readPara, type ParaRow } from '../data/para.ts';
import { CacheReader } from '../data/raw-cache.ts';
import { writeDescriptions } from './database-file.ts';

/** The splits that may be learnt from: the others are kept for simulated people and final figures. */
export const DESCRIBED_SPLITS = ['train', 'validation'] as const;
export type DescribedSplit = (typeof DESCRIBED_SPLITS)[number];

export interface BuildOptions {
  /** PARA's folder. */
  readonly data: string;
  /** The folder of all raw caches; the split's is made where it is missing. */
  readonly cache: string;
  readonly out: string;
  readonly split: DescribedSplit;
  /** At most so many photos, drawn at random. */
  readonly limit?: number;
  readonly seed: number;
  /** Processes that decode. */
  readonly processes: number;
  readonly signal?: AbortSignal;
  onProgress(what: string, done: number, count: number): void;
}

export interface Built {
  readonly photos: number;
  readonly copies: number;
  /** Photos of the split that could not be read, and so have no line. */
  readonly damaged: number;
}

/**
 * Builds the description database of a split: a line for every photo, and one for its weakly and one for its strongly edited copy.
 * Residuals are taken against all training ratings, whatever the split and the limit. Throws what `readPara`, `ensureParaCache`
 * and `writeParts` throw, and `cancelled`.
 */
export async function buildDatabase(options: BuildOptions): Promise<Built> {
  const { data, cache: folder, out, split, limit, seed, processes, signal, onProgress } = options;
  const training = await readPara(data, 'train');
  const scale = ratingScaleOf(Float32Array.from(training.flatMap(({ means }) => means)));
  const rows = split === 'train' ? training : await readPara(data, split);
  const cache = await ensureParaCache(rows, {
    folder,
    name: split,
    processes,
    onProgress: ({ done, count }) => onProgress(`Decoding ${split}`, done, count),
  });
  const slots = drawn(cache.usable, limit, seed);
  const reader = new CacheReader(cache.folder);
  const picture = blank(CACHE_SIDE, CACHE_SIDE);
  let copies = 0;
  async function* records(): AsyncGenerator<DescriptionRecord> {
    for (const [done, slot] of slots.entries()) {
      // Measuring leaves no gap in which the person's wish to stop would be heard.
      await setImmediate();
      const { id, means, emotions } = rows[slot] as ParaRow;
      reader.read(slot, picture.data);
      const photometry = measurePicture(picture);
      yield describePhoto({ id, people: { means, emotions }, photometry }, { scale, seed });
      const edit = drawFault(id, photometry, seed);
      if (edit !== undefined) {
        for (const copy of describeCopies(id, edit, seed)) {
          copies++;
          yield copy;
        }
      }
      onProgress(`Describing ${split}`, done + 1, slots.length);
    }
  }
  try {
    await writeDescriptions(out, records(), signal);
  } finally {
    reader.close();
  }
  return { photos: slots.length, copies, damaged: cache.damaged.length };
}

/** `limit` of the slots, in their order. */
function drawn(
  slots: readonly number[],
  limit: number | undefined,
  seed: number,
): readonly number[] {
  if (limit === undefined || limit >= slots.length) return slots;
  const shuffled = Random.from(seed).shuffle([...slots]);
  return shuffled.slice(0, limit).sort((a, b) => a - b);
}
