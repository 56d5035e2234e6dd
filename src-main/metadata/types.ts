import type { Exif } from '../../src-shared/photo.ts';
import type { Verdict } from '../../src-shared/verdict.ts';
import type { MovieFacts } from './movie.ts';

export interface EmbeddedPreview {
  /** An encoded JPEG. */
  readonly bytes: Uint8Array;
  readonly orientation: number;
  readonly colorSpace: 'srgb' | 'adobe-rgb';
  readonly fullWidth?: number;
  readonly fullHeight?: number;
}

/** What the XMP around a photo says, in whatever encoding it was found. */
export interface FoundVerdict {
  /** Only what was found; absent means that nothing says anything about it. */
  readonly stars?: Verdict['stars'];
  readonly flag?: Verdict['flag'];
  readonly color?: Verdict['color'];
  /** The sidecar that it came from; absent where it was embedded. */
  readonly path?: string;
  /** Of the sidecar, milliseconds since 1970. */
  readonly modifiedAt?: number;
}

/** Both absent where an empty verdict met a photo about which nothing is written down: nothing was created. */
export interface WrittenSidecar {
  readonly path?: string;
  /** Milliseconds since 1970, so that our own write is not taken for a foreign one. */
  readonly modifiedAt?: number;
}

/** Who made a photo. What is absent is left as it is. */
export interface Rights {
  readonly creator?: string;
  /** The notice: "© 2026 Ann Author". */
  readonly copyright?: string;
}

export type { MovieFacts } from './movie.ts';

export interface Metadata {
  /** EXIF of a photo; an unreadable or absent block is an empty object, never a guess. Never throws. */
  exif(path: string): Promise<Exif>;
  /** What a film beside a photo says of itself: whether it belongs to it. Empty where it says nothing. Never throws. */
  movie(path: string): Promise<MovieFacts>;
  /** The EXIF thumbnail, upright orientation not applied, with its orientation; for the glimpse before a decode. Cheap: reads a prefix of the file. */
  thumbnail(path: string): Promise<{ bytes: Uint8Array; orientation: number } | undefined>;
  /** The largest JPEG inside a RAW. Throws `photo-no-preview`, `photo-damaged` or `exiftool-missing`. */
  embeddedPreview(path: string): Promise<EmbeddedPreview>;
  /** Where this photo's sidecar is or would be, Lightroom naming (`photo.xmp`). */
  sidecarPath(path: string): string;
  /** Reads sidecars of both namings (extension form first), then XMP inside the file. Throws `sidecar-invalid`. */
  readVerdict(path: string): Promise<FoundVerdict | undefined>;
  /**
   * Merges the verdict into the photo's sidecar in the Lightroom profile: owned properties only, write to
   * temp, fsync, rename; merged again when the sidecar changed since it was read. The original is never
   * touched. Where both namings exist, both are written, and the one that is read first is returned.
   * Throws `sidecar-invalid`, `camera-card`, `read-only-volume`, `disk-full`, `write-failed`.
   */
  writeVerdict(path: string, verdict: Verdict): Promise<WrittenSidecar>;
  /**
   * Merges who made a photo into its sidecars, as IPTC has it (`dc:creator`, `dc:rights`), or creates one. Written as
   * `writeVerdict` writes, and it rejects with the same.
   */
  writeRights(path: string, rights: Rights): Promise<WrittenSidecar>;
  close(): Promise<void>;
}
