import type { Graph } from '../graph/graph.ts';
import { halves } from '../graph/half.ts';
import type { Value } from '../graph/operator.ts';
import { floats, sizeOf } from '../graph/tensor.ts';
import { cast } from '../operators/cast.ts';
import { reshape } from '../operators/reshape.ts';
import { slice } from '../operators/slice.ts';

/** Where a network gets its parameters from: constants for inference, a vector that is trained for training. */
export interface Parameters {
  /** The parameter of this name. Asked for twice it is the same value. Throws for another shape. */
  get(name: string, shape: readonly number[]): Value;
}

/** A parameter's place in the vector of all. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of its first value. */
  readonly offset: number;
}

/** All parameters of a network, as places in one vector. */
export class ParameterLayout {
  readonly slots: ParameterSlot[] = [];
  readonly #byName = new Map<string, ParameterSlot>();
  size = 0;

  claim(name: string, shape: readonly number[]): ParameterSlot {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      if (known.shape.join() !== shape.join()) {
        throw new RangeError(`the parameter ${name} is [${known.shape}], not [${shape}]`);
      }
      return known;
    }
    const slot = { name, shape, offset: this.size };
    this.slots.push(slot);
    this.#byName.set(name, slot);
    this.size += sizeOf(shape);
    return slot;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  find(name: string): ParameterSlot {
    const slot = this.#byName.get(name);
    if (slot === undefined) throw new RangeError(`there is no parameter ${name}`);
    return slot;
  }

  /** The values of one parameter within the vector: a view. */
  view(vector: Float32Array, name: string): Float32Array {
    const { offset, shape } = this.find(name);
    return vector.subarray(offset, offset + sizeOf(shape));
  }
}

/** Notes down the parameters that a network asks for, so that the vector can be declared. */
class Survey implements Parameters {
  readonly layout = new ParameterLayout();
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  get(name: string, shape: readonly number[]): Value {
    this.layout.claim(name, shape);
    return this.#graph.input(`${name}_${this.#graph.inputs.length}`, shape);
  }
}

/** The parameters that `network` asks for, in the order in which it does. `graph` is thrown away. */
export function surveyParameters(
  graph: Graph,
  network: (parameters: Parameters) => void,
): ParameterLayout {
  const survey = new Survey(graph);
  network(survey);
  return survey.layout;
}

/**
 * Parameters as slices of one vector, so that an optimiser is a handful of operators over that vector
 * instead of a handful a parameter, and its whole state is three arrays.
 */
export class VectorParameters implements Parameters {
  readonly #graph: Graph;
  readonly #vector: Value;
  readonly #layout: ParameterLayout;
  readonly #made = new Map<string, Value>();

  constructor(graph: Graph, vector: Value, layout: ParameterLayout) {
    this.#graph = graph;
    this.#vector = vector;
    this.#layout = layout;
  }

  /** The values that a network asked for, by name. */
  get values(): ReadonlyMap<string, Value> {
    return this.#made;
  }

  get(name: string, shape: readonly number[]): Value {
    const { offset } = this.#layout.claim(name, shape);
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const flat = slice(this.#graph, this.#vector, 0, offset, offset + sizeOf(shape));
    const value = reshape(this.#graph, flat, shape);
    this.#made.set(name, value);
    return value;
  }
}

/** Trained values as constants. In half precision they are cast as the graph starts, and the file is half as large. */
export class ConstantParameters implements Parameters {
  readonly #graph: Graph;
  readonly #values: (name: string) => Float32Array;
  readonly #precision: 'float16' | 'float32';
  readonly #made = new Map<string, Value>();

  /** `values` gives a parameter's values by its name. */
  constructor(
    graph: Graph,
    values: (name: string) => Float32Array,
    precision: 'float16' | 'float32' = 'float32',
  ) {
    this.#graph = graph;
    this.#values = values;
    this.#precision = precision;
  }

  get(name: string, shape: readonly number[]): Value {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const data = this.#values(name);
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(`the parameter ${name} has ${data.length} values for [${shape}]`);
    }
    const value =
      this.#precision === 'float32'
        ? this.#graph.constant(floats(data, shape), name)
        : cast(
            this.#graph,
            this.#graph.constant({ type: 'float16', shape, data: halves(data) }, name),
            'float32',
          );
    this.#made.set(name, value);
    return value;
  }
}

/** Parameters of which some are held fast: those are constants, so that nothing is differentiated towards them. */
export class PartlyFrozenParameters implements Parameters {
  readonly #frozen: ConstantParameters;
  readonly #others: Parameters;
  readonly #isFrozen: (name: string) => boolean;

  constructor(
    others: Parameters,
    { frozen, isFrozen }: { frozen: ConstantParameters; isFrozen: (name: string) => boolean },
  ) {
    this.#frozen = frozen;
    this.#others = others;
    this.#isFrozen = isFrozen;
  }

  get(name: string, shape: readonly number[]): Value {
    return (this.#isFrozen(name) ? this.#frozen : this.#others).get(name, shape);
  }
}
