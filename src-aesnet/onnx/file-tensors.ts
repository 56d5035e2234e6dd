/** The values that an ONNX file holds. */
import { DATA_TYPE, sizeOf, type DataType, type Tensor } from '../graph/tensor.ts';

/** A `TensorProto` as it was decoded. */
export interface FileTensor {
  readonly name?: string;
  readonly dims?: readonly number[];
  readonly dataType?: number;
  readonly rawData?: Uint8Array;
  readonly floatData?: readonly number[];
  readonly int64Data?: readonly number[];
}

const TYPES = new Map<number, DataType>(
  Object.entries(DATA_TYPE).map(([type, number]) => [number, type as DataType]),
);

/** The element type of this number in `TensorProto.DataType`; undefined where Keepers does not use it. */
export function dataTypeOf(number: number): DataType | undefined {
  return TYPES.get(number);
}

/**
 * A tensor with its values: float32, float16 or int64; undefined for other types. Throws an Error where it does not have as many
 * values as its shape says.
 */
export function tensorOf(tensor: FileTensor): Tensor | undefined {
  const found = read(tensor);
  if (found !== undefined && found.data.length !== sizeOf(found.shape)) {
    throw new Error(
      `the weight ${tensor.name ?? ''} has ${found.data.length} values for the shape [${found.shape}]`,
    );
  }
  return found;
}

function read({
  dims: shape = [],
  dataType = 0,
  rawData,
  floatData = [],
  int64Data = [],
}: FileTensor): Tensor | undefined {
  const type = dataTypeOf(dataType);
  // A copy, because the bytes need not lie on a multiple of their size.
  const raw =
    rawData === undefined || rawData.length === 0 ? undefined : Uint8Array.from(rawData).buffer;
  switch (type) {
    case 'float32':
      return { type, shape, data: raw ? new Float32Array(raw) : Float32Array.from(floatData) };
    case 'float16':
      return { type, shape, data: raw ? new Uint16Array(raw) : new Uint16Array() };
    case 'int64': {
      const data = raw ? new BigInt64Array(raw) : BigInt64Array.from(int64Data, BigInt);
      return { type, shape, data };
    }
    default:
      return undefined;
  }
}
