/** The hyper-parameters of a run that trains the text side on a finished image encoder. */
import * as v from 'valibot';
import { count, parseEntries, positive, readConfigFile, share, STEPPING } from '../config-file.ts';

const TextConfigSchema = v.object({
  ...STEPPING,
  /** Batches of pictures whose features are computed once, each of 64 photos and 32 edited ones in three versions. */
  batches: v.pipe(count, v.minValue(1)),
  /** Pictures a step: photos, and photos that come as they are, weakly and strongly edited. */
  photos: v.pipe(count, v.minValue(2)),
  edited: v.pipe(count, v.minValue(1)),
  steps: v.pipe(count, v.minValue(1)),
  /** Attribute spaces a step. */
  spaces: v.pipe(count, v.minValue(2), v.maxValue(7)),
  /** Sources and units that the sentences of a step and space are drawn from: more teach more of them, fewer are compared. */
  groups: v.pipe(count, v.minValue(1)),
  /** σ of the soft targets: in SDs of a unit's levels, and in Hellinger's distance of vote shares. */
  sigma: positive,
  shareSigma: positive,
  /** How often an image is fused with a sentence about another attribute. */
  fused: share,
  /** Most pieces of the vocabulary. */
  pieces: v.pipe(count, v.minValue(100)),
  /** Steps in which the text side learns from sentences alone, before pictures. */
  textSteps: count,
  /** Whether pictures are compared with sentences by what all of their blocks have seen, not by v alone. Default: no. */
  allBlocks: v.exactOptional(v.boolean()),
  /** Share of the training photos, by whole sessions, that is left out. */
  heldOut: share,
});
export type TextConfig = v.InferOutput<typeof TextConfigSchema>;

/** Reads a config file. Throws `file-missing` or `training-config-invalid`, which names the entry. */
export function readTextConfig(file: string): Promise<TextConfig> {
  return readConfigFile(file, (json) => parseEntries(json, TextConfigSchema));
}
