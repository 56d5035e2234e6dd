/** A photo or sidecar file as the disk has it. */
export interface SeenFile {
  /** Absolute, as the file system names it. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Device and inode, or file index: equal after a rename on the same drive. */
  readonly fileId: string;
}

export type WatchEvent =
  /** Files that are there and have stopped growing; new or changed. In batches. */
  | { readonly type: 'files'; readonly rootPath: string; readonly files: readonly SeenFile[] }
  /** Files that are no longer there, though their folder or root is. */
  | { readonly type: 'gone'; readonly rootPath: string; readonly paths: readonly string[] }
  /** A file that cannot be read or named: reported once, on that item alone. */
  | {
      readonly type: 'problem';
      readonly rootPath: string;
      readonly path: string;
      readonly code:
        'file-no-permission' | 'file-name-not-utf8' | 'file-unreadable' | 'folder-unreadable';
      readonly reason: string;
    }
  /** The whole root went (drive unplugged) or came back. Nothing below it is 'gone'. */
  | { readonly type: 'offline' | 'online'; readonly rootPath: string }
  /** A scan of the root has begun; `found` grows. */
  | { readonly type: 'scanning'; readonly rootPath: string; readonly found: number }
  /** The scan is complete: every file of the root has been reported. `complete` is false when it was stopped or the root vanished. */
  | {
      readonly type: 'scanned';
      readonly rootPath: string;
      readonly found: number;
      readonly complete: boolean;
    };

export interface Watching {
  /**
   * Scans a root and then watches it. Photos (`formatOfPath`) and `.xmp` files are reported. Symlinks to
   * folders are followed once a real path; loops end.
   */
  add(rootPath: string): Promise<{ watch: 'native' | 'paced' }>;
  remove(rootPath: string): Promise<void>;
  rescan(rootPath: string): Promise<void>;
  onEvent(listener: (event: WatchEvent) => void): void;
  /** Native watch handles now open, for tests and `doctor`. */
  handles(): number;
  close(): Promise<void>;
}

/** One walk without watching, for `keepers score` and `rank`. */
export type WalkPhotos = (
  path: string,
  signal?: AbortSignal,
) => AsyncIterable<
  | { readonly path: string; readonly problem?: undefined }
  | {
      readonly path: string;
      readonly problem:
        'file-no-permission' | 'file-name-not-utf8' | 'file-unreadable' | 'folder-unreadable';
      readonly reason: string;
    }
>;
