/** `suggestions.json` beside a model: what its answers to edited copies are worth. */
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import type { LinearModel } from '../../../src-aesnet/linear/linear-model.ts';
import type { SuggestionCalibration } from '../../../src-aesnet/suggestions/calibration.ts';
import { DIRECTIONS } from '../../../src-aesnet/suggestions/directions.ts';
import { TONE_FEATURES } from '../../../src-aesnet/suggestions/tone-features.ts';
import { LEAN_FEATURES } from '../../../src-aesnet/suggestions/lean-features.ts';
import { WEIGHED_FEATURES } from '../../../src-aesnet/suggestions/turn-features.ts';
import { modelName, readVerified, type ResolvedModel } from '../../inference/index.ts';

const numbers = (length: number) => v.pipe(v.array(v.number()), v.length(length));

const CalibrationSchema = v.object({
  format: v.literal(2),
  /** SHA-256 of the model's file that it was learnt with. */
  modelSha256: v.string(),
  /** Gains each way (`directions` says in which order), by the features of a photo's responses. */
  directions: v.pipe(
    v.array(v.string()),
    v.check((names) => names.join() === DIRECTIONS.join(), 'the directions are others'),
  ),
  tones: v.object({
    intercepts: numbers(DIRECTIONS.length),
    /** [features, directions], row by row. */
    weights: numbers(TONE_FEATURES * DIRECTIONS.length),
  }),
  turns: v.object({
    lean: numbers(LEAN_FEATURES),
    weights: numbers(WEIGHED_FEATURES),
    sure: v.number(),
  }),
  crops: v.object({ usual: v.number() }),
});

/** Six digits are more than a gain of a thousandth of a point needs. */
const DIGITS = 6;

export function calibrationText(
  { tones, turns, crops }: SuggestionCalibration,
  modelSha256: string,
): string {
  const list = (values: Float64Array) =>
    Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
  return `${JSON.stringify({
    ...{ format: 2, modelSha256, directions: DIRECTIONS },
    tones: { intercepts: list(tones.intercepts), weights: list(tones.weights) },
    turns: { lean: list(turns.lean), weights: list(turns.weights), sure: turns.sure },
    crops,
  })}\n`;
}

/**
 * What comes with a model, with the floor of its manifest; undefined where it has none. Throws `suggestions-invalid` where that is of
 * another file, or `model-missing` or `model-hash-mismatch`.
 */
export async function readCalibration({
  entry,
  folder,
}: Pick<ResolvedModel, 'entry' | 'folder'>): Promise<
  { readonly calibration: SuggestionCalibration; readonly floor: number } | undefined
> {
  if (entry.suggestions === undefined) return undefined;
  const { file, floor } = entry.suggestions;
  const bytes = await readVerified(folder, file);
  try {
    const json = v.parse(CalibrationSchema, JSON.parse(bytes.toString()));
    if (json.modelSha256 !== entry.model.sha256) throw new Error('learnt with another file');
    const { tones, turns, crops } = json;
    const linear: LinearModel = {
      features: TONE_FEATURES,
      targets: DIRECTIONS.length,
      weights: Float64Array.from(tones.weights),
      intercepts: Float64Array.from(tones.intercepts),
    };
    const learnt = {
      lean: Float64Array.from(turns.lean),
      weights: Float64Array.from(turns.weights),
      sure: turns.sure,
    };
    return { calibration: { tones: linear, turns: learnt, crops }, floor };
  } catch (thrown) {
    const reason = reasonOf(thrown);
    const model = modelName(entry);
    throw new KeepersError('suggestions-invalid', { model, reason }, { cause: thrown });
  }
}
