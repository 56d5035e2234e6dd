/** `suggestions.json` beside a model: what its answers to edited copies are worth. */
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import type { LinearModel } from '../../../src-aesnet/linear/linear-model.ts';
import type { SuggestionCalibration } from '../../../src-aesnet/suggestions/calibration.ts';
import { DIRECTIONS } from '../../../src-aesnet/suggestions/directions.ts';
import { WEIGHED_TONES } from '../../../src-aesnet/suggestions/tone-features.ts';
import { WEIGHED_FEATURES } from '../../../src-aesnet/suggestions/turn-features.ts';
import { modelName, readVerified, type ResolvedModel } from '../../inference/index.ts';

const numbers = (length: number) => v.pipe(v.array(v.number()), v.length(length));

const CalibrationSchema = v.object({
  format: v.literal(4),
  /** SHA-256 of the files that it was learnt with: the model's, and those of the networks that look at the photo as it is. */
  modelSha256: v.string(),
  turnsSha256: v.string(),
  damageSha256: v.string(),
  /** Pictures that it was learnt from. */
  pictures: v.number(),
  /** Gains each way (`directions` says in which order), by the features of a photo's responses. */
  directions: v.pipe(
    v.array(v.string()),
    v.check((names) => names.join() === DIRECTIONS.join(), 'the directions are others'),
  ),
  tones: v.object({
    intercepts: numbers(DIRECTIONS.length),
    /** [features, directions], row by row. */
    weights: numbers(WEIGHED_TONES * DIRECTIONS.length),
  }),
  turns: v.object({ weights: numbers(WEIGHED_FEATURES) }),
  usual: v.object({ tones: numbers(DIRECTIONS.length), crop: v.number() }),
});

/** Six digits are more than a gain of a thousandth of a point needs. */
const DIGITS = 6;

/** Hashes of files, and how many pictures it was learnt from. */
export interface LearntWith {
  readonly modelSha256: string;
  readonly turnsSha256: string;
  readonly damageSha256: string;
  readonly pictures: number;
}

export function calibrationText(
  { tones, turns, usual }: SuggestionCalibration,
  learnt: LearntWith,
): string {
  const list = (values: Float64Array) =>
    Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
  return `${JSON.stringify({
    ...{ format: 4, ...learnt, directions: DIRECTIONS },
    tones: { intercepts: list(tones.intercepts), weights: list(tones.weights) },
    turns: { weights: list(turns.weights) },
    usual: { tones: list(usual.tones), crop: usual.crop },
  })}\n`;
}

export interface ReadCalibration {
  readonly calibration: SuggestionCalibration;
  /** See `Judgement`. */
  readonly floor: number;
  /** How many it was learnt from. */
  readonly pictures: number;
}

/**
 * What comes with a model, with the floor of its manifest; undefined where it has none. Throws `suggestions-invalid` where that is of
 * another file, or `model-missing` or `model-hash-mismatch`.
 */
export async function readCalibration({
  entry,
  folder,
}: Pick<ResolvedModel, 'entry' | 'folder'>): Promise<ReadCalibration | undefined> {
  if (entry.suggestions === undefined) return undefined;
  const { file, floor } = entry.suggestions;
  const bytes = await readVerified(folder, file);
  try {
    const json = v.parse(CalibrationSchema, JSON.parse(bytes.toString()));
    if (json.modelSha256 !== entry.model.sha256) throw new Error('learnt with another model');
    const { turns: forTurns, damage } = entry.suggestions;
    if (json.turnsSha256 !== forTurns.sha256 || json.damageSha256 !== damage.sha256) {
      throw new Error('learnt with other networks');
    }
    const { tones, turns, usual } = json;
    const linear: LinearModel = {
      features: WEIGHED_TONES,
      targets: DIRECTIONS.length,
      weights: Float64Array.from(tones.weights),
      intercepts: Float64Array.from(tones.intercepts),
    };
    const calibration = {
      tones: linear,
      turns: { weights: Float64Array.from(turns.weights) },
      usual: { tones: Float64Array.from(usual.tones), crop: usual.crop },
    };
    return { calibration, floor, pictures: json.pictures };
  } catch (thrown) {
    const reason = reasonOf(thrown);
    const model = modelName(entry);
    throw new KeepersError('suggestions-invalid', { model, reason }, { cause: thrown });
  }
}
