/** The parameters that a run starts from. */
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import { loadGeneralEncoder } from '../../src-aesnet/networks/general-encoder.ts';
import { readFile } from 'node:fs/promises';
import { readWeights, type Weight } from '../../src-aesnet/onnx/read.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { Random } from '../../src-aesnet/random.ts';

/** SD of the heads' first weights: small, so that the encoder is not shaken by answers at random. */
const HEAD_DEVIATION = 0.01;

/** The general encoder, with heads drawn from `seed`. Throws an Error where the weights are of another network. */
export function generalStart(
  layout: ParameterLayout,
  weights: ReadonlyMap<string, Weight>,
  seed: number,
): Float32Array {
  const vector = new Float32Array(layout.size);
  const random = Random.from(seed);
  for (const { name } of layout.slots) {
    if (!name.startsWith('head.') || !name.endsWith('.weight')) continue;
    const values = layout.view(vector, name);
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * HEAD_DEVIATION;
  }
  loadGeneralEncoder(weights, layout, vector);
  return vector;
}

/**
 * A warm start from one of our own models' files, whose constants carry the parameters' names, in half precision and without
 * the optimiser's moments. Throws an Error that names a parameter which is missing or of another shape.
 */
export function warmStart(
  layout: ParameterLayout,
  weights: ReadonlyMap<string, Weight>,
): Float32Array {
  const vector = new Float32Array(layout.size);
  for (const { name, shape } of layout.slots) {
    const weight = weights.get(name);
    if (weight === undefined || weight.shape.join() !== shape.join()) {
      throw new Error(`the file has no ${name} of the shape [${shape}]`);
    }
    layout.view(vector, name).set(weight.data);
  }
  return vector;
}

/** The weights of a model's file. Throws `file-missing` or `training-data-invalid`. */
export async function readStart(file: string): Promise<ReadonlyMap<string, Weight>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  try {
    return readWeights(bytes);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new KeepersError('training-data-invalid', { place: file, reason }, { cause: thrown });
  }
}
