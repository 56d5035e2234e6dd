/** A profile: one person's taste for one model, as one JSON file. It names no photo. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { KeepersError } from '../../src-shared/errors.ts';
import { GATE_STATES } from '../../src-shared/bridge/taste.ts';
import { photosIn } from '../../src-aesnet/personal/decisions.ts';
import type { GateVerdict } from '../../src-aesnet/personal/gate.ts';
import { modelName, writeDurably, type ResolvedModel } from '../inference/index.ts';
import { basisJson, BasisSchema, featuresOf, numbers, VariancesSchema } from './basis-schema.ts';
import { deepTasteJson, DeepTasteSchema } from './deep/departures.ts';
import type { PersonalDefaults } from './defaults-file.ts';
import type { Evidence, Learnt } from './learn.ts';
import type { LearntWords } from './words/learn-words.ts';
import { wordsJson, WordsSchema } from './words/words-schema.ts';

export type { GateState } from '../../src-shared/bridge/taste.ts';

const FORMATS = [1, 2, 3] as const;
/** A profile with a network's last stage has 4.5 MB. */
const MOST_BYTES = 16 * 2 ** 20;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const interval = v.object({ value: share, lower: share, upper: share });
const bounds = v.array(v.object({ cutOff: v.number(), lost: count, keepers: count, upper: share }));

/** A gain in log-loss over held-out comparisons, nats, with its 80 % one-sided ends where there are enough to say. */
const gain = {
  comparisons: count,
  ...{ gain: v.optional(v.number()), lower: v.optional(v.number()), upper: v.optional(v.number()) },
};

const ProfileSchema = v.pipe(
  v.object({
    /** 2 where it tells of a network, 3 where it tells of words: what knows earlier formats alone would go on without. */
    format: v.picklist(FORMATS),
    /** What the person calls it. */
    name: v.optional(v.pipe(v.string(), v.maxLength(200))),
    /** When it was learnt, milliseconds since 1970. */
    at: v.number(),
    /** The model that it was learnt with, and works with alone. */
    model: v.object({ id: v.string(), version: v.string(), sha256: v.string() }),
    /** How many decisions, about how many photos; `blind` of them without a score in sight. */
    learnt: v.object({
      ...{ photos: count, stars: count, picks: count, rejects: count, pairs: count },
      blind: count,
    }),
    basis: BasisSchema,
    /** Weights in points and their covariance, row-major. */
    weights: numbers,
    covariance: numbers,
    /** s: points a unit of log-odds. */
    scale: v.pipe(v.number(), v.gtValue(0)),
    variances: VariancesSchema,
    /** Of personal over general. */
    gate: v.object({ state: v.picklist(GATE_STATES), ...gain }),
    /** Pair accuracy on held-out decisions, with 95 % intervals. */
    accuracy: v.optional(v.object({ comparisons: count, general: interval, personal: interval })),
    /** Bounds of lost keepers by general and out-of-fold personal scores, corrected for these cut-offs. */
    bounds: v.object({ general: bounds, personal: v.optional(bounds) }),
    /** What came of fine-tuning the network: its gain over the closed form on so many held-out decisions. */
    deep: v.optional(
      v.object({
        decisions: count,
        ...gain,
        /** Where the network won: what it adds to the closed form's scores. Gate, accuracy and bounds are then its own. */
        taste: v.optional(DeepTasteSchema),
      }),
    ),
    /** What came of the person's checked sentences, by attribute space. */
    words: v.optional(WordsSchema),
  }),
  v.check(
    ({ format, deep, words }) => format === formatOf(deep, words),
    'its format and its contents do not fit together',
  ),
  v.check(
    ({ basis, weights, covariance }) =>
      weights.length === featuresOf(basis) && covariance.length === weights.length ** 2,
    'weights and features do not fit together',
  ),
);
export type Profile = v.InferOutput<typeof ProfileSchema>;

function formatOf(deep: unknown, words: unknown): (typeof FORMATS)[number] {
  if (words !== undefined) return 3;
  return deep === undefined ? 1 : 2;
}

