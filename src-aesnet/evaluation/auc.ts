import { midranks } from './ranks.ts';
import { requireSameLength, type Values } from './values.ts';

/**
 * The area under the ROC curve: the chance that a positive scores above a negative, a tie counting
 * half (Mann & Whitney 1947). `positive` holds 1 for a positive, 0 otherwise. NaN where either is missing.
 */
export function auc(scores: Values, positive: Values): number {
  requireSameLength(scores, positive);
  const ranks = midranks(scores);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (positive[i] !== 1) continue;
    positives += 1;
    rankSum += ranks[i] as number;
  }
  const negatives = ranks.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
