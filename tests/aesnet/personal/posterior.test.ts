/** The fast posterior against a slow solver that shares nothing with it, and against what must hold whatever the data. */
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { designOf } from '../../../src-aesnet/personal/design.ts';
import { fitPerson } from '../../../src-aesnet/personal/fit-person.ts';
import { personalScores, personalSpreads } from '../../../src-aesnet/personal/personal-score.ts';
import { posterior } from '../../../src-aesnet/personal/posterior.ts';
import type { TastePrior } from '../../../src-aesnet/personal/prior.ts';
import type { TasteGroup } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { distance } from '../linear/support.ts';
import { slowPosterior } from './slow-solver.ts';
import { randomDecisions, randomTable, withScore } from './support.ts';

const GROUPS: TasteGroup[] = ['scene', 'residual', 'component'];
const VARIANCES = { scene: 0.2, residual: 0.1, component: 0.05 };
const PRIOR: TastePrior = { variances: VARIANCES, scale: 0.35, generalScale: 0.4 };
const TASTE = [0.5, -0.4, 0.2];

function person(seed: number, count: number) {
  const random = Random.from(seed);
  const table = randomTable(random, 40, GROUPS);
  return { table, decisions: randomDecisions(random, table, count, TASTE) };
}

const fit = (table: ReturnType<typeof randomTable>, decisions: readonly Decision[]) =>
  posterior(designOf(table, decisions), {
    variances: Float64Array.from([0.2, 0.1, 0.05]),
    scale: 0.35,
  });

describe('posterior', () => {
  it.each([
    ['stars, flags and pairs', 40, () => true],
    ['stars', 60, (d: Decision) => d.kind === 'stars'],
    ['flags', 80, (d: Decision) => d.kind === 'flag'],
    ['pairs', 40, (d: Decision) => d.kind === 'pair'],
  ])('has the maximum and the covariance of the definition (%s)', (_, count, keep) => {
    const { table, decisions } = person(count, count);
    const used = decisions.filter(keep);
    const fast = fit(table, used);
    const slow = slowPosterior(table, used, [0.2, 0.1, 0.05], 0.35);
    expect(distance(fast.weights, slow.weights)).toBeLessThan(1e-5);
    const block = slow.covariance.slice(0, 3).flatMap((row) => row.slice(0, 3));
    expect(distance(fast.covariance, block)).toBeLessThan(1e-4);
  });

  it('has the evidence that the integral has, for one weight and pairs', () => {
    const table = randomTable(Random.from(3), 30, ['scene']);
    const pairs = randomDecisions(Random.from(4), table, 100, [0.4]).filter(
      (d) => d.kind === 'pair',
    );
    const evidence = (variance: number, scale: number) =>
      posterior(designOf(table, pairs), { variances: Float64Array.of(variance), scale }).evidence;
    const integral = (variance: number, scale: number) => {
      let sum = 0;
      for (let w = -4; w < 4; w += 1e-3) {
        let log = -(w * w) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;
        const f = (photo: number) =>
          (table.score[photo] ?? NaN) + w * (table.features.values[photo] ?? NaN);
        for (const { better, worse } of pairs) {
          log -= Math.log1p(Math.exp((f(worse) - f(better)) / scale));
        }
        sum += Math.exp(log) * 1e-3;
      }
      return Math.log(sum);
    };
    for (const [variance, scale] of [
      [0.05, 0.3],
      [0.5, 0.3],
      [0.2, 0.6],
    ] as const) {
      expect(evidence(variance, scale)).toBeCloseTo(integral(variance, scale), 1);
    }
  });

  it('finds the same from anywhere, whatever the order of the decisions', () => {
    const { table, decisions } = person(7, 80);
    const first = fit(table, decisions);
    const shuffled = fit(table, Random.from(1).shuffle([...decisions]));
    expect(distance(first.weights, shuffled.weights)).toBeLessThan(1e-6);
    const fewer = fit(table, decisions.slice(0, 70));
    const design = designOf(table, decisions);
    expect(fewer.state.core).toHaveLength(first.state.core.length);
    const again = posterior(
      design,
      { variances: Float64Array.from([0.2, 0.1, 0.05]), scale: 0.35 },
      fewer.state,
    );
    expect(distance(first.weights, again.weights)).toBeLessThan(1e-6);
  });

  it('does not change where all general scores rise by a constant', () => {
    const { table, decisions } = person(8, 60);
    const raised = fit(
      withScore(table, (score) => score + 1.5),
      decisions,
    );
    expect(distance(fit(table, decisions).weights, raised.weights)).toBeLessThan(1e-6);
  });

  it('learns nothing from one level of stars, one kind of flag, or a pair of the same photo', () => {
    const { table } = person(9, 1);
    const photos = Array.from({ length: 10 }, (_, photo) => photo);
    const useless: Decision[][] = [
      [],
      photos.map((photo) => ({ kind: 'stars', photo, stars: 3 })),
      photos.map((photo) => ({ kind: 'flag', photo, flag: 'pick', shoot: 'a' })),
      photos.map((photo) => ({ kind: 'pair', better: photo, worse: photo })),
    ];
    for (const decisions of useless) {
      const { weights, covariance } = fit(table, decisions);
      expect(distance(weights, [0, 0, 0])).toBeLessThan(1e-9);
      expect(distance(covariance, [0.2, 0, 0, 0, 0.1, 0, 0, 0, 0.05])).toBeLessThan(1e-9);
    }
  });

  it('takes contradictions, and knows less after them than after as many that agree', () => {
    const { table } = person(10, 1);
    const stars = (photo: number, given: number): Decision => ({
      kind: 'stars',
      photo,
      stars: given,
    });
    const both = [0, 1, 2, 3].flatMap((photo) => [stars(photo, 1), stars(photo, 5)]);
    const { weights } = fit(table, both);
    expect([...weights].every(Number.isFinite)).toBe(true);
    // Every photo is liked as much as it is disliked: what is said is that the general score is wrong.
    const scores = personalScores(table, { weights }).slice(0, 4);
    const range = (values: Float64Array) => Math.max(...values) - Math.min(...values);
    expect(range(scores)).toBeLessThan(range(table.score.slice(0, 4)));
  });

  it('survives decisions that stand perfectly apart, and general scores that are far off', () => {
    const { table } = person(11, 1);
    const far = withScore(table, (score) => 40 * score);
    const decisions: Decision[] = Array.from({ length: 40 }, (_, photo) => ({
      kind: 'stars',
      photo,
      stars: (far.score[photo] ?? 0) > 120 ? 1 : 5,
    }));
    const { weights, covariance } = fit(far, decisions);
    expect([...weights, ...covariance].every(Number.isFinite)).toBe(true);
  });

  it('refuses 0 stars, half stars and photos that are not there', () => {
    const { table } = person(12, 1);
    for (const stars of [0, 2.5, 6, NaN]) {
      expect(() => designOf(table, [{ kind: 'stars', photo: 0, stars }])).toThrow(RangeError);
    }
    expect(() => designOf(table, [{ kind: 'pair', better: 0, worse: 40 }])).toThrow('no photo 40');
    expect(() => designOf(table, [{ kind: 'stars', photo: -1, stars: 3 }])).toThrow(RangeError);
  });
});

