/** Work that threads of their own do ahead, in memory that is shared with the caller. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import type { FromBatchWorker, NumberedFacts, ToBatchWorker } from './batch-messages.ts';

export interface BatchesOptions {
  /** The first batch that `next` gives: 0, or where an interrupted training goes on. */
  readonly from?: number;
  /** Threads that make batches. Default 1. */
  readonly workers?: number;
  /** Batches that are ready or being made while the caller looks at one. Default 2 a worker. */
  readonly depth?: number;
}

export interface ThreadedWork {
  /** Name of the thread's file beside this one, without what comes after the dot. */
  readonly entry: string;
  /** What each thread is told when it starts. */
  readonly data: object;
  /** Of the memory of one batch. */
  readonly bytes: number;
}

interface Thread {
  readonly worker: Worker;
  /** Batches that it has been asked for and has not made yet. */
  open: number;
  readonly ended: Promise<void>;
}

/**
 * An endless row of batches. Whatever the number of workers, batch b is the same. Work is given out ahead, so that it goes on while the
 * caller's thread is blocked by a training step.
 */
export class ThreadedBatches<Facts extends NumberedFacts> {
  /** Milliseconds that `next` has waited for a batch, altogether. */
  waited = 0;
  readonly #threads: readonly Thread[];
  /** Of the batches that are asked for, made or being looked at. */
  readonly #memory = new Map<number, SharedArrayBuffer>();
  readonly #made = new Map<number, FromBatchWorker<Facts>>();
  #nextToAsk: number;
  #nextToGive: number;
  #failure: KeepersError | undefined;
  #wake: (() => void) | undefined;

  constructor(
    work: ThreadedWork,
    { from = 0, workers = 1, depth = 2 * workers }: BatchesOptions = {},
  ) {
    this.#nextToAsk = from;
    this.#nextToGive = from;
    this.#threads = Array.from({ length: workers }, () => this.#start(work));
    for (let slot = 0; slot <= depth; slot++) this.#ask(new SharedArrayBuffer(work.bytes));
  }

  /** The next batch in order; one call at a time. The pictures of the one before may then be overwritten. */
  async next(): Promise<Facts & { readonly pictures: Uint8Array }> {
    const batch = this.#nextToGive++;
    const looked = this.#memory.get(batch - 1);
    if (looked !== undefined) {
      this.#memory.delete(batch - 1);
      this.#ask(looked);
    }
    const start = performance.now();
    while (!this.#made.has(batch) && this.#failure === undefined) {
      await new Promise<void>((wake) => (this.#wake = wake));
    }
    this.waited += performance.now() - start;
    const made = this.#made.get(batch);
    this.#made.delete(batch);
    const memory = this.#memory.get(batch);
    if (made === undefined || memory === undefined) {
      throw this.#failure ?? new KeepersError('internal', { reason: `batch ${batch} got lost` });
    }
    if ('error' in made) throw KeepersError.from(made.error);
    return { ...made.facts, pictures: new Uint8Array(memory) };
  }

  async close(): Promise<void> {
    this.#fail(new KeepersError('cancelled'));
    for (const { worker } of this.#threads) worker.postMessage('stop' satisfies ToBatchWorker);
    await Promise.all(this.#threads.map(({ ended }) => ended));
  }

  #start({ entry, data }: ThreadedWork): Thread {
    const worker = new Worker(fileOf(entry), { workerData: data });
    const ended = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
    const thread = { worker, open: 0, ended };
    worker.on('message', (message: FromBatchWorker<Facts>) => {
      thread.open--;
      this.#made.set('facts' in message ? message.facts.batch : message.batch, message);
      this.#wake?.();
    });
    const failed = (reason: string) => this.#fail(new KeepersError('internal', { reason }));
    worker.on('error', (thrown) => failed(reasonOf(thrown)));
    worker.on('exit', () => failed('a thread that makes batches has ended'));
    return thread;
  }

  /** Has the least busy thread make one more batch, in this memory. */
  #ask(memory: SharedArrayBuffer): void {
    const batch = this.#nextToAsk++;
    const idlest = this.#threads.reduce((a, b) => (b.open < a.open ? b : a));
    idlest.open++;
    this.#memory.set(batch, memory);
    idlest.worker.postMessage({ batch, memory } satisfies ToBatchWorker);
  }

  /** The first failure is what `next` tells. */
  #fail(failure: KeepersError): void {
    this.#failure ??= failure;
    this.#wake?.();
  }
}

/** TypeScript in a checkout, its bundle in a build. */
function fileOf(entry: string): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(`./${entry}.${here.endsWith('.ts') ? 'ts' : 'js'}`, here));
}
