import type { Inspected, Inspection } from './damage-session.ts';
import type { GoldenDifference } from './goldens.ts';
import type { RawHeatMaps } from './heat-map-session.ts';
import type { ModelEntry } from './manifest.ts';
import type { RawOutputs } from './outputs.ts';
import type { EncodedPhrase } from './phrases.ts';
import type { ProviderBackend } from './providers.ts';

/**
 * The calls that the inference worker answers. What a provider may fail at is answered with `Failed`,
 * for it is expected; what is wrong with the model's files is thrown as a `KeepersError`.
 */
export type InferenceCalls = {
  /** Opens a side of the model on one execution provider and runs its goldens. */
  load: [LoadRequest, Loaded | Failed];
  /** Reads phrases: what `TextSession.encode` gives. Wants the text side. */
  encode: [{ readonly phrases: readonly string[] }, EncodedPhrase[] | Failed];
  /** Draws the heat maps of a picture of side×side×3 bytes. Wants that side. */
  heatMaps: [{ readonly picture: Uint8Array }, RawHeatMaps | Failed];
  /** What `DamageSession.inspect` gives. Wants that side. */
  inspect: [Inspected, Inspection | Failed];
  /** Runs pictures of side×side×3 bytes. */
  run: [{ readonly pictures: readonly Uint8Array[] }, RawOutputs | Failed];
  /** Runs a batch of synthetic pictures once to warm up, then `runs` times; answers with the shortest time. */
  time: [
    { readonly batch: number; readonly runs: number },
    { readonly milliseconds: number } | Failed,
  ];
};

/** Why the provider could not do it, for a person. */
export interface Failed {
  readonly failed: string;
}

/** What of a model a process runs: one that reads phrases has no use for the pictures' hundred megabytes. Beside images, the CPU alone. */
export type Side = 'image' | 'text' | 'heat-maps' | 'damage';

export interface LoadRequest {
  readonly side: Side;
  readonly entry: ModelEntry;
  /** The folder that the paths in `entry` are relative to. */
  readonly folder: string;
  /** The name that onnxruntime uses. */
  readonly provider: string;
  /** Threads that one run may use. */
  readonly threads: number;
  /** Whether the process is to take only what processor time others leave. */
  readonly gentle: boolean;
  /** False only while the goldens are being made. */
  readonly goldens: boolean;
}

export interface Loaded {
  /** Absent where no goldens were asked for. */
  readonly difference?: GoldenDifference;
  /** What this build of onnxruntime knows. */
  readonly backends: readonly ProviderBackend[];
}
