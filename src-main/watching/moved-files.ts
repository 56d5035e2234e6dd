import type { FileEntry } from './tree.ts';

/** How long a file that vanished is remembered, in milliseconds. */
const MEMORY_MS = 10_000;
/** How long vanishing files are gathered before the other files are told, in milliseconds. */
const GATHER_MS = 20;

/**
 * Files of any root that have just vanished from their path. One that turns up elsewhere with the same id, size
 * and time has been renamed or moved: it is whole, and is reported without waiting.
 */
export class MovedFiles {
  readonly #onNoted: () => void;
  readonly #files = new Map<string, { bytes: number; modifiedAt: number; until: number }>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onNoted called soon after files were noted. */
  constructor(onNoted: () => void) {
    this.#onNoted = onNoted;
  }

  note({ fileId, bytes, modifiedAt }: FileEntry): void {
    const now = performance.now();
    this.#files.delete(fileId);
    this.#files.set(fileId, { bytes, modifiedAt, until: now + MEMORY_MS });
    for (const [id, { until }] of this.#files) {
      if (until > now) break;
      this.#files.delete(id);
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onNoted();
    }, GATHER_MS);
  }

  knows({ fileId, bytes, modifiedAt }: FileEntry): boolean {
    const file = this.#files.get(fileId);
    return (
      file !== undefined &&
      file.until > performance.now() &&
      file.bytes === bytes &&
      file.modifiedAt === modifiedAt
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#files.clear();
  }
}
