import { describe, expect, it } from 'vitest';
import { crossFit } from '../../../src-aesnet/linear/cross-fit.ts';
import {
  groupedFolds,
  rowsOfFold,
  rowsOutsideFold,
  seededFolds,
} from '../../../src-aesnet/linear/folds.ts';
import { minimise } from '../../../src-aesnet/linear/lbfgs.ts';
import { fitLogistic, predictLogistic } from '../../../src-aesnet/linear/logistic.ts';
import { columnScale, matrix, rowsAt } from '../../../src-aesnet/linear/matrix.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { at, distance } from './support.ts';

describe('minimise', () => {
  it('finds the bottom of a stretched bowl', () => {
    const stretch = [1, 10, 1000, 0.1];
    const minimum = minimise(
      (x, gradient) => {
        let value = 0;
        for (const [i, s] of stretch.entries()) {
          const distanceTo = (x[i] ?? NaN) - i;
          value += (s * distanceTo * distanceTo) / 2;
          gradient[i] = s * distanceTo;
        }
        return value;
      },
      Float64Array.of(5, 5, 5, 5),
      { tolerance: 1e-9 },
    );
    expect(minimum.converged).toBe(true);
    expect(distance(minimum.x, [0, 1, 2, 3])).toBeLessThan(1e-7);
    expect(minimum.iterations).toBeLessThan(40);
  });

  it('says when it has not arrived', () => {
    const valley = (x: Float64Array, gradient: Float64Array) => {
      const at0 = x[0] ?? NaN;
      gradient[0] = 4 * at0 ** 3;
      return at0 ** 4;
    };
    const minimum = minimise(valley, Float64Array.of(100), { iterations: 3, tolerance: 1e-12 });
    expect(minimum.converged).toBe(false);
    expect(minimum.iterations).toBe(3);
  });
});

/** Three clouds, and the class of each row. */
function clouds(seed: number, rows = 150, columns = 4) {
  const random = Random.from(seed);
  const classes = Uint32Array.from({ length: rows }, () => random.integer(3));
  const values = Float64Array.from({ length: rows * columns }, (_, i) => {
    const own = classes[Math.floor(i / columns)];
    return 100 + 3 * ((own === i % columns ? 1.5 : 0) + random.normal());
  });
  return { x: matrix(values, columns), classes };
}

describe('fitLogistic', () => {
  const { x, classes } = clouds(1);
  const lambda = 0.01;
  const model = fitLogistic(x, classes, 3, lambda, { tolerance: 1e-9 });

  it('gives shares that sum to 1 and name most classes', () => {
    const shares = matrix(predictLogistic(model, x), 3);
    let right = 0;
    for (let row = 0; row < x.rows; row++) {
      const own = [0, 1, 2].map((c) => at(shares, row, c));
      expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      if (own.indexOf(Math.max(...own)) === classes[row]) right++;
    }
    expect(right / x.rows).toBeGreaterThan(0.7);
  });

  it('has no gradient: Σ z·(share − class)/n + λ·w = 0, and shares average the classes', () => {
    expect(model.converged).toBe(true);
    const shares = matrix(predictLogistic(model, x), 3);
    const { means, deviations } = columnScale(x);
    for (let c = 0; c < 3; c++) {
      for (let i = 0; i <= x.columns; i++) {
        const free = i === x.columns;
        let gradient = free
          ? 0
          : lambda * (model.logits.weights[i * 3 + c] ?? NaN) * (deviations[i] ?? NaN);
        for (let row = 0; row < x.rows; row++) {
          const z = free ? 1 : (at(x, row, i) - (means[i] ?? NaN)) / (deviations[i] ?? NaN);
          gradient += (z * (at(shares, row, c) - (classes[row] === c ? 1 : 0))) / x.rows;
        }
        expect(Math.abs(gradient)).toBeLessThan(1e-8);
      }
    }
  });

  it('of one class against another has the closed form of two points', () => {
    // z = ±1, logits ±w·z/…: the two-class softmax with W = (−u, u): 2u solves 2λ·u = σ(−2u)… checked by its gradient.
    const two = fitLogistic(matrix(Float64Array.of(-1, 1), 1), [0, 1], 2, 0.1, {
      tolerance: 1e-12,
    });
    const [left = NaN, right = NaN] = two.logits.weights;
    expect(left).toBeCloseTo(-right, 10);
    expect(0.1 * right).toBeCloseTo(1 / (1 + Math.exp(2 * right)), 10);
    expect(distance(two.logits.intercepts, [0, 0])).toBeLessThan(1e-9);
  });

  it('falls back to the frequencies under a heavy penalty', () => {
    const heavy = fitLogistic(x, classes, 3, 1e6, { tolerance: 1e-10 });
    const frequencies = [0, 1, 2].map((c) => classes.filter((own) => own === c).length / x.rows);
    expect(distance(predictLogistic(heavy, x).subarray(0, 3), frequencies)).toBeLessThan(1e-4);
  });

  it('refuses a class that there is not, and other numbers of rows', () => {
    expect(() => fitLogistic(x, classes, 2, 1)).toThrow('has the class 2');
    expect(() => fitLogistic(x, [0], 3, 1)).toThrow(RangeError);
  });
});

