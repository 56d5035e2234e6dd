/** What MaxPool and AveragePool have in common. */
import { eachIndex, zeros64, type Array64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { floats } from '../graph/tensor.ts';
import {
  DYNAMIC,
  input,
  ints,
  type Attributes,
  type Value,
  type ValueType,
} from '../graph/operator.ts';

/** Where a pooling window goes. `pads`: top, left, bottom, right. */
export interface Pooling {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
}

export function poolingOf(attributes: Attributes): Pooling {
  return {
    kernel: ints(attributes, 'kernel_shape', [1, 1]) as [number, number],
    strides: ints(attributes, 'strides', [1, 1]) as [number, number],
    pads: ints(attributes, 'pads', [0, 0, 0, 0]) as [number, number, number, number],
  };
}

export function pooledType(
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
): ValueType {
  const { type, shape } = input(inputs, 0);
  if (shape.length !== 4) throw new RangeError('expected [N, C, H, W]');
  const { kernel, pads } = poolingOf(attributes);
  // ONNX forbids it, and a window that lies in the padding alone has no value.
  if ([...pads].some((size, side) => size >= (kernel[side % 2] as number))) {
    throw new RangeError(`a padding of [${pads}] is as large as the window of [${kernel}]`);
  }
  const size = pooledSize(shape, attributes);
  if (size.some((length) => length < 1)) {
    throw new RangeError(`a window of [${kernel}] does not fit [${shape}]`);
  }
  return { type, shape: [shape[0] as number, shape[1] as number, ...size] };
}

/** Height and width of what comes out. A window that reaches beyond the padding is left out. */
function pooledSize(shape: readonly number[], attributes: Attributes): [number, number] {
  const { kernel, strides, pads } = poolingOf(attributes);
  const [height, width] = [0, 1].map((axis) => {
    const length = shape[axis + 2] as number;
    if (length === DYNAMIC) throw new RangeError('height and width must be known');
    const room = length + (pads[axis] as number) + (pads[axis + 2] as number);
    return Math.floor((room - (kernel[axis] as number)) / (strides[axis] as number)) + 1;
  });
  return [height as number, width as number];
}

/** The reference: `f` of the pixels in each window, without the padding. */
export function pool64(
  x: Array64,
  attributes: Attributes,
  f: (pixels: readonly number[]) => number,
): Array64 {
  const { kernel, strides, pads } = poolingOf(attributes);
  const [batch, channels, rows, columns] = x.shape as [number, number, number, number];
  const out = zeros64([batch, channels, ...pooledSize(x.shape, attributes)]);
  eachIndex(out.shape, (flat, index) => {
    const [n, c, i, j] = index as [number, number, number, number];
    const pixels: number[] = [];
    for (let u = 0; u < kernel[0]; u++) {
      for (let v = 0; v < kernel[1]; v++) {
        const row = i * strides[0] - pads[0] + u;
        const column = j * strides[1] - pads[1] + v;
        if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
        pixels.push(x.data[((n * channels + c) * rows + row) * columns + column] as number);
      }
    }
    out.data[flat] = f(pixels);
  });
  return out;
}

/**
 * For each place in the window, row by row, whether it lies on the picture: 1, or 0 for padding. A
 * constant [1, kh·kw, h, w].
 */
export function insideMask(
  graph: Graph,
  x: readonly number[],
  size: readonly [number, number],
  { kernel, strides, pads }: Pooling,
): Value {
  const shape = [1, kernel[0] * kernel[1], ...size];
  const [rows, columns] = x.slice(2) as [number, number];
  const mask = zeros64(shape);
  eachIndex(shape, (flat, index) => {
    const [, place, i, j] = index as [number, number, number, number];
    const row = i * strides[0] - pads[0] + Math.floor(place / kernel[1]);
    const column = j * strides[1] - pads[1] + (place % kernel[1]);
    mask.data[flat] = Number(row >= 0 && row < rows && column >= 0 && column < columns);
  });
  return graph.constant(floats(Float32Array.from(mask.data), shape));
}
