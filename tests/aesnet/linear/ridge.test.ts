import { describe, expect, it } from 'vitest';
import { seededFolds } from '../../../src-aesnet/linear/folds.ts';
import { predictLinear, type LinearModel } from '../../../src-aesnet/linear/linear-model.ts';
import { columnScale, matrix, rowsAt, type Matrix } from '../../../src-aesnet/linear/matrix.ts';
import { chooseRidge } from '../../../src-aesnet/linear/ridge-folds.ts';
import { fitRidge } from '../../../src-aesnet/linear/ridge.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { at, distance, randomMatrix, targetsOf } from './support.ts';

function problem(seed: number, rows = 60, columns = 7, targets = 3) {
  const random = Random.from(seed);
  const x = randomMatrix(random, rows, columns);
  return { x, y: targetsOf(random, x, targets), random };
}

/** The objective as it is documented, from the data: (1/n)·Σ(y − ŷ)²/σ_y² + λ·|w|² in standardised units. */
function objective(x: Matrix, y: Matrix, model: LinearModel, lambda: number, target: number) {
  const predicted = matrix(predictLinear(model, x), y.columns);
  const spread = columnScale(y).deviations[target] ?? NaN;
  const { deviations } = columnScale(x);
  let sum = 0;
  for (let row = 0; row < x.rows; row++) {
    sum += ((at(y, row, target) - at(predicted, row, target)) / spread) ** 2 / x.rows;
  }
  for (let i = 0; i < x.columns; i++) {
    const weight = model.weights[i * y.columns + target] ?? NaN;
    sum += lambda * ((weight * (deviations[i] ?? NaN)) / spread) ** 2;
  }
  return sum;
}

function nudged(model: LinearModel, target: number, feature: number | 'intercept', by: number) {
  const weights = model.weights.slice();
  const intercepts = model.intercepts.slice();
  if (feature === 'intercept') intercepts[target] = (intercepts[target] ?? NaN) + by;
  else {
    const place = feature * model.targets + target;
    weights[place] = (weights[place] ?? NaN) + by;
  }
  return { ...model, weights, intercepts };
}

describe('fitRidge', () => {
  it('is a mean and a shrunken slope in one dimension', () => {
    // z = ±1, y = 10 ± 2 → standardised slope 1/(1 + λ).
    const x = matrix(Float64Array.of(3, 5), 1);
    const y = matrix(Float64Array.of(8, 12), 1);
    const model = fitRidge(x, y, 1);
    expect(model.weights[0]).toBeCloseTo(1, 12);
    expect(model.intercepts[0]).toBeCloseTo(6, 12);
    expect(distance(predictLinear(fitRidge(x, y, 1e9), x), [10, 10])).toBeLessThan(1e-6);
  });

  it.each([0.001, 0.1, 3])('has no gradient at its solution (λ = %d)', (lambda) => {
    const { x, y } = problem(1);
    const model = fitRidge(x, y, lambda);
    for (let target = 0; target < y.columns; target++) {
      for (const feature of ['intercept', 0, 3, 6] as const) {
        const step = 1e-3;
        const up = objective(x, y, nudged(model, target, feature, step), lambda, target);
        const down = objective(x, y, nudged(model, target, feature, -step), lambda, target);
        const here = objective(x, y, model, lambda, target);
        // Central difference of a parabola is exact; both sides are worse.
        expect(Math.abs(up - down)).toBeLessThan(1e-5 * (up + down - 2 * here) + 1e-15);
        expect(up).toBeGreaterThan(here);
      }
    }
  });

  it('takes one penalty a target, and each target as if it were alone', () => {
    const { x, y } = problem(2);
    const lambdas = [0.01, 1, 0.01];
    const together = fitRidge(x, y, lambdas);
    for (const [t, lambda] of lambdas.entries()) {
      const alone = matrix(
        Float64Array.from({ length: y.rows }, (_, row) => at(y, row, t)),
        1,
      );
      const single = predictLinear(fitRidge(x, alone, lambda), x);
      const column = predictLinear(together, x).filter((_, i) => i % 3 === t);
      expect(distance(column, single)).toBeLessThan(1e-9);
    }
  });

  it('does not mind the units of a feature, nor a constant one', () => {
    const { x, y } = problem(3);
    const other = matrix(
      Float64Array.from(x.values, (value, i) =>
        i % 7 === 2 ? 1000 * value - 5 : i % 7 === 5 ? 4 : value,
      ),
      7,
    );
    const without = matrix(
      Float64Array.from(x.values, (value, i) => (i % 7 === 5 ? 0 : value)),
      7,
    );
    const expected = predictLinear(fitRidge(without, y, 0.1), without);
    expect(distance(predictLinear(fitRidge(other, y, 0.1), other), expected)).toBeLessThan(1e-8);
  });

  it('refuses other numbers of rows, and of features', () => {
    const { x, y } = problem(4);
    expect(() => fitRidge(x, rowsAt(y, [0, 1]), 1)).toThrow(RangeError);
    expect(() => predictLinear(fitRidge(x, y, 1), y)).toThrow(RangeError);
  });
});

