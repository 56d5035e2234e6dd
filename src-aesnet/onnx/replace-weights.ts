/** Writes other values into an ONNX file's weights. */
import { halves } from '../graph/half.ts';
import { DATA_TYPE } from '../graph/tensor.ts';
import { ModelProto } from './schema.ts';

interface EncodedTensor {
  name?: string;
  dims?: number[];
  dataType?: number;
  rawData?: Uint8Array;
}

/**
 * The file with these weights instead of its own, each in the type and shape that it has there, everything else as it was. Only for
 * files that `writeModel` wrote: what others may hold besides would be lost. Throws an Error that names a weight which the file
 * does not have, or not with as many values.
 */
export function replaceWeights(
  bytes: Uint8Array,
  values: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const model = ModelProto.decode(bytes) as unknown as {
    graph?: { initializer?: EncodedTensor[] };
  };
  const tensors = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name, tensor]));
  for (const [name, data] of values) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`the file has no weight ${name}`);
    const size = (tensor.dims ?? []).reduce((product, length) => product * Number(length), 1);
    if (size !== data.length) {
      throw new Error(`the weight ${name} has ${size} values, received ${data.length}`);
    }
    const half = tensor.dataType === DATA_TYPE.float16;
    if (!half && tensor.dataType !== DATA_TYPE.float32) {
      throw new Error(`the weight ${name} is not of floating point`);
    }
    const typed = half ? halves(data) : data;
    tensor.rawData = new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength).slice();
  }
  return ModelProto.encode(model as never).finish();
}
