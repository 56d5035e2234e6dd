import type { Photometry } from '../../../src-aesnet/descriptions/index.ts';
import type { Kernel } from '../../../src-aesnet/resample.ts';

/** How many pictures of each kind a batch holds, and their size. */
export interface BatchShape {
  /** Side of the squares, in pixels. */
  readonly side: number;
  /** Photos that come once. */
  readonly photos: number;
  /** Photos that come three times: as they are, weakly and strongly edited. */
  readonly edited: number;
  /** Photos that come twice, changed in ways that nobody should mind. */
  readonly stable: number;
}

/**
 * Where a batch's pictures lie, counted in pictures:
 *
 *     [ photos | originals | weak copies | strong copies | first copies | second copies ]
 *       P        E           E             E               S              S
 *
 * The i-th original, weak and strong copy show one photo, as do the i-th first and second copy. The first P + E pictures are
 * labelled. A picture is 3 planes of side × side bytes: red, green, blue.
 */
export interface BatchLayout extends BatchShape {
  readonly originals: number;
  readonly weak: number;
  readonly strong: number;
  readonly firstCopies: number;
  readonly secondCopies: number;
  /** P + E. */
  readonly labelled: number;
  /** P + 3 E + 2 S. */
  readonly pictures: number;
  /** Photos of an epoch that a batch takes: P + E + S. */
  readonly drawn: number;
  /** Of one picture. */
  readonly pictureBytes: number;
}

export function layoutOf({ side, photos, edited, stable }: BatchShape): BatchLayout {
  const originals = photos;
  const weak = originals + edited;
  const strong = weak + edited;
  const firstCopies = strong + edited;
  const secondCopies = firstCopies + stable;
  return {
    side,
    photos,
    edited,
    stable,
    originals,
    weak,
    strong,
    firstCopies,
    secondCopies,
    labelled: photos + edited,
    pictures: secondCopies + stable,
    drawn: photos + edited + stable,
    pictureBytes: side * side * 3,
  };
}

/** How far pictures are changed while their labels stay true. */
export interface Augmentation {
  /** How many are mirrored, 0–1. */
  readonly mirrored: number;
  /** The smallest share of each side that a crop leaves, 0–1. */
  readonly crop: number;
  /** The two shares differ by at most this, 0–1. */
  readonly stretch: number;
  /** How many go through JPEG, 0–1, and at which qualities. */
  readonly jpeg: number;
  readonly jpegQuality: readonly [low: number, high: number];
  /** How often each resampling kernel is taken, relative to the others. */
  readonly kernels: Readonly<Record<Kernel, number>>;
}

export const DEFAULT_AUGMENTATION: Augmentation = {
  mirrored: 0.5,
  // A crop at the model's own side is an enlargement, which takes sharpness away: a little of it is true to the labels.
  crop: 0.96,
  stretch: 0.02,
  jpeg: 0.25,
  jpegQuality: [75, 95],
  // The labels' pictures and the model's input are made with the first; the others are met in photos from elsewhere.
  kernels: { lanczos3: 20, lanczos2: 1, cubic: 1, mitchell: 1, area: 1, linear: 1 },
};

/** Everything that decides what is in batch b. */
export interface BatchSpec extends BatchShape {
  /** Folder of a whole raw cache. */
  readonly cache: string;
  /** Slots of the cache that are drawn from: those of a training part, none that is damaged. */
  readonly members: Int32Array;
  readonly seed: number;
  readonly augmentation: Augmentation;
  /** Whether originals and copies are measured, to find out which edits are faults and what can be said of copies: some 20 ms each. */
  readonly faults?: boolean;
}

/** What the edits of a batch are and ask for; each has E entries. */
export interface BatchEdits {
  /** Index into `EDIT_NAMES`. */
  readonly kinds: Int32Array;
  /** Index into `RATED_ATTRIBUTES` of the attribute that the edit damages. */
  readonly attributes: Int32Array;
  /** 1 where the edit is a visible fault in its picture (`isFault`); 0 where it is none, or that was not asked for. */
  readonly faults: Uint8Array;
  /** How much each copy is edited, in the kind's unit (`EDIT_KINDS`). */
  readonly weak: Float32Array;
  readonly strong: Float32Array;
  /** How far the original is to score above each copy, in points. */
  readonly weakMargins: Float32Array;
  readonly strongMargins: Float32Array;
  /** What the copies measure, E weak ones and then E strong ones; empty where that was not asked for. */
  readonly measured: readonly Photometry[];
}

/** A batch without its pictures. */
export interface BatchFacts {
  readonly batch: number;
  /** The slot of each photo: P + E labelled ones, then the S that come as pairs. */
  readonly rows: Int32Array;
  readonly edits: BatchEdits;
}

export interface Batch extends BatchFacts {
  /** `BatchLayout`, as one array in NCHW order. It is overwritten after the next call of `next`. */
  readonly pictures: Uint8Array;
}
