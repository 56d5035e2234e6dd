/** What the evaluation says of a batch's pictures, and from that every loss of the step, in plain TypeScript. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { buildEvaluation } from '../../../src-aesnet/training/evaluation-graph.ts';
import { buildStep } from '../../../src-aesnet/training/step-graph.ts';
import { pictureCount } from '../../../src-aesnet/training/step-losses.ts';
import { mean, rowsOf, shares } from '../support/loss-check.ts';
import { runGraph } from '../support/onnx.ts';
import { batchOf, randomParameters, SCALE, settingsOf, SIDE } from './support.ts';

// No two kinds are as many, so that a row that is read from the wrong place shows.
const COUNTS = { photos: 4, edited: 3, stable: 2 };
const PICTURES = pictureCount(COUNTS);
const settings = settingsOf({ counts: COUNTS, optimiser: { ...settingsOf().optimiser, beta1: 0 } });
const feeds = Object.fromEntries(
  Object.entries(batchOf(COUNTS)).map(([name, { data, shape }]) => [
    name,
    { shape, data: Float64Array.from(data) },
  ]),
);
let found: Record<string, Array64> = {};
let step: Record<string, Array64> = {};

beforeAll(async () => {
  const data = Float64Array.from(randomParameters());
  const vector = { shape: [data.length], data };
  const zeros = { shape: [data.length], data: new Float64Array(data.length) };
  const one = { shape: [], data: Float64Array.of(1) };
  found = await runGraph(buildEvaluation(PICTURES, SIDE, SCALE), {
    pictures: rowsFrom('pictures'),
    parameters: vector,
  });
  step = await runGraph(buildStep(settings).graph, {
    ...feeds,
    ...{ parameters: vector, average: vector, firstMoment: zeros, secondMoment: zeros },
    ...{ rate: one, correction1: one, correction2: one, averageDecay: one },
  });
});

function rowsFrom(name: string): Array64 {
  const values = feeds[name];
  if (values === undefined) throw new RangeError(`no ${name}`);
  return values;
}

const rows = (values: Array64 | undefined) => {
  if (values === undefined) throw new RangeError('not there');
  return rowsOf(values);
};
const fed = (name: string) => rows(rowsFrom(name));

describe('the evaluation graph', () => {
  it('gives what it says of every picture', () => {
    expect(Object.entries(found).map(([name, { shape }]) => `${name} [${shape}]`)).toEqual([
      `scores [${PICTURES},7]`,
      `spread [${PICTURES},1]`,
      `emotion [${PICTURES},8]`,
      `features [${PICTURES},1280]`,
      `content [${PICTURES},128]`,
    ]);
    for (const row of rows(found.emotion)) {
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    }
    for (const [spread = NaN] of rows(found.spread)) expect(spread).toBeGreaterThan(0);
    // Pictures that differ get scores that differ.
    expect(new Set(rows(found.scores).map(([overall]) => overall)).size).toBe(PICTURES);
  });
});

describe('the losses of the step, from those answers', () => {
  const { photos, edited, stable } = COUNTS;
  const rated = photos + edited;
  const [weak, strong, first] = [rated, rated + edited, rated + 2 * edited];
  const levels = () =>
    rows(found.scores).map(([overall = NaN]) => (overall - SCALE.mean) / SCALE.deviation);
  const huber = (error: number) =>
    Math.abs(error) < settings.bend
      ? error ** 2 / 2
      : settings.bend * (Math.abs(error) - settings.bend / 2);
  const softplus = (x: number) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
  const expectLoss = (name: string, value: number) =>
    expect(step[`loss.${name}`]?.data[0], name).toBeCloseTo(value, 3);

  it('level, residuals and spread', () => {
    const errors = fed('level').map(([level = NaN], row) => (levels()[row] ?? NaN) - level);
    expectLoss('level', mean(errors.map(huber)));
    const residuals = rows(found.scores).map(([overall = NaN, ...attributes]) =>
      attributes.map((score, k) => {
        const { intercept = NaN, slope = NaN, residualDeviation = NaN } = SCALE.attributes[k] ?? {};
        return (score - intercept - slope * overall) / residualDeviation;
      }),
    );
    const beyond = fed('residuals').flatMap((row, at) =>
      row.map((rating, k) => huber((residuals[at]?.[k] ?? NaN) - rating)),
    );
    expectLoss('residuals', mean(beyond));
    const likelihoods = errors.map((error, row) => {
      const deviation = (rows(found.spread)[row]?.[0] ?? NaN) / SCALE.deviation;
      return error ** 2 / (2 * deviation ** 2) + Math.log(deviation);
    });
    expectLoss('spread', mean(likelihoods));
  });

  it('emotions', () => {
    const entropies = fed('emotions').map((votes, row) =>
      votes.reduce(
        (sum, vote, c) => sum - vote * Math.log(rows(found.emotion)[row]?.[c] ?? NaN),
        0,
      ),
    );
    expectLoss('emotions', mean(entropies));
  });

  it('affinity, among the photos alone', () => {
    const affinities = (vectors: readonly number[][]) =>
      vectors.map((a, i) =>
        shares(vectors.flatMap((b, j) => (i === j ? [] : [cosine(a, b) / settings.temperature]))),
      );
    const target = affinities(fed('general'));
    const learnt = affinities(rows(found.content).slice(0, photos));
    const divergences = target.map((row, i) =>
      row.reduce((sum, p, j) => sum + p * Math.log(p / (learnt[i]?.[j] ?? NaN)), 0),
    );
    expectLoss('affinity', mean(divergences));
  });

  it('ranking and what moves most, among the edited copies', () => {
    const scores = rows(found.scores);
    const triples = Array.from({ length: edited }, (_, index) => ({
      original: scores[photos + index] ?? [],
      weakly: scores[weak + index] ?? [],
      strongly: scores[strong + index] ?? [],
      weakMargin: fed('weakMargin')[index]?.[0] ?? NaN,
      strongMargin: fed('strongMargin')[index]?.[0] ?? NaN,
    }));
    const short = (better: readonly number[], worse: readonly number[], margin: number) => {
      const lead = (better[0] ?? NaN) - (worse[0] ?? NaN);
      return 0.1 * (softplus((margin - lead) / 0.1) + softplus((lead - 2.5 * margin) / 0.1));
    };
    const shortfalls = triples.flatMap(
      ({ original, weakly, strongly, weakMargin, strongMargin }) => [
        short(original, weakly, weakMargin),
        short(original, strongly, strongMargin),
        short(weakly, strongly, strongMargin - weakMargin),
      ],
    );
    expectLoss('ranking', mean(shortfalls));
    const moves = triples.map(({ original, strongly }, index) => {
      const falls = SCALE.attributes.map(
        ({ deviation }, k) => ((original[k + 1] ?? NaN) - (strongly[k + 1] ?? NaN)) / deviation,
      );
      const own = fed('edited')[index]?.indexOf(1) ?? -1;
      const missing = falls.flatMap((fall, k) =>
        k === own ? [] : [settings.lead - ((falls[own] ?? NaN) - fall)],
      );
      return mean(missing.map((deviations) => 0.2 * softplus(deviations / 0.2)));
    });
    expectLoss('movesMost', mean(moves));
  });

  it('stability, between the variants of each photo', () => {
    const scores = rows(found.scores);
    const squares = Array.from({ length: stable }, (_, index) =>
      (scores[first + index] ?? []).map(
        (score, k) => (score - (scores[first + stable + index]?.[k] ?? NaN)) ** 2,
      ),
    ).flat();
    expectLoss('stability', mean(squares));
  });
});

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, at) => sum + value * (v[at] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
