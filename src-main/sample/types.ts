/** What the practice shoot reports while it is rendered. */
export interface SampleProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Renders 60 synthetic frames with real EXIF into `folder` from `seed`; the same seed gives the same
 * bytes. Throws `write-failed` or `disk-full`; files that are already there under the same names are
 * replaced only when they are ours.
 */
export type RenderPracticeShoot = (
  folder: string,
  options?: {
    readonly seed?: number;
    readonly onProgress?: (progress: SampleProgress) => void;
    readonly signal?: AbortSignal;
  },
) => Promise<readonly string[]>;
