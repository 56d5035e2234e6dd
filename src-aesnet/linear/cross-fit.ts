import { rowsOfFold, rowsOutsideFold, type Folds } from './folds.ts';

/** Fits on the rows of `training` and predicts those of `held`: row-major [held, width]. */
export type FitAndPredict = (training: Uint32Array, held: Uint32Array) => Float64Array;

/**
 * Predictions for every row by a fit that has not seen its fold: row-major [N, width] in the order of the rows, so
 * that figures of a head can be given on the very pictures that it is then trained on.
 */
export function crossFit(folds: Folds, width: number, fitAndPredict: FitAndPredict): Float64Array {
  const result = new Float64Array(folds.of.length * width);
  for (let fold = 0; fold < folds.count; fold++) {
    const held = rowsOfFold(folds, fold);
    const predicted = fitAndPredict(rowsOutsideFold(folds, fold), held);
    if (predicted.length !== held.length * width) {
      throw new RangeError(`expected ${held.length * width} values, received ${predicted.length}`);
    }
    for (const [at, row] of held.entries()) {
      result.set(predicted.subarray(at * width, (at + 1) * width), row * width);
    }
  }
  return result;
}
