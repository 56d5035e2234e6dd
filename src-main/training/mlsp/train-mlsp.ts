/**
 * Tells what people say from multi-level features of a finished network, which stays as it is (src-aesnet/networks/mlsp.ts).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { MLSP, mlspLayout, STANDARD } from '../../../src-aesnet/networks/mlsp.ts';
import { buildMlspStep } from '../../../src-aesnet/training/mlsp-graphs.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import {
  lastOf,
  readCheckpoint,
  STATE,
  writeCheckpoint,
  type CheckpointHeader,
  type TrainingState,
} from '../checkpoint.ts';
import { holdOutSessions } from '../data/index.ts';
import type { TrainedNetwork } from '../model-of-checkpoint.ts';
import { openPool, type PoolShape } from '../pools/feature-pool.ts';
import { drawBatch } from '../pools/pool-draws.ts';
import { runSteps } from '../run-steps.ts';
import { sameConfig } from '../same-config.ts';
import { layoutOfText } from '../step-settings.ts';
import { Trainer } from '../trainer.ts';
import { CHECKPOINT } from '../training-run.ts';
import type { RatedPhotos } from '../validation.ts';
import { favouredBy, type MlspConfig } from './mlsp-config.ts';
import { mlspFeeds } from './mlsp-feeds.ts';
import { MlspFeatures } from './mlsp-features.ts';
import { mlspStart, standardise } from './mlsp-start.ts';

const POOL_SHAPE = { photos: 64, edited: 16, stable: 8 };

export interface MlspOptions {
  readonly folder: string;
  readonly network: TrainedNetwork;
  readonly config: MlspConfig;
  readonly provider: string;
  readonly threads: number;
  /** Threads that make pictures. */
  readonly workers: number;
  /** How many pictures a batch of features holds. Default: 64 photos, 16 edited ones and 8 pairs. */
  readonly shape?: PoolShape;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number, loss?: number): void;
}

/**
 * Runs until the last step or the signal, from where the folder's files are, and leaves a checkpoint: the network with its head on
 * multi-level features. Throws `cancelled` before the first step, `checkpoint-invalid` for a folder of another network or config and for a
 * network that has such a head already, `training-diverged` where the loss is no number any more.
 */
export async function trainMlsp(
  data: RatedPhotos,
  options: MlspOptions,
): Promise<{ readonly checkpoint: string; readonly finished: boolean }> {
  const { folder, network, config, provider, threads, workers, signal } = options;
  const { onProgress } = options;
  const file = path.join(folder, CHECKPOINT);
  if (network.mlsp !== undefined) {
    const reason = 'it has a head on multi-level features: begin with the network before that';
    throw new KeepersError('checkpoint-invalid', { file, reason });
  }
  const { hidden, photos, edited, stable, steps, seed } = config;
  const favoured = favouredBy(config);
  const { kept } = holdOutSessions(data.rows, config.heldOut, seed);
  const usable = new Set(data.cache.usable);
  const layout = mlspLayout(hidden);
  const start = mlspStart(hidden, seed);
  const features = await MlspFeatures.open(network.parameters, { provider, threads });
  const pool = await openPool({
    ...{ folder, sha256: network.sha256, batches: config.batches, seed },
    ...{ shape: options.shape ?? POOL_SHAPE, width: MLSP, precision: 'float16', faults: false },
    ...{ cache: data.cache.folder, workers, signal },
    members: Int32Array.from(kept.filter((row) => usable.has(row))),
    featuresOf: (pictures, count) => features.of(pictures, count),
    onProgress: (done, count) => onProgress('Features', done, count),
  }).finally(() => features.close());
  standardise(pool, STANDARD, layout, start);
  const { header, state } = existsSync(file)
    ? await resumed(file, network, config)
    : fresh(network, config, start);
  const { beta1, beta2, epsilon, maxNorm, decay } = config;
  const step = buildMlspStep(
    {
      ...{ hidden, decay, headRate: 1, counts: { photos, edited, stable } },
      ...{ scale: header.scale, bend: config.bend, lead: config.lead, temperature: 1 },
      optimiser: { beta1, beta2, epsilon, maxNorm },
      weights: {
        level: config.levelWeight,
        residuals: config.residualsWeight,
        spread: config.spreadWeight,
        emotions: config.emotionsWeight,
        ranking: config.rankingWeight,
        movesMost: config.movesMostWeight,
        stability: config.stabilityWeight,
        affinity: 0,
      },
    },
    start,
  );
  const offset = header.size - step.layout.size;
  const trainer = await Trainer.open(step.graph, lastOf(state, offset), {
    ...{ provider, threads, config },
  });
  try {
    const finished = await runSteps({
      ...{ folder, trainer, from: header.mlsp?.run.step ?? 0, steps, signal },
      feedsOf: (at) =>
        mlspFeeds(drawBatch(pool, { photos, edited, stable }, at, seed, favoured), {
          ...{ rows: data.rows, scale: header.scale, config },
        }),
      save: async (at) => {
        const now = await trainer.state();
        for (const name of STATE) state[name].set(now[name], offset);
        const mlsp = { hidden, share: config.share, run: { step: at, config } };
        await writeCheckpoint(file, { header: { ...header, mlsp }, state });
      },
      onStep: (at, loss) => {
        onProgress('Ratings', at, steps, loss);
      },
    });
    return { checkpoint: file, finished };
  } finally {
    await trainer.close();
  }
}

function fresh(
  { header, parameters, text }: TrainedNetwork,
  config: MlspConfig,
  start: Float32Array,
): { header: CheckpointHeader; state: TrainingState } {
  const own = text?.parameters ?? parameters;
  const size = own.length + start.length;
  const values = new Float32Array(size);
  values.set(own);
  values.set(start, own.length);
  const { hidden, share } = config;
  return {
    header: { ...header, size, best: null, mlsp: { hidden, share, run: { step: 0, config } } },
    state: {
      parameters: values,
      firstMoment: new Float32Array(size),
      secondMoment: new Float32Array(size),
      average: values.slice(),
    },
  };
}

/** Throws `checkpoint-invalid` where it is of another network or was begun with other hyper-parameters. */
async function resumed(
  file: string,
  network: TrainedNetwork,
  config: MlspConfig,
): Promise<{ header: CheckpointHeader; state: TrainingState }> {
  const { header, state } = await readCheckpoint(file);
  const invalid = (reason: string) => new KeepersError('checkpoint-invalid', { file, reason });
  const before = header.mlsp?.run.config;
  const { size } = layoutOfText(header.text);
  if (before === undefined || header.size <= size) throw invalid('it is not of such a run');
  if (!network.parameters.every((value, at) => value === state.average[at])) {
    throw invalid('it is of another network');
  }
  sameConfig(file, before, config);
  return { header, state };
}
