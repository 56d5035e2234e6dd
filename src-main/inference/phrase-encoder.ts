/** Phrases to vectors with the model that scores, in a process of its own that is there only while it is used. */
import { KeepersError } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { EncodedPhrase } from './phrases.ts';
import { PoolFailure, ProviderPool } from './pool.ts';
import { CPU } from './providers.ts';
import type { ModelStore, PhraseEncoder, ResolvedModel } from './types.ts';

/** A process that reads no phrase for so long is ended: it holds some eighty megabytes, and the next one starts within a second. */
const IDLE_MS = 60_000;
/** A process may end for a reason of its own once; twice it is the phrase. */
const TRIES = 2;

export interface PhraseEncoderOptions {
  readonly spawnWorker: SpawnWorker;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
}

/** Starts nothing yet: the model is looked for when the first phrase comes. */
export function createPhraseEncoder(options: PhraseEncoderOptions): PhraseEncoder {
  return new PoolPhraseEncoder(options);
}

interface Running {
  readonly model: ResolvedModel;
  readonly pool: ProviderPool;
}

class PoolPhraseEncoder implements PhraseEncoder {
  readonly #options: PhraseEncoderOptions;
  #running: Promise<Running> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PhraseEncoderOptions) {
    this.#options = options;
  }

  async encode(phrases: readonly string[]): Promise<readonly EncodedPhrase[]> {
    const { pool } = await this.#prepared();
    clearTimeout(this.#idle);
    try {
      return await this.#tryTwice(pool, phrases);
    } catch (thrown) {
      // What is wrong with the model may be mended meanwhile; what is wrong with a phrase is not the model's fault.
      if (!(thrown instanceof KeepersError) || !thrown.code.startsWith('phrase-')) this.reload();
      throw thrown;
    } finally {
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => pool.rest(), IDLE_MS).unref();
    }
  }

  reload(): void {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = undefined;
    running?.then(
      ({ pool }) => pool.close(),
      () => undefined,
    );
  }

  close(): void {
    this.#closed = true;
    this.reload();
  }

  async #tryTwice(pool: ProviderPool, phrases: readonly string[]): Promise<EncodedPhrase[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await pool.encode(phrases);
      } catch (thrown) {
        if (this.#closed) throw new KeepersError('cancelled');
        if (!(thrown instanceof PoolFailure)) throw thrown;
        if (tries < TRIES && !thrown.atStart) continue;
        const reason = thrown.message;
        throw new KeepersError('provider-failed', { provider: CPU, reason }, { cause: thrown });
      }
    }
  }

  /** The model in use; a failure is not remembered. */
  #prepared(): Promise<Running> {
    if (this.#closed) return Promise.reject(new KeepersError('cancelled'));
    const running = (this.#running ??= this.#open());
    running.catch(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return running;
  }

  async #open(): Promise<Running> {
    const { spawnWorker, store } = this.#options;
    const model = await store.resolveDefault();
    if (model.entry.text === undefined) {
      throw new KeepersError('text-missing', { id: model.entry.id });
    }
    const pool = new ProviderPool({
      spawnWorker,
      model,
      provider: CPU,
      side: 'text',
      processes: 1,
      threads: 1,
    });
    return { model, pool };
  }
}
