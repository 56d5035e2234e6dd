import { describe, expect, it } from 'vitest';
import { array64 } from '../../../src-aesnet/graph/array64.ts';
import { gradients } from '../../../src-aesnet/graph/gradients.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { linear } from '../../../src-aesnet/layers/linear.ts';
import {
  ConstantParameters,
  ParameterLayout,
  surveyParameters,
  VectorParameters,
  type Parameters,
} from '../../../src-aesnet/layers/parameters.ts';
import { reduceSum } from '../../../src-aesnet/operators/reduce-sum.ts';

/** Two layers, of which one is used twice. */
function network(graph: Graph, parameters: Parameters, x: Value): Value {
  const first = linear(graph, parameters, 'first', x, 3);
  const again = linear(graph, parameters, 'first', first, 3);
  return linear(graph, parameters, 'second', again, 2);
}

const survey = () => {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    network(scratch, parameters, scratch.input('x', [1, 3]));
  });
};
const VALUES = Float32Array.from({ length: 20 }, (_, at) => Math.sin(at));
const X = array64([1, 3], [1, -2, 0.5]);

describe('a layout', () => {
  it('lists what a network asks for, once each and in order', () => {
    const layout = survey();
    expect(layout.slots).toEqual([
      { name: 'first.weight', shape: [3, 3], offset: 0 },
      { name: 'first.bias', shape: [3], offset: 9 },
      { name: 'second.weight', shape: [2, 3], offset: 12 },
      { name: 'second.bias', shape: [2], offset: 18 },
    ]);
    expect(layout.size).toBe(20);
    expect(layout.view(VALUES, 'first.bias')).toEqual(VALUES.subarray(9, 12));
  });

  it('refuses another shape, and a name that it does not have', () => {
    const layout = new ParameterLayout();
    layout.claim('w', [2, 3]);
    expect(() => layout.claim('w', [3, 2])).toThrow('the parameter w is [2,3], not [3,2]');
    expect(() => layout.find('v')).toThrow('there is no parameter v');
  });
});

describe('parameters in a vector and as constants', () => {
  const inVector = () => {
    const graph = new Graph();
    const vector = graph.input('vector', [20]);
    const parameters = new VectorParameters(graph, vector, survey());
    const y = network(graph, parameters, graph.input('x', [1, 3]));
    return { graph, vector, parameters, y };
  };

  it('give the same', () => {
    const { graph, y } = inVector();
    graph.output(y, 'y');
    const constant = new Graph();
    const layout = survey();
    const parameters = new ConstantParameters(constant, (name) => layout.view(VALUES, name));
    constant.output(network(constant, parameters, constant.input('x', [1, 3])), 'y');
    expect(interpret(graph, { x: X, vector: array64([20], VALUES) })).toEqual(
      interpret(constant, { x: X }),
    );
    expect([...constant.constants.keys()]).toContain('second.weight');
  });

  it('give gradients by parameter that are those of the vector', () => {
    const { graph, vector, parameters, y } = inVector();
    const loss = reduceSum(graph, y, [0, 1]);
    const named = [...parameters.values.values()];
    const [whole, ...parts] = gradients(graph, loss, [vector]).concat(
      gradients(graph, loss, named),
    );
    for (const [index, value] of [whole as Value, ...parts].entries()) {
      graph.output(value, `slope${index}`);
    }
    const found = interpret(graph, { x: X, vector: array64([20], VALUES) });
    const joined = named.flatMap((_, index) => [...(found[`slope${index + 1}`]?.data ?? [])]);
    expect(joined).toEqual([...(found.slope0?.data ?? [])]);
    expect(joined.filter((value) => value !== 0).length).toBeGreaterThan(15);
  });

  it('refuse values of another number', () => {
    const parameters = new ConstantParameters(new Graph(), () => new Float32Array(3));
    expect(() => parameters.get('w', [2, 2])).toThrow('the parameter w has 3 values for [2,2]');
  });
});
