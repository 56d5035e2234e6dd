import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { gemm } from '../operators/gemm.ts';
import type { Parameters } from './parameters.ts';

/** x [N, in] · Wᵀ + b → [N, out]; parameters `<name>.weight` [out, in] and `<name>.bias` [out]. */
export function linear(
  graph: Graph,
  parameters: Parameters,
  name: string,
  x: Value,
  width: number,
): Value {
  const weight = parameters.get(`${name}.weight`, [width, x.shape[1] as number]);
  return gemm(graph, x, weight, parameters.get(`${name}.bias`, [width]), { transB: true });
}
