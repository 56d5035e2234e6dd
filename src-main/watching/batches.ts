import type { SeenFile, WatchEvent } from './types.ts';

/** Files reported in one event at most. */
const BATCH = 250;
/** How long a file waits for others before its batch is sent, in milliseconds. */
const BATCH_MS = 50;

/** Gathers what is reported of a root into batches, in order. */
export class Batches {
  readonly #rootPath: string;
  readonly #emit: (event: WatchEvent) => void;
  readonly #onFlush: () => void;
  #files: SeenFile[] = [];
  #gone: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param onFlush called before a batch is sent. */
  constructor(rootPath: string, emit: (event: WatchEvent) => void, onFlush: () => void) {
    this.#rootPath = rootPath;
    this.#emit = emit;
    this.#onFlush = onFlush;
  }

  file(file: SeenFile): void {
    if (this.#gone.length > 0) this.flush();
    this.#files.push(file);
    this.#added(this.#files.length);
  }

  gone(path: string): void {
    if (this.#files.length > 0) this.flush();
    this.#gone.push(path);
    this.#added(this.#gone.length);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [files, gone] = [this.#files, this.#gone];
    if (files.length + gone.length === 0) return;
    this.#files = [];
    this.#gone = [];
    this.#onFlush();
    if (files.length > 0) this.#emit({ type: 'files', rootPath: this.#rootPath, files });
    if (gone.length > 0) this.#emit({ type: 'gone', rootPath: this.#rootPath, paths: gone });
  }

  #added(count: number): void {
    if (count >= BATCH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }
}
