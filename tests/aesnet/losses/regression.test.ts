/** Losses of scores: Huber's, and the spread. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { gradients } from '../../../src-aesnet/graph/gradients.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { huberLoss } from '../../../src-aesnet/losses/regression.ts';
import { spreadLoss } from '../../../src-aesnet/losses/spread.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import type { Checkable } from '../support/gradient-check.ts';
import { expectLoss, lossOf, mean } from '../support/loss-check.ts';

const BEND = 0.5;
const PREDICTED = array64([4, 2], [0, 1, -1, 2.5, 0.25, 3, -2, 1]);
const RATED = array64([4, 2], [0.125, 1.375, -0.75, 1, 0, 0.5, 1, 1.0625]);

const huber: Checkable = {
  feeds: { predicted: PREDICTED, rated: RATED },
  build(graph) {
    const predicted = graph.input('predicted', [4, 2]);
    const rated = graph.input('rated', [4, 2]);
    return { loss: huberLoss(graph, predicted, rated, BEND), parameters: [predicted, rated] };
  },
};

const pairs = (a: Array64, b: Array64) =>
  Array.from(a.data, (value, at) => [value, b.data[at] ?? NaN] as const);

describe('Huber’s loss', () => {
  it('is a parabola up to the bend, and a line beyond', async () => {
    const values = pairs(PREDICTED, RATED).map(([predicted, rated]) => {
      const error = Math.abs(predicted - rated);
      return error <= BEND ? error ** 2 / 2 : BEND * error - BEND ** 2 / 2;
    });
    // Both branches are there.
    const near = pairs(PREDICTED, RATED).filter(([a, b]) => Math.abs(a - b) < BEND);
    expect(near.length).toBe(5);
    await expectLoss(huber, mean(values));
  });

  it('is 0, without a slope, where nothing is wrong', () => {
    const graph = new Graph();
    const predicted = graph.input('predicted', [2]);
    const loss = huberLoss(graph, predicted, graph.input('rated', [2]), BEND);
    graph.output(loss, 'loss');
    graph.output(gradients(graph, loss, [predicted])[0] as Value, 'slope');
    const value = array64([2], [3, 4]);
    const found = interpret(graph, { predicted: value, rated: value });
    expect(found.loss?.data[0]).toBe(0);
    expect([...(found.slope?.data ?? [])].map(Math.abs)).toEqual([0, 0]);
  });
});

const SCORE = array64([4, 1], [0, 1, -0.5, 2]);
const PEOPLE = array64([4, 1], [0.5, 0.75, 1, 2]);
const LOG_SPREAD = array64([4, 1], [-0.5, -1, 0.25, -0.125]);

const spread: Checkable = {
  feeds: { score: SCORE, rated: PEOPLE, logSpread: LOG_SPREAD },
  build(graph) {
    const [score, rated, logSpread] = ['score', 'rated', 'logSpread'].map((name) =>
      graph.input(name, [4, 1]),
    ) as [Value, Value, Value];
    return { loss: spreadLoss(graph, score, rated, logSpread), parameters: [logSpread] };
  },
};

describe('the spread', () => {
  it('has the likelihood of a normal distribution', async () => {
    const values = pairs(SCORE, PEOPLE).map(([score, rated], at) => {
      const sigma = Math.exp(LOG_SPREAD.data[at] ?? NaN);
      const density =
        Math.exp(-((rated - score) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
      // Without the constant.
      return -Math.log(density) - Math.log(2 * Math.PI) / 2;
    });
    await expectLoss(spread, mean(values));
  });

  it('is best where it is the error’s size', () => {
    const at = (logSpread: number) =>
      lossOf({
        ...spread,
        feeds: {
          score: array64([4, 1], [0, 0, 0, 0]),
          rated: array64([4, 1], [2, -2, 2, -2]),
          logSpread: array64([4, 1], Array(4).fill(logSpread)),
        },
      });
    const best = at(Math.log(2));
    expect(best).toBeLessThan(at(Math.log(2) + 0.01));
    expect(best).toBeLessThan(at(Math.log(2) - 0.01));
  });

  it('does not move the score', () => {
    const graph = new Graph();
    const of = (name: string) => graph.input(name, [4, 1]);
    const [score, rated, logSpread] = [of('score'), of('rated'), of('logSpread')];
    const [slope] = gradients(graph, spreadLoss(graph, score, rated, logSpread), [score]);
    graph.output(slope as Value, 'slope');
    expect([...(interpret(graph, spread.feeds).slope?.data ?? [])]).toEqual([0, 0, 0, 0]);
  });
});
