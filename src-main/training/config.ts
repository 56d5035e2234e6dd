/** The hyper-parameters of a training run: a JSON file in which each value stands beside its reason. */
import * as v from 'valibot';
import { SPACES } from '../../src-aesnet/descriptions/index.ts';
import { BLOCKS } from '../../src-aesnet/networks/mobilenet-v2.ts';
import {
  count,
  keptShare,
  parseEntries,
  positive,
  readConfigFile,
  share,
  weight,
  STEPPING,
} from './config-file.ts';

const ConfigSchema = v.object({
  ...STEPPING,
  /** Side of the pictures in pixels. */
  side: v.pipe(v.number(), v.integer(), v.multipleOf(32), v.minValue(64), v.maxValue(224)),
  /** Pictures a batch: see `BatchShape`. */
  photos: v.pipe(count, v.minValue(2)),
  edited: count,
  stable: count,
  /** How often the training photos are gone through. */
  epochs: positive,
  /** By how much the rate of what starts at random exceeds the encoder's. */
  headRate: positive,
  bend: positive,
  temperature: positive,
  lead: positive,
  levelWeight: weight,
  residualsWeight: weight,
  spreadWeight: weight,
  emotionsWeight: weight,
  affinityWeight: weight,
  rankingWeight: weight,
  movesMostWeight: weight,
  stabilityWeight: weight,
  /** Share of the training photos, by whole sessions, that is only looked at. */
  heldOut: share,
  /** Times that the run stops to look at photos which it does not learn from. */
  validations: v.pipe(count, v.minValue(1)),
  /** Of a start from a fine-tuned copy of the general encoder: how much of the copy is taken. Absent: all. */
  tunedShare: v.exactOptional(share),
  /** Share of v that is dropped before people's ratings and votes are told from it. Absent: none. */
  dropout: v.exactOptional(keptShare),
  /** Least share of each side that a crop of a photo leaves, and how much its sides may differ. Absent: a harmless crop. */
  crop: v.exactOptional(v.pipe(keptShare, v.minValue(0.3))),
  stretch: v.exactOptional(share),
  /** How many photos go through JPEG before they are seen. Absent: a quarter. */
  jpeg: v.exactOptional(share),
  /**
   * How much of the level that is learnt is a photo's rank among all instead of its rating (`rankedLevels`): such a run's scores are not in
   * points. Absent: none.
   */
  rankedLevel: v.exactOptional(share),
  /** The encoder's stem and its first so many blocks stay as they start. Absent: 0, and the stem learns as well. */
  frozenBlocks: v.exactOptional(v.pipe(count, v.maxValue(BLOCKS))),
  /** For ablations: everything is drawn at random. Absent: what the start gives. */
  randomStart: v.exactOptional(v.boolean()),
  /** For ablations: learns from so many photos, drawn by the seed. Absent: all. */
  pictures: v.exactOptional(v.pipe(count, v.minValue(2))),
  /** The semantic affinity of the image feature itself. Absent: 0. */
  featureAffinityWeight: v.exactOptional(weight),
  /** The contrastive loss; it needs descriptions, and the entries below. Absent: 0. */
  contrastiveWeight: v.exactOptional(weight),
  /** Attribute spaces a step. */
  spaces: v.exactOptional(v.pipe(count, v.minValue(2), v.maxValue(7))),
  /** Sources and units that the sentences of a step and space are drawn from. Absent: 1. */
  groups: v.exactOptional(v.pipe(count, v.minValue(1))),
  /** σ of the soft targets: in SDs of a unit's levels, and in Hellinger's distance of vote shares. */
  sigma: v.exactOptional(positive),
  shareSigma: v.exactOptional(positive),
  /** How often an image is fused with a sentence about another attribute. */
  fused: v.exactOptional(share),
  /** Most pieces of the vocabulary. */
  pieces: v.exactOptional(v.pipe(count, v.minValue(100))),
  /** Steps in which the text side learns from sentences alone, before pictures. Absent: none. */
  textSteps: v.exactOptional(count),
  /** Whether sentences made from people's ratings are learnt from, beside those of measurements and edits. Absent: yes. */
  ratedSentences: v.exactOptional(v.boolean()),
  /** For ablations: every picture has the sentences of another one. Absent: its own. */
  shuffledSentences: v.exactOptional(v.boolean()),
  /** For ablations: the only space with sentences. Absent: all of them. */
  onlySpace: v.exactOptional(v.picklist(SPACES)),
});
export type TrainingConfig = v.InferOutput<typeof ConfigSchema>;

/** Reads a config file. Throws `file-missing` or `training-config-invalid`, which names the entry. */
export function readConfig(file: string): Promise<TrainingConfig> {
  return readConfigFile(file, parseConfig);
}

/** Throws an Error that names the entry which is missing, unknown or out of range. */
export function parseConfig(json: unknown): TrainingConfig {
  const config = parseEntries(json, ConfigSchema);
  contrastiveOf(config);
  return config;
}

/** What the contrastive part of a run is trained with; undefined where it weighs nothing. */
export type ContrastiveConfig = Required<
  Pick<TrainingConfig, 'spaces' | 'sigma' | 'shareSigma' | 'fused' | 'pieces'>
> &
  Pick<TrainingConfig, 'groups' | 'onlySpace' | 'shuffledSentences'>;

/** Throws an Error that names the entry which the contrastive loss lacks. */
export function contrastiveOf(config: TrainingConfig): ContrastiveConfig | undefined {
  if ((config.contrastiveWeight ?? 0) === 0) return undefined;
  const { spaces, groups, sigma, shareSigma, fused, pieces, onlySpace, shuffledSentences } = config;
  const entries = { spaces, sigma, shareSigma, fused, pieces };
  for (const [name, value] of Object.entries(entries)) {
    if (value === undefined) throw new Error(`${name} is missing: the contrastive loss needs it`);
  }
  return {
    ...(entries as ContrastiveConfig),
    ...(groups !== undefined && { groups }),
    ...(onlySpace !== undefined && { onlySpace }),
    ...(shuffledSentences !== undefined && { shuffledSentences }),
  };
}
