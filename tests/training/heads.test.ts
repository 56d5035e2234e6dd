/** What is fitted on the frozen network, on answers whose quality is known. */
import { describe, expect, it } from 'vitest';
import { matrix } from '../../src-aesnet/linear/matrix.ts';
import { Random } from '../../src-aesnet/random.ts';
import { mixed, refitResiduals, scoresWith } from '../../src-main/training/heads/residual-head.ts';
import { fitSceneHead } from '../../src-main/training/heads/scene-head.ts';
import { calibrateSpread } from '../../src-main/training/heads/spread-calibration.ts';
import { SCENES, type Scene } from '../../src-shared/attribute.ts';
import { SCALE } from '../aesnet/training/support.ts';

const WIDTH = 12;
const few = { draws: 100 };

/** Unit vectors round one direction a scene; `noise` of 0 puts all of a scene in one point. */
function embedded(scenes: readonly Scene[], noise: number): Float32Array {
  const random = Random.from(4);
  return Float32Array.from(
    scenes.flatMap((scene) => {
      const vector = Array.from(
        { length: WIDTH },
        (_, at) => (at === SCENES.indexOf(scene) ? 1 : 0) + noise * random.normal(),
      );
      const length = Math.hypot(...vector);
      return vector.map((value) => value / length);
    }),
  );
}

describe('calibrateSpread', () => {
  const random = Random.from(1);
  const spread = Float64Array.from({ length: 2000 }, () => random.uniform(0.1, 0.4));
  const means = spread.map(() => random.uniform(1, 5));
  // The errors are twice as large as was predicted.
  const scores = means.map((mean, at) => mean + 2 * (spread[at] ?? 0) * random.normal());

  it('finds the factor, and what it is worth on pictures that it was not made from', () => {
    const { factor, within } = calibrateSpread(scores, means, spread, 1, few);
    // 68 % of a normal error lie within 0.994 standard deviations.
    expect(factor).toBeCloseTo(2 * 0.994, 1);
    expect(within.value).toBeGreaterThan(0.65);
    expect(within.value).toBeLessThan(0.71);
    expect(within.lower).toBeLessThan(within.value);
    expect(calibrateSpread(scores, means, spread, 1, few)).toEqual({ factor, within });
  });
});

describe('the residuals’ head', () => {
  const random = Random.from(6);
  const pictures = 300;
  const truth = Float64Array.from({ length: 6 * WIDTH }, () => random.normal());
  const features = Float32Array.from({ length: pictures * WIDTH }, () => random.normal());
  const inSds = (row: number, k: number) => {
    let sum = 0.3 * k;
    for (let at = 0; at < WIDTH; at++) {
      sum += (truth[k * WIDTH + at] ?? NaN) * (features[row * WIDTH + at] ?? NaN);
    }
    return sum;
  };
  const ratings = Float32Array.from({ length: pictures * 7 }, (_, at) => {
    const overall = 2 + (Math.floor(at / 7) % 20) / 10;
    const attribute = SCALE.attributes[(at % 7) - 1];
    if (attribute === undefined) return overall;
    const { intercept, slope, residualDeviation } = attribute;
    return (
      intercept + slope * overall + residualDeviation * inSds(Math.floor(at / 7), (at % 7) - 1)
    );
  });
  const sessions = Array.from({ length: pictures }, (_, row) => `s${row % 30}`);
  const head = refitResiduals(matrix(features, WIDTH), ratings, sessions, SCALE, 1);

  it('finds what people see beyond the overall score, and the scores that follow', () => {
    expect(head.lambdas).toEqual([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    const flat = ratings.map((value, at) => (at % 7 === 0 ? value : 0));
    const found = scoresWith(head, { scores: flat, features }, SCALE);
    for (const [at, value] of found.entries()) {
      // What the ridge holds back, at most.
      expect(Math.abs(value - (ratings[at] ?? NaN))).toBeLessThan(0.3);
      if (at % 7 === 0) expect(value).toBe(ratings[at]);
    }
    const exact = {
      weights: Float32Array.from(truth),
      biases: Float32Array.from([0, 0.3, 0.6, 0.9, 1.2, 1.5]),
    };
    for (const [at, value] of scoresWith(exact, { scores: flat, features }, SCALE).entries()) {
      expect(value).toBeCloseTo(ratings[at] ?? NaN, 4);
    }
  });

  it('mixes two heads by their shares', () => {
    const one = { weights: Float32Array.of(1, 2), biases: Float32Array.of(4) };
    const other = { weights: Float32Array.of(3, 0), biases: Float32Array.of(0) };
    expect(mixed(one, other, 0)).toEqual(one);
    expect(mixed(one, other, 1)).toEqual(other);
    expect(mixed(one, other, 0.25)).toEqual({
      weights: Float32Array.of(1.5, 1.5),
      biases: Float32Array.of(3),
    });
  });
});

describe('fitSceneHead', () => {
  const random = Random.from(3);
  const present = SCENES.slice(0, 4);
  const scenes = Array.from({ length: 240 }, () => random.pick(present));

  it('names the scenes of pictures that it has not seen, and its weights do as it does', () => {
    const content = embedded(scenes, 0.15);
    const head = fitSceneHead(matrix(content, WIDTH), scenes, 1, few);
    expect(head.accuracy.value).toBeGreaterThan(0.97);
    expect(head.logLoss.value).toBeLessThan(0.2);
    expect([head.weights.length, head.biases.length]).toEqual([10 * WIDTH, 10]);
    const right = scenes.filter((scene, row) => {
      const logits = Array.from(head.biases, (bias, c) => {
        let sum = bias;
        for (let at = 0; at < WIDTH; at++) {
          sum += (head.weights[c * WIDTH + at] ?? NaN) * (content[row * WIDTH + at] ?? NaN);
        }
        return sum;
      });
      return logits.indexOf(Math.max(...logits)) === SCENES.indexOf(scene);
    });
    expect(right.length / scenes.length).toBeGreaterThan(0.97);
  });

  it('does not flatter itself where there is nothing to find', () => {
    const nothing = embedded(
      scenes.map(() => 'animal'),
      0.5,
    );
    const head = fitSceneHead(matrix(nothing, WIDTH), scenes, 1, few);
    expect(head.lambda).toBe(0.3);
    expect(head.accuracy.value).toBeLessThan(0.4);
    expect(head.logLoss.value).toBeCloseTo(Math.log(4), 1);
  });
});
