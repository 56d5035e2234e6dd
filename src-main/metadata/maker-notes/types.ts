import type { Exif } from '../../../src-shared/photo.ts';
import type { Ifd } from '../exif-tags.ts';

/** What a maker's note tells beside the standard tags; what it does not say is absent. */
export type MakerFacts = Partial<
  Pick<
    Exif,
    'drive' | 'bracket' | 'sequence' | 'focusMode' | 'focusDistance' | 'panorama' | 'contentId'
  > & {
    readonly serial: string;
    readonly imageCount: number;
    /** As stored, shares of the frame from its upper left corner, orientation not applied. */
    readonly focusPoint: { readonly x: number; readonly y: number };
  }
>;

export type BracketOf = NonNullable<MakerFacts['bracket']>['of'];
export type FocusMode = NonNullable<MakerFacts['focusMode']>;

/** The directory of a maker's note, and how to follow what it points to. */
export interface MakerNote {
  readonly ifd: Ifd;
  /** A directory that an entry of this one points to. */
  linked(tag: number): Promise<Ifd>;
}

/** One maker's way of writing a note. */
export interface Maker {
  /** Tags that are read. */
  readonly wanted: readonly number[];
  facts(note: MakerNote): MakerFacts | Promise<MakerFacts>;
}
