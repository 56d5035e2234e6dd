import type { Measurements } from '../../src-shared/photo.ts';

/** A full-resolution picture, upright, sRGB. */
export interface FullPicture {
  readonly width: number;
  readonly height: number;
  /** Interleaved samples, 8 bits, `channels` a pixel, row by row without padding. */
  readonly data: Uint8Array;
  readonly channels: 1 | 3;
}

/** Measures a picture. Deterministic; allocates a few megabytes at most beside its input. */
export type Measure = (picture: FullPicture) => Measurements;