describe('fitPerson', () => {
  it('comes to know a planted taste, and the spread of its scores shrinks', () => {
    const { table, decisions } = person(13, 600);
    const few = fitPerson(table, decisions.slice(0, 30), PRIOR);
    const many = fitPerson(table, decisions, PRIOR);
    for (const [at, weight] of TASTE.entries()) expect(many.weights[at]).toBeCloseTo(weight, 0.7);
    const spreads = personalSpreads(table, few);
    for (const [photo, spread] of personalSpreads(table, many).entries()) {
      expect(spread).toBeLessThan(spreads[photo] ?? NaN);
    }
  });

  it('keeps the prior below 100 decisions, and moves from there towards the person', () => {
    const { table, decisions } = person(14, 400);
    expect(fitPerson(table, decisions.slice(0, 99), PRIOR)).toMatchObject({
      scale: PRIOR.scale,
      variances: VARIANCES,
    });
    const wrong = { ...PRIOR, scale: 3 * PRIOR.scale };
    expect(fitPerson(table, decisions, wrong).scale).toBeLessThan(0.9 * wrong.scale);
    const strong = fitPerson(table, decisions, {
      ...PRIOR,
      variances: { scene: 1e-3, residual: 1e-3, component: 1e-3 },
    });
    expect(strong.variances.scene).toBeGreaterThan(2e-3);
  });

  it('gives a photo of the usual mixture no spread, and the general score alone none of a taste', () => {
    const { table, decisions } = person(15, 50);
    table.features.values.fill(0, 0, 3);
    const model = fitPerson(table, decisions, PRIOR);
    expect(personalSpreads(table, model)[0]).toBe(0);
    expect(personalScores(table, model)[0]).toBe(table.score[0]);
    const bare = {
      ...table,
      groups: [],
      features: { values: new Float64Array(), rows: 40, columns: 0 },
    };
    expect(personalScores(bare, fitPerson(bare, decisions, PRIOR))).toEqual(table.score);
  });
});
