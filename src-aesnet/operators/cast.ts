import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { fromHalf, toHalf } from '../graph/half.ts';
import { DATA_TYPE, type DataType } from '../graph/tensor.ts';
import { map64 } from './elementwise.ts';

/** What is left of a number in another type; numbers beyond an integer's range are not used here. */
const rounding: Record<DataType, (x: number) => number> = {
  // The interpreter's float32 is float64.
  float32: (x) => x,
  float16: (x) => fromHalf(toHalf(x)),
  int64: Math.trunc,
  int32: Math.trunc,
  uint8: Math.trunc,
  bool: (x) => Number(x !== 0),
};

/** Without a backward rule: what is cast here are stored weights, pictures and conditions. */
function operatorTo(type: DataType): Operator {
  return {
    type: 'Cast',
    infer: (inputs) => [{ type, shape: input(inputs, 0).shape }],
    evaluate: (inputs) => [map64(input(inputs, 0), rounding[type])],
  };
}

/** The same numbers as another element type. */
export function cast(graph: Graph, x: Value, type: DataType): Value {
  return graph.one(operatorTo(type), [x], { to: DATA_TYPE[type] });
}
