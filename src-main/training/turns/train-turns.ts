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
import { Random } from '../../../src-aesnet/random.ts';
import { buildTurnStep, turnTargets } from '../../../src-aesnet/training/turn-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { writeDurably } from '../../inference/index.ts';
import { readRun, writeRun, type TrainingState } from '../checkpoint.ts';
import { SQUARE_BYTES, type TurnFacts, type TurnSpec } from '../data/turn-batches.ts';
import { ThreadedBatches, type RawCache } from '../data/index.ts';
import { orInvalid } from '../run-state.ts';
import { runSteps } from '../run-steps.ts';
import { sameConfig } from '../same-config.ts';
import { Trainer } from '../trainer.ts';
import { CHECKPOINT } from '../training-run.ts';
import type { TurnConfig } from './turn-config.ts';

/** Name of the network's file in a run's folder. */
export const TURNS_FILE = 'turns.onnx';
/** SD of the head's first weights. */
const HEAD_DEVIATION = 0.01;

export interface TrainTurnsOptions {
  readonly folder: string;
  /** Of an encoder of ours, or of a network for turns that learns on, by the names of its parameters. */
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
  const { batch, steps, seed, beta1, beta2 } = config;
  const { graph, layout } = buildTurnStep({
    ...{ batch, headRate: config.headRate, decay: config.decay },
    optimiser: { beta1, beta2, epsilon: config.epsilon, maxNorm: config.maxNorm },
  });
  const file = path.join(folder, CHECKPOINT);
  const { header, state } = existsSync(file)
    ? await resumed(file, layout, config)
    : fresh(layout, options);
  const trainer = await Trainer.open(graph, state, { provider, threads, config });
  const spec: TurnSpec = {
    ...{ cache: cache.folder, members: Int32Array.from(cache.usable), batch, seed },
  };
  const batches = new ThreadedBatches<TurnFacts>(
    { entry: 'turn-worker', data: spec, bytes: batch * SQUARE_BYTES },
    { from: header.step, workers },
  );
  try {
    const finished = await runSteps({
      ...{ folder, trainer, from: header.step, steps, signal },
      feedsOf: async () => {
        const { pictures, degrees } = await batches.next();
        return {
          squares: { data: pictures, shape: [batch, TURN_SIDE, TURN_SIDE, 3] },
          targets: targetsOf(degrees, config.deviation),
        };
      },
      save: async (step) =>
        writeRun(file, { header: { ...header, step }, state: await trainer.state() }),
      onStep: (step, loss) => {
        onProgress('Turns', step, steps, loss);
      },
    });
    const average = await trainer.average();
    const made = path.join(folder, TURNS_FILE);
    await writeDurably(made, writeModel(buildTurns((name) => layout.view(average, name))));
    return { file: made, finished };
  } finally {
    await batches.close();
    await trainer.close();
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
      const weight = start.get(name);
      // An encoder has no head yet.
      if (weight === undefined && name.startsWith(TURN_HEAD)) {
        if (name !== `${TURN_HEAD}.weight`) continue;
        for (let i = 0; i < values.length; i++) values[i] = random.normal() * HEAD_DEVIATION;
        continue;
      }
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
  if (run.header.size !== size) {
    throw new KeepersError('checkpoint-invalid', { file, reason: 'it is of another network' });
  }
  sameConfig(file, run.header.config, config);
  return run;
}
