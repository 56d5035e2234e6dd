/** The hyper-parameters of a run that learns by how much pictures have to be turned. */
import * as v from 'valibot';
import {
  count,
  keptShare,
  parseEntries,
  positive,
  readConfigFile,
  share,
  weight,
} from '../config-file.ts';

const TurnConfigSchema = v.object({
  /** Squares a step. */
  batch: v.pipe(count, v.minValue(1)),
  steps: v.pipe(count, v.minValue(1)),
  /** Deviation of the targets about the true turn, degrees. */
  deviation: positive,
  learningRate: positive,
  /** By how much the head's rate exceeds the encoder's. */
  headRate: positive,
  /** Share of the steps over which the rate rises. */
  warmUp: share,
  /** Share of the highest rate that is left at the end. */
  floor: share,
  decay: weight,
  beta1: keptShare,
  beta2: keptShare,
  epsilon: positive,
  maxNorm: positive,
  averageDecay: keptShare,
  seed: count,
});
export type TurnConfig = v.InferOutput<typeof TurnConfigSchema>;

/** Reads a config file. Throws `file-missing` or `training-config-invalid`, which names the entry. */
export function readTurnConfig(file: string): Promise<TurnConfig> {
  return readConfigFile(file, (json) => parseEntries(json, TurnConfigSchema));
}
