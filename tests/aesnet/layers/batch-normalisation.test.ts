import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC } from '../../../src-aesnet/graph/operator.ts';
import { floats } from '../../../src-aesnet/graph/tensor.ts';
import {
  batchNormalisation,
  EPSILON,
  foldBatchNormalisation,
} from '../../../src-aesnet/layers/batch-normalisation.ts';
import type { Operator, Value } from '../../../src-aesnet/graph/operator.ts';
import { conv, type Sliding } from '../../../src-aesnet/operators/conv.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { differenceErrors, onnxErrors, relativeError } from '../support/gradient-check.ts';
import { InputParameters } from '../support/input-parameters.ts';
import { runGraph } from '../support/onnx.ts';
import { weightedSum } from '../support/operator-case.ts';
import { between, filled, normal, type Fill } from '../support/values.ts';

const SHAPE = [3, 2, 4, 3];
const COUNT = 3 * 4 * 3;
const MOMENTUM = 0.75;

const random = Random.from(11);
const make = (shape: readonly number[], fill: Fill = normal) => filled(shape, fill, random);
const feeds = {
  x: make(SHAPE, between(-1, 4)),
  scale: make([2]),
  shift: make([2]),
  mean: make([2]),
  variance: make([2], between(0.5, 2)),
};

function build(graph: Graph) {
  const [x, scale, shift, mean, variance] = Object.entries(feeds).map(([name, { shape }]) =>
    graph.input(name, shape),
  ) as [Value, Value, Value, Value, Value];
  const parameters = new InputParameters({ 'bn.scale': scale, 'bn.shift': shift });
  const { y, running } = batchNormalisation(
    graph,
    parameters,
    'bn',
    x,
    { mean, variance },
    MOMENTUM,
  );
  return {
    loss: weightedSum(graph, y, Random.from(12)),
    parameters: [x, scale, shift],
    others: { y, mean: running.mean, variance: running.variance },
  };
}

/** Values of one channel. */
const channel = ({ shape, data }: Array64, wanted: number): number[] => {
  const area = (shape[2] as number) * (shape[3] as number);
  return [...data].filter((_, at) => Math.floor(at / area) % (shape[1] as number) === wanted);
};

describe('in training', () => {
  it('has the gradients of central differences, through the statistics too', () => {
    for (const [name, error] of Object.entries(differenceErrors({ build, feeds }))) {
      expect(error, name).toBeLessThan(1e-6);
    }
  });

  it('does in onnxruntime what it does here', async () => {
    for (const [name, error] of Object.entries(await onnxErrors({ build, feeds }))) {
      expect(error, name).toBeLessThan(2e-5);
    }
  });

  it('has mean and deviation as its parameters say, and moves the running statistics', () => {
    const graph = new Graph();
    const { others } = build(graph);
    for (const [name, value] of Object.entries(others)) graph.output(value, `new ${name}`);
    const found = interpret(graph, feeds);
    for (const c of [0, 1]) {
      const before = channel(feeds.x, c);
      const mean = before.reduce((sum, value) => sum + value, 0) / COUNT;
      const squares = before.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const [scale, shift] = [feeds.scale.data[c] ?? NaN, feeds.shift.data[c] ?? NaN];
      for (const [at, value] of channel(found['new y'] as Array64, c).entries()) {
        const unit = ((before[at] ?? NaN) - mean) / Math.sqrt(squares / COUNT + EPSILON);
        expect(value).toBeCloseTo(unit * scale + shift, 6);
      }
      const mixed = (old: number | undefined, fresh: number) =>
        MOMENTUM * (old ?? NaN) + (1 - MOMENTUM) * fresh;
      expect(found['new mean']?.data[c]).toBeCloseTo(mixed(feeds.mean.data[c], mean), 6);
      expect(found['new variance']?.data[c]).toBeCloseTo(
        mixed(feeds.variance.data[c], squares / (COUNT - 1)),
        6,
      );
    }
  });

  it('needs a batch of known size', () => {
    const graph = new Graph();
    const of = (shape: number[]) => graph.input(`i${graph.inputs.length}`, shape);
    const parameters = new InputParameters({ 'bn.scale': of([2]), 'bn.shift': of([2]) });
    const running = { mean: of([2]), variance: of([2]) };
    expect(() =>
      batchNormalisation(graph, parameters, 'bn', of([DYNAMIC, 2, 4, 4]), running, MOMENTUM),
    ).toThrow(/known only when the graph runs/);
  });
});

