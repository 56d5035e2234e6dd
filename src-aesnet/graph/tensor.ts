/** Element types of ONNX that Keepers uses, by their number in `TensorProto.DataType`. */
export const DATA_TYPE = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;
export type DataType = keyof typeof DATA_TYPE;

/** A constant: row-major. `float16` keeps its bits in a Uint16Array; `bool` is 0 or 1. */
export type Tensor =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'float16'; readonly shape: readonly number[]; readonly data: Uint16Array }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | {
      readonly type: 'uint8' | 'bool';
      readonly shape: readonly number[];
      readonly data: Uint8Array;
    };

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** float32 of any shape. Throws a RangeError where the count does not match the shape. */
export function floats(data: Float32Array | readonly number[], shape: readonly number[]): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `expected ${sizeOf(shape)} values for [${shape}], received ${data.length}`,
    );
  }
  return { type: 'float32', shape, data: Float32Array.from(data) };
}

/** A float32 of shape []. */
export function scalar(value: number): Tensor {
  return floats([value], []);
}

/** int64 of shape [length]: axes, shapes, starts. */
export function integers(values: readonly number[]): Tensor {
  return { type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}
