/** What training learns from: labels, a raw cache of the pictures, and batches of them made ahead. */
export {
  DEFAULT_AUGMENTATION,
  layoutOf,
  type Augmentation,
  type Batch,
  type BatchEdits,
  type BatchFacts,
  type BatchLayout,
  type BatchShape,
  type BatchSpec,
} from './batch-layout.ts';
export { createBatches, type Batches } from './batches.ts';
export { ThreadedBatches, type BatchesOptions } from './threaded-batches.ts';
export { buildRawCache, type CacheProgress } from './build-cache.ts';
export { CACHE_SIDE, PICTURE_BYTES } from './cache-index.ts';
export { holdOutSessions } from './hold-out.ts';
export { labelsOf, type Labels } from './labels.ts';
export { readPara, readParaTestForFinalFigures, type ParaRow, type ParaSplit } from './para.ts';
export { ensureParaCache } from './para-cache.ts';
export { CacheReader, openRawCache, type RawCache } from './raw-cache.ts';
