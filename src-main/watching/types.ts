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
  /**
   * Files that are there and have stopped growing; new or changed. In batches. A scan reports every file
   * of its root again, changed or not.
   */
  | { readonly type: 'files'; readonly rootPath: string; readonly files: readonly SeenFile[] }
  /** Files that are no longer there, though their root is. */
  | { readonly type: 'gone'; readonly rootPath: string; readonly paths: readonly string[] }
  /**
   * A file or folder that cannot be read or named: reported once, on that item alone, and again by each
   * scan. `reason` is a phrase for the error's sentence. Nothing below a `folder-unreadable` is known.
   */
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
  /** A scan of the root has begun, `found` being 0, or goes on; `found`, in photos, grows. */
  | { readonly type: 'scanning'; readonly rootPath: string; readonly found: number }
  /**
   * The scan is complete: every file of the root that was not just being written has been reported.
   * `complete` is false when it was stopped, the root vanished or a folder failed for another reason than
   * its permissions: then a file that was not reported may still be there.
   */
  | {
      readonly type: 'scanned';
      readonly rootPath: string;
      readonly found: number;
      readonly complete: boolean;
    }
  /** How the root is watched from now on. A paced root says why: a network drive, or no more native watches. */
  | {
      readonly type: 'watch';
      readonly rootPath: string;
      readonly watch: WatchMode;
      readonly reason?: string;
    };

/** By the system's own change notices, or by rescans at a pace where there are none. */
export type WatchMode = 'native' | 'paced';

export interface AddOptions {
  /** Watches the root so, whatever its drive seems to be. */
  readonly watch?: WatchMode;
}

export interface Watching {
  /**
   * Scans a root and then watches it. Photos (`formatOfPath`) and `.xmp` files are reported. Symlinks to
   * folders are followed once a real path; loops end. Hidden files and folders, and folders that other
   * programs keep for themselves, are left out (skip.ts).
   *
   * Resolves as soon as it is known how the root is watched; the scan goes on and reports by events. A
   * root that is not there now is 'offline', and scanned when it comes. Adding a root twice does nothing.
   * @throws KeepersError `folder-missing` where `rootPath` is a file.
   */
  add(rootPath: string, options?: AddOptions): Promise<{ watch: WatchMode }>;
  /** Forgets a root; a scan under way ends as not complete. Nothing is reported for it afterwards. */
  remove(rootPath: string): Promise<void>;
  /** Scans a root again, reporting every file; resolves when that is done, or at once where it is offline. */
  rescan(rootPath: string): Promise<void>;
  onEvent(listener: (event: WatchEvent) => void): void;
  /** Native watch handles now open, for tests and `doctor`. */
  handles(): number;
  /** Ends everything: no event, timer or handle is left. */
  close(): Promise<void>;
}

/** All times in milliseconds. */
export interface WatchingOptions {
  /** A new or changed file is reported once its size and time have stayed the same for so long. Default 1,000. */
  readonly stabilityMs?: number;
  /** A scan takes a file that was last modified longer ago than this as it is. Default 3,000. */
  readonly freshMs?: number;
  /** A file that is missing is looked for once more after this, before it is reported as gone. Default 500. */
  readonly goneDelayMs?: number;
  /** How often a root is checked for having gone or come back. Default 2,000. */
  readonly rootCheckMs?: number;
  readonly pace?: PaceOptions;
  /** How native watches are opened: one a folder, or one a root. Default: the platform's (native.ts). */
  readonly nativeWatch?: NativeWatchKind;
}

export type NativeWatchKind = 'folder' | 'tree';

/** How gently a paced root is rescanned (paced.ts). */
export interface PaceOptions {
  /** Shortest rest between two passes over folders. Default 5,000. */
  readonly minRestMs?: number;
  /** Longest rest between two passes over folders. Default 300,000. */
  readonly maxRestMs?: number;
  /** Shortest time from one pass over every file to the next. Default 600,000. */
  readonly fullEveryMs?: number;
}

/**
 * One walk without watching, for `keepers score` and `rank`: the photos below a folder, each folder's files
 * before its subfolders, both in natural order (`IMG_2` before `IMG_10`). Paths begin as `path` was given
 * and are joined by `/`. What is left out and how symlinks are followed is as in `Watching`. A file given
 * as `path` is yielded whatever its name. A folder that vanishes on the way is a problem, and the walk goes on.
 * Ends with the signal's reason thrown where it is aborted.
 */
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
