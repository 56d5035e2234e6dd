/** Scoring pictures with a model, and the models of this installation. */
export { createScorer, type ScorerOptions } from './scorer.ts';
export { createModelStore, type ModelStoreOptions } from './store.ts';
export { createHeatMapper } from './heat-mapper.ts';
export { createPhraseEncoder } from './phrase-encoder.ts';
export { createInspector } from './inspector.ts';
export { modelName, type ModelEntry } from './manifest.ts';
export { readVerified } from './model-files.ts';
export { writeDurably } from './durable.ts';
export { packModel } from './pack.ts';
export type { EncodedPhrase } from './phrases.ts';
export type {
  HeatMapper,
  HeatMaps,
  Inferred,
  ModelStore,
  PhraseEncoder,
  ResolvedModel,
  Scorer,
  Inspector,
} from './types.ts';
