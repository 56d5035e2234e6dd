import { DYNAMIC, type Attributes, type Operator, type Value } from './operator.ts';
import { scalar, type DataType, type Tensor } from './tensor.ts';
import { reasonOf } from '../../src-shared/errors.ts';

export interface GraphNode {
  readonly operator: Operator;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/**
 * A network being described: inputs, constants and nodes in an order in which they can run. Shapes are
 * inferred and checked as nodes are added, so that a mistake is found where it is made.
 */
export class Graph {
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly nodes: GraphNode[] = [];
  readonly constants = new Map<string, Tensor>();
  readonly #producers = new Map<string, GraphNode>();
  readonly #scalars = new Map<number, Value>();
  readonly #names = new Set<string>();
  #next = 0;

  input(name: string, shape: readonly number[], type: DataType = 'float32'): Value {
    const value = { name: this.#claim(name), type, shape };
    this.inputs.push(value);
    return value;
  }

  /** A constant of the graph: ONNX's initialiser. */
  constant(tensor: Tensor, name?: string): Value {
    const value = {
      name: this.#claim(name ?? `constant_${this.#next++}`),
      type: tensor.type,
      shape: tensor.shape,
    };
    this.constants.set(value.name, tensor);
    return value;
  }

  /** A float32 constant of shape []; the same number is kept once. */
  number(value: number): Value {
    const known = this.#scalars.get(value);
    if (known !== undefined) return known;
    const made = this.constant(scalar(value));
    this.#scalars.set(value, made);
    return made;
  }

  /** Adds a node; its outputs. Throws a RangeError, naming the operator, for inputs that do not fit. */
  apply(
    operator: Operator,
    inputs: readonly (Value | undefined)[],
    attributes: Attributes = {},
  ): readonly Value[] {
    let types;
    try {
      types = operator.infer(inputs, attributes);
    } catch (thrown) {
      const shapes = inputs.map((value) => (value ? `[${value.shape}]` : 'none')).join(', ');
      const reason = reasonOf(thrown);
      throw new RangeError(`${operator.type}(${shapes}): ${reason}`, { cause: thrown });
    }
    const outputs = types.map(({ type, shape }) => ({
      name: this.#claim(`${operator.type.toLowerCase()}_${this.#next++}`),
      type,
      shape,
    }));
    const node = { operator, inputs, outputs, attributes };
    this.nodes.push(node);
    for (const { name } of outputs) this.#producers.set(name, node);
    return outputs;
  }

  /** A node with one output. */
  one(
    operator: Operator,
    inputs: readonly (Value | undefined)[],
    attributes: Attributes = {},
  ): Value {
    const [output, ...more] = this.apply(operator, inputs, attributes);
    if (output === undefined || more.length > 0) {
      throw new RangeError(`${operator.type} has ${more.length + 1} outputs, not one`);
    }
    return output;
  }

  /** Declares an output under a name of its own. */
  output(value: Value, name: string): void {
    this.outputs.push({ ...value, name: this.#claim(name) });
    this.#outputSources.set(name, value);
  }
  readonly #outputSources = new Map<string, Value>();

  /** The value that an output hands out. */
  sourceOf(output: Value): Value {
    const source = this.#outputSources.get(output.name);
    if (source === undefined) throw new RangeError(`${output.name} is no output`);
    return source;
  }

  /** The node that makes a value, or undefined for an input or a constant. */
  producerOf(value: Value): GraphNode | undefined {
    return this.#producers.get(value.name);
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw new RangeError(`the name ${name} is taken`);
    this.#names.add(name);
    return name;
  }
}

/** The number of values, where the whole shape is known. */
export function staticShape(value: Value): readonly number[] {
  if (value.shape.includes(DYNAMIC)) {
    throw new RangeError(`${value.name} has a dimension that is known only when the graph runs`);
  }
  return value.shape;
}
