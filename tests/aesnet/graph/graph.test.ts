import { describe, expect, it } from 'vitest';
import { array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph, staticShape } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC, type Operator } from '../../../src-aesnet/graph/operator.ts';
import { floats, integers } from '../../../src-aesnet/graph/tensor.ts';
import { add } from '../../../src-aesnet/operators/add.ts';

describe('names', () => {
  it('are taken once, by inputs, constants and outputs alike', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    graph.constant(floats([1], [1]), 'one');
    graph.output(x, 'y');
    expect(() => graph.input('x', [2])).toThrow('the name x is taken');
    expect(() => graph.input('one', [2])).toThrow('the name one is taken');
    expect(() => graph.constant(floats([1], [1]), 'y')).toThrow('the name y is taken');
    expect(() => graph.output(x, 'x')).toThrow('the name x is taken');
  });

  it('given to nodes are all different', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const sums = Array.from({ length: 5 }, () => add(graph, x, x).name);
    expect(new Set(sums).size).toBe(5);
  });
});

describe('a graph', () => {
  it('keeps the same number once', () => {
    const graph = new Graph();
    expect(graph.number(2)).toBe(graph.number(2));
    expect(graph.number(3)).not.toBe(graph.number(2));
    expect(graph.constants.size).toBe(2);
  });

  it('knows what makes a value', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const sum = add(graph, x, graph.number(1));
    expect(graph.producerOf(sum)?.operator.type).toBe('Add');
    expect(graph.producerOf(x)).toBeUndefined();
    graph.output(sum, 'y');
    expect(graph.outputs.map((output) => graph.sourceOf(output))).toEqual([sum]);
    expect(() => graph.sourceOf(x)).toThrow('x is no output');
  });

  it('hands out one value under several names, and an input as it is', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    graph.output(x, 'first');
    graph.output(x, 'second');
    const value = array64([2], [1, 2]);
    expect(interpret(graph, { x: value })).toEqual({ first: value, second: value });
  });

  it('refuses an operator of several outputs where one is wanted', () => {
    const graph = new Graph();
    const type = { type: 'float32', shape: [] } as const;
    const pair: Operator = { type: 'Pair', infer: () => [type, type], evaluate: () => [] };
    expect(() => graph.one(pair, [])).toThrow('Pair has 2 outputs, not one');
  });

  it('says which input of a node is missing', () => {
    const graph = new Graph();
    const needy: Operator = {
      type: 'Needy',
      infer: (inputs) => {
        if (inputs[0] === undefined) throw new RangeError('input 0 is missing');
        return [];
      },
      evaluate: () => [],
    };
    expect(() => graph.apply(needy, [undefined, graph.number(1)])).toThrow(
      'Needy(none, []): input 0 is missing',
    );
  });
});

describe('shapes', () => {
  it('that are known only when the graph runs are refused where they must be known', () => {
    const graph = new Graph();
    const x = graph.input('x', [DYNAMIC, 3]);
    expect(() => staticShape(x)).toThrow('x has a dimension that is known only when');
    expect(staticShape(graph.input('y', [2, 3]))).toEqual([2, 3]);
  });

  it('hold as many values as they say', () => {
    expect(() => floats([1, 2, 3], [2, 2])).toThrow('expected 4 values for [2,2], received 3');
    expect(() => array64([3], [1])).toThrow('expected 3 values for [3], received 1');
    expect(integers([1, -2])).toEqual({
      type: 'int64',
      shape: [2],
      data: new BigInt64Array([1n, -2n]),
    });
  });
});

describe('running a graph', () => {
  it('needs every input', () => {
    const graph = new Graph();
    graph.output(graph.input('x', [1]), 'y');
    expect(() => interpret(graph, {})).toThrow('no value was given for the input x');
  });
});
