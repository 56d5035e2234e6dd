import { type Due, type Folder, mergeDue } from './tree.ts';

/**
 * The folders to be visited, each by one visit at a time and a few at once. What becomes due for a folder
 * while it waits is merged into one visit.
 */
export class Visits {
  readonly #visit: (folder: Folder, due: Due) => Promise<void>;
  readonly #waiting = new Set<Folder>();
  readonly #idle = new Set<() => void>();
  readonly #scanned = new Set<() => void>();
  #active = 0;
  /** Visits at once. */
  #limit: number;
  #scans = 0;

  constructor(visit: (folder: Folder, due: Due) => Promise<void>, limit: number) {
    this.#visit = visit;
    this.#limit = limit;
  }

  mark(folder: Folder, due: Due): void {
    if (folder.detached) return;
    if (due.scan && folder.due?.scan !== true) this.#scans++;
    if (folder.due === undefined) folder.due = { ...due, names: new Set(due.names) };
    else mergeDue(folder.due, due);
    this.#waiting.add(folder);
    this.#pump();
  }

  /** Resolves when nothing is due. */
  idle(): Promise<void> {
    return this.#when(this.#idle, () => this.#active + this.#waiting.size === 0);
  }

  /** Resolves when nothing of a scan is due. */
  scanned(): Promise<void> {
    return this.#when(this.#scanned, () => this.#scans === 0);
  }

  /** Forgets what is due; visits under way end by themselves. */
  clear(): void {
    for (const folder of this.#waiting) this.#take(folder);
    this.#settle();
  }

  async #when(waiters: Set<() => void>, reached: () => boolean): Promise<void> {
    if (reached()) return;
    await new Promise<void>((resolve) => waiters.add(resolve));
  }

  #take(folder: Folder): Due | undefined {
    const due = folder.due;
    folder.due = undefined;
    this.#waiting.delete(folder);
    if (due?.scan === true) this.#scans--;
    return due;
  }

  #pump(): void {
    for (const folder of this.#waiting) {
      if (this.#active >= this.#limit) return;
      if (folder.visiting) continue;
      const due = this.#take(folder);
      if (due === undefined || folder.detached) continue;
      void this.#run(folder, due);
    }
    this.#settle();
  }

  async #run(folder: Folder, due: Due): Promise<void> {
    folder.visiting = true;
    this.#active++;
    if (due.scan) this.#scans++;
    try {
      await this.#visit(folder, due);
    } finally {
      folder.visiting = false;
      this.#active--;
      if (due.scan) this.#scans--;
      this.#pump();
    }
  }

  #settle(): void {
    if (this.#scans === 0) release(this.#scanned);
    if (this.#active + this.#waiting.size === 0) release(this.#idle);
  }
}

function release(waiters: Set<() => void>): void {
  for (const resolve of waiters) resolve();
  waiters.clear();
}
