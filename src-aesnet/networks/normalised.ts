import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { cast } from '../operators/cast.ts';
import { mul } from '../operators/mul.ts';
import { transpose } from '../operators/transpose.ts';

/** Bytes (uint8) to the encoder’s −1 to 1. */
export function normalised(graph: Graph, pictures: Value): Value {
  const bytes = cast(graph, pictures, 'float32');
  return add(graph, mul(graph, bytes, graph.number(1 / 127.5)), graph.number(-1));
}

/** Pictures uint8 [N, side, side, 3], as they are decoded → what an encoder takes, [N, 3, side, side]. */
export function encoderInput(graph: Graph, pictures: Value): Value {
  return transpose(graph, normalised(graph, pictures), [0, 3, 1, 2]);
}
