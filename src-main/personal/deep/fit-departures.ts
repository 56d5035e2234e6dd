/** Fitting a network's departures to pairs that a person told apart, on top of the closed form. */
import type { PersonalModel } from '../../../src-aesnet/personal/fit-person.ts';
import { personalScores } from '../../../src-aesnet/personal/personal-score.ts';
import type { PreferredPair } from '../../../src-aesnet/personal/preferred-pairs.ts';
import type { TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { tasteLayout, type Depth } from '../../../src-aesnet/training/taste-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { DeepProgress } from './deep-progress.ts';
import { TasteLevels, trainTaste, type TasteNetworkOptions } from './taste-network.ts';

/**
 * Steps of a whole training, and after how many of them a network is looked at each time. The head's take milliseconds: on a
 * planted preference that the closed form has no feature for it foretold more until the last of 1,000.
 */
export const SCHEDULES: Readonly<
  Record<Depth, { readonly steps: number; readonly every: number }>
> = { head: { steps: 1200, every: 100 }, stage: { steps: 120, every: 20 } };

/** The steps after which a network is looked at. */
export function looksOf(depth: Depth): number[] {
  const { steps, every } = SCHEDULES[depth];
  return Array.from({ length: steps / every }, (_, at) => (at + 1) * every);
}

export interface FitOptions extends TasteNetworkOptions {
  /** Rows of the table, and what the network takes for each of them, in their order. */
  readonly photos: readonly number[];
  readonly inputs: Float32Array;
  readonly pairs: readonly PreferredPair[];
  readonly seed: number;
  /** The look after which it ends; the schedule is that of all steps. Default: the last. */
  readonly until?: number;
  /** Where an interrupted training of this name is kept, to go on there. */
  readonly progress: DeepProgress;
  readonly key: string;
  /** Steps that have been taken. */
  onStep(steps: number): void;
}

export interface FittedDepartures {
  readonly departures: Float32Array;
  /** Points that the score rises by with 1 at the head. */
  readonly deviation: number;
  /** What the network adds to each photo's score after each look, points; in the order of `photos`. */
  readonly added: readonly (readonly number[])[];
}

/** Throws `provider-failed`, `training-diverged`, or `deep-unsupported` where the head does not give the table's scores. */
export async function fitDepartures(
  table: TasteTable,
  model: PersonalModel,
  options: FitOptions,
): Promise<FittedDepartures> {
  const { depth, photos, inputs, pairs, seed, progress, key, onStep } = options;
  const { steps, every } = SCHEDULES[depth];
  const { until = steps } = options;
  const placeOf = new Map(photos.map((photo, place) => [photo, place]));
  const levels = await TasteLevels.open(options);
  try {
    let departures: Float32Array = new Float32Array(tasteLayout(depth).size);
    const before = await levels.of(inputs, departures);
    const deviation = deviationOf(
      before,
      photos.map((photo) => table.score[photo] as number),
    );
    // The closed-form model's score less what the network says by itself: with no departure the sum is that model's.
    const own = personalScores(table, model);
    const offsets = photos.map(
      (photo, place) => (own[photo] as number) - deviation * (before[place] as number),
    );
    const from = await progress.underWay(key);
    const added = from === undefined ? [] : [...from.added];
    if (from !== undefined) departures = from.state.average;
    await trainTaste({
      ...options,
      ...{ offsets, deviation, scale: model.scale, steps, until },
      ...(from !== undefined && { from }),
      pairAt: (step, at) => {
        const { better, worse } = Random.from(seed, step, at).pick(pairs);
        return [placeOf.get(better) as number, placeOf.get(worse) as number];
      },
      onStep,
      isLook: (step) => step % every === 0,
      onLook: async (step, state) => {
        departures = state.average;
        const after = await levels.of(inputs, departures);
        added.push(
          Array.from(after, (level, place) => deviation * (level - (before[place] as number))),
        );
        if (step < until) await progress.keepUnderWay(key, { step, added, state });
      },
    });
    return { departures, deviation, added };
  } finally {
    await levels.close();
  }
}

/**
 * The share of the variance of the scores that the line has to explain. A network that also tells ratings from its other blocks bends away
 * from what its head on v says by itself; features of another network, or of other photos, explain next to nothing.
 */
const LEAST_FIT = 0.5;

/** Points a unit of the head's levels: the ratio of their deviations, which is the line's slope where it explains all. */
function deviationOf(levels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const count = levels.length;
  const mean = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / count;
  const [x, y] = [mean(levels), mean(scores)];
  let [up, across, down] = [0, 0, 0];
  for (let row = 0; row < count; row++) {
    const away = (levels[row] as number) - x;
    const high = (scores[row] as number) - y;
    up += away * high;
    across += away * away;
    down += high * high;
  }
  if (!(up > 0 && up * up >= LEAST_FIT * across * down)) {
    throw new KeepersError(
      'deep-unsupported',
      {},
      { cause: 'the head does not give these scores' },
    );
  }
  return Math.sqrt(down / across);
}
