/** Evaluation beyond PARA: on photos that have nothing to do with it, and copies of them that mean something known. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { RATED_ATTRIBUTES, SCORED, type RatedAttribute } from '../../../src-shared/attribute.ts';
import { DAMAGES, EDIT_KINDS } from '../../../src-aesnet/edits/index.ts';
import { summariseDamage, type DamageSummary } from '../../../src-aesnet/evaluation/damage.ts';
import { movesMost } from '../../../src-aesnet/evaluation/moves-most.ts';
import {
  summariseStability,
  type StabilitySummary,
} from '../../../src-aesnet/evaluation/stability.ts';
import { readWholePicture } from '../../decoding/training-pictures.ts';
import { HARMLESS, OTHER_KERNELS, photoVariants, type VariantKey } from './photo-variants.ts';

/** Kinds of damage that this evaluation judges by. */
export type DamageName = (typeof DAMAGES)[number]['kind'];

/** Scores of pictures of 224×224×3 bytes: row-major [N, 7] in the order of SCORED. */
export type ScorePictures = (
  pictures: readonly Uint8Array[],
) => Promise<{ readonly scores: Float32Array }>;

/** Whether an edit moves the attribute most that it is an edit of. */
export interface EditSensitivity {
  readonly attribute: RatedAttribute;
  readonly photos: number;
  /** Share of photos whose strongly edited copy differs most in `attribute`, in its own deviations. */
  readonly share: number;
}

export interface PhotoFigures {
  readonly photos: number;
  readonly damages: Readonly<Record<DamageName, DamageSummary>>;
  /** By change, and all of them together. */
  readonly harmless: Readonly<Record<string, StabilitySummary>>;
  readonly harmlessAll: StabilitySummary;
  /** By kernel, against Lanczos-3. */
  readonly kernels: Readonly<Record<string, StabilitySummary>>;
  readonly sensitivity: Readonly<Record<DamageName, EditSensitivity>>;
}

export interface CleanPhotosOptions {
  /** A folder of JPEG files. */
  readonly folder: string;
  readonly score: ScorePictures;
  /** SD of the model's six attributes over validation pictures, in the order of RATED_ATTRIBUTES. */
  readonly deviations: ArrayLike<number>;
  /** The copies of the photo in a file, which is the folder's `index`th. Default: made anew. */
  readonly variantsOf?: (file: string, index: number) => Promise<PhotoVariants>;
  readonly onPhoto?: (done: number, total: number) => void;
}

/** Copies of one photo, 224×224×3 bytes each. */
export type PhotoVariants = ReadonlyMap<VariantKey, Uint8Array>;

/** Scores of every copy of every photo, by key: a list of rows of seven. */
type Scores = Map<VariantKey, Float32Array[]>;

/** Makes all copies of each photo in the folder, in the order of their names, and sums up what the model makes of them. */
export async function evaluateCleanPhotos(options: CleanPhotosOptions): Promise<PhotoFigures> {
  const { folder, score, deviations, variantsOf = makeVariants, onPhoto } = options;
  const files = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  if (files.length === 0) throw new RangeError(`there is no JPEG file in ${folder}`);
  const scores: Scores = new Map();
  for (const [index, name] of files.entries()) {
    await scoreVariants(await variantsOf(path.join(folder, name), index), score, scores);
    onPhoto?.(index + 1, files.length);
  }
  return summarise(files.length, scores, deviations);
}

/** Reads a photo and makes its copies. */
export async function makeVariants(file: string, index: number): Promise<PhotoVariants> {
  return photoVariants(await readWholePicture(file), index);
}

/** Scores the copies of one photo, each different picture once, and files the rows. */
async function scoreVariants(
  variants: PhotoVariants,
  score: ScorePictures,
  into: Scores,
): Promise<void> {
  const pictures = [...new Set(variants.values())];
  const { scores } = await score(pictures);
  if (scores.length !== pictures.length * SCORED.length) {
    throw new RangeError(`${scores.length} scores for ${pictures.length} pictures`);
  }
  for (const [key, picture] of variants) {
    const at = pictures.indexOf(picture) * SCORED.length;
    const rows = into.get(key) ?? [];
    rows.push(scores.slice(at, at + SCORED.length));
    into.set(key, rows);
  }
}

function summarise(photos: number, scores: Scores, deviations: ArrayLike<number>): PhotoFigures {
  const rows = (key: VariantKey) => scores.get(key) ?? [];
  const overall = (key: VariantKey) => Float64Array.from(rows(key), (row) => row[0] as number);
  const attributes = (key: VariantKey) =>
    Float64Array.from(rows(key).flatMap((row) => [...row.subarray(1)]));
  const moved = (key: VariantKey) => summariseStability(overall('photo'), overall(key));
  const harmlessKeys = HARMLESS.map(({ name }): VariantKey => `harmless: ${name}`);
  return {
    photos,
    damages: byDamage((kind) =>
      summariseDamage({
        clean: overall(`${kind}: clean`),
        weak: overall(`${kind}: weak`),
        strong: overall(`${kind}: strong`),
      }),
    ),
    harmless: Object.fromEntries(HARMLESS.map(({ name }) => [name, moved(`harmless: ${name}`)])),
    harmlessAll: summariseStability(
      harmlessKeys.flatMap(() => [...overall('photo')]),
      harmlessKeys.flatMap((key) => [...overall(key)]),
    ),
    kernels: Object.fromEntries(
      OTHER_KERNELS.map((kernel) => [kernel, moved(`kernel: ${kernel}`)]),
    ),
    sensitivity: byDamage((kind) => {
      const { attribute } = EDIT_KINDS[kind];
      const most = movesMost(
        attributes(`${kind}: clean`),
        attributes(`${kind}: strong`),
        deviations,
      );
      const own = most.filter((moves) => RATED_ATTRIBUTES[moves] === attribute);
      return { attribute, photos, share: own.length / photos };
    }),
  };
}

function byDamage<Value>(make: (kind: DamageName) => Value): Record<DamageName, Value> {
  return Object.fromEntries(DAMAGES.map(({ kind }) => [kind, make(kind)])) as Record<
    DamageName,
    Value
  >;
}
