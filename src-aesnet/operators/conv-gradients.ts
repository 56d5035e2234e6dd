/** The backward rules of Conv, each the fastest way found through standard operators. */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { concat } from './concat.ts';
import { conv, type Sliding } from './conv.ts';
import { convTranspose } from './conv-transpose.ts';
import { matmul, swapped } from './matmul.ts';
import { mul } from './mul.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { reverse } from './slice.ts';
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

/** Σ over pictures and pixels of received [N, K, h, w] times patches [N, P, h·w] → [K, P]. */
function productOverPixels(graph: Graph, received: Value, patches: Value): Value {
  return reduceSum(graph, matmul(graph, flat(graph, received), swapped(graph, patches)), [0]);
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

function depthwiseWeightGradient(
  graph: Graph,
  x: Value,
  weights: Value,
  received: Value,
  sliding: Sliding,
): Value {
  const [channels, , high, wide] = weights.shape as Shape4;
  const size = received.shape.slice(2) as [number, number];
  const sums = windows(graph, x, [high, wide], sliding, size).map((moved) =>
    reshape(graph, reduceSum(graph, reduceSum(graph, mul(graph, moved, received), [2, 3]), [0]), [
      channels,
      1,
    ]),
  );
  return reshape(graph, concat(graph, sums, 1), weights.shape);
}
