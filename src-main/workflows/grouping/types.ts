import type { GroupKind } from '../../../src-shared/group.ts';
import type { Exif, Format } from '../../../src-shared/photo.ts';

/** What grouping looks at. Nothing else of a photo matters to it, least of all the time of its file. */
export interface GroupingPhoto {
  /** Tells photos apart, and settles what names do not. */
  readonly path: string;
  /** The folder that it lies in, and its name there. */
  readonly folder: string;
  readonly name: string;
  readonly format: Format;
  readonly exif: Exif;
  /** Upright size in pixels, where known. */
  readonly width?: number;
  readonly height?: number;
  /** Milliseconds to add to what this camera's clock says. */
  readonly clockOffset?: number;
}

/** A film beside photos. It is no photo, but may be one half of a pair. */
export interface Movie {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  /** Apple's name for a photo and its film. */
  readonly contentId?: string;
  /** When it was taken, milliseconds since 1970. */
  readonly takenAt?: number;
}

/** Files of one exposure: the photo that stands for them first (the RAW, where its time is known), a film last. */
export interface Pair<P extends GroupingPhoto> {
  readonly photos: readonly [P, ...P[]];
  readonly movie?: Movie;
}

/** Photos that belong together, in the order of their capture; of a pair the one that stands for it. */
export interface Group<P extends GroupingPhoto> {
  readonly kind: GroupKind;
  readonly photos: readonly P[];
}

export interface GroupingOptions {
  /** Longest time in milliseconds between two frames of a burst. */
  readonly gap: number;
}

/** One exposure: a photo, or a pair. */
export interface Shot<P extends GroupingPhoto> {
  /** The photo that stands for it. */
  readonly photo: P;
  /** Milliseconds by the corrected wall clock; undefined without a capture time. */
  readonly wall: number | undefined;
  /** The same for comparing frames of one camera: in UTC where its clock tells how far from that it is. */
  readonly instant: number | undefined;
}

/** A shot whose time is known. Whole seconds are spread evenly over their second (clock.ts). */
export interface TimedShot<P extends GroupingPhoto> extends Shot<P> {
  readonly wall: number;
  readonly instant: number;
}