describe('chooseRidge', () => {
  it('counts the errors of held-out folds, as fitting each fold would', () => {
    const { x, y } = problem(6, 90, 5, 2);
    const folds = seededFolds(90, 3, 1);
    const lambda = 0.02;
    const { errors } = chooseRidge(x, y, folds, [lambda]);
    // Fit each training part, with the scale of all rows put in beforehand.
    const { means, deviations } = columnScale(x);
    const target = columnScale(y);
    const scaled = (m: Matrix, s: typeof target) =>
      matrix(
        Float64Array.from(m.values, (value, i) => {
          const c = i % m.columns;
          return (value - (s.means[c] ?? NaN)) / (s.deviations[c] ?? NaN);
        }),
        m.columns,
      );
    const z = scaled(x, { means, deviations });
    const v = scaled(y, target);
    const expected = [0, 0];
    for (let fold = 0; fold < 3; fold++) {
      const rows = [...Array(90).keys()];
      const training = rows.filter((row) => folds.of[row] !== fold);
      const held = rows.filter((row) => folds.of[row] === fold);
      // fitRidge standardises again: undone by weighing the penalty with its own deviations, so compare by a long
      // gradient descent instead, which standardises nothing.
      const solved = descend(rowsAt(z, training), rowsAt(v, training), lambda);
      for (const row of held) {
        for (let t = 0; t < 2; t++) {
          let sum = solved[t]?.[5] ?? NaN;
          for (let i = 0; i < 5; i++) sum += at(z, row, i) * (solved[t]?.[i] ?? NaN);
          expected[t] = (expected[t] ?? NaN) + (sum - at(v, row, t)) ** 2 / 90;
        }
      }
    }
    expect(distance(errors, expected)).toBeLessThan(1e-9);
  });

  it('chooses little penalty for much signal and much for none, by target', () => {
    const random = Random.from(7);
    const x = randomMatrix(random, 120, 40);
    const signal = targetsOf(random, x, 1);
    const y = matrix(
      Float64Array.from({ length: 240 }, (_, i) =>
        i % 2 === 0 ? at(signal, i / 2, 0) : random.normal(),
      ),
      2,
    );
    const chosen = chooseRidge(x, y, seededFolds(120, 5, 2), [0.001, 0.1, 10]);
    expect(chosen.lambdas).toEqual([0.001, 10]);
    expect(chosen.errors[0]).toBeLessThan(0.1);
    expect(chosen.errors[5]).toBeGreaterThan(0.9);
    const direct = fitRidge(x, y, [0.001, 10]);
    expect(distance(chosen.model.weights, direct.weights)).toBeLessThan(1e-9);
    expect(distance(chosen.model.intercepts, direct.intercepts)).toBeLessThan(1e-8);
  });

  it('says the same with fewer rows than features, where the dual is solved', () => {
    const { x, y } = problem(8, 40, 6, 2);
    // Columns that are always the same have no say, but make the features more than the rows.
    const wide = matrix(
      Float64Array.from({ length: 40 * 56 }, (_, i) =>
        i % 56 < 6 ? at(x, Math.floor(i / 56), i % 56) : 3,
      ),
      56,
    );
    const folds = seededFolds(40, 4, 3);
    const lambdas = [0.01, 0.3, 5];
    const primal = chooseRidge(x, y, folds, lambdas);
    const dual = chooseRidge(wide, y, folds, lambdas);
    expect(dual.lambdas).toEqual(primal.lambdas);
    expect(distance(dual.errors, primal.errors)).toBeLessThan(1e-7);
    expect(distance(dual.model.weights.subarray(0, 12), primal.model.weights)).toBeLessThan(1e-7);
    expect(distance(dual.model.intercepts, primal.model.intercepts)).toBeLessThan(1e-7);
    const { x: many, y: targets } = problem(9, 20, 30, 3);
    const { model, lambdas: best } = chooseRidge(many, targets, seededFolds(20, 4, 3), lambdas);
    const direct = fitRidge(many, targets, best);
    expect(distance(model.weights, direct.weights)).toBeLessThan(1e-7);
  });
});

/** Ridge by gradient descent: five weights and an intercept a target. */
function descend(z: Matrix, v: Matrix, lambda: number): number[][] {
  return Array.from({ length: v.columns }, (_, t) => {
    const w = new Array<number>(z.columns + 1).fill(0);
    for (let step = 0; step < 3000; step++) {
      const gradient = w.map((value, i) => (i < z.columns ? 2 * lambda * value : 0));
      for (let row = 0; row < z.rows; row++) {
        const features = [...Array.from({ length: z.columns }, (__, i) => at(z, row, i)), 1];
        const error = features.reduce((s, f, i) => s + f * (w[i] ?? NaN), 0) - at(v, row, t);
        for (const [i, f] of features.entries()) {
          gradient[i] = (gradient[i] ?? NaN) + (2 * error * f) / z.rows;
        }
      }
      for (const [i, g] of gradient.entries()) w[i] = (w[i] ?? NaN) - 0.2 * g;
    }
    return w;
  });
}
