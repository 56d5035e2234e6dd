/** A graph as the bytes of an ONNX file. */
import type { Graph, GraphNode } from '../graph/graph.ts';
import { DYNAMIC, type Attribute, type Value } from '../graph/operator.ts';
import { DATA_TYPE, type Tensor } from '../graph/tensor.ts';
import { ATTRIBUTE_TYPE, ModelProto } from './schema.ts';

/** The operator set that every graph here is written for. */
export const OPSET = 17;
/** The file format's version that belongs to it. */
const IR_VERSION = 8;

/** Writes a graph. A dynamic dimension is named `N`: there is one, the batch. */
export function writeModel(graph: Graph): Uint8Array {
  const outputs = graph.outputs.map((output) => ({
    opType: 'Identity',
    input: [graph.sourceOf(output).name],
    output: [output.name],
  }));
  return ModelProto.encode(
    ModelProto.create({
      irVersion: IR_VERSION,
      producerName: 'keepers',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: 'keepers',
        node: [...graph.nodes.map(node), ...outputs],
        initializer: Array.from(graph.constants, ([name, tensor]) => initializer(name, tensor)),
        input: graph.inputs.map(valueInfo),
        output: graph.outputs.map(valueInfo),
      },
    }),
  ).finish();
}

function node({ operator, inputs, outputs, attributes }: GraphNode) {
  return {
    opType: operator.type,
    name: outputs[0]?.name,
    // An optional input that is left out is an empty name.
    input: inputs.map((value) => value?.name ?? ''),
    output: outputs.map(({ name }) => name),
    attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...attribute(value) })),
  };
}

function attribute(value: Attribute) {
  if (typeof value === 'number') return { type: ATTRIBUTE_TYPE.int, i: value };
  if (typeof value === 'string') {
    return {
      type: ATTRIBUTE_TYPE.string,
      s: Uint8Array.from(value, (character) => character.charCodeAt(0)),
    };
  }
  if ('float' in value) return { type: ATTRIBUTE_TYPE.float, f: value.float };
  return { type: ATTRIBUTE_TYPE.ints, ints: [...value] };
}

function initializer(name: string, { type, shape, data }: Tensor) {
  return {
    name,
    dataType: DATA_TYPE[type],
    dims: [...shape],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function valueInfo({ name, type, shape }: Value) {
  const dim = shape.map((size) => (size === DYNAMIC ? { dimParam: 'N' } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPE[type], shape: { dim } } } };
}
