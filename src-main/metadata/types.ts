import type { Exif } from '../../src-shared/photo.ts';
import type { Verdict, VerdictVersion } from '../../src-shared/verdict.ts';
import type { SuggestedEdit } from '../../src-shared/suggestion.ts';
import type { DevelopChange } from './develop/develop-properties.ts';
import type { WrittenDevelop } from './develop/write-develop.ts';
import type { MovieFacts } from './movie.ts';
import type { PlannedWrite, ToWrite, WriteOptions } from './write-files.ts';
import type { MergedVerdict, VerdictSource } from './verdict-sources.ts';

export interface EmbeddedPreview {
  /** An encoded JPEG. */
  readonly bytes: Uint8Array;
  readonly orientation: number;
  readonly colorSpace: 'srgb' | 'adobe-rgb';
  readonly fullWidth?: number;
  readonly fullHeight?: number;
}

/** What the XMP in and beside a photo says, in whatever encodings it was found, the newest first. */
export interface FoundVerdict {
  /** Only what was found; absent means that nothing says anything about it. */
  readonly stars?: Verdict['stars'];
  readonly flag?: Verdict['flag'];
  readonly color?: Verdict['color'];
  /** The newest sidecar that says anything; absent where it was embedded. */
  readonly path?: string;
  /** Of that sidecar, milliseconds since 1970. */
  readonly modifiedAt?: number;
  /** What says something else; absent where all agree. */
  readonly dissent?: readonly VerdictVersion[];
}

/** All that is written down about a photo, file by file, and what it comes to. */
export interface VerdictReport extends Pick<MergedVerdict, 'says' | 'dissent'> {
  readonly sources: readonly VerdictSource[];
}

/** `path` and its time are absent where an empty verdict met a photo about which nothing is written down. */
export interface WrittenVerdict {
  /** The file that is read first: a sidecar, or the photo where it has none. */
  readonly path?: string;
  /** Milliseconds since 1970, so that our own write is not taken for a foreign one. */
  readonly modifiedAt?: number;
  /** The files that had to be written. */
  readonly files: readonly PlannedWrite[];
}

/** Who made a photo. What is absent is left as it is. */
export interface Rights {
  readonly creator?: string;
  /** The notice: "© 2026 Ann Author". */
  readonly copyright?: string;
}

export type { DevelopChange } from './develop/develop-properties.ts';
export type { WrittenDevelop } from './develop/write-develop.ts';
export type { MovieFacts } from './movie.ts';
export type { PlannedWrite, ToWrite, WriteOptions } from './write-files.ts';
export type { VerdictSource } from './verdict-sources.ts';

export interface Metadata {
  /** EXIF of a photo; an unreadable or absent block is an empty object, never a guess. Never throws. */
  exif(path: string): Promise<Exif>;
  /**
   * Where the camera focused, in shares of the upright frame, from what ExifTool alone can read: slower than `exif`, which
   * has the point of the cameras that tell it plainly. Undefined where nothing tells it. Never throws.
   */
  focusPoint(path: string): Promise<{ x: number; y: number } | undefined>;
  /** What a film beside a photo says of itself: whether it belongs to it. Empty where it says nothing. Never throws. */
  movie(path: string): Promise<MovieFacts>;
  /** The EXIF thumbnail, a JPEG that says how it is to be turned; for the glimpse before a decode. Cheap: reads a prefix of the file. */
  thumbnail(path: string): Promise<Uint8Array | undefined>;
  /** The largest JPEG inside a RAW. Throws `photo-no-preview`, `photo-damaged` or `exiftool-missing`. */
  embeddedPreview(path: string): Promise<EmbeddedPreview>;
  /** Where this photo's sidecar is or would be, Lightroom naming (`photo.xmp`). */
  sidecarPath(path: string): string;
  /**
   * Reads sidecars of both namings (extension form first) and XMP inside the file; where they disagree the newest
   * counts. Throws `sidecar-invalid`.
   */
  readVerdict(path: string): Promise<FoundVerdict | undefined>;
  /** The same, with every encoding that was found. Never throws: a source that cannot be read carries its error. */
  inspectVerdict(path: string): Promise<VerdictReport>;
  /** The keywords in and beside a photo. Never throws for what they are found in; that has none. */
  keywords(path: string): Promise<string[]>;
  /** What `writeVerdict` would change. Writes nothing; throws what it throws. */
  planVerdict(path: string, verdict: Verdict, options?: WriteOptions): Promise<PlannedWrite[]>;
  /**
   * Merges the verdict into the photo's sidecars by a profile (default: Lightroom's): owned properties only, write to
   * temp, fsync, rename; merged again when one changed since it was read. The original is touched only where `embed`
   * says so. Every sidecar that the photo has is written, and those that the profile's editors look for.
   * Throws `sidecar-invalid`, `embedded-invalid`, `camera-card`, `read-only-volume`, `file-locked`, `disk-full`,
   * `write-failed`.
   */
  writeVerdict(path: string, verdict: Verdict, options?: WriteOptions): Promise<WrittenVerdict>;
  /** What `writeVerdict` does, for a verdict, keywords or both. */
  write(path: string, what: ToWrite, options: WriteOptions): Promise<WrittenVerdict>;
  /**
   * Merges who made a photo into its sidecars, as IPTC has it (`dc:creator`, `dc:rights`), or creates one. Written as
   * `writeVerdict` writes, and it rejects with the same.
   */
  writeRights(path: string, rights: Rights): Promise<WrittenVerdict>;
  /**
   * Writes edits as develop settings of Camera Raw into the photo's `photo.xmp`, or makes one; never into the photo, whose upright
   * size in pixels is given. `leftOut` are edits that cannot be said of this photo; where none can be said, nothing is
   * written. Throws `sidecar-developed`, `sidecar-invalid`, `disk-full` or `write-failed`.
   */
  writeDevelop(
    path: string,
    changes: readonly DevelopChange[],
    photo: { readonly width: number; readonly height: number },
  ): Promise<{ readonly written?: WrittenDevelop; readonly leftOut: readonly SuggestedEdit[] }>;
  /**
   * Takes back what `writeDevelop` wrote, as far as it still stands so, and resolves with whether there was anything. Throws what it
   * throws.
   */
  takeBackDevelop(path: string, written: WrittenDevelop): Promise<boolean>;
  close(): Promise<void>;
}
