import { midranks } from './ranks.ts';
import { mean, requireSameLength, type Values } from './values.ts';

/**
 * Pearson's linear correlation (PLCC), −1 to 1, of the values as they are: no logistic curve is fitted
 * first, as some papers do. NaN where either side is constant.
 */
export function plcc(a: Values, b: Values): number {
  requireSameLength(a, b);
  const meanA = mean(a);
  const meanB = mean(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = (a[i] as number) - meanA;
    const y = (b[i] as number) - meanB;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Spearman's rank correlation (SRCC), −1 to 1, with midranks for ties. NaN where either side is constant. */
export function srcc(a: Values, b: Values): number {
  return plcc(midranks(a), midranks(b));
}
