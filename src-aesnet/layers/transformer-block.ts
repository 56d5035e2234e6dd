import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { selfAttention } from './attention.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layer-norm.ts';
import type { Parameters } from './parameters.ts';
import { positionWise } from './position-wise.ts';

/**
 * A transformer block with its normalisations before what is added (pre-norm: Xiong et al., ICML 2020): x + attention, then x + a
 * position-wise network with GELU. x [N, L, D] → [N, L, D]; `bias` as in `selfAttention`; `hidden` is that network's width.
 */
export function transformerBlock(
  graph: Graph,
  parameters: Parameters,
  name: string,
  x: Value,
  bias: Value,
  { heads, hidden }: { readonly heads: number; readonly hidden: number },
): Value {
  const width = x.shape.at(-1) as number;
  const forAttention = layerNorm(graph, parameters, `${name}.attentionNorm`, x);
  const attended = add(
    graph,
    x,
    selfAttention(graph, parameters, `${name}.attention`, forAttention, bias, heads),
  );
  const forMlp = layerNorm(graph, parameters, `${name}.mlpNorm`, attended);
  const wide = gelu(graph, positionWise(graph, parameters, `${name}.mlp.expand`, forMlp, hidden));
  return add(graph, attended, positionWise(graph, parameters, `${name}.mlp.project`, wide, width));
}
