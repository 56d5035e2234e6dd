/** The parameters that a run starts from. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import { isContrastive, startContrastive } from '../../src-aesnet/networks/contrastive-start.ts';
import { loadGeneralEncoder } from '../../src-aesnet/networks/general-encoder.ts';
import { readWeights, type Weight } from '../../src-aesnet/onnx/read.ts';
import { Random } from '../../src-aesnet/random.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { CheckpointHeader } from './checkpoint.ts';
import { VOCABULARY } from './contrast/index.ts';
import { readTrainedNetwork } from './model-of-checkpoint.ts';

/** SD of the heads' first weights: small, so that the encoder is not shaken by answers at random. */
const HEAD_DEVIATION = 0.01;

/** The general encoder, with everything else drawn from `seed`. Throws an Error where the weights are of another network. */
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
  startContrastive(layout, vector, random);
  return vector;
}

/**
 * Everything drawn from `seed`: convolutions as He et al. (ICCV 2015) have it, before a ReLU and, at the ends of blocks, before
 * none; without normalisation, as the folded network is.
 */
export function randomStart(layout: ParameterLayout, seed: number): Float32Array {
  const vector = new Float32Array(layout.size);
  const random = Random.from(seed);
  for (const { name, shape } of layout.slots) {
    if (!name.endsWith('.weight') || isContrastive(name)) continue;
    const inputs = shape.slice(1).reduce((product, size) => product * size, 1);
    const whole = Math.sqrt((name.endsWith('.project.weight') ? 1 : 2) / inputs);
    const deviation = name.startsWith('head.') ? HEAD_DEVIATION : whole;
    const values = layout.view(vector, name);
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  }
  startContrastive(layout, vector, random);
  return vector;
}

/**
 * A warm start from one of our own models' files, whose constants carry the parameters' names, in half precision and without
 * the optimiser's moments. What belongs to text is drawn from `seed` where the file has none. Throws an Error that names a
 * parameter which is missing or of another shape.
 */
export function warmStart(
  layout: ParameterLayout,
  weights: ReadonlyMap<string, Weight>,
  seed: number,
): Float32Array {
  const vector = new Float32Array(layout.size);
  startContrastive(layout, vector, Random.from(seed));
  for (const { name, shape } of layout.slots) {
    const weight = weights.get(name);
    if (weight === undefined && isContrastive(name)) continue;
    if (weight === undefined || weight.shape.join() !== shape.join()) {
      throw new Error(`the file has no ${name} of the shape [${shape}]`);
    }
    layout.view(vector, name).set(weight.data);
  }
  return vector;
}

/** Weights of a file, by the names of the network's parameters or of the general encoder's. */
export interface StartFile {
  readonly weights: ReadonlyMap<string, Weight>;
  /** Where the file is a checkpoint; its weights are the average of its parameters. */
  readonly header?: CheckpointHeader;
  /** The vocabulary's file of a checkpoint that reads text: its token ids mean nothing under another. */
  readonly vocabulary?: string;
}

/** Reads a model's file or a checkpoint (`.bin`). Throws `file-missing`, `training-data-invalid` or `checkpoint-invalid`. */
export async function readStart(file: string): Promise<StartFile> {
  return file.endsWith('.bin') ? readAverage(file) : { weights: await readModel(file) };
}

async function readModel(file: string): Promise<ReadonlyMap<string, Weight>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  try {
    return readWeights(bytes);
  } catch (thrown) {
    throw new KeepersError(
      'training-data-invalid',
      { place: file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

async function readAverage(file: string): Promise<StartFile> {
  const { header, parameters, text } = await readTrainedNetwork(file);
  const { layout, values } =
    text === undefined
      ? { layout: aesNetLayout(), values: parameters }
      : { layout: text.layout, values: text.parameters };
  const weights = new Map(
    layout.slots.map(({ name, shape }) => [name, { shape, data: layout.view(values, name) }]),
  );
  const vocabulary = path.join(path.dirname(file), VOCABULARY);
  return { weights, header, ...(text && { vocabulary }) };
}
