/** L_k and L_MAC of METHOD.md section 3, against their formulas. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { contrastiveLoss } from '../../../src-aesnet/losses/contrastive.ts';
import { learntTemperature } from '../../../src-aesnet/losses/temperature.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  onnxErrors,
  withGradients,
  gradientName,
  type Checkable,
} from '../support/gradient-check.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import {
  attributeByHand,
  contrastByHand,
  type Contrasted,
  type ContrastMistakes,
} from '../support/contrastive-reference.ts';
import { NewInputs } from '../support/input-parameters.ts';
import { expectLoss, lossOf, shares } from '../support/loss-check.ts';
import { between, filled, normal } from '../support/values.ts';

const K = 2;
const N = 4;
const D = 3;
const TEMPERATURE = 0.25;
const random = Random.from(77);

const IMAGES = filled([K, N, D], normal, random);
const TEXTS = filled([K, N, D], normal, random);
/** Not symmetric, so that rows are not columns; the mask neither. */
const TARGETS = filled([K, N, N], between(0.1, 1), random);
const ALL = array64([K, N, N], new Array(K * N * N).fill(1));
const SOME = array64(
  [K, N, N],
  [
    ...[1, 1, 0, 1],
    ...[0, 1, 1, 1],
    ...[1, 1, 1, 0],
    ...[1, 1, 0, 1],
    // The second picture has no sentence about the second attribute.
    ...[1, 0, 1, 0],
    ...[0, 0, 0, 0],
    ...[1, 0, 1, 1],
    ...[1, 0, 0, 1],
  ],
);

type Given = Partial<Contrasted>;

function checked({
  images = IMAGES,
  texts = TEXTS,
  targets = TARGETS,
  mask = ALL,
}: Given): Checkable {
  return {
    feeds: { images, texts, targets, mask, temperature: array64([1], [TEMPERATURE]) },
    build(graph) {
      const z = graph.input('images', images.shape);
      const u = graph.input('texts', texts.shape);
      const temperature = graph.input('temperature', [1]);
      const contrast = {
        images: z,
        texts: u,
        targets: graph.input('targets', targets.shape),
        mask: graph.input('mask', mask.shape),
      };
      return {
        loss: contrastiveLoss(graph, contrast, temperature),
        parameters: [z, u, temperature],
      };
    },
  };
}

const fullOf = (given: Given): Contrasted => ({
  images: IMAGES,
  texts: TEXTS,
  targets: TARGETS,
  mask: ALL,
  ...given,
});
const reference = (given: Given, mistakes?: ContrastMistakes) =>
  contrastByHand(fullOf(given), TEMPERATURE, mistakes);

