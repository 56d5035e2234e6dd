/** The training step on an execution provider, with the optimiser's state. */
import type { Graph } from '../../src-aesnet/graph/graph.ts';
import { averageDecay, rateShare } from '../../src-aesnet/optimiser/schedule.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { TrainingSession, type Feed } from '../inference/training-session.ts';
import { STATE, type TrainingState } from './checkpoint.ts';

export interface TrainerOptions {
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
  readonly config: SteppingConfig;
}

/** The hyper-parameters that change from step to step. */
export type SteppingConfig = Readonly<
  Record<'learningRate' | 'warmUp' | 'floor' | 'beta1' | 'beta2' | 'averageDecay', number>
>;

/** The step graph's figures: `loss`, `norm` and `loss.<name>`; and the learning rate that was used. */
export type StepFigures = Readonly<Record<string, number>> & {
  readonly loss: number;
  readonly rate: number;
};

export class Trainer {
  readonly #session: TrainingSession;
  readonly #config: SteppingConfig;

  private constructor(session: TrainingSession, config: SteppingConfig) {
    this.#session = session;
    this.#config = config;
  }

  /** `graph`: see `updateByLoss`. */
  static async open(
    graph: Graph,
    state: TrainingState,
    { provider, threads, config }: TrainerOptions,
  ): Promise<Trainer> {
    const session = await TrainingSession.open(writeModel(graph), {
      provider,
      threads,
      state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
    });
    for (const name of STATE) session.set(name, { data: state[name], shape: [state[name].length] });
    return new Trainer(session, config);
  }

  /**
   * Step `step` of `steps`, counted from 0, with what else the graph takes. Throws `training-diverged` where the loss or
   * the gradient is no number any more; its state is then of no use.
   */
  async step(
    step: number,
    steps: number,
    feeds: Readonly<Record<string, Feed>>,
  ): Promise<StepFigures> {
    const { learningRate, warmUp, floor, beta1, beta2, averageDecay: most } = this.#config;
    const schedule = { steps, warmUp: Math.round(warmUp * steps), floor };
    const rate = rateShare(step, schedule) * learningRate;
    const outputs = await this.#session.run({
      ...feeds,
      rate: scalar(rate),
      correction1: scalar(1 - beta1 ** (step + 1)),
      correction2: scalar(1 - beta2 ** (step + 1)),
      averageDecay: scalar(averageDecay(step, most)),
    });
    const figures = Object.fromEntries(
      Object.entries(outputs).map(([name, values]) => [name, values[0] as number]),
    );
    const { loss = NaN, norm = NaN } = figures;
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw new KeepersError('training-diverged', { step: String(step + 1) });
    }
    return { rate, ...figures, loss };
  }

  /** The average of the parameters so far, a vector in the order of the step's layout. */
  average(): Promise<Float32Array> {
    return this.#session.get('average');
  }

  async state(): Promise<TrainingState> {
    const get = (name: (typeof STATE)[number]) => this.#session.get(name);
    return {
      parameters: await get('parameters'),
      firstMoment: await get('firstMoment'),
      secondMoment: await get('secondMoment'),
      average: await get('average'),
    };
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

function scalar(value: number): Feed {
  return { data: Float32Array.of(value), shape: [] };
}
