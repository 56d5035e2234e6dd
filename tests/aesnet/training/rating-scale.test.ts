import { describe, expect, it } from 'vitest';
import { plcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { scoresInPoints } from '../../../src-aesnet/networks/aesnet.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { ratingScaleOf, standardised } from '../../../src-aesnet/training/rating-scale.ts';

const COUNT = 200;

/** Ratings [COUNT, 7] in points: attributes that follow the overall rating, each by its own rule. */
function ratings(): Float32Array {
  const random = Random.from(3);
  const values = new Float32Array(COUNT * 7);
  for (let row = 0; row < COUNT; row++) {
    const overall = 3 + 0.6 * random.normal();
    for (let k = 0; k < 7; k++) {
      const own = 0.1 * k * random.normal();
      values[row * 7 + k] = k === 0 ? overall : 0.3 * k + (1 - 0.1 * k) * overall + own;
    }
  }
  return values;
}

const given = ratings();
const scale = ratingScaleOf(given);
const { level, residuals } = standardised(given, scale);
const column = (values: Float32Array, width: number, index: number) =>
  Float64Array.from(
    { length: values.length / width },
    (_, row) => values[row * width + index] ?? NaN,
  );
const mean = (values: Float64Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: Float64Array) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe('the scale of ratings', () => {
  it('has the means and SDs of the ratings', () => {
    expect(scale.mean).toBeCloseTo(mean(column(given, 7, 0)), 10);
    expect(scale.deviation).toBeCloseTo(deviation(column(given, 7, 0)), 10);
    expect(scale.attributes).toHaveLength(6);
    for (const [k, attribute] of scale.attributes.entries()) {
      expect(attribute.deviation).toBeCloseTo(deviation(column(given, 7, k + 1)), 10);
    }
  });

  it('fits lines as least squares does', () => {
    const overall = column(given, 7, 0);
    for (const [
      k,
      { intercept, slope, residualDeviation, deviation: whole },
    ] of scale.attributes.entries()) {
      const rating = column(given, 7, k + 1);
      const rest = rating.map((value, row) => value - intercept - slope * (overall[row] ?? NaN));
      // The normal equations: what is left has no mean and nothing of the overall rating in it.
      expect(Math.abs(mean(rest))).toBeLessThan(1e-12);
      expect(Math.abs(mean(rest.map((value, row) => value * (overall[row] ?? NaN))))).toBeLessThan(
        1e-12,
      );
      expect(residualDeviation).toBeCloseTo(deviation(rest), 10);
      const r = plcc(rating, overall);
      expect(residualDeviation).toBeCloseTo(whole * Math.sqrt(1 - r * r), 8);
      // And it finds the line that was drawn from.
      expect(slope).toBeCloseTo(1 - 0.1 * (k + 1), 0.5);
    }
  });

  it('refuses ratings that do not vary, or say nothing of their own', () => {
    const flat = given.slice();
    for (let row = 0; row < COUNT; row++) flat[row * 7] = 3;
    expect(() => ratingScaleOf(flat)).toThrow('column 0 of the ratings');
    const copied = given.map((value, at) => (at % 7 === 4 ? (given[at - 4] ?? NaN) : value));
    expect(() => ratingScaleOf(copied)).toThrow('column 4 of the ratings');
  });
});

describe('standardised ratings', () => {
  it('have mean 0 and SD 1, level and residuals alike', () => {
    for (const values of [
      column(level, 1, 0),
      ...Array.from({ length: 6 }, (_, k) => column(residuals, 6, k)),
    ]) {
      expect(mean(values)).toBeCloseTo(0, 5);
      expect(deviation(values)).toBeCloseTo(1, 5);
    }
  });

  it('become the ratings again in points', () => {
    const graph = new Graph();
    const points = scoresInPoints(
      graph,
      { level: graph.input('level', [COUNT, 1]), residuals: graph.input('residuals', [COUNT, 6]) },
      scale,
    );
    graph.output(points, 'points');
    const found = interpret(graph, {
      level: { shape: [COUNT, 1], data: Float64Array.from(level) },
      residuals: { shape: [COUNT, 6], data: Float64Array.from(residuals) },
    }).points;
    expect(found?.shape).toEqual([COUNT, 7]);
    for (const [at, value] of given.entries()) {
      expect(Math.abs((found?.data[at] ?? NaN) - value)).toBeLessThan(1e-5);
    }
  });
});
