/** Batches of pictures with what is known of them. */
import { KeepersError } from '../../../src-shared/errors.ts';
import {
  layoutOf,
  type Batch,
  type BatchFacts,
  type BatchLayout,
  type BatchSpec,
} from './batch-layout.ts';
import { ThreadedBatches, type BatchesOptions } from './threaded-batches.ts';

/** An endless row of batches, made ahead in threads of their own. */
export interface Batches {
  readonly layout: BatchLayout;
  /** The next batch in order; one call at a time. The pictures of the one before may then be overwritten. */
  next(): Promise<Batch>;
  /** Milliseconds that `next` has waited for a batch, altogether. */
  readonly waited: number;
  close(): Promise<void>;
}

/** Starts making batches. Throws `training-data-missing` for a spec without pictures. */
export function createBatches(spec: BatchSpec, options: BatchesOptions = {}): Batches {
  if (spec.members.length === 0) {
    throw new KeepersError('training-data-missing', { path: `a picture of ${spec.cache}` });
  }
  const layout = layoutOf(spec);
  const batches = new ThreadedBatches<BatchFacts>(
    { entry: 'batch-worker', data: spec, bytes: layout.pictures * layout.pictureBytes },
    options,
  );
  return {
    layout,
    next: () => batches.next(),
    get waited() {
      return batches.waited;
    },
    close: () => batches.close(),
  };
}
