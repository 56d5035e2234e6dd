import type { DeviceReport, ModelInfo } from '../../src-shared/bridge.ts';
import type { Score } from '../../src-shared/photo.ts';

/** What the model says about one picture. */
export interface Inferred {
  readonly score: Score;
  /** The image feature v, float32. */
  readonly features: Float32Array;
  /** The content embedding, where the model has one. */
  readonly contentEmbedding?: Float32Array;
}

/** Scores pictures in a process of its own, on the best execution provider that passes the model's goldens. */
export interface Scorer {
  /**
   * `tensors`: RGB bytes of side×side×3 each (see decoding). Answers in the same order. A picture's
   * answer does not depend on its neighbours in the batch. When the provider fails midway the batch is
   * run again on the next one.
   */
  score(tensors: readonly Uint8Array[]): Promise<Inferred[]>;
  /** Most pictures worth giving at once. */
  readonly batchSize: number;
  readonly device: DeviceReport;
  onDeviceChange(listener: (report: DeviceReport) => void): void;
  close(): Promise<void>;
}

/** The models that this installation has: those shipped with it and those installed by the person. */
export interface ModelStore {
  list(): Promise<ModelInfo[]>;
  /** Hashes the file now. Throws `model-unknown`. */
  verify(id: string): Promise<ModelInfo>;
  /** Reads a model pack (`.keepers-model`, a folder or zip-less directory with manifest.json): hash and manifest checked before anything is copied. */
  install(path: string): Promise<ModelInfo>;
  /** Throws `model-unknown`, or `model-in-use` for one that comes with Keepers. */
  remove(id: string): Promise<void>;
}
