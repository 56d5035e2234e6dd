/** Where a run stands when it begins or goes on. */
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import type { TextEncoderShape } from '../../src-aesnet/networks/text-encoder.ts';
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { ratingScaleOf } from '../../src-aesnet/training/rating-scale.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { readCheckpoint, type Checkpoint, type CheckpointHeader } from './checkpoint.ts';
import type { TrainingConfig } from './config.ts';
import { sameConfig } from './same-config.ts';
import { generalStart, randomStart, warmStart } from './start.ts';
import { tunedStart } from './tuned-start.ts';

/** What to start from: the general encoder, a fine-tuned copy of it, or one of our own models. */
export type StartWeights =
  | { readonly kind: 'general'; readonly weights: ReadonlyMap<string, Weight> }
  | {
      readonly kind: 'warm';
      readonly weights: ReadonlyMap<string, Weight>;
      /** Of the checkpoint that they are from. */
      readonly header?: CheckpointHeader | undefined;
      /** File of its vocabulary, where it reads text: the weights then have those of the text side. */
      readonly vocabulary?: string | undefined;
    }
  | {
      readonly kind: 'tuned';
      readonly weights: ReadonlyMap<string, Weight>;
      readonly general: ReadonlyMap<string, Weight>;
    };

export interface FreshRunOptions {
  readonly config: TrainingConfig;
  readonly start: StartWeights;
  /** Of the text encoder whose parameters are in the layout, if they are. */
  readonly text?: TextEncoderShape | undefined;
}

/**
 * A run before its first step. `scores` [n, 7]: ratings of the photos that it learns from, in points. Throws
 * `training-data-invalid` where weights or ratings are not what can be learnt from.
 */
export function freshRun(
  layout: ParameterLayout,
  scores: Float32Array,
  { config, start, text }: FreshRunOptions,
): Checkpoint {
  const scale = orInvalid('the training photos’ ratings', () => ratingScaleOf(scores));
  const parameters = orInvalid('the weights to start from', () => {
    const { seed, tunedShare: share = 1 } = config;
    if (config.randomStart === true) return randomStart(layout, seed);
    if (start.kind === 'warm') return warmStart(layout, start.weights, seed);
    if (start.kind === 'general') return generalStart(layout, start.weights, seed);
    const { general, weights: tuned } = start;
    return tunedStart(layout, { general, tuned, scale, share, seed });
  });
  return {
    header: {
      ...{ step: 0, config, best: null, scale, size: layout.size },
      ...(config.randomStart === true ? { start: 'random' as const } : originOf(start)),
      ...(text !== undefined && { text }),
    },
    state: {
      parameters,
      firstMoment: new Float32Array(layout.size),
      secondMoment: new Float32Array(layout.size),
      average: parameters.slice(),
    },
  };
}

function originOf(start: StartWeights): Pick<CheckpointHeader, 'start' | 'earlier'> {
  if (start.kind !== 'warm') return { start: start.kind };
  const { header } = start;
  if (header === undefined) return { start: 'model' };
  const { start: first = 'model', earlier = [], step, config, averagedShare } = header;
  const run = { steps: step, config, ...(averagedShare !== undefined && { averagedShare }) };
  return { start: first, earlier: [...earlier, run] };
}

/**
 * Whether a run can begin with what a file holds, told before anything that takes time. Throws `training-data-invalid`, which names
 * the file.
 */
export function checkWarmStart(file: string, weights: ReadonlyMap<string, Weight>): void {
  orInvalid(file, () => warmStart(aesNetLayout(), weights, 1));
}

/** Makes something of a file’s weights or ratings. Throws `training-data-invalid`, which names the place. */
export function orInvalid<Result>(place: string, make: () => Result): Result {
  try {
    return make();
  } catch (thrown) {
    throw new KeepersError(
      'training-data-invalid',
      { place, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/**
 * A run as its checkpoint kept it. Throws `checkpoint-invalid` where it was begun with other hyper-parameters or is of
 * another network: they would not go together.
 */
export async function resumedRun(
  file: string,
  layout: ParameterLayout,
  config: TrainingConfig,
): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(file);
  const { header } = checkpoint;
  if (header.size !== layout.size) {
    const reason = `it has ${header.size} parameters, the network ${layout.size}`;
    throw new KeepersError('checkpoint-invalid', { file, reason });
  }
  sameConfig(file, header.config, config);
  return checkpoint;
}