describe('the multi-attribute contrastive loss', () => {
  it('is what its formula says', async () => {
    await expectLoss(checked({}), reference({}));
  });

  it('is what its formula says where pairs are masked', async () => {
    await expectLoss(checked({ mask: SOME }), reference({ mask: SOME }));
  });

  it.each<ContrastMistakes>([
    { sign: -1 },
    { maskless: true },
    { negatives: true },
    { targetsTurned: true },
    { maskTurned: true },
    { sidesExchanged: true },
    { oneWay: true },
    { overAll: true },
    { lengths: true },
    { unnormalised: true },
  ])('is another thing with %o', (mistake) => {
    const wrong = reference({ mask: SOME }, mistake);
    // Infinite is another thing, too.
    expect(Math.abs(wrong - lossOf(checked({ mask: SOME })))).toBeGreaterThan(1e-3);
  });

  it('falls as pictures come nearer to their own sentences, and not to others’', () => {
    const own = array64([1, 3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const next = array64([1, 3, 3], [0, 1, 0, 0, 0, 1, 1, 0, 0]);
    const mask = array64([1, 3, 3], new Array(9).fill(1));
    const at = (images: Array64) => lossOf(checked({ images, texts: own, targets: own, mask }));
    // log(1 + 2·exp(−1/τ)), the two others being at right angles.
    expect(at(own)).toBeCloseTo(Math.log(1 + 2 * Math.exp(-1 / TEMPERATURE)), 6);
    expect(at(next)).toBeCloseTo(Math.log(1 + 2 * Math.exp(-1 / TEMPERATURE)) + 1 / TEMPERATURE, 6);
  });

  it('is level where the shares are the soft targets', () => {
    // cos 0° and cos 60° over τ: what softmax makes of them is asked for, in any unit.
    const vectors = array64([1, 2, 2], [1, 0, 0.5, Math.sqrt(3) / 2]);
    const [same, other] = shares([1 / TEMPERATURE, 0.5 / TEMPERATURE]) as [number, number];
    const targets = array64([1, 2, 2], [3 * same, 3 * other, 3 * other, 3 * same]);
    const mask = array64([1, 2, 2], [1, 1, 1, 1]);
    const { build, feeds } = checked({ images: vectors, texts: vectors, targets, mask });
    const found = interpret(withGradients(build).graph, feeds);
    for (const side of ['images', 'texts']) {
      for (const slope of found[gradientName(side)]?.data ?? [NaN]) expect(slope).toBeCloseTo(0, 6);
    }
  });

  it('takes no notice of masked pairs', () => {
    const { data } = TARGETS;
    const others = { ...TARGETS, data: data.map((value, at) => (SOME.data[at] === 0 ? 9 : value)) };
    expect(lossOf(checked({ mask: SOME, targets: others }))).toBe(lossOf(checked({ mask: SOME })));
  });

  it('is the mean over the attributes that are there, and has no slope for the others', async () => {
    const first = { ...ALL, data: ALL.data.map((_, at) => Number(at < N * N)) };
    const alone = checked({ mask: first });
    await expectLoss(alone, attributeByHand(fullOf({ mask: first }), 0, TEMPERATURE) ?? NaN);
    const { graph } = withGradients(alone.build);
    const found = interpret(graph, alone.feeds);
    for (const side of ['images', 'texts']) {
      const slopes = found[gradientName(side)]?.data ?? new Float64Array([NaN]);
      expect([...slopes.slice(N * D)]).toEqual(new Array(N * D).fill(0));
      expect(slopes.slice(0, N * D).some((slope) => slope !== 0)).toBe(true);
    }
  });

  it('is 0 without slopes where nothing can be compared', async () => {
    const nothing = checked({ mask: { ...ALL, data: ALL.data.map(() => 0) } });
    expect(lossOf(nothing)).toBe(0);
    const { graph } = withGradients(nothing.build);
    for (const { data } of Object.values(interpret(graph, nothing.feeds))) {
      for (const value of data) expect(Math.abs(value)).toBe(0);
    }
    for (const error of Object.values(await onnxErrors(nothing))) expect(error).toBe(0);
  });

  it('stays finite for vectors of nothing, the least temperature and opposite vectors', async () => {
    const images = array64([1, 3, 2], [0, 0, 1, 0, -1, 0]);
    const texts = array64([1, 3, 2], [0, 0, 1, 0, 1, 1e-3]);
    const targets = array64([1, 3, 3], [1, 1, 1, 1, 1, 0.5, 1, 0.5, 1]);
    const mask = array64([1, 3, 3], [0, 0, 0, 0, 1, 1, 0, 1, 1]);
    const extreme = checked({ images, texts, targets, mask });
    const feeds = { ...extreme.feeds, temperature: array64([1], [0.01]) };
    const { graph } = withGradients(extreme.build);
    for (const { data } of Object.values(interpret(graph, feeds))) {
      expect(data.every(Number.isFinite)).toBe(true);
    }
    for (const [name, error] of Object.entries(await onnxErrors({ ...extreme, feeds }))) {
      expect(error, name).toBeLessThan(1e-4);
    }
  });
});

describe('the temperature', () => {
  const at = (s: number) => {
    const graph = new Graph();
    graph.output(learntTemperature(graph, new NewInputs(graph)), 'temperature');
    const feeds = { 'contrastive.temperature': array64([1], [s]) };
    return interpret(graph, feeds).temperature?.data[0] ?? NaN;
  };

  it('starts at 0.07, moves as its logarithm does, and stays within its bounds', () => {
    expect(at(0)).toBeCloseTo(0.07, 6);
    expect(Math.log(at(0.1) / at(0))).toBeCloseTo(Math.log(7) * Math.tanh(0.05), 6);
    expect(at(1)).toBeGreaterThan(at(0.5));
    expect(at(40)).toBeCloseTo(0.49, 6);
    expect(at(-40)).toBeCloseTo(0.01, 6);
  });

  it('has the slope of central differences', async () => {
    const parameter = 'contrastive.temperature';
    for (const s of [-3, 0, 0.7, 3]) {
      const one: Checkable = {
        feeds: { [parameter]: array64([1], [s]) },
        build(graph) {
          const parameters = new NewInputs(graph);
          const loss = learntTemperature(graph, parameters);
          return { loss, parameters: parameters.values };
        },
      };
      await expectLoss(one, 0.07 * 7 ** Math.tanh(s / 2));
    }
  });
});
