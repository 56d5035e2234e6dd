import type { ParameterLayout } from '../layers/parameters.ts';
import type { Weight } from '../onnx/read.ts';

/**
 * Writes the general encoder's weights into `vector`: its file numbers the convolutions from 0 in the
 * order in which they run, which is the order in which `mobileNetV2` asks for its parameters.
 * Throws an Error where the file is of another network.
 */
export function loadGeneralEncoder(
  weights: ReadonlyMap<string, Weight>,
  layout: ParameterLayout,
  vector: Float32Array,
): void {
  const convolutions = layout.slots.filter(
    ({ name, shape }) => name.endsWith('.weight') && shape.length === 4,
  );
  for (const [index, { name, shape }] of convolutions.entries()) {
    // What is stored in half precision is named so.
    const [kernel, bias] = ['w', 'b'].map(
      (kind) => weights.get(`${kind}${index}_h`) ?? weights.get(`${kind}${index}`),
    );
    if (kernel === undefined || bias === undefined || kernel.shape.join() !== shape.join()) {
      throw new Error(
        `the general encoder's convolution ${index} is not the [${shape}] of ${name}`,
      );
    }
    layout.view(vector, name).set(kernel.data);
    layout.view(vector, name.replace(/weight$/, 'bias')).set(bias.data);
  }
}
