import { createHash } from 'node:crypto';
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import { buildInference, IMAGE_PROJECTIONS } from '../../src-aesnet/networks/inference-graph.ts';
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
  /** Of the parameters' bytes: heads belong to these and no others. */
  readonly sha256: string;
  /** What was trained beside it to read text; absent where nothing was. */
  readonly text?: TrainedText;
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
  const all = layoutOfText(header.text);
  const { size } = all;
  if (header.size !== size) {
    const reason = `it holds ${header.size} parameters, this network has ${size}`;
    throw new KeepersError('checkpoint-invalid', { file, reason });
  }
  const parameters = state.average.slice(0, aesNetLayout().size);
  const { buffer, byteOffset, byteLength } = parameters;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const { text: shape } = header;
  return {
    header,
    parameters,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(shape && { text: { shape, layout: all, parameters: state.average } }),
  };
}

/**
 * The bytes of its inference model: as trained, without attribute spaces; or as it is shipped, with them where there are any and with
 * the heads that were fitted afterwards.
 */
export function modelOf({ header, parameters, text }: TrainedNetwork, heads?: Heads): Uint8Array {
  const layout = aesNetLayout();
  const { scale } = header;
  if (heads === undefined) return writeModel(buildInference({ layout, parameters, scale }));
  const { residualHead, scene, spread } = heads;
  const adjusted = parameters.slice();
  if (residualHead !== undefined) {
    layout.view(adjusted, `${RESIDUAL_HEAD}.weight`).set(residualHead.weights);
    layout.view(adjusted, `${RESIDUAL_HEAD}.bias`).set(residualHead.biases);
  }
  return writeModel(
    buildInference({
      layout,
      parameters: adjusted,
      scale,
      spreadFactor: spread.factor,
      scene: {
        weights: Float32Array.from(scene.weights),
        biases: Float32Array.from(scene.biases),
      },
      ...(text && { projections: text.layout.view(text.parameters, IMAGE_PROJECTIONS) }),
    }),
  );
}

/** The bytes of its text model. */
export function textModelOf({ layout, parameters, shape }: TrainedText): Uint8Array {
  return writeModel(buildTextInference({ layout, parameters, shape }));
}
