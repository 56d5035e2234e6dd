/** Reads the weights of an ONNX file. */
import { fromHalves } from '../graph/half.ts';
import { tensorOf, type FileTensor } from './file-tensors.ts';
import { ModelProto } from './schema.ts';

/** A weight of a file, in float32 whatever it is stored as. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The float initialisers of an ONNX file, by name. Throws an Error where the bytes are no ONNX file or a
 * weight does not have as many values as its shape says.
 */
export function readWeights(bytes: Uint8Array): Map<string, Weight> {
  const model = ModelProto.toObject(ModelProto.decode(bytes), { longs: Number }) as {
    graph?: { initializer?: readonly FileTensor[] };
  };
  if (model.graph === undefined) throw new Error('there is no graph in the file');
  const weights = new Map<string, Weight>();
  for (const each of model.graph.initializer ?? []) {
    const { name = '' } = each;
    const tensor = tensorOf(each);
    if (tensor?.type === 'float32') weights.set(name, { shape: tensor.shape, data: tensor.data });
    if (tensor?.type === 'float16') {
      weights.set(name, { shape: tensor.shape, data: fromHalves(tensor.data) });
    }
  }
  return weights;
}
