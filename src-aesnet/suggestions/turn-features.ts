/** What speaks for each turn from −10° to 10°, none among them, as rows of numbers. */
import { SCORED } from '../../src-shared/attribute.ts';
import type { TrialAnswer } from './answers.ts';
import { WIDEST_TURN } from './trials.ts';

/** Votes of lines for each whole tilt from −10° to 10° (src-main/measuring). */
export interface LineVotes {
  readonly upright: readonly number[];
  readonly level: readonly number[];
  readonly crossing: readonly number[];
}

/** Degrees clockwise, in the order of the rows. */
export const TURNS: readonly number[] = Array.from(
  { length: 2 * WIDEST_TURN + 1 },
  (_, at) => at - WIDEST_TURN,
);
export const TURN_FEATURES = 12;
/** The last is what the network for turns says (`withToldTurns`). */
export const WEIGHED_FEATURES = TURN_FEATURES + 1;

/** Scores by which a model sees that a photo leans. */
const SEEN_IN = ['aesthetic', 'composition'] as const;
/** Width of the Gaussian, in degrees, over which neighbouring turns are averaged. */
const SMOOTH = 1.5;
/** Votes that count as some. */
const SOME = 0.1;
const MANY = 0.2;
const LEAST_CHANCE = 1e-4;

/** TURNS.length × TURN_FEATURES numbers, row by row. */
export function turnFeatures(trials: readonly TrialAnswer[], votes: LineVotes): Float64Array {
  const columns: number[][] = [];
  for (const name of SEEN_IN) {
    const profile = profileOf(trials, SCORED.indexOf(name));
    columns.push(profile, smoothed(profile));
  }
  columns.push(...voteColumns(votes));
  return Float64Array.from(
    TURNS.flatMap((_, row) => columns.map((column) => column[row] as number)),
  );
}

/** TURNS.length × WEIGHED_FEATURES numbers: each row of `turnFeatures` with the logarithm of the chance that the network gives its turn. */
export function withToldTurns(features: ArrayLike<number>, told: Float64Array): Float64Array {
  return Float64Array.from(
    TURNS.flatMap((_, row) => [
      ...Array.from(
        { length: TURN_FEATURES },
        (_each, at) => features[row * TURN_FEATURES + at] as number,
      ),
      Math.log(Math.max(LEAST_CHANCE, told[row] as number)),
    ]),
  );
}

/** What lines say for each turn, by kind of evidence. */
export function voteColumns(votes: LineVotes): number[][] {
  const { upright, level, crossing } = votes;
  const logs = (of: readonly number[]) => of.map((value) => Math.log1p(value / SOME));
  const shares = (of: readonly number[]) => of.map((value) => value / (Math.max(...of) + MANY));
  const levelLogs = logs(level);
  return [
    logs(upright),
    levelLogs,
    levelLogs.map((value, at) => value * (crossing[at] ?? 0)),
    shares(upright),
    shares(level),
    upright.map((value, at) => Math.min(value, level[at] ?? 0)),
    TURNS.map((degrees) => (degrees === 0 ? 1 : 0)),
    TURNS.map((degrees) => Math.abs(degrees) / WIDEST_TURN),
  ];
}

/** Gains in one score of all whole turns; none gains nothing. */
function profileOf(trials: readonly TrialAnswer[], column: number): number[] {
  const gains = new Map(
    trials.flatMap(({ trial: { edit, amount }, gains: all }) =>
      edit === 'straighten' ? [[amount as number, all[column] as number] as const] : [],
    ),
  );
  return TURNS.map((degrees) => gains.get(degrees) ?? 0);
}

/** Beyond its ends a profile goes on as its ends. */
function smoothed(profile: readonly number[]): number[] {
  const reach = Math.ceil(3 * SMOOTH);
  return profile.map((_, at) => {
    let sum = 0;
    let weights = 0;
    for (let by = -reach; by <= reach; by++) {
      const weight = Math.exp(-0.5 * (by / SMOOTH) ** 2);
      const from = Math.min(profile.length - 1, Math.max(0, at + by));
      sum += weight * (profile[from] as number);
      weights += weight;
    }
    return sum / weights;
  });
}
