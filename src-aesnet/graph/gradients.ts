/** Reverse-mode differentiation of a graph, by adding nodes to it. */
import { floats } from './tensor.ts';
import { staticShape, type Graph } from './graph.ts';
import type { Value } from './operator.ts';
import { add } from '../operators/add.ts';

/**
 * dL/d(each of `parameters`), for a loss of one element. A parameter that the loss does not depend on has
 * a gradient of zeros. Throws where the way from the loss to a parameter leads through an operator
 * without a backward rule.
 */
export function gradients(graph: Graph, loss: Value, parameters: readonly Value[]): Value[] {
  const size = staticShape(loss).reduce((product, dimension) => product * dimension, 1);
  if (size !== 1) throw new RangeError(`expected a loss of one element, received [${loss.shape}]`);
  const forward = graph.nodes.slice();
  // What depends on a parameter: only there are gradients wanted.
  const depends = new Set(parameters.map(({ name }) => name));
  for (const node of forward) {
    if (node.inputs.some((value) => value !== undefined && depends.has(value.name))) {
      for (const { name } of node.outputs) depends.add(name);
    }
  }
  const collected = new Map<string, Value>();
  collected.set(loss.name, graph.constant(floats([1], loss.shape)));
  for (const node of forward.reverse()) {
    const received = node.outputs.map(({ name }) => collected.get(name));
    if (received.every((gradient) => gradient === undefined)) continue;
    const wanted = node.inputs.map((value) => value !== undefined && depends.has(value.name));
    if (!wanted.includes(true)) continue;
    const { operator } = node;
    if (operator.differentiate === undefined) {
      throw new Error(`${operator.type} has no backward rule`);
    }
    const sent = operator.differentiate({ ...node, graph, gradients: received, wanted });
    for (const [index, gradient] of sent.entries()) {
      const value = node.inputs[index];
      if (value === undefined || gradient === undefined || wanted[index] !== true) continue;
      if (gradient.shape.join() !== value.shape.join()) {
        throw new RangeError(
          `${operator.type}: the gradient of input ${index} is [${gradient.shape}], not [${value.shape}]`,
        );
      }
      const before = collected.get(value.name);
      collected.set(value.name, before === undefined ? gradient : add(graph, before, gradient));
    }
  }
  return parameters.map((parameter) => {
    const gradient = collected.get(parameter.name);
    if (gradient !== undefined) return gradient;
    const shape = staticShape(parameter);
    return graph.constant(floats(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape));
  });
}
