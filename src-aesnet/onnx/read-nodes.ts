/** Nodes of an ONNX file, each made again with the operator of this project that does the same. */
import type { Graph } from '../graph/graph.ts';
import { input, type Value } from '../graph/operator.ts';
import { sizeOf } from '../graph/tensor.ts';
import { add } from '../operators/add.ts';
import { cast } from '../operators/cast.ts';
import { clip } from '../operators/clip.ts';
import { concat } from '../operators/concat.ts';
import { conv } from '../operators/conv.ts';
import { div } from '../operators/div.ts';
import { exp } from '../operators/exp.ts';
import { gemm } from '../operators/gemm.ts';
import { globalAveragePool } from '../operators/global-average-pool.ts';
import { matmul } from '../operators/matmul.ts';
import { mul } from '../operators/mul.ts';
import { relu } from '../operators/relu.ts';
import { reshape } from '../operators/reshape.ts';
import { sigmoid } from '../operators/sigmoid.ts';
import { slice } from '../operators/slice.ts';
import { sqrt } from '../operators/sqrt.ts';
import { sub } from '../operators/sub.ts';
import { dataTypeOf } from './file-tensors.ts';

interface FileAttribute {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}

export interface FileNode {
  readonly opType?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly FileAttribute[];
}

type Inputs = readonly (Value | undefined)[];

class Attributes {
  readonly #node: FileNode;

  constructor(node: FileNode) {
    this.#node = node;
  }

  int(name: string, otherwise: number): number {
    return this.#find(name)?.i ?? otherwise;
  }

  ints(name: string, otherwise: readonly number[]): readonly number[] {
    return this.#find(name)?.ints ?? otherwise;
  }

  /** Refuses what the operator here cannot do. */
  mustBe(name: string, expected: number): void {
    const found = this.#find(name);
    const values = found === undefined ? [] : (found.ints ?? [found.i ?? found.f ?? NaN]);
    if (values.some((value) => value !== expected)) this.#refuse(name);
  }

  /** Refuses what is a word other than that for nothing. */
  mustNotBeSet(name: string): void {
    const word = this.#find(name)?.s;
    if (word !== undefined && String.fromCharCode(...word) !== 'NOTSET') this.#refuse(name);
  }

  #find(name: string): FileAttribute | undefined {
    return this.#node.attribute?.find((each) => each.name === name);
  }

  #refuse(name: string): never {
    throw new Error(`${this.#node.opType} is not known here with such ${name}`);
  }
}

/** What a constant holds. Throws an Error where it is worked out only when the graph runs. */
function constantOf(graph: Graph, value: Value): number[] {
  const tensor = graph.constants.get(value.name);
  if (tensor === undefined) throw new Error(`${value.name} is known only when the graph runs`);
  return Array.from(tensor.data, Number);
}

/** `target` as ONNX has it: 0 keeps a dimension, −1 takes what is left. */
function resolved(shape: readonly number[], target: readonly number[]): number[] {
  const kept = target.map((size, axis) => (size === 0 ? (shape[axis] ?? 0) : size));
  const known = sizeOf(kept.filter((size) => size !== -1));
  return kept.map((size) => (size === -1 ? sizeOf(shape) / known : size));
}

type Reader = (graph: Graph, inputs: Inputs, attributes: Attributes) => Value;

const two =
  (operator: (graph: Graph, a: Value, b: Value) => Value): Reader =>
  (graph, inputs) =>
    operator(graph, input(inputs, 0), input(inputs, 1));
const one =
  (operator: (graph: Graph, x: Value) => Value): Reader =>
  (graph, inputs) =>
    operator(graph, input(inputs, 0));

const READERS: Readonly<Record<string, Reader>> = {
  Add: two(add),
  Sub: two(sub),
  Mul: two(mul),
  Div: two(div),
  MatMul: two(matmul),
  Exp: one(exp),
  Relu: one(relu),
  Sigmoid: one(sigmoid),
  Sqrt: one(sqrt),
  GlobalAveragePool: one(globalAveragePool),
  Identity: (_, inputs) => input(inputs, 0),
  Cast: (graph, inputs, attributes) => {
    const type = dataTypeOf(attributes.int('to', 0));
    if (type === undefined) throw new Error('Cast to this type is not known here');
    return cast(graph, input(inputs, 0), type);
  },
  Clip: (graph, inputs) => {
    const [low, high] = [1, 2].map((at) => {
      const limit = inputs[at];
      return limit === undefined ? undefined : constantOf(graph, limit)[0];
    });
    return clip(graph, input(inputs, 0), low ?? -Infinity, high ?? Infinity);
  },
  Conv: (graph, inputs, attributes) => {
    attributes.mustBe('dilations', 1);
    attributes.mustNotBeSet('auto_pad');
    return conv(graph, input(inputs, 0), input(inputs, 1), inputs[2], {
      strides: attributes.ints('strides', [1, 1]) as [number, number],
      pads: attributes.ints('pads', [0, 0, 0, 0]) as [number, number, number, number],
      group: attributes.int('group', 1),
    });
  },
  Gemm: (graph, inputs, attributes) => {
    attributes.mustBe('alpha', 1);
    attributes.mustBe('beta', 1);
    return gemm(graph, input(inputs, 0), input(inputs, 1), inputs[2], {
      transA: attributes.int('transA', 0) === 1,
      transB: attributes.int('transB', 0) === 1,
    });
  },
  Concat: (graph, inputs, attributes) => {
    const axis = attributes.int('axis', 0);
    const axes = input(inputs, 0).shape.length;
    const parts = inputs.map((_, at) => input(inputs, at));
    return concat(graph, parts, axis < 0 ? axis + axes : axis);
  },
  Reshape: (graph, inputs) => {
    const x = input(inputs, 0);
    return reshape(graph, x, resolved(x.shape, constantOf(graph, input(inputs, 1))));
  },
  Slice: (graph, inputs) => {
    const x = input(inputs, 0);
    const [starts, ends, axes, steps = [1]] = inputs
      .slice(1)
      .map((value) => (value === undefined ? undefined : constantOf(graph, value)));
    const [start, end, axis] = [starts, ends, axes ?? [0]].map((values) => values?.[0]);
    if (start === undefined || end === undefined || axis === undefined || starts?.length !== 1) {
      throw new Error('Slice is known here over one axis alone');
    }
    if (steps[0] !== 1) throw new Error('Slice is not known here with such steps');
    const along = axis < 0 ? axis + x.shape.length : axis;
    const size = x.shape[along] ?? 0;
    const place = (at: number) => Math.min(size, at < 0 ? at + size : at);
    return slice(graph, x, along, place(start), place(end));
  },
  Flatten: (graph, inputs, attributes) => {
    const x = input(inputs, 0);
    const rows = sizeOf(x.shape.slice(0, attributes.int('axis', 1)));
    return reshape(graph, x, [rows, sizeOf(x.shape) / rows]);
  },
};

/** Adds what a node of a file does. Throws an Error that names an operator which is not known here. */
export function addNode(graph: Graph, node: FileNode, inputs: Inputs): Value {
  const { opType = '' } = node;
  const reader = Object.hasOwn(READERS, opType) ? READERS[opType] : undefined;
  if (reader === undefined) throw new Error(`the operator ${opType} is not known here`);
  return reader(graph, inputs, new Attributes(node));
}
