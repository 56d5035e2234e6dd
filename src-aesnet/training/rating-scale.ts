import type { RatingScale } from '../networks/aesnet.ts';

/** In points; float32 ratings are rounded by a tenth of it. */
const LEAST_DEVIATION = 1e-6;

/**
 * The scale of ratings [n, 7] (overall, then the rated attributes; row-major, in points): means and SDs, and each
 * attribute's least squares on the overall rating (METHOD.md section 1). Throws a RangeError where a column does not vary
 * or an attribute is a straight line of the overall rating: nothing could be divided by its SD.
 */
export function ratingScaleOf(ratings: Float32Array, columns = 7): RatingScale {
  const count = ratings.length / columns;
  const column = (index: number) =>
    Float64Array.from({ length: count }, (_, row) => ratings[row * columns + index] as number);
  const overall = column(0);
  const mean = average(overall);
  const variance = covariance(overall, overall);
  const deviationOf = (index: number, values: Float64Array) => {
    const deviation = Math.sqrt(covariance(values, values));
    // What rounding leaves of nothing is no spread.
    if (deviation > LEAST_DEVIATION) return deviation;
    throw new RangeError(`column ${index} of the ratings has nothing of its own that varies`);
  };
  return {
    mean,
    deviation: deviationOf(0, overall),
    attributes: Array.from({ length: columns - 1 }, (_, index) => {
      const rating = column(index + 1);
      const slope = covariance(rating, overall) / variance;
      const intercept = average(rating) - slope * mean;
      const rest = rating.map((value, row) => value - intercept - slope * (overall[row] as number));
      return {
        intercept,
        slope,
        residualDeviation: deviationOf(index + 1, rest),
        deviation: deviationOf(index + 1, rating),
      };
    }),
  };
}

/** What the step learns from `ratings` [n, 7]: levels [n] and residuals [n, 6], in SDs. */
export function standardised(
  ratings: Float32Array,
  { mean, deviation, attributes }: RatingScale,
): { readonly level: Float32Array; readonly residuals: Float32Array } {
  const columns = attributes.length + 1;
  const count = ratings.length / columns;
  const level = new Float32Array(count);
  const residuals = new Float32Array(count * attributes.length);
  for (let row = 0; row < count; row++) {
    const overall = ratings[row * columns] as number;
    level[row] = (overall - mean) / deviation;
    for (const [index, { intercept, slope, residualDeviation }] of attributes.entries()) {
      const rest = (ratings[row * columns + 1 + index] as number) - intercept - slope * overall;
      residuals[row * attributes.length + index] = rest / residualDeviation;
    }
  }
  return { level, residuals };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [average(a), average(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - meanA) * ((b[i] as number) - meanB);
  return sum / a.length;
}
