/** What a model's answers to edited copies are worth, as learnt from pictures with known edits. */
import { predictLinear, type LinearModel } from '../linear/linear-model.ts';
import { matrix } from '../linear/matrix.ts';
import { DIRECTIONS, type Direction } from './directions.ts';
import { TURNS } from './turn-features.ts';

export interface SuggestionCalibration {
  /** From `withToldGains` to the gain each way, in the order of DIRECTIONS, in points. */
  readonly tones: LinearModel;
  readonly turns: {
    /** From `withToldTurns` to the log-odds of each turn. */
    readonly weights: Float64Array;
  };
  /** What is expected of photos that need nothing, in points: a gain is what exceeds it. */
  readonly usual: {
    /** In the order of DIRECTIONS. */
    readonly tones: Float64Array;
    /** Of the best of many crops. */
    readonly crop: number;
  };
}

/** By how much the gain that is expected each way exceeds the usual one, in points. */
export function toneGains(
  { tones, usual }: Pick<SuggestionCalibration, 'tones' | 'usual'>,
  features: Float64Array,
): Map<Direction, number> {
  const gains = predictLinear(tones, matrix(features, tones.features));
  return new Map(
    DIRECTIONS.map((direction, at) => [
      direction,
      (gains[at] as number) - (usual.tones[at] as number),
    ]),
  );
}

/** The chance of each of TURNS of being the one that levels the photo, by rows of as many features as weights; they sum to 1. */
export function turnChances(weights: Float64Array, features: Float64Array): Float64Array {
  return softmax(
    Float64Array.from(TURNS, (_, row) => {
      const start = row * weights.length;
      return weights.reduce(
        (sum, weight, at) => sum + weight * (features[start + at] as number),
        0,
      );
    }),
  );
}

/** e^x as shares of their sum. */
export function softmax(logits: Float64Array): Float64Array {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
