/** The part of a model that learns one person's taste, on an execution provider. */
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { averageDecay, rateShare } from '../../../src-aesnet/optimiser/schedule.ts';
import {
  buildStageInputs,
  buildTasteLevels,
  buildTasteStep,
  tasteInput,
  tasteLayout,
  type Depth,
  type GeneralValues,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { TrainingSession, type Feed } from '../../inference/training-session.ts';

export interface TasteNetworkOptions {
  readonly depth: Depth;
  /** Parameters of the model that is fine-tuned, by their names. */
  readonly general: GeneralValues;
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
}

/** Pairs a step. */
const PAIRS = 16;
const BATCH = 32;
const SIDE = 224;
/** The optimiser's arrays. */
export const STATE = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;
/**
 * The head alone may move further than a stage that others read, too: of 3e-5, 1e-4 and 3e-4 the second took the last stage
 * furthest on a planted preference that the closed form has no feature for. Decay draws towards the general network.
 */
const RATES: Readonly<Record<Depth, number>> = { head: 2e-4, stage: 1e-4 };
const UPDATE = {
  optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3 },
  headRate: 3,
  decay: 1,
} as const;
const SCHEDULE = { warmUp: 10, floor: 0.1, averageDecay: 0.9 } as const;

/** What the last stage takes for pictures, [N, …`tasteInput`]; what the head takes are features that have been computed already. */
export class StageInputs {
  readonly #session: TrainingSession;

  private constructor(session: TrainingSession) {
    this.#session = session;
  }

  static async open(options: Omit<TasteNetworkOptions, 'depth'>): Promise<StageInputs> {
    const { general, provider, threads } = options;
    const graph = buildStageInputs(general);
    return new StageInputs(await TrainingSession.open(writeModel(graph), { provider, threads }));
  }

  /** `pictures`: RGB bytes of 224 × 224 × 3 each, as the decoder gives them. */
  async of(
    pictures: readonly Uint8Array[],
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Float32Array> {
    const size = sizeOf('stage');
    const inputs = new Float32Array(pictures.length * size);
    for (let start = 0; start < pictures.length; start += BATCH) {
      const some = pictures.slice(start, start + BATCH);
      const { x } = await this.#session.run({
        pictures: { data: joined(some), shape: [some.length, SIDE, SIDE, 3] },
      });
      inputs.set(x as Float32Array, start * size);
      onProgress(start + some.length);
    }
    return inputs;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** Levels [N], in SDs, of photos by their inputs. */
export class TasteLevels {
  readonly #session: TrainingSession;
  readonly #depth: Depth;

  private constructor(session: TrainingSession, depth: Depth) {
    this.#session = session;
    this.#depth = depth;
  }

  static async open(options: TasteNetworkOptions): Promise<TasteLevels> {
    const { depth, general, provider, threads } = options;
    const graph = buildTasteLevels(depth, general);
    const session = await TrainingSession.open(writeModel(graph), { provider, threads });
    return new TasteLevels(session, depth);
  }

  async of(inputs: Float32Array, departures: Float32Array): Promise<Float32Array> {
    const size = sizeOf(this.#depth);
    const count = inputs.length / size;
    const levels = new Float32Array(count);
    for (let start = 0; start < count; start += BATCH) {
      const rows = Math.min(BATCH, count - start);
      const { level } = await this.#session.run({
        x: {
          data: inputs.subarray(start * size, (start + rows) * size),
          shape: [rows, ...tasteInput(this.#depth)],
        },
        departures: { data: departures, shape: [departures.length] },
      });
      levels.set(level as Float32Array, start);
    }
    return levels;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

export type TasteState = Readonly<Record<(typeof STATE)[number], Float32Array>>;

export interface TasteTrainingOptions extends TasteNetworkOptions {
  readonly inputs: Float32Array;
  /** By place in `inputs`: what is added to the network's score, in points. */
  readonly offsets: ArrayLike<number>;
  /** Points that the score rises by with 1 at the head, and s. */
  readonly deviation: number;
  readonly scale: number;
  /** Of the whole schedule, and after how many of them it ends. */
  readonly steps: number;
  readonly until: number;
  /** Where an interrupted training had got to: it goes on as if it had not been. */
  readonly from?: { readonly step: number; readonly state: TasteState };
  /** The places of pair `at` of step `step`: the preferred photo's first. */
  pairAt(step: number, at: number): readonly [number, number];
  onStep(steps: number): void;
  /** After how many steps `onLook` is called, with copies of the optimiser's arrays; `average` are the departures. */
  isLook(step: number): boolean;
  onLook(step: number, state: TasteState): Promise<void>;
}

/** Fits the departures to pairs. Throws `provider-failed`, or `training-diverged` where the loss is no number any more. */
export async function trainTaste(options: TasteTrainingOptions): Promise<void> {
  const { depth, general, provider, threads, deviation, scale, steps, until } = options;
  const { inputs, offsets, from, pairAt, onStep, isLook, onLook } = options;
  const settings = { ...UPDATE, depth, general, pairs: PAIRS, deviation, scale };
  const session = await TrainingSession.open(writeModel(buildTasteStep(settings)), {
    ...{ provider, threads },
    state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
  });
  const length = tasteLayout(depth).size;
  const size = sizeOf(depth);
  try {
    for (const name of STATE) {
      session.set(name, {
        data: from?.state[name] ?? new Float32Array(length),
        shape: [length],
      });
    }
    const x = new Float32Array(2 * PAIRS * size);
    const offset = new Float32Array(2 * PAIRS);
    for (let step = from?.step ?? 0; step < until; step++) {
      for (let at = 0; at < PAIRS; at++) {
        for (const [side, place] of pairAt(step, at).entries()) {
          const row = side * PAIRS + at;
          x.set(inputs.subarray(place * size, (place + 1) * size), row * size);
          offset[row] = offsets[place] as number;
        }
      }
      const { loss } = await session.run({
        x: { data: x, shape: [2 * PAIRS, ...tasteInput(depth)] },
        offset: { data: offset, shape: [2 * PAIRS, 1] },
        ...ratesOf(depth, step, steps),
      });
      if (!Number.isFinite(loss?.[0])) {
        throw new KeepersError('training-diverged', { step: String(step + 1) });
      }
      onStep(step + 1);
      if (isLook(step + 1)) await onLook(step + 1, await stateOf(session));
    }
  } finally {
    await session.close();
  }
}

async function stateOf(session: TrainingSession): Promise<TasteState> {
  const [parameters, firstMoment, secondMoment, average] = await Promise.all(
    STATE.map(async (name) => (await session.get(name)).slice()),
  );
  return { parameters, firstMoment, secondMoment, average } as TasteState;
}

function ratesOf(depth: Depth, step: number, steps: number): Record<string, Feed> {
  const { beta1, beta2 } = UPDATE.optimiser;
  const scalar = (value: number): Feed => ({ data: Float32Array.of(value), shape: [] });
  const { warmUp, floor, averageDecay: most } = SCHEDULE;
  return {
    rate: scalar(RATES[depth] * rateShare(step, { steps, warmUp, floor })),
    correction1: scalar(1 - beta1 ** (step + 1)),
    correction2: scalar(1 - beta2 ** (step + 1)),
    averageDecay: scalar(averageDecay(step, most)),
  };
}

function sizeOf(depth: Depth): number {
  return tasteInput(depth).reduce((product, length) => product * length, 1);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
