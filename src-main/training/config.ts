/** The hyper-parameters of a training run: a JSON file in which each value stands beside its reason. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { SPACES } from '../../src-aesnet/descriptions/index.ts';
import { BLOCKS } from '../../src-aesnet/networks/mobilenet-v2.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

const positive = v.pipe(v.number(), v.gtValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Share of an old value that stays in a mean; all of it would be no mean. */
const keptShare = v.pipe(share, v.ltValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const weight = v.pipe(v.number(), v.minValue(0));

const ConfigSchema = v.object({
  /** Side of the pictures in pixels. */
  side: v.pipe(v.number(), v.integer(), v.multipleOf(32), v.minValue(64), v.maxValue(224)),
  /** Pictures a batch: see `BatchShape`. */
  photos: v.pipe(count, v.minValue(2)),
  edited: count,
  stable: count,
  /** How often the training photos are gone through. */
  epochs: positive,
  /** The encoder's highest learning rate. */
  learningRate: positive,
  /** Share of the steps over which the rate rises. */
  warmUp: share,
  /** Share of the highest rate that is left at the end. */
  floor: share,
  headRate: positive,
  decay: weight,
  beta1: keptShare,
  beta2: keptShare,
  epsilon: positive,
  maxNorm: positive,
  averageDecay: keptShare,
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
  seed: count,
  /** Of a start from a fine-tuned copy of the general encoder: how much of the copy is taken. Absent: all. */
  tunedShare: v.exactOptional(share),
  /** Share of v that is dropped before people's ratings and votes are told from it. Absent: none. */
  dropout: v.exactOptional(keptShare),
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

const FileSchema = v.record(
  v.string(),
  v.object({
    value: v.union([v.number(), v.boolean(), v.string()]),
    why: v.pipe(v.string(), v.nonEmpty()),
  }),
);

/** Reads a config file. Throws `file-missing` or `training-config-invalid`, which names the entry. */
export async function readConfig(file: string): Promise<TrainingConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  try {
    return parseConfig(JSON.parse(text));
  } catch (thrown) {
    throw new KeepersError(
      'training-config-invalid',
      { file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/** Throws an Error that names the entry which is missing, unknown or out of range. */
export function parseConfig(json: unknown): TrainingConfig {
  const entries = check(FileSchema, json);
  const values = Object.fromEntries(
    Object.entries(entries).map(([name, { value }]) => [name, value]),
  );
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(ConfigSchema.entries, name));
  if (unknown !== undefined) throw new Error(`there is no hyper-parameter “${unknown}”`);
  const config = check(ConfigSchema, values);
  contrastiveOf(config);
  return config;
}

/** What the contrastive part of a run is trained with; undefined where it weighs nothing. */
export type ContrastiveConfig = Required<
  Pick<TrainingConfig, 'spaces' | 'sigma' | 'shareSigma' | 'fused' | 'pieces'>
> &
  Pick<TrainingConfig, 'onlySpace' | 'shuffledSentences'>;

/** Throws an Error that names the entry which the contrastive loss lacks. */
export function contrastiveOf(config: TrainingConfig): ContrastiveConfig | undefined {
  if ((config.contrastiveWeight ?? 0) === 0) return undefined;
  const { spaces, sigma, shareSigma, fused, pieces, onlySpace, shuffledSentences } = config;
  const entries = { spaces, sigma, shareSigma, fused, pieces };
  for (const [name, value] of Object.entries(entries)) {
    if (value === undefined) throw new Error(`${name} is missing: the contrastive loss needs it`);
  }
  return {
    ...(entries as ContrastiveConfig),
    ...(onlySpace !== undefined && { onlySpace }),
    ...(shuffledSentences !== undefined && { shuffledSentences }),
  };
}

function check<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  throw new Error(where === null ? issue.message : `${where}: ${issue.message}`);
}
