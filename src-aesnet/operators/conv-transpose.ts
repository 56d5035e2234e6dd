import { zeros64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { input, ints, type Attributes, type Operator, type Value } from '../graph/operator.ts';
import { slidingOf, type Sliding } from './conv.ts';

/**
 * The adjoint of `Conv` with respect to its input. Without a backward rule: it stands in backward passes
 * alone, and no second derivative is taken.
 */
const ConvTranspose: Operator = {
  type: 'ConvTranspose',
  infer: (inputs, attributes) => [
    {
      type: input(inputs, 0).type,
      shape: outputShape(input(inputs, 0).shape, input(inputs, 1).shape, attributes),
    },
  ],
  evaluate(inputs, attributes) {
    const y = input(inputs, 0);
    const weights = input(inputs, 1);
    const { strides, pads, group } = slidingOf(attributes);
    const out = zeros64(outputShape(y.shape, weights.shape, attributes));
    const [batch, kernels, height, width] = y.shape as [number, number, number, number];
    const [, perGroup, high, wide] = weights.shape as [number, number, number, number];
    const [, channels, rows, columns] = out.shape as [number, number, number, number];
    let at = 0;
    for (let n = 0; n < batch; n++) {
      for (let k = 0; k < kernels; k++) {
        const first = Math.floor(k / (kernels / group)) * perGroup;
        for (let i = 0; i < height; i++) {
          for (let j = 0; j < width; j++) {
            const value = y.data[at++] as number;
            for (let c = 0; c < perGroup; c++) {
              for (let u = 0; u < high; u++) {
                const row = i * strides[0] - pads[0] + u;
                if (row < 0 || row >= rows) continue;
                for (let v = 0; v < wide; v++) {
                  const column = j * strides[1] - pads[1] + v;
                  if (column < 0 || column >= columns) continue;
                  const pixel = ((n * channels + first + c) * rows + row) * columns + column;
                  const weight = ((k * perGroup + c) * high + u) * wide + v;
                  out.data[pixel] =
                    (out.data[pixel] as number) + value * (weights.data[weight] as number);
                }
              }
            }
          }
        }
      }
    }
    return [out];
  },
};

function outputShape(
  y: readonly number[],
  weights: readonly number[],
  attributes: Attributes,
): number[] {
  const { strides, pads, group } = slidingOf(attributes);
  const more = ints(attributes, 'output_padding', [0, 0]);
  const [height, width] = [0, 1].map(
    (axis) =>
      ((y[axis + 2] as number) - 1) * (strides[axis] as number) +
      (weights[axis + 2] as number) +
      (more[axis] as number) -
      (pads[axis] as number) -
      (pads[axis + 2] as number),
  );
  return [y[0] as number, (weights[1] as number) * group, height as number, width as number];
}

/** y [N, K, h, w] and weights [K, C/group, kh, kw] → [N, C, H, W], of the H and W given by `size`. */
export function convTranspose(
  graph: Graph,
  y: Value,
  weights: Value,
  { strides, pads, group }: Sliding,
  size: readonly [number, number],
): Value {
  // What is missing at the bottom and on the right after sliding back.
  const padding = [0, 1].map(
    (axis) =>
      (size[axis] as number) -
      (((y.shape[axis + 2] as number) - 1) * (strides[axis] as number) +
        (weights.shape[axis + 2] as number) -
        (pads[axis] as number) -
        (pads[axis + 2] as number)),
  );
  return graph.one(ConvTranspose, [y, weights], {
    kernel_shape: weights.shape.slice(2),
    strides,
    pads,
    group,
    output_padding: padding,
  });
}
