import type { Inspected, Inspection } from './damage-session.ts';
import type { Scored } from '../../src-shared/attribute.ts';
import type { DeviceReport, ModelInfo, ModelPlot } from '../../src-shared/bridge.ts';
import type { KeepersError } from '../../src-shared/errors.ts';
import type { Score } from '../../src-shared/photo.ts';
import type { ModelEntry } from './manifest.ts';
import type { EncodedPhrase } from './phrases.ts';

/** What the model says about one picture. */
export interface Inferred {
  readonly score: Score;
  /** The image feature v, float32. */
  readonly features: Float32Array;
  /** The content embedding, where the model has one. */
  readonly contentEmbedding?: Float32Array;
  /** The picture in each attribute space, row-major [spaces, size], where the model has them. */
  readonly attributeEmbeddings?: Float32Array;
}

/** Scores pictures in processes of its own, on the fastest execution provider that passes the model's goldens. */
export interface Scorer {
  /**
   * `tensors`: RGB bytes of side×side×3 each (see decoding). Answers in the same order, one each: what
   * the model says, or `inference-failed` for a picture that it cannot score. A picture's answer does
   * not depend on its neighbours in the batch. When the provider fails midway the pictures are run
   * again on the next one. Rejects with `cancelled` when closed or reloaded meanwhile, with `model-…`
   * when there is no model to score with and with `provider-failed` when no provider is left; the next
   * call tries afresh.
   */
  score(tensors: readonly Uint8Array[]): Promise<(Inferred | KeepersError)[]>;
  /** Most pictures worth giving at once. */
  readonly batchSize: number;
  /** What runs. `model` is absent while nothing does, and `error` says why. */
  readonly device: DeviceReport;
  onDeviceChange(listener: (report: DeviceReport) => void): void;
  /** Resolves once scoring can begin; rejects as `score` does where it cannot. */
  ready(): Promise<void>;
  /** Tries the providers that have not been tried yet, and answers once the choice is made. For `keepers doctor`. */
  settle(): Promise<DeviceReport>;
  /** Starts anew with the store's default model: after one was installed or removed. */
  reload(): Promise<DeviceReport>;
  close(): Promise<void>;
}

/** Reads phrases with the store's default model, so that they can be compared with pictures' `attributeEmbeddings`. */
export interface PhraseEncoder {
  /**
   * In the order of the phrases. Rejects with `text-missing` where the model has no text side, `phrase-empty`, `phrase-unknown` or
   * `phrase-too-long` where there is nothing to read, `model-…` or `provider-failed` where the text side does not run, and
   * `cancelled` once closed; the next call tries afresh.
   */
  encode(phrases: readonly string[]): Promise<readonly EncodedPhrase[]>;
  /** Starts anew with the store's default model: after one was installed or removed. */
  reload(): void;
  close(): void;
}

/** Where in a picture its scores come from. */
export interface HeatMaps {
  readonly model: { readonly id: string; readonly version: string };
  /** Places across and down: the picture's frame, cut into so many parts. */
  readonly width: number;
  readonly height: number;
  /**
   * For each score what every place lends it, in points, row by row from the top left: slope times activation on the model's last
   * feature map. Negative where a place lowers it.
   */
  readonly maps: { readonly [S in Scored]?: Float32Array };
}

/** Draws heat maps with the store's default model. */
export interface HeatMapper {
  /**
   * `tensor`: RGB bytes of side×side×3, as for the scorer. Rejects with `heat-map-unsupported` for a model that cannot be
   * differentiated, `model-…` or `provider-failed` where it does not run, and `cancelled` once closed; the next call tries afresh.
   */
  map(tensor: Uint8Array): Promise<HeatMaps>;
  /** Starts anew with the store's default model: after one was installed or removed. */
  reload(): void;
  close(): void;
}

/** Tells what is wrong with photos, with what comes with the store's default model. */
export interface Inspector {
  /**
   * Rejects with `suggestions-missing` for a model that comes without, `model-…` or `provider-failed` where it does not run, and
   * `cancelled` once closed; the next call tries afresh.
   */
  inspect(photo: Inspected): Promise<Inspection>;
  /** Starts anew with the store's default model: after one was installed or removed. */
  reload(): void;
  close(): void;
}

/** A model whose file was there and had the hash of its manifest when it was resolved. */
export interface ResolvedModel {
  readonly entry: ModelEntry;
  /** The folder that the paths in `entry` are relative to. */
  readonly folder: string;
  readonly builtIn: boolean;
}

/** The models that this installation has: those shipped with it and those installed by the person. */
export interface ModelStore {
  /** Hashes every file. A file that is missing or wrong is a `state`, not an error. */
  list(): Promise<ModelInfo[]>;
  /**
   * Hashes the files now and runs the goldens, of pictures and of phrases, on the CPU. `id` or `id@version`. Throws `model-unknown`,
   * `model-missing`, `model-hash-mismatch`, `model-manifest-invalid` or `provider-failed`.
   */
  verify(id: string): Promise<ModelInfo>;
  /** A model's drawings, as its manifest lists them. Throws as `verify` does. */
  plots(id: string): Promise<ModelPlot[]>;
  /**
   * The model to score with: the one installed last, else the manifest's default. Hashed now; a failure
   * is not remembered. Throws `model-missing`, `model-hash-mismatch` or `model-manifest-invalid`.
   */
  resolveDefault(): Promise<ResolvedModel>;
  /**
   * The model of this `id@version`; of a bare id the one in use, else the last. Hashed now. Throws `model-unknown`, `model-missing` or
   * `model-hash-mismatch`.
   */
  resolve(id: string): Promise<ResolvedModel>;
  /**
   * Installs a model pack (see pack.ts) and makes it the default. Its manifest, every hash and the
   * goldens on the CPU are checked before anything is kept. Throws `file-missing`, `model-pack-invalid`,
   * `model-manifest-invalid`, `model-hash-mismatch`, `model-exists` or `provider-failed`.
   */
  install(path: string): Promise<ModelInfo>;
  /** `id` (all its versions) or `id@version`. Throws `model-unknown`, or `model-in-use` for one that comes with Keepers. */
  remove(id: string): Promise<void>;
}
