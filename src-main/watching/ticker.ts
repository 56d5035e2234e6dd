/** Does some work again and again, never twice at once, for as long as there is any. */
export class Ticker {
  readonly #intervalMs: number;
  readonly #work: () => Promise<void>;
  readonly #hasWork: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #working = false;
  #stopped = false;

  constructor(intervalMs: number, work: () => Promise<void>, hasWork: () => boolean) {
    this.#intervalMs = intervalMs;
    this.#work = work;
    this.#hasWork = hasWork;
  }

  /** There may be work. */
  wake(): void {
    if (this.#stopped || this.#working || this.#timer !== undefined || !this.#hasWork()) return;
    this.#timer = setTimeout(() => void this.#tick(), this.#intervalMs);
  }

  /** Leaves no timer; work under way ends by itself. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  resume(): void {
    this.#stopped = false;
    this.wake();
  }

  async #tick(): Promise<void> {
    this.#timer = undefined;
    this.#working = true;
    try {
      await this.#work();
    } finally {
      this.#working = false;
    }
    this.wake();
  }
}
