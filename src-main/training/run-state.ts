/** Where a run stands when it begins or goes on. */
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { ratingScaleOf } from '../../src-aesnet/training/rating-scale.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { TrainingConfig } from './config.ts';
import { generalStart, warmStart } from './start.ts';

/** Weights to start from: the general encoder's, or those of one of our own models. */
export interface StartWeights {
  readonly kind: 'general' | 'warm';
  readonly weights: ReadonlyMap<string, Weight>;
}

/**
 * A run before its first step. `scores` [n, 7]: ratings of the photos that it learns from, in points. Throws
 * `training-data-invalid` where weights or ratings are not what can be learnt from.
 */
export function freshRun(
  layout: ParameterLayout,
  scores: Float32Array,
  { config, start }: { readonly config: TrainingConfig; readonly start: StartWeights },
): Checkpoint {
  const parameters = checked('the weights to start from', () =>
    start.kind === 'general'
      ? generalStart(layout, start.weights, config.seed)
      : warmStart(layout, start.weights),
  );
  const scale = checked('the training photos’ ratings', () => ratingScaleOf(scores));
  return {
    header: { step: 0, config, best: null, scale, size: layout.size },
    state: {
      parameters,
      firstMoment: new Float32Array(layout.size),
      secondMoment: new Float32Array(layout.size),
      average: parameters.slice(),
    },
  };
}

function checked<Result>(place: string, make: () => Result): Result {
  try {
    return make();
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new KeepersError('training-data-invalid', { place, reason }, { cause: thrown });
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
  const invalid = (reason: string) => new KeepersError('checkpoint-invalid', { file, reason });
  const { header } = checkpoint;
  if (header.size !== layout.size) {
    throw invalid(`it has ${header.size} parameters, the network ${layout.size}`);
  }
  for (const [name, value] of Object.entries(config)) {
    const before = header.config[name];
    if (before !== value) throw invalid(`its run has ${name} = ${before}, the config ${value}`);
  }
  return checkpoint;
}
