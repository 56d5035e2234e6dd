import type { Verdict } from '../../src-shared/verdict.ts';

/** A photo as it is shown to others. */
export interface ShownPhoto {
  /** File name. */
  readonly name: string;
  readonly verdict: Verdict;
  /** 1–5; absent where it was not scored. */
  readonly score?: number;
  /** An encoded JPEG, upright, sRGB, with a long edge of so many pixels at least, where the photo has them. */
  picture(edge: number): Promise<ShownPicture>;
}

export interface ShownPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Draws an SVG of a size in pixels as a JPEG on white. */
export type DrawSvg = (svg: string) => Promise<ShownPicture>;
