import { requireSameLength, type Values } from './values.ts';

/** The mean absolute difference (MAE) of `scores` and `labels`, in label units; NaN of nothing. */
export function meanAbsoluteError(scores: Values, labels: Values): number {
  requireSameLength(scores, labels);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    sum += Math.abs((scores[i] as number) - (labels[i] as number));
  }
  return sum / scores.length;
}
