/** The hyper-parameters of a run that tells ratings from multi-level features of a finished network. */
import * as v from 'valibot';
import {
  count,
  keptShare,
  parseEntries,
  positive,
  readConfigFile,
  share,
  STEPPING,
  weight,
} from '../config-file.ts';
import type { FavouredEdit } from '../pools/pool-draws.ts';

const MlspConfigSchema = v.object({
  ...STEPPING,
  /** Batches of pictures whose features are computed once, each of 64 photos, 16 edited ones in three versions and 8 pairs. */
  batches: v.pipe(count, v.minValue(1)),
  /** Pictures a step: photos, photos that come as they are, weakly and strongly edited, and pairs that differ in nothing that matters. */
  photos: v.pipe(count, v.minValue(1)),
  edited: v.pipe(count, v.minValue(1)),
  stable: v.pipe(count, v.minValue(1)),
  /**
   * Of the edited photos, the shares that are drawn from those of this kind alone, together 1 at most; the others are of any kind.
   * Default: 0.
   */
  jpegShare: v.optional(share, 0),
  brighterShare: v.optional(share, 0),
  tiltShare: v.optional(share, 0),
  steps: v.pipe(count, v.minValue(1)),
  /** Width of the hidden layer. */
  hidden: v.pipe(count, v.minValue(1)),
  /** How much the head has to say beside the heads on v. */
  share,
  /** Shares of features and of the hidden layer that are dropped. */
  featureDropout: keptShare,
  hiddenDropout: keptShare,
  /** As in pre-training. */
  bend: positive,
  lead: weight,
  levelWeight: weight,
  residualsWeight: weight,
  spreadWeight: weight,
  emotionsWeight: weight,
  rankingWeight: weight,
  movesMostWeight: weight,
  stabilityWeight: weight,
  /** Share of the training photos, by whole sessions, that is left out. */
  heldOut: share,
});
export type MlspConfig = v.InferOutput<typeof MlspConfigSchema>;

/** The kinds of edits that a config draws more often than the pool has them. */
export function favouredBy(config: MlspConfig): readonly FavouredEdit[] {
  const favoured: FavouredEdit[] = [
    { kind: 'jpeg', share: config.jpegShare },
    { kind: 'brighter', share: config.brighterShare },
    { kind: 'tilt', share: config.tiltShare },
  ];
  return favoured.filter(({ share }) => share > 0);
}

/** Reads a config file. Throws `file-missing` or `training-config-invalid`, which names the entry. */
export function readMlspConfig(file: string): Promise<MlspConfig> {
  return readConfigFile(file, (json) => {
    const config = parseEntries(json, MlspConfigSchema);
    const shares = favouredBy(config).reduce((sum, { share }) => sum + share, 0);
    if (shares > 1) throw new Error('jpegShare, brighterShare and tiltShare: together at most 1');
    return config;
  });
}
