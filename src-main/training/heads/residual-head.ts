/**
 * The heads of the residuals, fitted anew on the frozen feature. Trained step by step they lag behind what the feature holds: a
 * ridge regression finds more. But it knows nothing of edits, so the two are mixed.
 */
import { groupedFolds } from '../../../src-aesnet/linear/folds.ts';
import { matrix, type Matrix } from '../../../src-aesnet/linear/matrix.ts';
import { chooseRidge } from '../../../src-aesnet/linear/ridge-folds.ts';
import type { RatingScale } from '../../../src-aesnet/networks/aesnet.ts';
import type { LinearHead } from '../../../src-aesnet/networks/inference-graph.ts';
import { standardised } from '../../../src-aesnet/training/rating-scale.ts';
import { headOf } from './linear-head.ts';

/** Name of the residuals' head among the parameters. */
export const RESIDUAL_HEAD = 'head.residuals';

export interface RefitHead extends LinearHead {
  /** The ridge of each attribute, chosen by folds of whole sessions. */
  readonly lambdas: readonly number[];
}

const LAMBDAS = [0.1, 0.3, 1, 3, 10];
const FOLDS = 5;

/**
 * Ridge regression of people's residuals, in the head's SDs, on features [N, D]. `ratings` [N, 7] in points; `sessions` says
 * which pictures resemble each other.
 */
export function refitResiduals(
  features: Matrix,
  ratings: Float32Array,
  sessions: readonly string[],
  scale: RatingScale,
  seed: number,
): RefitHead {
  const targets = matrix(standardised(ratings, scale).residuals, scale.attributes.length);
  const folds = groupedFolds(sessions, FOLDS, seed);
  const { model, lambdas } = chooseRidge(features, targets, folds, LAMBDAS);
  return { ...headOf(model), lambdas };
}

/** (1 − share) · trained + share · refit. */
export function mixed(trained: LinearHead, refit: LinearHead, share: number): LinearHead {
  const mix = (a: Float32Array, b: Float32Array) =>
    a.map((value, at) => value + share * ((b[at] as number) - value));
  return {
    weights: mix(trained.weights, refit.weights),
    biases: mix(trained.biases, refit.biases),
  };
}

/** Scores [N, 7] in points as the network with this head would give them; the overall score stays as it is. */
export function scoresWith(
  head: LinearHead,
  { scores, features }: { readonly scores: Float32Array; readonly features: Float32Array },
  { attributes }: RatingScale,
): Float32Array {
  const columns = attributes.length + 1;
  const inputs = head.weights.length / head.biases.length;
  const result = scores.slice();
  for (let row = 0; row < scores.length / columns; row++) {
    const overall = scores[row * columns] as number;
    for (const [index, { intercept, slope, residualDeviation }] of attributes.entries()) {
      let residual = head.biases[index] as number;
      for (let at = 0; at < inputs; at++) {
        residual +=
          (features[row * inputs + at] as number) * (head.weights[index * inputs + at] as number);
      }
      result[row * columns + 1 + index] =
        intercept + slope * overall + residualDeviation * residual;
    }
  }
  return result;
}
