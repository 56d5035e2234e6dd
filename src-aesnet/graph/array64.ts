import { sizeOf, type Tensor } from './tensor.ts';
import { fromHalf } from './half.ts';

/**
 * A value of the float64 interpreter, row-major. Every ONNX element type is held as float64: integers
 * of the sizes used here are exact in it, and booleans are 0 and 1.
 */
export interface Array64 {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function zeros64(shape: readonly number[]): Array64 {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

export function array64(shape: readonly number[], values: ArrayLike<number>): Array64 {
  if (values.length !== sizeOf(shape)) {
    throw new RangeError(
      `expected ${sizeOf(shape)} values for [${shape}], received ${values.length}`,
    );
  }
  return { shape, data: Float64Array.from(values) };
}

export function fromTensor(tensor: Tensor): Array64 {
  const { shape } = tensor;
  if (tensor.type === 'float16') return { shape, data: Float64Array.from(tensor.data, fromHalf) };
  if (tensor.type === 'int64') return { shape, data: Float64Array.from(tensor.data, Number) };
  return { shape, data: Float64Array.from(tensor.data) };
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/**
 * Calls `visit(flat, index)` for every element of `shape` in row-major order. `index` is the same array
 * each time.
 */
export function eachIndex(
  shape: readonly number[],
  visit: (flat: number, index: readonly number[]) => void,
): void {
  const index = new Array<number>(shape.length).fill(0);
  const count = sizeOf(shape);
  for (let flat = 0; flat < count; flat++) {
    visit(flat, index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
    }
  }
}