/** What was learnt, as a profile. `force` uses it whatever the gate says. */
export function profileOf(
  { entry }: Pick<ResolvedModel, 'entry'>,
  { basis }: PersonalDefaults,
  { decisions, blind }: Pick<Evidence, 'decisions' | 'blind'>,
  { model, verdict, accuracy, bounds: found, deep }: Learnt,
  {
    force,
    at,
    name,
    words,
  }: {
    readonly force: boolean;
    readonly at: number;
    readonly name?: string;
    readonly words?: LearntWords | undefined;
  },
): Profile {
  const counted = (test: (decision: Evidence['decisions'][number]) => boolean) =>
    decisions.filter(test).length;
  return {
    format: formatOf(deep, words),
    ...(name !== undefined && { name }),
    at,
    model: { id: entry.id, version: entry.version, sha256: entry.model.sha256 },
    learnt: {
      photos: photosIn(decisions).length,
      stars: counted(({ kind }) => kind === 'stars'),
      picks: counted((each) => each.kind === 'flag' && each.flag === 'pick'),
      rejects: counted((each) => each.kind === 'flag' && each.flag === 'reject'),
      pairs: counted(({ kind }) => kind === 'pair'),
      blind: blind.filter(Boolean).length,
    },
    basis: basisJson(basis),
    weights: [...model.weights],
    covariance: [...model.covariance],
    scale: model.scale,
    variances: model.variances,
    gate: {
      state: verdict.open ? 'open' : force ? 'forced' : 'closed',
      ...gainOf(verdict),
    },
    ...(accuracy !== undefined && { accuracy }),
    bounds: found,
    ...(deep !== undefined && {
      deep: {
        ...{ decisions: deep.decisions, ...gainOf(deep.verdict) },
        ...(deep.taste !== undefined && { taste: deepTasteJson(deep.taste) }),
      },
    }),
    ...(words !== undefined && { words: wordsJson(words) }),
  };
}

function gainOf({ comparisons, gain: mean, lower, upper }: GateVerdict) {
  return { comparisons, ...(Number.isFinite(lower) && { gain: mean, lower, upper }) };
}

/** The file's text: the profile, and a SHA-256 of it by which a change is noticed. */
export function profileText(profile: Profile): string {
  return `${JSON.stringify({ ...profile, sha256: digest(profile) })}\n`;
}

/** Hexadecimal: by which two profiles are told apart, and a changed one is noticed. */
export function profileHash(profile: Profile): string {
  return digest(profile);
}

/** Throws `disk-full` or `write-failed`. */
export async function writeProfile(file: string, profile: Profile): Promise<void> {
  await writeDurably(file, new TextEncoder().encode(profileText(profile)));
}

/** Throws `file-missing`, or `profile-invalid` for a file that is no profile or was changed. */
export async function readProfile(file: string): Promise<Profile> {
  const invalid = (reason: string, cause?: unknown) =>
    new KeepersError('profile-invalid', { file, reason }, { cause });
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw invalid('it is too large for a profile of Keepers');
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof KeepersError) throw thrown;
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw invalid('it is not JSON', thrown);
  }
  const sealed = v.safeParse(v.looseObject({ format: v.number(), sha256: v.string() }), json);
  if (!sealed.success) throw invalid('it is not a profile of Keepers');
  const { sha256, ...rest } = sealed.output;
  if (!FORMATS.some((known) => known === rest.format))
    throw invalid('it was written by a newer version of Keepers');
  if (digest(rest) !== sha256) throw invalid('it was changed after it had been written');
  const parsed = v.safeParse(ProfileSchema, rest);
  if (!parsed.success) throw invalid(parsed.issues[0].message);
  return parsed.output;
}

/** Throws `profile-model-missing` unless this is the very model that the profile was learnt with. */
export function requireModel(
  profile: Profile,
  file: string,
  { entry }: Pick<ResolvedModel, 'entry'>,
): void {
  const { id, version, sha256 } = profile.model;
  if (entry.id === id && entry.version === version && entry.model.sha256 === sha256) return;
  throw new KeepersError('profile-model-missing', { file, model: modelName(profile.model) });
}

/**
 * Throws `profile-too-deep` where image features do not do to score by a profile: its network's last stage was fine-tuned, through
 * which every picture has to be run.
 */
export function requireFeatures({ deep }: Profile, file: string): void {
  if (deep?.taste?.depth === 'stage') throw new KeepersError('profile-too-deep', { file });
}

function digest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
