/** Reads the weights of an ONNX file. */
import { fromHalves } from '../graph/half.ts';
import { DATA_TYPE } from '../graph/tensor.ts';
import { ModelProto } from './schema.ts';

/** A weight of a file, in float32 whatever it is stored as. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface DecodedTensor {
  readonly name?: string;
  readonly dims?: readonly number[];
  readonly dataType?: number;
  readonly rawData?: Uint8Array;
  readonly floatData?: readonly number[];
}

/**
 * The float initialisers of an ONNX file, by name. Throws an Error where the bytes are no ONNX file or a
 * weight does not have as many values as its shape says.
 */
export function readWeights(bytes: Uint8Array): Map<string, Weight> {
  const model = ModelProto.toObject(ModelProto.decode(bytes), { longs: Number }) as {
    graph?: { initializer?: readonly DecodedTensor[] };
  };
  if (model.graph === undefined) throw new Error('there is no graph in the file');
  const weights = new Map<string, Weight>();
  for (const tensor of model.graph.initializer ?? []) {
    const data = valuesOf(tensor);
    if (data === undefined) continue;
    const shape = tensor.dims ?? [];
    const name = tensor.name ?? '';
    if (data.length !== shape.reduce((size, dimension) => size * dimension, 1)) {
      throw new Error(`the weight ${name} has ${data.length} values for the shape [${shape}]`);
    }
    weights.set(name, { shape, data });
  }
  return weights;
}

function valuesOf({ dataType, rawData, floatData }: DecodedTensor): Float32Array | undefined {
  // A copy, because the bytes need not lie on a multiple of their size.
  const raw = rawData === undefined ? undefined : Uint8Array.from(rawData).buffer;
  if (dataType === DATA_TYPE.float16 && raw !== undefined) return fromHalves(new Uint16Array(raw));
  if (dataType !== DATA_TYPE.float32) return undefined;
  if (raw !== undefined && raw.byteLength > 0) return new Float32Array(raw);
  return Float32Array.from(floatData ?? []);
}
