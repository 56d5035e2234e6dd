import type { ErrorInfo } from '../../../src-shared/errors.ts';
import type { BatchFacts } from './batch-layout.ts';

/** Between the trainer's thread and those that make batches, which run the same code: nothing here is parsed. */
export type ToBatchWorker = 'stop' | { readonly batch: number; readonly memory: SharedArrayBuffer };

export type FromBatchWorker =
  { readonly facts: BatchFacts } | { readonly batch: number; readonly error: ErrorInfo };
