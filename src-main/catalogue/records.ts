/** What goes into the catalogue and comes out of it. */
import type { HistoryEntry } from '../../src-shared/bridge.ts';
import type { GroupRuleKind, Position } from '../../src-shared/collection.ts';
import type { HistoryStep } from '../../src-shared/decision.ts';
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { GroupKind } from '../../src-shared/group.ts';
import type { Exif, Format, Measurements, Score, Warning } from '../../src-shared/photo.ts';
import type { Verdict } from '../../src-shared/verdict.ts';
import type { ScoreDetail } from './score-detail.ts';

/** A file to be catalogued or refreshed. */
export interface FileRecord {
  /** Absolute. */
  readonly path: string;
  readonly format: Format;
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly fileId: string;
}

/** What the engine needs of a photo to work on it. */
export interface WorkItem {
  readonly id: number;
  readonly path: string;
  readonly format: Format;
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly pictureVersion: string | undefined;
}

export interface DecodedRecord {
  readonly id: number;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly previewWidth: number;
  readonly previewHeight: number;
  readonly dominantColor: string;
  readonly pictureVersion: string;
  readonly exif: Exif;
  readonly warnings: readonly Warning[];
}

export interface ScoredRecord {
  readonly id: number;
  readonly score: Score;
  readonly features: Float32Array;
  readonly contentEmbedding?: Float32Array;
  /** The picture in the model's attribute spaces, packed as whoever compares it wants it. */
  readonly spaces?: Uint8Array;
  /** What is measured of it as the model sees it; kept beside `spaces` alone. */
  readonly looks?: Float32Array;
}

/** Everything about one photo that `photos.detail` needs beside its grid summary. */
export interface DetailRecord {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly exif: Exif;
  readonly measurements: Measurements | undefined;
  /** What the score that is shown has beyond its values. */
  readonly scoreDetail: ScoreDetail;
  readonly sidecarPath: string | undefined;
  readonly sidecarError: ErrorInfo | undefined;
  readonly history: readonly HistoryEntry[];
}

export interface UndoStep {
  /** "3 stars on 2 photos". */
  readonly summary: string;
  readonly ids: readonly number[];
  /** Whether it joined or parted groups; absent where it did not. */
  readonly regrouped?: boolean;
  /** Whether it set clocks of cameras; absent where it did not. */
  readonly clocks?: boolean;
}

export interface HistoryQuestion {
  /** Only steps before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
  /** Whether verdicts that were read from sidecars are listed. */
  readonly sidecars: boolean;
}

export interface HistoryPage {
  /** Newest first. */
  readonly steps: HistoryStep[];
  /** How many steps there are in all. */
  readonly total: number;
}

/** Which photos are in groups: groups are not kept in the catalogue. */
export interface GroupMembers {
  /** Photos in a group or pair of a kind, or in none. */
  inKind(kind: GroupRuleKind): readonly number[];
  /** Photos that stand first in their group, or later, or are its suggested frame. */
  at(position: Position): readonly number[];
}

/** How a photo was taken, as grouping looks at it. */
export interface CaptureRecord {
  readonly id: number;
  readonly path: string;
  /** The folder that it lies in. */
  readonly folder: string;
  readonly name: string;
  readonly format: Format;
  readonly exif: Exif;
  /** Upright size in pixels, once decoded. */
  readonly width?: number;
  readonly height?: number;
  /** Milliseconds to add to what its camera's clock says. */
  readonly clockOffset?: number;
  /** Whether the model in use has told what it shows. */
  readonly hasContent: boolean;
}

/** Photos that the person makes one group, or parts from theirs into one of their own (alone, where it is one photo). */
export interface SetOfPhotos {
  readonly ids: readonly number[];
  readonly how: 'merged' | 'split';
  /** What the group is, where the person says so. */
  readonly kind?: GroupKind;
}

/** A photo that the person has put into a set. */
export interface PlacedPhoto extends Omit<SetOfPhotos, 'ids'> {
  readonly id: number;
  readonly set: number;
}

/** A file that was copied from a card, and where one of its copies was put. */
export interface ImportedFile {
  /** By its two ends and its size, as photos have it. */
  readonly identity: string;
  readonly bytes: number;
  readonly path: string;
  /** Hexadecimal, of the whole file. */
  readonly sha256: string;
}

/** Where a file's contents were put or catalogued. It may have changed or gone since. */
export interface KnownCopy {
  readonly path: string;
  /** Of the copy as it was made, where Keepers made it. */
  readonly sha256?: string;
}

export interface Totals {
  /** Photos, as scored ones: the files of one exposure are one. The other counts are of files. */
  readonly photos: number;
  readonly scored: number;
  readonly failed: number;
  readonly unseenByLightroom: number;
  readonly sidecarsPending: number;
  /** Photos about which sources disagree. */
  readonly conflicts: number;
}

/** A photo whose verdict is to be written. */
export interface VerdictToWrite {
  readonly id: number;
  readonly path: string;
  readonly verdict: Verdict;
}

/** What the model in use says of a photo. */
export interface ModelOutput {
  readonly id: number;
  readonly score: Score;
  readonly contentEmbedding?: Float32Array;
  /** The image feature v, where it was asked for and is kept. */
  readonly embedding?: Float32Array;
}
