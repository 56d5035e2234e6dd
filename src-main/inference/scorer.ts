/** Scores pictures on the fastest execution provider that works, and goes on when one fails. */
import { availableParallelism } from 'node:os';
import type { DeviceReport } from '../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import { ProviderChoice } from './choice.ts';
import { readAnswers } from './answers.ts';
import { PoolFailure } from './pool.ts';
import { candidatesFor, CPU, picturesPerRun } from './providers.ts';
import type { Inferred, ModelStore, ResolvedModel, Scorer } from './types.ts';

/** More processes would take memory from the decoders, which take longer anyway. */
const MOST_PROCESSES = 4;
/** Trying another provider costs seconds: only worth it where more than this is being scored. */
const ENOUGH_TO_TRY_OTHERS = 32;
/** A lone picture's process may have ended for another reason; only the second time it is the picture. */
const TRIES_ALONE = 2;

export interface ScorerOptions {
  readonly spawnWorker: SpawnWorker;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
  /** Providers to try beside the CPU, the most promising first. Default: those of this platform. */
  readonly providers?: readonly string[];
  /** CPU processes of one thread each. Default: one a core, at most 4. */
  readonly processes?: number;
  /** One line for the log: which provider runs, and why. */
  onLog?(line: string): void;
}

/**
 * Starts scoring with the store's default model: on the CPU at once, and later on a faster provider
 * where one passes the goldens. `KEEPERS_PROVIDER` (webgpu, cpu, …) asks for one instead.
 *
 * Answers once the model is known; its processes start meanwhile. A model that is missing, wrong or
 * runs nowhere is no reason to stop: `device.error` says so, `device.model` is absent, and every
 * `score` tries again before it rejects with that error.
 */
export async function createScorer(options: ScorerOptions): Promise<Scorer> {
  const scorer = new ProviderScorer(options);
  await scorer.prepare();
  return scorer;
}

/** A model and where it runs. */
interface Running {
  readonly model: ResolvedModel;
  readonly choice: ProviderChoice;
  /** Settles once scoring can begin, or cannot. */
  readonly opened: Promise<void>;
}

class ProviderScorer implements Scorer {
  readonly #options: ScorerOptions;
  readonly #listeners: ((report: DeviceReport) => void)[] = [];
  #running: Running | undefined;
  #preparing: Promise<Running> | undefined;
  #error: ErrorInfo | undefined;
  #scored = 0;
  #closed = false;

  constructor(options: ScorerOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    await this.#prepared().catch(() => undefined);
  }

