import type { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import type { Parameters } from '../../../src-aesnet/layers/parameters.ts';

/** Parameters that are values of a graph already, by name. */
export class InputParameters implements Parameters {
  readonly #values: Readonly<Record<string, Value>>;

  constructor(values: Readonly<Record<string, Value>>) {
    this.#values = values;
  }

  get(name: string, shape: readonly number[]): Value {
    const value = this.#values[name];
    if (value?.shape.join() !== shape.join()) {
      throw new RangeError(`${name} is [${value?.shape}], not [${shape}]`);
    }
    return value;
  }
}

/** Parameters that become inputs of a graph when they are asked for; a network's, for a test. */
export class NewInputs implements Parameters {
  readonly values: Value[] = [];
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  get(name: string, shape: readonly number[]): Value {
    const known = this.values.find((value) => value.name === name);
    if (known !== undefined) return known;
    const value = this.#graph.input(name, shape);
    this.values.push(value);
    return value;
  }
}
