/** The hyper-parameters of a run that learns by how much pictures have to be turned. */
import * as v from 'valibot';
import { count, parseEntries, positive, readConfigFile, STEPPING } from '../config-file.ts';

const TurnConfigSchema = v.object({
  /** Squares a step. */
  batch: v.pipe(count, v.minValue(1)),
  steps: v.pipe(count, v.minValue(1)),
  /** Deviation of the targets about the true turn, degrees. */
  deviation: positive,
  /** By how much the head's rate exceeds the encoder's. */
  headRate: positive,
  ...STEPPING,
});
export type TurnConfig = v.InferOutput<typeof TurnConfigSchema>;

/** Reads a config file. Throws `file-missing` or `training-config-invalid`, which names the entry. */
export function readTurnConfig(file: string): Promise<TurnConfig> {
  return readConfigFile(file, (json) => parseEntries(json, TurnConfigSchema));
}
