/** The backward rules of Conv, each the fastest way found through standard operators. */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats } from '../graph/tensor.ts';
import { concat } from './concat.ts';
import { conv, type Sliding } from './conv.ts';
import { convTranspose } from './conv-transpose.ts';
import { matmul, swapped } from './matmul.ts';
import { pad } from './pad.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { reverse, stridedSlice } from './slice.ts';
import { transpose } from './transpose.ts';
import { windows } from './windows.ts';

type Shape4 = [number, number, number, number];

function isPointwise(weights: Value, { strides, pads, group }: Sliding): boolean {
  const [, , high, wide] = weights.shape;
  return (
    group === 1 &&
    [high, wide, ...strides].every((size) => size === 1) &&
    pads.every((p) => p === 0)
  );
}

function isDepthwise(x: Value, weights: Value, { group }: Sliding): boolean {
  return group > 1 && group === x.shape[1] && group === weights.shape[0];
}

/** dL/dx. Throws for a grouping that is neither dense nor depthwise. */
export function inputGradient(
  graph: Graph,
  x: Value,
  weights: Value,
  received: Value,
  sliding: Sliding,
): Value {
  const { strides, pads, group } = sliding;
  const [, , rows, columns] = x.shape as Shape4;
  const [, , high, wide] = weights.shape as Shape4;
  if (isPointwise(weights, sliding)) {
    return conv(graph, received, transpose(graph, weights, [1, 0, 2, 3]), undefined);
  }
  if (isDepthwise(x, weights, sliding) && strides.every((stride) => stride === 1)) {
    // Sliding the kernel, turned by 180°, over what was received: twice as fast as ConvTranspose.
    const turned = reverse(graph, reverse(graph, weights, 2), 3);
    const around = [
      high - 1 - pads[0],
      wide - 1 - pads[1],
      high - 1 - pads[2],
      wide - 1 - pads[3],
    ] as const;
    if (around.every((size) => size >= 0)) {
      return conv(graph, received, turned, undefined, { pads: around, group });
    }
  }
  if (group !== 1 && !isDepthwise(x, weights, sliding)) {
    throw new Error(`Conv with ${group} groups of ${weights.shape[1]} has no backward rule`);
  }
  return convTranspose(graph, received, weights, sliding, [rows, columns]);
}

/** dL/dweights. Throws for a grouping that is neither dense nor depthwise. */
export function weightGradient(
  graph: Graph,
  x: Value,
  weights: Value,
  received: Value,
  sliding: Sliding,
): Value {
  if (isPointwise(weights, sliding)) {
    return reshape(graph, productOverPixels(graph, received, flat(graph, x)), weights.shape);
  }
  if (sliding.group === 1) return denseWeightGradient(graph, x, weights, received, sliding);
  if (isDepthwise(x, weights, sliding)) {
    return depthwiseWeightGradient(graph, x, weights, received, sliding);
  }
  throw new Error(`Conv with ${sliding.group} groups has no backward rule`);
}

/** [N, C, H, W] → [N, C, H·W]. */
function flat(graph: Graph, x: Value): Value {
  const [batch, channels, rows, columns] = x.shape as Shape4;
  return reshape(graph, x, [batch, channels, rows * columns]);
}

/**
 * Σ over pictures and pixels of received [N, K, h·w] times patches [N, P, h·w] → [K, P]. A product a picture, which are then added up;
 * or one product for all, where that writes less: the factors by channels first, then.
 */
function productOverPixels(graph: Graph, received: Value, patches: Value): Value {
  const left = flat(graph, received);
  const [batch, kernels, pixels] = left.shape as [number, number, number];
  const places = patches.shape[1] as number;
  if (kernels * places <= 2 * (kernels + places) * pixels) {
    return reduceSum(graph, matmul(graph, left, swapped(graph, patches)), [0]);
  }
  const byChannel = (y: Value) =>
    reshape(graph, transpose(graph, y, [1, 0, 2]), [y.shape[1] as number, batch * pixels]);
  return matmul(graph, byChannel(left), swapped(graph, byChannel(patches)));
}

function denseWeightGradient(
  graph: Graph,
  x: Value,
  weights: Value,
  received: Value,
  sliding: Sliding,
): Value {
  const [kernels, channels, high, wide] = weights.shape as Shape4;
  const patches = concat(
    graph,
    windows(graph, x, [high, wide], sliding, received.shape.slice(2) as [number, number]).map(
      (moved) => flat(graph, moved),
    ),
    1,
  );
  const product = productOverPixels(graph, received, patches);
  // [K, kh·kw·C] → [K, C, kh, kw].
  return transpose(graph, reshape(graph, product, [kernels, high, wide, channels]), [0, 3, 1, 2]);
}

/**
 * For each row of the kernel one product of matrices a channel: columns of x times columns of what was received, summed over
 * pictures and rows, [C, W, w]. Of all those pairs of columns the kernel's places need a few diagonals; the others cost little,
 * because a product of matrices reads its factors once, and nine products of pictures read and write them nine times.
 */
function depthwiseWeightGradient(
  graph: Graph,
  x: Value,
  weights: Value,
  received: Value,
  { strides, pads }: Sliding,
): Value {
  const [batch, channels, , columns] = x.shape as Shape4;
  const [, , high, wide] = weights.shape as Shape4;
  const [, , rowsOut, columnsOut] = received.shape as Shape4;
  const byChannel = (y: Value) => transpose(graph, y, [1, 0, 2, 3]);
  const matrices = (y: Value) =>
    reshape(graph, y, [channels, batch * rowsOut, y.shape[3] as number]);
  const around = byChannel(pad(graph, x, [0, 0, pads[0], 0], [0, 0, pads[2], 0]));
  const got = matrices(byChannel(received));
  const diagonals = graph.constant(
    floats(columnPairs(columns, columnsOut, wide, strides[1], pads[1]), [
      columns * columnsOut,
      wide,
    ]),
  );
  const sums = Array.from({ length: high }, (_, row) => {
    const under = stridedSlice(graph, around, [2], [row], [rowsOut], strides[0]);
    const pairs = matmul(graph, swapped(graph, matrices(under)), got);
    return matmul(graph, reshape(graph, pairs, [channels, columns * columnsOut]), diagonals);
  });
  return reshape(graph, concat(graph, sums, 1), weights.shape);
}

/** [columns · columnsOut, wide]: 1 where column p of x lies under place k of the kernel that makes column q. */
function columnPairs(
  columns: number,
  columnsOut: number,
  wide: number,
  stride: number,
  before: number,
): Float32Array {
  const pairs = new Float32Array(columns * columnsOut * wide);
  for (let q = 0; q < columnsOut; q++) {
    for (let k = 0; k < wide; k++) {
      const p = q * stride + k - before;
      if (p >= 0 && p < columns) pairs[(p * columnsOut + q) * wide + k] = 1;
    }
  }
  return pairs;
}
