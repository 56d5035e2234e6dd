import { createHash } from 'node:crypto';
import { buildInference } from '../../src-aesnet/networks/inference-graph.ts';
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
}

/** Throws `file-missing`, or `checkpoint-invalid` also where it is of another network. */
export async function readTrainedNetwork(file: string): Promise<TrainedNetwork> {
  const { header, state } = await readCheckpoint(file);
  const { size } = layoutOfText(header.text);
  if (header.size !== size) {
    const reason = `it holds ${header.size} parameters, this network has ${size}`;
    throw new KeepersError('checkpoint-invalid', { file, reason });
  }
  const parameters = state.average.slice(0, aesNetLayout().size);
  const { buffer, byteOffset, byteLength } = parameters;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return { header, parameters, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The bytes of its inference model: as trained, or with the heads that were fitted afterwards. */
export function modelOf({ header, parameters }: TrainedNetwork, heads?: Heads): Uint8Array {
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
    }),
  );
}
