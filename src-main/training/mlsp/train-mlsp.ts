/**
 * Tells what people say from multi-level features of a finished network, which stays as it is (src-aesnet/networks/mlsp.ts).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { MLSP, mlspLayout, STANDARD } from '../../../src-aesnet/networks/mlsp.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { averageDecay, rateShare } from '../../../src-aesnet/optimiser/schedule.ts';
import { buildMlspStep } from '../../../src-aesnet/training/mlsp-graphs.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { TrainingSession } from '../../inference/training-session.ts';
import {
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
import { RunLog } from '../run-log.ts';
import { layoutOfText } from '../step-settings.ts';
import { CHECKPOINT } from '../training-run.ts';
import type { RatedPhotos } from '../validation.ts';
import type { MlspConfig } from './mlsp-config.ts';
import { mlspFeeds, scalar } from './mlsp-feeds.ts';
import { MlspFeatures } from './mlsp-features.ts';
import { mlspStart, standardise } from './mlsp-start.ts';

const POOL_SHAPE = { photos: 64, edited: 16, stable: 8 };
/** Seconds between two checkpoints. */
const CHECKPOINT_EVERY = 120;

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
  const { learningRate, warmUp, floor, beta1, beta2, epsilon, maxNorm, decay } = config;
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
  const { size } = step.layout;
  const offset = header.size - size;
  const session = await TrainingSession.open(writeModel(step.graph), {
    ...{ provider, threads },
    state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
  });
  const done = header.mlsp?.run.step ?? 0;
  const log = await RunLog.open(folder, done);
  try {
    for (const name of STATE) {
      session.set(name, { data: state[name].slice(offset), shape: [size] });
    }
    const save = async (at: number) => {
      for (const name of STATE) state[name].set(await session.get(name), offset);
      const mlsp = { hidden, share: config.share, run: { step: at, config } };
      await writeCheckpoint(file, { header: { ...header, mlsp }, state });
    };
    let savedAt = performance.now();
    let at = done;
    for (; at < steps && !signal.aborted; at++) {
      const rate =
        learningRate * rateShare(at, { steps, warmUp: Math.round(warmUp * steps), floor });
      const outputs = await session.run({
        ...mlspFeeds(drawBatch(pool, { photos, edited, stable }, at, seed), {
          ...{ rows: data.rows, scale: header.scale, config },
        }),
        rate: scalar(rate),
        correction1: scalar(1 - beta1 ** (at + 1)),
        correction2: scalar(1 - beta2 ** (at + 1)),
        averageDecay: scalar(averageDecay(at, config.averageDecay)),
      });
      const [loss = NaN] = outputs.loss ?? [];
      if (!Number.isFinite(loss)) {
        throw new KeepersError('training-diverged', { step: String(at + 1) });
      }
      const losses = Object.entries(outputs).flatMap(([name, value]) =>
        name.startsWith('loss.') ? [[name, value[0] as number] as const] : [],
      );
      await log.append({ step: at + 1, rate, loss, ...Object.fromEntries(losses) });
      onProgress('Ratings', at + 1, steps, loss);
      if (performance.now() - savedAt > CHECKPOINT_EVERY * 1000) {
        await save(at + 1);
        savedAt = performance.now();
      }
    }
    await save(at);
    return { checkpoint: file, finished: at === steps };
  } finally {
    await session.close();
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
  const given: Readonly<Record<string, unknown>> = config;
  for (const name of Object.keys({ ...before, ...given })) {
    if (before[name] !== given[name]) {
      throw invalid(`its run has ${name} = ${before[name]}, the config ${String(given[name])}`);
    }
  }
  return { header, state };
}
