import { KeepersError } from '../../src-shared/errors.ts';
import type { Inferred, Scorer } from '../inference/types.ts';

interface Waiting {
  readonly tensor: Uint8Array;
  resolve(inferred: Inferred): void;
  reject(error: unknown): void;
}

/** How long a picture waits for others to share a batch with, in milliseconds. */
const LONGEST_WAIT_MS = 15;

/** Gathers single pictures into batches for the scorer. */
export class BatchGatherer {
  readonly #scorer: Pick<Scorer, 'score' | 'batchSize'>;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(scorer: Pick<Scorer, 'score' | 'batchSize'>) {
    this.#scorer = scorer;
  }

  /** `tensor` as in `Scorer.score`. Rejects with what is wrong with this picture alone. */
  score(tensor: Uint8Array): Promise<Inferred> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ tensor, resolve, reject });
      if (this.#waiting.length >= this.#scorer.batchSize) this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), LONGEST_WAIT_MS);
    });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length > 0) void this.#run(batch);
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#scorer.score(batch.map(({ tensor }) => tensor));
      for (const [index, waiting] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined || answer instanceof KeepersError) waiting.reject(answer);
        else waiting.resolve(answer);
      }
    } catch (thrown) {
      for (const waiting of batch) waiting.reject(thrown);
    }
  }
}
