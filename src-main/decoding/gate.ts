/**
 * libvips keeps one error buffer a process: what is said about one picture while others are decoded may be another's,
 * or be wiped by it. So all work with sharp passes this gate, together as long as all goes well; whoever wants to
 * know why something failed tries it again alone.
 */
class Gate {
  #inside = 0;
  #alone = false;
  readonly #queue: { readonly alone: boolean; enter(): void }[] = [];

  /** Runs beside others. */
  together<Result>(run: () => Promise<Result>): Promise<Result> {
    return this.#pass(false, run);
  }

  /** Runs when nothing else does. */
  alone<Result>(run: () => Promise<Result>): Promise<Result> {
    return this.#pass(true, run);
  }

  async #pass<Result>(alone: boolean, run: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((enter) => {
      this.#queue.push({ alone, enter });
      this.#admit();
    });
    try {
      return await run();
    } finally {
      this.#inside--;
      this.#alone = false;
      this.#admit();
    }
  }

  /** In the order of arrival, so that neither kind waits for ever. */
  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (this.#alone || (next.alone && this.#inside > 0)) return;
      this.#queue.shift();
      this.#inside++;
      this.#alone = next.alone;
      next.enter();
    }
  }
}

/** The gate of this process. */
export const gate = new Gate();
