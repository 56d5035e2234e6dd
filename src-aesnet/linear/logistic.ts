import { minimise, type LbfgsOptions } from './lbfgs.ts';
import { predictLinear, unscaledModel, type LinearModel } from './linear-model.ts';
import { columnScale, type Matrix } from './matrix.ts';

/** A multinomial logistic regression; its linear model gives the logits of every class. */
export interface LogisticModel {
  readonly logits: LinearModel;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Multinomial logistic regression with a ridge on standardised features and free intercepts:
 *
 *     minimise  (1/n)·Σ −log softmax(z·W + b)_class + (λ/2)·|W|²
 *
 * `classes` numbers each row's class from 0 to `count` − 1; throws a RangeError for another.
 */
export function fitLogistic(
  x: Matrix,
  classes: ArrayLike<number>,
  count: number,
  lambda: number,
  options: LbfgsOptions = {},
): LogisticModel {
  const { rows, columns } = x;
  if (classes.length !== rows) throw new RangeError(`${rows} rows, ${classes.length} classes`);
  for (let row = 0; row < rows; row++) {
    const own = classes[row] as number;
    if (!(own >= 0 && own < count)) throw new RangeError(`row ${row} has the class ${own}`);
  }
  const scale = columnScale(x);
  const z = Float64Array.from(x.values, (value, at) => {
    const column = at % columns;
    return (value - (scale.means[column] as number)) / (scale.deviations[column] as number);
  });
  const standardised = { values: z, rows, columns };
  // Parameters: W [columns, count], then b [count].
  const split = columns * count;
  const minimum = minimise(
    (parameters, gradient) => {
      const weights = parameters.subarray(0, split);
      const intercepts = parameters.subarray(split);
      const model = { features: columns, targets: count, weights, intercepts };
      const shares = softmaxRows(predictLinear(model, standardised), count);
      let loss = 0;
      gradient.fill(0);
      for (let row = 0; row < rows; row++) {
        const own = row * count + (classes[row] as number);
        loss -= Math.log(Math.max(shares[own] as number, Number.MIN_VALUE)) / rows;
        shares[own] = (shares[own] as number) - 1;
        addOuter(gradient, z, row * columns, columns, shares, row * count, count, 1 / rows);
      }
      for (let i = 0; i < split; i++) {
        const weight = weights[i] as number;
        loss += (lambda / 2) * weight * weight;
        gradient[i] = (gradient[i] as number) + lambda * weight;
      }
      return loss;
    },
    new Float64Array(split + count),
    options,
  );
  const unit = { means: new Float64Array(count), deviations: new Float64Array(count).fill(1) };
  const solutions = Array.from({ length: count }, (_, c) => ({
    weights: Float64Array.from({ length: columns }, (_, i) => minimum.x[i * count + c] as number),
    intercept: minimum.x[split + c] as number,
  }));
  const { iterations, converged } = minimum;
  return { logits: unscaledModel(solutions, scale, unit), iterations, converged };
}

/** Shares of the classes, row-major [N, classes]; every row sums to 1. */
export function predictLogistic({ logits }: LogisticModel, x: Matrix): Float64Array {
  return softmaxRows(predictLinear(logits, x), logits.targets);
}

/** Softmax of every row, in place. */
function softmaxRows(values: Float64Array, columns: number): Float64Array {
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns);
    const highest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const power = Math.exp((row[c] as number) - highest);
      row[c] = power;
      sum += power;
    }
    for (let c = 0; c < columns; c++) row[c] = (row[c] as number) / sum;
  }
  return values;
}

/** Adds scale · [z; 1] ⊗ errors of one row to the gradient of W and b. */
function addOuter(
  gradient: Float64Array,
  z: Float64Array,
  zStart: number,
  columns: number,
  errors: Float64Array,
  errorStart: number,
  count: number,
  scale: number,
): void {
  for (let i = 0; i <= columns; i++) {
    const value = scale * (i < columns ? (z[zStart + i] as number) : 1);
    for (let c = 0; c < count; c++) {
      const at = i * count + c;
      gradient[at] = (gradient[at] as number) + value * (errors[errorStart + c] as number);
    }
  }
}
