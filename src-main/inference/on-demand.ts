/** A model on the CPU in a process of its own that is there only while it is used. */
import { KeepersError } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { Side } from './calls.ts';
import { PoolFailure, ProviderPool } from './pool.ts';
import { CPU } from './providers.ts';
import type { ModelStore, ResolvedModel } from './types.ts';

/** A process that is asked nothing for so long is ended: it holds some eighty megabytes, and the next one starts within a second. */
const IDLE_MS = 60_000;
/** A process may end for a reason of its own once; twice it is what it was asked. */
const TRIES = 2;

export interface OnDemandOptions {
  readonly spawnWorker: SpawnWorker;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
  readonly side: Side;
  /** Throws where this model cannot do it. */
  check?(model: ResolvedModel): void;
  /** Whether an error is the fault of what was asked: then the process stays. */
  isOfAsker?(error: KeepersError): boolean;
}

interface Running {
  readonly model: ResolvedModel;
  readonly pool: ProviderPool;
}

export class OnDemandModel {
  readonly #options: OnDemandOptions;
  #running: Promise<Running> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** Starts nothing yet: the store's default model is looked for when it is first asked. */
  constructor(options: OnDemandOptions) {
    this.#options = options;
  }

  /**
   * Hands the process to `work`, once more where it dies of it. Rejects as `work` does, with what `check` throws, with `model-…` or
   * `provider-failed` where the model does not run, and with `cancelled` once closed; the next call tries afresh.
   */
  async run<T>(work: (pool: ProviderPool, model: ResolvedModel) => Promise<T>): Promise<T> {
    for (;;) {
      const running = this.#prepared();
      const { pool, model } = await running;
      clearTimeout(this.#idle);
      try {
        return await this.#tryTwice(() => work(pool, model));
      } catch (thrown) {
        const isTaken = this.#running !== running;
        // By another asker's failure, or a new model, while this one waited for it.
        if (isTaken && isFailure(thrown)) continue;
        // What is wrong with the model may be mended meanwhile.
        const isOfAsker =
          thrown instanceof KeepersError && this.#options.isOfAsker?.(thrown) === true;
        if (!isOfAsker && !isTaken) this.reload();
        throw thrown;
      } finally {
        clearTimeout(this.#idle);
        this.#idle = setTimeout(() => pool.rest(), IDLE_MS).unref();
      }
    }
  }

  /** Starts anew with the store's default model: after one was installed or removed. */
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

  async #tryTwice<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
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
    const { spawnWorker, store, side, check } = this.#options;
    const model = await store.resolveDefault();
    check?.(model);
    const pool = new ProviderPool({
      ...{ spawnWorker, model, side },
      provider: CPU,
      processes: 1,
      threads: 1,
    });
    return { model, pool };
  }
}

function isFailure(thrown: unknown): boolean {
  return thrown instanceof KeepersError && thrown.code === 'provider-failed';
}
