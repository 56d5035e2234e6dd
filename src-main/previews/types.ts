import type { PictureKind } from '../../src-shared/bridge.ts';

/** The pictures made from photos, on disk, least recently used first out. */
export interface PreviewCache {
  /** The file of a picture, or undefined where it was never made or has been dropped. */
  find(version: string, kind: PictureKind): Promise<string | undefined>;
  /** Writes a picture (temp, rename) and answers with its file. Throws `disk-full`, `write-failed`. */
  put(
    version: string,
    kind: PictureKind,
    bytes: Uint8Array,
    mime: 'image/jpeg' | 'image/webp',
  ): Promise<string>;
  /** Bytes that all pictures may take together. */
  setLimit(bytes: number): void;
  /** Bytes now on disk. */
  readonly bytes: number;
  close(): Promise<void>;
}
