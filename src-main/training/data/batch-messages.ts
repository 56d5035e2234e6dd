import type { ErrorInfo } from '../../../src-shared/errors.ts';

/** What a thread says of a batch, beside its memory. */
export interface NumberedFacts {
  /** Which batch it is, counted from 0. */
  readonly batch: number;
}

/** Between the trainer's thread and those that make batches, which run the same code: nothing here is parsed. */
export type ToBatchWorker = 'stop' | { readonly batch: number; readonly memory: SharedArrayBuffer };

export type FromBatchWorker<Facts extends NumberedFacts> =
  { readonly facts: Facts } | { readonly batch: number; readonly error: ErrorInfo };
