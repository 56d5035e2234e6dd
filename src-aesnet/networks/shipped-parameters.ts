import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/tensor.ts';
import { ConstantParameters, type Parameters } from '../layers/parameters.ts';

/**
 * Parameters of at most so many values stay in float32: biases, depthwise kernels and the first blocks, where folded normalisation
 * has left values of 0.00001 beside 50. They are a tenth of the file, and rounding them moved scores by up to 0.09 points;
 * rounding all others moves them by 0.002.
 */
const FEW = 10_240;

/** Trained values as constants of a file that is shipped. `precision`: of the large ones, which are cast as the graph starts. */
export function shippedParameters(
  graph: Graph,
  values: (name: string) => Float32Array,
  precision: 'float16' | 'float32' = 'float16',
): Parameters {
  const inFull = new ConstantParameters(graph, values);
  const inHalf = new ConstantParameters(graph, values, precision);
  return { get: (name, shape) => (sizeOf(shape) > FEW ? inHalf : inFull).get(name, shape) };
}
