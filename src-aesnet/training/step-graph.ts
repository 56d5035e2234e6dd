/** The training step as one graph: forward, losses, backward and the optimiser's update (METHOD.md section 4). */
import { Graph } from '../graph/graph.ts';
import type { ParameterLayout } from '../layers/parameters.ts';
import { aesNet } from '../networks/aesnet.ts';
import { isOfFirstBlocks } from '../networks/mobilenet-v2.ts';
import { normalised } from '../networks/normalised.ts';
import { add } from '../operators/add.ts';
import { mul } from '../operators/mul.ts';
import { aesNetLayout } from './aesnet-layout.ts';
import { counts, lossesOf, pictureCount, type LossSettings } from './step-losses.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

export interface StepSettings extends LossSettings, UpdateSettings {
  /** Side of the pictures in pixels, a multiple of 32. */
  readonly side: number;
  /** The encoder's stem and its first so many blocks stay as they start. Default: 0, with the stem learning as well. */
  readonly frozenBlocks?: number;
}

export interface StepGraph {
  readonly graph: Graph;
  readonly layout: ParameterLayout;
}

/**
 * Inputs: `pictures` uint8 [N, 3, side, side]; `level` [R, 1], `residuals` [R, 6] and `emotions` [R, 8] for the
 * R = photos + edited rated pictures; `general` [photos, 1280]; `edited` [edited, 6] one-hot, `weakMargin` and
 * `strongMargin` [edited, 1] in points; `kept` [R, 1280] with dropout; what `contrastivePart` declares, for the first photos + 3 edited pictures; and those of `updateByLoss`.
 *
 * Outputs: those of `updateByLoss`, and `loss.<name>` for each that counts (not multiplied by its weight). Labels of losses that do not count are no inputs.
 * `start` [size]: the parameters that frozen blocks stay at. Throws a RangeError where it is missing, and where no loss counts.
 */
export function buildStep(settings: StepSettings, start?: Float32Array): StepGraph {
  const { side, frozenBlocks = 0 } = settings;
  if (frozenBlocks > 0 && start === undefined) {
    throw new RangeError('frozen blocks need the parameters that they stay at');
  }
  const frozen = frozenBlocks > 0 &&
    start !== undefined && {
      values: start,
      isFrozen: (name: string) => isOfFirstBlocks(name, frozenBlocks),
    };
  const graph = new Graph();
  const layout = aesNetLayout(counts(settings, 'contrastive') ? settings.contrastive : undefined);
  const pictures = graph.input('pictures', [pictureCount(settings.counts), 3, side, side], 'uint8');
  let losses: ReturnType<typeof lossesOf> = [];
  updateByLoss(graph, layout, { ...settings, ...(frozen && { frozen }) }, (parameters) => {
    const outputs = aesNet(graph, parameters, normalised(graph, pictures));
    losses = lossesOf(graph, parameters, outputs, settings);
    if (losses.length === 0) throw new RangeError('no loss counts: all weights are 0');
    return losses
      .map(({ name, value }) => mul(graph, value, graph.number(settings.weights[name] ?? 0)))
      .reduce((sum, value) => add(graph, sum, value));
  });
  for (const { name, value } of losses) graph.output(value, `loss.${name}`);
  return { graph, layout };
}