  get batchSize(): number {
    const active = this.#running?.choice.active;
    return picturesPerRun(active?.provider ?? CPU) * (active?.processes ?? this.#processes);
  }

  get device(): DeviceReport {
    const report = this.#running?.choice.report ?? { providers: [] };
    if (this.#error === undefined) return report;
    return { providers: report.providers, error: this.#error };
  }

  onDeviceChange(listener: (report: DeviceReport) => void): void {
    this.#listeners.push(listener);
  }

  async ready(): Promise<void> {
    const { opened } = await this.#prepared();
    await opened;
  }

  async settle(): Promise<DeviceReport> {
    try {
      const { choice, opened } = await this.#prepared();
      await opened;
      await choice.settle();
    } catch (thrown) {
      if (!(thrown instanceof KeepersError)) throw thrown;
    }
    return this.device;
  }

  async reload(): Promise<DeviceReport> {
    this.#stop();
    this.#setError(undefined);
    await this.prepare();
    this.#changed();
    return this.device;
  }

  async score(tensors: readonly Uint8Array[]): Promise<(Inferred | KeepersError)[]> {
    const running = await this.#prepared();
    await running.opened;
    const { side } = running.model.entry.preprocessing;
    const bytes = 3 * side * side;
    const wrong = tensors.find((tensor) => tensor.byteLength !== bytes);
    if (wrong !== undefined) {
      throw new RangeError(
        `expected pictures of ${bytes} bytes, received one of ${wrong.byteLength}`,
      );
    }
    const { provider = CPU, processes = 1 } = running.choice.active ?? {};
    const size = Math.min(picturesPerRun(provider), Math.ceil(tensors.length / processes));
    const batches: Promise<(Inferred | KeepersError)[]>[] = [];
    for (let start = 0; start < tensors.length; start += size) {
      batches.push(this.#scoreBatch(running, tensors.slice(start, start + size)));
    }
    const answers = (await Promise.all(batches)).flat();
    this.#scored += answers.length;
    // It reports its own failures; scoring does not wait for it.
    if (this.#scored >= ENOUGH_TO_TRY_OTHERS) void running.choice.settle();
    return answers;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    return Promise.resolve();
  }

  get #processes(): number {
    return this.#options.processes ?? Math.min(MOST_PROCESSES, availableParallelism());
  }

  #stop(): void {
    this.#running?.choice.close();
    this.#running = undefined;
    this.#preparing = undefined;
  }

  /** What runs; starts it where nothing does. */
  #prepared(): Promise<Running> {
    if (this.#closed) return Promise.reject(new KeepersError('cancelled'));
    if (this.#running !== undefined) return Promise.resolve(this.#running);
    const preparing = (this.#preparing ??= this.#prepareOnce());
    return preparing.finally(() => {
      if (this.#preparing === preparing) this.#preparing = undefined;
    });
  }

  async #prepareOnce(): Promise<Running> {
    const { spawnWorker, store, providers = candidatesFor(process.platform) } = this.#options;
    const model = await store.resolveDefault().catch((thrown: unknown) => {
      this.#setError(toErrorInfo(thrown));
      throw thrown;
    });
    if (this.#closed) throw new KeepersError('cancelled');
    const choice = new ProviderChoice({
      spawnWorker,
      model,
      candidates: providers.filter((provider) => provider !== CPU),
      forced: process.env.KEEPERS_PROVIDER || undefined,
      processes: this.#processes,
      threadsElsewhere: Math.min(MOST_PROCESSES, availableParallelism()),
      onChange: () => this.#changed(),
      onLog: (line) => this.#options.onLog?.(line),
    });
    const opened = choice.open();
    const running = { model, choice, opened };
    this.#running = running;
    opened.then(
      () => this.#setError(undefined),
      (thrown: unknown) => this.#fail(running, thrown),
    );
    return running;
  }

  /** Nothing scores any more; the next call starts afresh. */
  #fail(running: Running, thrown: unknown): void {
    if (this.#running !== running || this.#closed) return;
    this.#setError(toErrorInfo(thrown));
    this.#stop();
  }

  #setError(error: ErrorInfo | undefined): void {
    if (this.#error?.message === error?.message) return;
    this.#error = error;
    this.#changed();
  }

  #changed(): void {
    if (this.#closed) return;
    for (const listener of this.#listeners) listener(this.device);
  }

  async #scoreBatch(
    running: Running,
    pictures: readonly Uint8Array[],
  ): Promise<(Inferred | KeepersError)[]> {
    const { choice, model } = running;
    for (let triesOnCpu = 1; ;) {
      const pool = await choice.enter();
      let failure: PoolFailure;
      try {
        const outputs = await pool.run(pictures);
        return readAnswers(outputs, pictures.length, model.entry, pool.provider);
      } catch (thrown) {
        if (choice.closed) throw new KeepersError('cancelled');
        if (!(thrown instanceof PoolFailure)) {
          this.#fail(running, thrown);
          throw thrown;
        }
        failure = thrown;
      } finally {
        choice.leave();
      }
      const reason = failure.message;
      if (pool.provider !== CPU) {
        choice.demote(pool, reason);
      } else if (failure.atStart) {
        const error = new KeepersError('provider-failed', { provider: CPU, reason });
        this.#fail(running, error);
        throw error;
      } else if (pictures.length > 1) {
        return this.#scoreHalves(running, pictures);
      } else if (triesOnCpu++ >= TRIES_ALONE) {
        return [new KeepersError('inference-failed', { reason })];
      }
    }
  }

  /** A batch that fails is halved until the picture that fails stands alone. */
  async #scoreHalves(
    running: Running,
    pictures: readonly Uint8Array[],
  ): Promise<(Inferred | KeepersError)[]> {
    const middle = pictures.length >> 1;
    const halves = [pictures.slice(0, middle), pictures.slice(middle)];
    return (await Promise.all(halves.map((half) => this.#scoreBatch(running, half)))).flat();
  }
}
