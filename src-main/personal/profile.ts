/** A profile: one person's taste for one model, as one JSON file. It names no photo. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { KeepersError } from '../../src-shared/errors.ts';
import { personalScores, personalSpreads } from '../../src-aesnet/personal/personal-score.ts';
import { tasteTable } from '../../src-aesnet/personal/taste-basis.ts';
import { modelName, writeDurably, type ResolvedModel } from '../inference/index.ts';
import {
  basisFromJson,
  BasisSchema,
  featuresOf,
  numbers,
  VariancesSchema,
} from './basis-schema.ts';
import { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `forced`: the person uses it although it has not proved better. */
const GATE_STATES = ['open', 'closed', 'forced'] as const;
export type GateState = (typeof GATE_STATES)[number];

const ProfileSchema = v.pipe(
  v.object({
    format: v.literal(1),
    /** The model that it was learnt with, and works with alone. */
    model: v.object({ id: v.string(), version: v.string(), sha256: v.string() }),
    /** How many decisions, about how many photos. */
    learnt: v.object({ photos: count, stars: count, picks: count, rejects: count }),
    basis: BasisSchema,
    /** Weights in points and their covariance, row-major. */
    weights: numbers,
    covariance: numbers,
    /** s: points a unit of log-odds. */
    scale: v.pipe(v.number(), v.gtValue(0)),
    variances: VariancesSchema,
    gate: v.object({
      state: v.picklist(GATE_STATES),
      /** Held-out comparisons, and the mean gain in log-loss of personal over general in nats with its 80 % one-sided ends. */
      comparisons: count,
      gain: v.optional(v.number()),
      lower: v.optional(v.number()),
      upper: v.optional(v.number()),
    }),
  }),
  v.check(
    ({ basis, weights, covariance }) =>
      weights.length === featuresOf(basis) && covariance.length === weights.length ** 2,
    'weights and features do not fit together',
  ),
);
export type Profile = v.InferOutput<typeof ProfileSchema>;

/** The file's text: the profile, and a SHA-256 of it by which a change is noticed. */
function profileText(profile: Profile): string {
  return `${JSON.stringify({ ...profile, sha256: digest(profile) })}\n`;
}

/** Throws `disk-full` or `write-failed`. */
export async function writeProfile(file: string, profile: Profile): Promise<void> {
  await writeDurably(file, new TextEncoder().encode(profileText(profile)));
}

/** Throws `file-missing`, or `profile-invalid` for a file that is no profile or was changed. */
export async function readProfile(file: string): Promise<Profile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  const invalid = (reason: string, cause?: unknown) =>
    new KeepersError('profile-invalid', { file, reason }, { cause });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw invalid('it is not JSON', thrown);
  }
  const sealed = v.safeParse(v.looseObject({ format: v.number(), sha256: v.string() }), json);
  if (!sealed.success) throw invalid('it is not a profile of Keepers');
  const { sha256, ...rest } = sealed.output;
  if (rest.format !== 1) throw invalid('it was written by a newer version of Keepers');
  if (digest(rest) !== sha256) throw invalid('it was changed after it had been written');
  const parsed = v.safeParse(ProfileSchema, rest);
  if (!parsed.success) throw invalid(parsed.issues[0].message);
  return parsed.output;
}

/** Throws `profile-model-missing` unless this is the very model that the profile was learnt with. */
export function requireModel(profile: Profile, file: string, { entry }: ResolvedModel): void {
  const { id, version, sha256 } = profile.model;
  if (entry.id === id && entry.version === version && entry.model.sha256 === sha256) return;
  throw new KeepersError('profile-model-missing', { file, model: modelName(profile.model) });
}

export interface PersonalScore {
  /** Points, on the scale of the general score. */
  readonly score: number;
  /** Posterior standard deviation of it: how far the person's taste is not known yet, points. */
  readonly spread: number;
}

/** The personal score of each photo, all scored by the profile's model. */
export function scorePersonally(
  { basis, weights, covariance }: Profile,
  photos: readonly ScoredPhoto[],
): PersonalScore[] {
  const table = tasteTable(basisFromJson(basis), outputsOfPhotos(photos));
  const scores = personalScores(table, { weights: Float64Array.from(weights) });
  const spreads = personalSpreads(table, { covariance: Float64Array.from(covariance) });
  return Array.from(scores, (score, at) => ({ score, spread: spreads[at] as number }));
}

function digest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
