/** Teaches an encoder by how much pictures have to be turned to be level (src-aesnet/networks/turn-network.ts). */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { ParameterLayout } from '../../../src-aesnet/layers/parameters.ts';
import {
  buildTurns,
  TOLD_TURNS,
  TURN_HEAD,
  TURN_SIDE,
} from '../../../src-aesnet/networks/turn-network.ts';
import type { Weight } from '../../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { averageDecay, rateShare } from '../../../src-aesnet/optimiser/schedule.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { buildTurnStep, turnTargets } from '../../../src-aesnet/training/turn-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { writeDurably } from '../../inference/index.ts';
import { TrainingSession } from '../../inference/training-session.ts';
import { readRun, STATE, writeRun, type TrainingState } from '../checkpoint.ts';
import { SQUARE_BYTES, type TurnFacts, type TurnSpec } from '../data/turn-batches.ts';
import { ThreadedBatches, type RawCache } from '../data/index.ts';
import { scalar } from '../mlsp/mlsp-feeds.ts';
import { RunLog } from '../run-log.ts';
import { orInvalid } from '../run-state.ts';
import { CHECKPOINT } from '../training-run.ts';
import type { TurnConfig } from './turn-config.ts';

/** Name of the network's file in a run's folder. */
export const TURNS_FILE = 'turns.onnx';
/** Seconds between two checkpoints. */
const CHECKPOINT_EVERY = 120;
/** SD of the head's first weights. */
const HEAD_DEVIATION = 0.01;

export interface TrainTurnsOptions {
  readonly folder: string;
  /** Of an encoder of ours, by the names of its parameters. */
  readonly start: ReadonlyMap<string, Weight>;
  /** Where they are from, for an error. */
  readonly startFile: string;
  readonly config: TurnConfig;
  readonly provider: string;
  readonly threads: number;
  /** Threads that make squares. */
  readonly workers: number;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number, loss?: number): void;
}

const HeaderSchema = v.object({
  size: v.number(),
  /** Steps that are done. */
  step: v.number(),
  config: v.record(v.string(), v.number()),
});
type Header = v.InferOutput<typeof HeaderSchema>;

/**
 * Runs until the last step or the signal, from where the folder's checkpoint is, and leaves `turns.onnx`, made of the average of its
 * parameters. Throws `checkpoint-invalid` for a run with other hyper-parameters, `training-data-invalid` for weights of another
 * network, `training-diverged` where the loss is no number any more.
 */
export async function trainTurns(
  cache: RawCache,
  options: TrainTurnsOptions,
): Promise<{ readonly file: string; readonly finished: boolean }> {
  const { folder, config, provider, threads, workers, signal, onProgress } = options;
  const { batch, steps, seed, learningRate, warmUp, floor, beta1, beta2 } = config;
  const { graph, layout } = buildTurnStep({
    ...{ batch, headRate: config.headRate, decay: config.decay },
    optimiser: { beta1, beta2, epsilon: config.epsilon, maxNorm: config.maxNorm },
  });
  const file = path.join(folder, CHECKPOINT);
  const { header, state } = existsSync(file)
    ? await resumed(file, layout, config)
    : fresh(layout, options);
  const session = await TrainingSession.open(writeModel(graph), {
    ...{ provider, threads },
    state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
  });
  for (const name of STATE) session.set(name, { data: state[name], shape: [layout.size] });
  const spec: TurnSpec = {
    ...{ cache: cache.folder, members: Int32Array.from(cache.usable), batch, seed },
  };
  const batches = new ThreadedBatches<TurnFacts>(
    { entry: 'turn-worker', data: spec, bytes: batch * SQUARE_BYTES },
    { from: header.step, workers },
  );
  try {
    const log = await RunLog.open(folder, header.step);
    const save = async (step: number) => {
      const arrays = await Promise.all(STATE.map((name) => session.get(name)));
      const now = Object.fromEntries(STATE.map((name, at) => [name, arrays[at]]));
      await writeRun(file, { header: { ...header, step }, state: now as TrainingState });
    };
    let savedAt = performance.now();
    let at = header.step;
    for (; at < steps && !signal.aborted; at++) {
      const { pictures, degrees } = await batches.next();
      const rate =
        learningRate * rateShare(at, { steps, warmUp: Math.round(warmUp * steps), floor });
      const { loss: [loss = NaN] = [] } = await session.run({
        squares: { data: pictures, shape: [batch, TURN_SIDE, TURN_SIDE, 3] },
        targets: targetsOf(degrees, config.deviation),
        rate: scalar(rate),
        correction1: scalar(1 - beta1 ** (at + 1)),
        correction2: scalar(1 - beta2 ** (at + 1)),
        averageDecay: scalar(averageDecay(at, config.averageDecay)),
      });
      if (!Number.isFinite(loss)) {
        throw new KeepersError('training-diverged', { step: String(at + 1) });
      }
      await log.append({ step: at + 1, rate, loss });
      onProgress('Turns', at + 1, steps, loss);
      if (performance.now() - savedAt > CHECKPOINT_EVERY * 1000) {
        await save(at + 1);
        savedAt = performance.now();
      }
    }
    await save(at);
    const average = await session.get('average');
    const made = path.join(folder, TURNS_FILE);
    await writeDurably(made, writeModel(buildTurns((name) => layout.view(average, name))));
    return { file: made, finished: at === steps };
  } finally {
    await batches.close();
    await session.close();
  }
}

function targetsOf(degrees: Float32Array, deviation: number) {
  const width = TOLD_TURNS.length;
  const data = new Float32Array(degrees.length * width);
  for (const [row, turn] of degrees.entries()) data.set(turnTargets(turn, deviation), row * width);
  return { data, shape: [degrees.length, width] };
}

function fresh(
  layout: ParameterLayout,
  { start, startFile, config }: TrainTurnsOptions,
): { header: Header; state: TrainingState } {
  const parameters = new Float32Array(layout.size);
  const random = Random.from(config.seed);
  orInvalid(startFile, () => {
    for (const { name, shape } of layout.slots) {
      const values = layout.view(parameters, name);
      if (name === `${TURN_HEAD}.weight`) {
        for (let i = 0; i < values.length; i++) values[i] = random.normal() * HEAD_DEVIATION;
      }
      if (name.startsWith(TURN_HEAD)) continue;
      const weight = start.get(name);
      if (weight?.shape.join() !== shape.join()) {
        throw new Error(`the file has no ${name} of the shape [${shape}]`);
      }
      values.set(weight.data);
    }
  });
  const { size } = layout;
  return {
    header: { size, step: 0, config },
    state: {
      parameters,
      firstMoment: new Float32Array(size),
      secondMoment: new Float32Array(size),
      average: parameters.slice(),
    },
  };
}

async function resumed(
  file: string,
  { size }: ParameterLayout,
  config: TurnConfig,
): Promise<{ header: Header; state: TrainingState }> {
  const run = await readRun(file, (json) => v.parse(HeaderSchema, json));
  const invalid = (reason: string) => new KeepersError('checkpoint-invalid', { file, reason });
  if (run.header.size !== size) throw invalid('it is of another network');
  const [before, given]: Readonly<Record<string, unknown>>[] = [run.header.config, config];
  for (const name of Object.keys({ ...before, ...given })) {
    if (before?.[name] !== given?.[name]) {
      throw invalid(
        `its run has ${name} = ${String(before?.[name])}, the config ${String(given?.[name])}`,
      );
    }
  }
  return run;
}
