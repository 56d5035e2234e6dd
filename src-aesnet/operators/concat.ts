import { eachIndex, stridesOf, zeros64, type Array64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, input, int, type Operator, type Value } from '../graph/operator.ts';
import { only } from './elementwise.ts';
import { slice } from './slice.ts';

const Concat: Operator = {
  type: 'Concat',
  infer(inputs, attributes) {
    const axis = int(attributes, 'axis', 0);
    const { type, shape } = input(inputs, 0);
    let size = 0;
    for (const index of inputs.keys()) {
      const other = input(inputs, index);
      if (other.shape.length !== shape.length || other.type !== type) {
        throw new RangeError(`[${shape}] and [${other.shape}] do not join`);
      }
      for (const [at, dimension] of shape.entries()) {
        if (at !== axis && other.shape[at] !== dimension) {
          throw new RangeError(`[${shape}] and [${other.shape}] do not join along axis ${axis}`);
        }
      }
      const length = other.shape[axis] as number;
      if (length === DYNAMIC) throw new RangeError('what joins must have a known length');
      size += length;
    }
    return [{ type, shape: shape.with(axis, size) }];
  },
  evaluate(inputs, attributes) {
    const axis = int(attributes, 'axis', 0);
    const parts = inputs.filter((part): part is Array64 => part !== undefined);
    const total = parts.reduce((sum, part) => sum + (part.shape[axis] as number), 0);
    const out = zeros64(input(inputs, 0).shape.with(axis, total));
    const strides = stridesOf(out.shape);
    let offset = 0;
    for (const part of parts) {
      eachIndex(part.shape, (flat, index) => {
        let to = offset * (strides[axis] as number);
        for (const [at, value] of index.entries()) to += value * (strides[at] as number);
        out.data[to] = part.data[flat] as number;
      });
      offset += part.shape[axis] as number;
    }
    return [out];
  },
  differentiate({ graph, inputs, attributes, gradients, wanted }) {
    const axis = int(attributes, 'axis', 0);
    let offset = 0;
    return inputs.map((_, index) => {
      const length = input(inputs, index).shape[axis] as number;
      const start = offset;
      offset += length;
      if (!wanted[index]) return undefined;
      return slice(graph, only(gradients), axis, start, start + length);
    });
  },
};

/** Joins along `axis`, which counts from 0. */
export function concat(graph: Graph, parts: readonly Value[], axis: number): Value {
  return graph.one(Concat, parts, { axis });
}
