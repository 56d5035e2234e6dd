import type { RatedAttribute } from '../../src-shared/attribute.ts';
import type { Picture } from '../picture.ts';
import type { BlurSpace } from './blur.ts';

/**
 * Every kind of edit, in a fixed order that batches and checkpoints rely on: add at the end. A kind goes one way, so that
 * its amount alone says how strong it is; amounts are above 0, and 0 is no edit.
 */
export const EDIT_NAMES = [
  'darker',
  'brighter',
  'flatter',
  'harsher',
  'crushed_shadows',
  'faded_shadows',
  'blown_highlights',
  'dull_highlights',
  'desaturated',
  'oversaturated',
  'warm',
  'cool',
  'green',
  'magenta',
  'jpeg',
  'defocus',
  'gaussian_blur',
  'motion_blur',
  'noise',
  'pixelation',
  'tilt',
  'off_centre',
] as const;
export type EditName = (typeof EDIT_NAMES)[number];

/** What an edit's copies share: all that is random about it but its amounts. */
export interface EditSetting {
  /** Width over height of the photo that a squashed picture shows; the picture's own where it is not squashed. */
  readonly aspect: number;
  /**
   * Long side in pixels of the photo that is damaged before it is shrunk, for noise, JPEG and pixels; absent: the
   * picture as it is.
   */
  readonly long?: number;
  /**
   * Of the photo that is damaged, where it is larger than the picture: the standard deviation of its grain in 8-bit codes. A picture that
   * has been shrunk has lost it, and with it what compression smooths away. Absent: none.
   */
  readonly grain?: number;
  /** Direction of motion and of what is cut off, in radians. */
  readonly angle: number;
  /** Way of turning. */
  readonly turn: 1 | -1;
  /** Side of an off-centre crop as a share of the frame's. */
  readonly crop: number;
  /** How coloured noise is, 0–1. */
  readonly chroma: number;
  readonly space: BlurSpace;
  /** Of the noise. */
  readonly seed: number;
}

/** An edit with a known meaning, at two strengths: people would rate the original above weak above strong. */
export interface Edit {
  readonly kind: EditName;
  /** In the kind's unit; weak < strong. */
  readonly weak: number;
  readonly strong: number;
  readonly setting: EditSetting;
}

/** The three pictures of an edit. They differ in nothing but what the edit means. */
export interface EditedCopies {
  /** With the frame and the resampling of the other two. */
  readonly original: Picture;
  readonly weak: Picture;
  readonly strong: Picture;
}

/** Encodes as JPEG (quality 1–100) and decodes again; the host has the codec. */
export type JpegRoundTrip = (picture: Picture, quality: number) => Promise<Picture>;

export type Range = readonly [low: number, high: number];

/** The attributes of which edits with a known meaning are known. */
export type EditedAttribute = Extract<
  RatedAttribute,
  'light' | 'color' | 'technical_quality' | 'composition'
>;

export interface EditKind {
  /** The rated attribute that the edit damages. */
  readonly attribute: EditedAttribute;
  /** Amounts that a demanding photographer calls visible but mild, and clearly damaged. */
  readonly weak: Range;
  readonly strong: Range;
  /** How often it is drawn, relative to the others. */
  readonly weight: number;
  /**
   * What makes the original comparable: `own`, nothing, it is the picture itself; `photo`, all copies are enlarged to the
   * photo's size and shrunk again; `frame`, the original too is changed, by 0 in the frame of the strong copy.
   */
  readonly matching: 'own' | 'photo' | 'frame';
  change(picture: Picture, amount: number, context: ChangeContext): Picture | Promise<Picture>;
}

export interface ChangeContext {
  readonly setting: EditSetting;
  /** Amount of the strong copy, which decides about the frame. */
  readonly strong: number;
  /** Pixels along x and y that make up the photo's long side. */
  readonly longX: number;
  readonly longY: number;
  readonly jpeg: JpegRoundTrip;
}
