import type { Abilities } from '../../../src-shared/ability.ts';
import type { Scored } from '../../../src-shared/attribute.ts';
import type { Exif, Measurements, Score } from '../../../src-shared/photo.ts';
import type { ResidualLines } from '../../../src-shared/residual.ts';
import type { ShownPhoto } from '../types.ts';

/** A photo of the shoot, with what is known of it. */
export interface ReportPhoto extends ShownPhoto {
  readonly scored?: Score | undefined;
  readonly measurements?: Measurements | undefined;
  readonly exif: Exif;
}

/** Scores that the shoot is held against. */
export interface ReportLibrary {
  readonly photos: number;
  /** Counts in equally wide bins over the range of scores. */
  readonly bins: { readonly [S in Scored]?: readonly number[] };
}

/** What a report is made from. */
export interface ReportOf {
  /** One file an exposure. */
  readonly photos: readonly ReportPhoto[];
  /** Of them the best, at most one of a group, best first. */
  readonly best: readonly ReportPhoto[];
  /** Absent where there is no library, or none scored by the model in use. */
  readonly library?: ReportLibrary | undefined;
  /** What the model has shown that it can do, and what a photo of some score usually has. */
  readonly model?: {
    readonly name: string;
    readonly abilities?: Abilities | undefined;
    readonly residuals?: ResidualLines | undefined;
  };
}
