import { createHash } from 'node:crypto';
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import { SPACES_STANDARD } from '../../src-aesnet/networks/attribute-spaces.ts';
import {
  buildInference,
  IMAGE_PROJECTIONS,
  type InferenceSpaces,
} from '../../src-aesnet/networks/inference-graph.ts';
import { mlspLayout, type MlspShape } from '../../src-aesnet/networks/mlsp.ts';
import type { TextEncoderShape } from '../../src-aesnet/networks/text-encoder.ts';
import { buildTextInference } from '../../src-aesnet/networks/text-inference-graph.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { readCheckpoint, type CheckpointHeader } from './checkpoint.ts';
import type { Heads } from './heads/heads-file.ts';
import { RESIDUAL_HEAD } from './heads/residual-head.ts';
import { layoutOfText } from './step-settings.ts';

/** What a checkpoint has learnt: the average of its parameters, which is what is used. */
export interface TrainedNetwork {
  readonly header: CheckpointHeader;
  readonly parameters: Float32Array;
  /** Of the bytes of all parameters that scores come from: heads belong to these and no others. */
  readonly sha256: string;
  /** What was trained beside it to read text; absent where nothing was. */
  readonly text?: TrainedText;
  /** What tells ratings from multi-level features; absent where nothing was trained for it. */
  readonly mlsp?: TrainedMlsp;
}

/** As `mlspLayout` has it. */
export interface TrainedMlsp {
  readonly shape: MlspShape;
  readonly parameters: Float32Array;
}

/** A text encoder with the projections of both sides: places in a vector that begins with the network's parameters. */
export interface TrainedText {
  readonly shape: TextEncoderShape;
  readonly layout: ParameterLayout;
  readonly parameters: Float32Array;
}

/** Throws `file-missing`, or `checkpoint-invalid` also where it is of another network. */
export async function readTrainedNetwork(file: string): Promise<TrainedNetwork> {
  const { header, state } = await readCheckpoint(file);
  const { text: shape, mlsp } = header;
  const own = layoutOfText(shape);
  const size = own.size + (mlsp === undefined ? 0 : mlspLayout(mlsp.hidden).size);
  if (header.size !== size) {
    const reason = `it holds ${header.size} parameters, this network has ${size}`;
    throw new KeepersError('checkpoint-invalid', { file, reason });
  }
  const parameters = state.average.slice(0, aesNetLayout().size);
  const told = state.average.slice(own.size);
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [parameters, told]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return {
    header,
    parameters,
    sha256: hash.digest('hex'),
    ...(shape && { text: { shape, layout: own, parameters: state.average.slice(0, own.size) } }),
    ...(mlsp && { mlsp: { shape: mlsp, parameters: told } }),
  };
}

/**
 * The bytes of its inference model: as trained, without attribute spaces; or as it is shipped, with them where there are any and with
 * the heads that were fitted afterwards.
 */
export function modelOf(network: TrainedNetwork, heads?: Heads): Uint8Array {
  const { header, parameters, text } = network;
  const layout = aesNetLayout();
  const { scale } = header;
  const mlsp = network.mlsp && {
    ...network.mlsp,
    layout: mlspLayout(network.mlsp.shape.hidden),
  };
  const trained = { layout, scale, ...(mlsp && { mlsp }) };
  if (heads === undefined) return writeModel(buildInference({ ...trained, parameters }));
  const { residualHead, scene, spread } = heads;
  const adjusted = parameters.slice();
  if (residualHead !== undefined) {
    layout.view(adjusted, `${RESIDUAL_HEAD}.weight`).set(residualHead.weights);
    layout.view(adjusted, `${RESIDUAL_HEAD}.bias`).set(residualHead.biases);
  }
  return writeModel(
    buildInference({
      ...trained,
      parameters: adjusted,
      spreadFactor: spread.factor,
      scene: {
        weights: Float32Array.from(scene.weights),
        biases: Float32Array.from(scene.biases),
      },
      ...(text && { spaces: spacesOf(text) }),
    }),
  );
}

function spacesOf({ layout, parameters, shape }: TrainedText): InferenceSpaces {
  const view = (name: string) => layout.view(parameters, name);
  const projections = view(IMAGE_PROJECTIONS);
  if (shape.allBlocks !== true) return { projections };
  const { shift, scale } = SPACES_STANDARD;
  return { projections, standard: { shift: view(shift), scale: view(scale) } };
}

/** The bytes of its text model. */
export function textModelOf({ layout, parameters, shape }: TrainedText): Uint8Array {
  return writeModel(buildTextInference({ layout, parameters, shape }));
}
