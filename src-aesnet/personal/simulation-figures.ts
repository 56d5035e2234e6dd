/** What the simulation found, over people. */
import { bootstrap, type Estimate } from '../evaluation/bootstrap.ts';
import { quantile } from '../evaluation/quantile.ts';
import { mean, take } from '../evaluation/values.ts';

/** The rankings that are compared. */
export const HEADS = ['generic', 'anchored', 'unanchored', 'another', 'oracle'] as const;
export type HeadName = (typeof HEADS)[number];

/** One person's pair accuracies after so many ratings, 0 to 1. */
export interface AccuracyFigures extends Readonly<Record<HeadName, number>> {
  /** Whether the gate opened. */
  readonly open?: boolean;
}

export interface PersonFigures {
  readonly at: Record<number, AccuracyFigures>;
  covered?: number;
  boundHolds?: boolean;
}

/** After k ratings. Gains are of `anchored` over `generic` in pair accuracy. */
export interface CountFigures {
  /** Mean over people. */
  readonly accuracy: Readonly<Record<HeadName, Estimate>>;
  /** Share of people whose ranking is better, and whose is worse. */
  readonly better: number;
  readonly worse: number;
  readonly medianGain: number;
  /** The gain of the person who fares worst. */
  readonly worst: number;
  /** Share of people who lose no more than 0.005. */
  readonly hardlyWorse: number;
  /** Share of people whose gate opens; absent where it was not tried. */
  readonly gateOpens?: number;
  /** Bootstrap 95 % intervals, people drawn. */
  readonly intervals: Readonly<
    Record<'better' | 'worse' | 'medianGain' | 'hardlyWorse', { lower: number; upper: number }>
  >;
}

export interface SimulationFigures {
  /** Always true: people are simulated, and no real person's taste was seen. */
  readonly simulation: true;
  readonly people: number;
  readonly pictures: number;
  readonly seed: number;
  /** By the number of ratings. */
  readonly k: Readonly<Record<string, CountFigures>>;
  /** Share of people for whom the bounds of lost keepers hold at all cut-offs together; absent where not tried. */
  readonly falseReject?: { readonly holds: number };
  /** Mean share of photos whose liking lies within the 90 % interval foretold for it. */
  readonly coverage90: number;
}

const HARDLY = 0.005;

export function summariseSimulation(
  people: readonly PersonFigures[],
  pictures: number,
  seed: number,
): SimulationFigures {
  const counts = Object.keys(people[0]?.at ?? {});
  const bounds = people.flatMap(({ boundHolds }) => (boundHolds === undefined ? [] : [boundHolds]));
  return {
    simulation: true,
    people: people.length,
    pictures,
    seed,
    k: Object.fromEntries(
      counts.map((count) => [
        count,
        countFigures(people.map(({ at }) => at[Number(count)] as AccuracyFigures)),
      ]),
    ),
    ...(bounds.length > 0 && { falseReject: { holds: share(bounds) } }),
    coverage90: mean(people.flatMap(({ covered }) => covered ?? [])),
  };
}

function countFigures(of: readonly AccuracyFigures[]): CountFigures {
  const gains = Float64Array.from(of, ({ anchored, generic }) => anchored - generic);
  const estimate = (statistic: (values: Float64Array) => number) =>
    bootstrap(of.length, (rows) => statistic(take(gains, rows)));
  const sharePassing = (passes: (gain: number) => boolean) =>
    estimate((values) => values.filter(passes).length / values.length);
  const figures = {
    better: sharePassing((gain) => gain > 0),
    worse: sharePassing((gain) => gain < 0),
    medianGain: estimate((values) => quantile(values, 0.5)),
    hardlyWorse: sharePassing((gain) => gain >= -HARDLY),
  };
  const gates = of.flatMap(({ open }) => (open === undefined ? [] : [open]));
  const each = <Value>(make: (name: keyof typeof figures) => Value) =>
    Object.fromEntries(
      (Object.keys(figures) as (keyof typeof figures)[]).map((name) => [name, make(name)]),
    ) as Record<keyof typeof figures, Value>;
  return {
    accuracy: Object.fromEntries(
      HEADS.map((name) => {
        const values = Float64Array.from(of, (figure) => figure[name]);
        return [name, bootstrap(of.length, (rows) => mean(take(values, rows)))];
      }),
    ) as Record<HeadName, Estimate>,
    ...each((name) => figures[name].value),
    worst: Math.min(...gains),
    ...(gates.length > 0 && { gateOpens: share(gates) }),
    intervals: each((name) => ({ lower: figures[name].lower, upper: figures[name].upper })),
  };
}

function share(of: readonly boolean[]): number {
  return of.filter(Boolean).length / of.length;
}