describe('folds', () => {
  it('are of equal size, cover every row once, and follow their seed', () => {
    const folds = seededFolds(103, 5, 9);
    const sizes = [0, 1, 2, 3, 4].map((fold) => rowsOfFold(folds, fold).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBe(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(103);
    expect(rowsOutsideFold(folds, 0)).toHaveLength(103 - (sizes[0] ?? NaN));
    expect(seededFolds(103, 5, 9)).toEqual(folds);
    expect(seededFolds(103, 5, 8)).not.toEqual(folds);
    expect(() => seededFolds(3, 5, 1)).toThrow(RangeError);
  });

  it('keep groups together and are still of similar size', () => {
    const random = Random.from(4);
    const groups = Array.from({ length: 400 }, () => `session${random.integer(40)}`);
    const folds = groupedFolds(groups, 4, 1);
    for (const name of new Set(groups)) {
      const of = new Set(groups.flatMap((group, row) => (group === name ? [folds.of[row]] : [])));
      expect(of.size).toBe(1);
    }
    for (let fold = 0; fold < 4; fold++) {
      expect(Math.abs(rowsOfFold(folds, fold).length - 100)).toBeLessThan(15);
    }
    expect(groupedFolds(groups, 4, 2)).not.toEqual(folds);
  });
});

describe('crossFit', () => {
  it('predicts every row in its place, by a fit that did not see it', () => {
    const folds = seededFolds(20, 4, 3);
    const seen = crossFit(folds, 2, (training, held) =>
      Float64Array.from([...held].flatMap((row) => [row, training.includes(row) ? 1 : 0])),
    );
    expect([...seen]).toEqual(Array.from({ length: 20 }, (_, row) => [row, 0]).flat());
    expect(() => crossFit(folds, 2, () => new Float64Array(1))).toThrow(RangeError);
  });

  it('gives a head honest figures on its own pictures', () => {
    const random = Random.from(6);
    const x = matrix(
      Float64Array.from({ length: 60 * 50 }, () => random.normal()),
      50,
    );
    const classes = Uint32Array.from({ length: 60 }, () => random.integer(2));
    const accuracy = (shares: Float64Array) =>
      classes.filter((own, row) => (shares[row * 2 + own] ?? NaN) > 0.5).length / 60;
    const fitted = predictLogistic(fitLogistic(x, classes, 2, 0.001), x);
    const honest = crossFit(seededFolds(60, 5, 1), 2, (training, held) => {
      const own = Uint32Array.from(training, (row) => classes[row] ?? NaN);
      return predictLogistic(fitLogistic(rowsAt(x, training), own, 2, 0.001), rowsAt(x, held));
    });
    // Noise: learnt by heart, and worth nothing.
    expect(accuracy(fitted)).toBe(1);
    expect(accuracy(honest)).toBeLessThan(0.7);
  });
});
