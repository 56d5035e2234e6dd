/** Batch normalisation (Ioffe and Szegedy, ICML 2015): how it is trained, and how it vanishes for inference. */
import { staticShape, type Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import type { Weight } from '../onnx/read.ts';
import { add } from '../operators/add.ts';
import { div } from '../operators/div.ts';
import { mul } from '../operators/mul.ts';
import { reduceMean } from '../operators/reduce-mean.ts';
import { reshape } from '../operators/reshape.ts';
import { sqrt } from '../operators/sqrt.ts';
import { sub } from '../operators/sub.ts';
import type { Parameters } from './parameters.ts';

/** Keeps the root of a channel that is constant over the batch, and its slope, finite. */
export const EPSILON = 1e-3;

/** Mean and variance of each channel over the pictures seen so far, [C]: state, not parameters. */
export interface RunningStatistics {
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * Normalises x [N, C, H, W] by the statistics of this batch, from primitives, so that the gradient flows
 * through them too. Parameters `<name>.scale` and `<name>.shift` [C].
 *
 * `momentum`: share of the running statistics that stays, 0 to 1. Gives y, and the statistics after this
 * batch; their variance is the unbiased one. Throws where the batch size is not known.
 */
export function batchNormalisation(
  graph: Graph,
  parameters: Parameters,
  name: string,
  x: Value,
  running: RunningStatistics,
  momentum: number,
): { readonly y: Value; readonly running: RunningStatistics } {
  const [batch, channels, rows, columns] = staticShape(x) as [number, number, number, number];
  const count = batch * rows * columns;
  const perChannel = (value: Value) => reshape(graph, value, [1, channels, 1, 1]);
  const mean = reduceMean(graph, x, [0, 2, 3], true);
  const centred = sub(graph, x, mean);
  const variance = reduceMean(graph, mul(graph, centred, centred), [0, 2, 3], true);
  const deviation = sqrt(graph, add(graph, variance, graph.number(EPSILON)));
  const scale = perChannel(parameters.get(`${name}.scale`, [channels]));
  const shift = perChannel(parameters.get(`${name}.shift`, [channels]));
  const mix = (old: Value, fresh: Value, factor: number) =>
    add(
      graph,
      mul(graph, old, graph.number(momentum)),
      mul(graph, reshape(graph, fresh, [channels]), graph.number((1 - momentum) * factor)),
    );
  return {
    y: add(graph, mul(graph, div(graph, centred, deviation), scale), shift),
    running: {
      mean: mix(running.mean, mean, 1),
      variance: mix(running.variance, variance, count / Math.max(1, count - 1)),
    },
  };
}

/** What a trained batch normalisation holds, [C] each. */
export interface BatchNormalisationValues {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/**
 * The convolution that does what `kernel` [K, C/group, kh, kw] and `bias` [K], followed by a batch
 * normalisation with its running statistics, do. Throws a RangeError where their channels differ.
 */
export function foldBatchNormalisation(
  kernel: Weight,
  bias: Float32Array | undefined,
  { scale, shift, mean, variance }: BatchNormalisationValues,
): { readonly kernel: Weight; readonly bias: Float32Array } {
  const [kernels = 0] = kernel.shape;
  for (const values of [scale, shift, mean, variance, ...(bias ? [bias] : [])]) {
    if (values.length !== kernels) {
      throw new RangeError(`${values.length} channels do not fit a kernel of [${kernel.shape}]`);
    }
  }
  const factors = Float64Array.from(
    scale,
    (value, k) => value / Math.sqrt((variance[k] as number) + EPSILON),
  );
  const size = kernel.data.length / kernels;
  return {
    kernel: {
      shape: kernel.shape,
      data: kernel.data.map((value, at) => value * (factors[Math.floor(at / size)] as number)),
    },
    bias: Float32Array.from(
      factors,
      (factor, k) => ((bias?.[k] ?? 0) - (mean[k] as number)) * factor + (shift[k] as number),
    ),
  };
}