/** ONNX's own, which onnxruntime runs with the running statistics: the reference, never written otherwise. */
const BatchNormalization: Operator = {
  type: 'BatchNormalization',
  infer: ([x]) => [x as Value],
  evaluate: () => {
    throw new Error('onnxruntime alone runs it');
  },
};

describe('folded into a convolution', () => {
  const CONVOLUTIONS: readonly (readonly [string, number[], Partial<Sliding>, boolean])[] = [
    ['dense', [4, 3, 3, 3], { strides: [2, 2], pads: [0, 0, 1, 1] }, true],
    ['depthwise', [3, 1, 3, 3], { pads: [1, 1, 1, 1], group: 3 }, false],
    ['pointwise', [5, 3, 1, 1], {}, false],
  ];

  it.each(CONVOLUTIONS)('does what both did: %s', async (_, shape, sliding, biased) => {
    const kernels = shape[0] as number;
    const vector = (fill: Fill = normal) => Float32Array.from(make([kernels], fill).data);
    const kernel = { shape, data: Float32Array.from(make(shape).data) };
    const bias = biased ? vector() : undefined;
    const values = {
      scale: vector(),
      shift: vector(),
      mean: vector(),
      variance: vector(between(0.01, 3)),
    };
    const image = make([2, 3, 6, 6]);

    const both = new Graph();
    const constant = (data: Float32Array) => both.constant(floats(data, [kernels]));
    const y = conv(
      both,
      both.input('x', image.shape),
      both.constant(floats(kernel.data, shape)),
      bias && constant(bias),
      sliding,
    );
    const { scale, shift, mean, variance } = values;
    const inputs = [y, ...[scale, shift, mean, variance].map(constant)];
    both.output(both.one(BatchNormalization, inputs, { epsilon: { float: EPSILON } }), 'y');

    const folded = foldBatchNormalisation(kernel, bias, values);
    const one = new Graph();
    one.output(
      conv(
        one,
        one.input('x', image.shape),
        one.constant(floats(folded.kernel.data, folded.kernel.shape)),
        one.constant(floats(folded.bias, [kernels])),
        sliding,
      ),
      'y',
    );
    const expected = await runGraph(both, { x: image });
    const found = interpret(one, { x: image });
    expect(relativeError(found.y, expected.y as Array64)).toBeLessThan(1e-5);
  });

  it('refuses statistics of other channels', () => {
    const of = (length: number) => new Float32Array(length).fill(1);
    expect(() =>
      foldBatchNormalisation({ shape: [2, 1, 1, 1], data: of(2) }, undefined, {
        scale: of(2),
        shift: of(2),
        mean: of(3),
        variance: of(2),
      }),
    ).toThrow('3 channels do not fit a kernel of [2,1,1,1]');
  });

  it('leaves a constant channel finite', () => {
    const one = new Float32Array([1]);
    const zero = new Float32Array([0]);
    const { kernel } = foldBatchNormalisation({ shape: [1, 1, 1, 1], data: one }, undefined, {
      ...{ scale: one, shift: zero, mean: zero, variance: zero },
    });
    expect(kernel.data[0]).toBeCloseTo(1 / Math.sqrt(EPSILON), 4);
    expect(array64([1], kernel.data).data[0]).toBeGreaterThan(31);
  });
});
