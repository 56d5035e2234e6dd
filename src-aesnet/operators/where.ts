import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { eachIndex, zeros64 } from '../graph/array64.ts';
import { broadcastShape, broadcastStrides, reduceTo } from './broadcasting.ts';
import { only } from './elementwise.ts';

const Where: Operator = {
  type: 'Where',
  infer(inputs) {
    const condition = input(inputs, 0);
    const a = input(inputs, 1);
    const b = input(inputs, 2);
    if (condition.type !== 'bool')
      throw new RangeError(`expected bool, received ${condition.type}`);
    if (a.type !== b.type) throw new RangeError(`${a.type} and ${b.type} do not go together`);
    return [
      { type: a.type, shape: broadcastShape(condition.shape, broadcastShape(a.shape, b.shape)) },
    ];
  },
  evaluate(inputs) {
    const condition = input(inputs, 0);
    const a = input(inputs, 1);
    const b = input(inputs, 2);
    const out = zeros64(broadcastShape(condition.shape, broadcastShape(a.shape, b.shape)));
    const strides = [condition, a, b].map(({ shape }) => broadcastStrides(shape, out.shape));
    eachIndex(out.shape, (flat, index) => {
      const at = (which: number) =>
        index.reduce((sum, i, axis) => sum + i * (strides[which]?.[axis] as number), 0);
      out.data[flat] = (condition.data[at(0)] === 0 ? b.data[at(2)] : a.data[at(1)]) as number;
    });
    return [out];
  },
  differentiate({ graph, inputs, gradients, wanted }) {
    const condition = input(inputs, 0);
    const zero = graph.number(0);
    const received = only(gradients);
    return [
      undefined,
      wanted[1]
        ? reduceTo(graph, where(graph, condition, received, zero), input(inputs, 1).shape)
        : undefined,
      wanted[2]
        ? reduceTo(graph, where(graph, condition, zero, received), input(inputs, 2).shape)
        : undefined,
    ];
  },
};

/** `a` where the condition holds, else `b`; with broadcasting. */
export function where(graph: Graph, condition: Value, a: Value, b: Value): Value {
  return graph.one(Where, [condition, a, b]);
}
