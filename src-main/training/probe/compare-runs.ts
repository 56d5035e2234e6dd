/** Runs of several methods, each with some seeds, beside each other. */
import { mean } from '../../../src-aesnet/evaluation/values.ts';
import { formatTable } from '../evaluate/table.ts';
import type { ProbeFigures } from './probe-network.ts';

export interface ProbedRun {
  /** Runs of one method that differ by their seed have one name. */
  readonly name: string;
  readonly checkpoint: string;
  readonly figures: ProbeFigures;
}

type Figure = keyof ProbeFigures;

export interface Difference {
  readonly value: number;
  /** Half of the width of its 95 % interval; absent with less than two seeds on a side. */
  readonly half?: number;
}

/** 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom. */
const T_QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Mean of `values` less mean of `against`: two-sample t interval with one variance for both, over seeds alone. */
export function difference(values: readonly number[], against: readonly number[]): Difference {
  const value = mean(values) - mean(against);
  if (values.length < 2 || against.length < 2) return { value };
  const freedom = values.length + against.length - 2;
  const t = T_QUANTILES[Math.min(freedom, T_QUANTILES.length) - 1] as number;
  const pooled = (squares(values) + squares(against)) / freedom;
  return { value, half: t * Math.sqrt(pooled * (1 / values.length + 1 / against.length)) };
}

function squares(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

const COLUMNS: Readonly<Record<Figure, string>> = {
  srcc: 'SRCC',
  residuals300: 'residuals, 300',
  residuals3000: 'residuals, 3,000',
  movesMost: 'moves most',
  cleanAboveStrong: 'clean over strong',
  neighbours: 'neighbours, v',
  contentNeighbours: 'content',
  personal: 'personal, 50',
  personalGain: 'its gain',
  spacesAlike: 'spaces alike',
};

/** A table: a method a row, its mean over seeds, and from the second on by how much it differs from the first one's. */
export function comparisonText(runs: readonly ProbedRun[]): string {
  const figures = (Object.keys(COLUMNS) as Figure[]).filter((figure) =>
    runs.every(({ figures: of }) => of[figure] !== undefined),
  );
  const methods = [...Map.groupBy(runs, ({ name }) => name)];
  const valuesOf = (of: readonly ProbedRun[] | undefined, figure: Figure) =>
    (of ?? []).flatMap(({ figures: values }) => values[figure] ?? []);
  const first = methods[0]?.[1];
  const rows = methods.flatMap(([name, own], index) => {
    const means = figures.map((figure) => mean(valuesOf(own, figure)).toFixed(3));
    const row = [name, String(own.length), ...means];
    if (index === 0) return [row];
    const differences = figures.map((figure) =>
      differenceText(difference(valuesOf(own, figure), valuesOf(first, figure))),
    );
    return [row, ['  difference', '', ...differences]];
  });
  return formatTable(['', 'seeds', ...figures.map((figure) => COLUMNS[figure])], rows);
}

function differenceText({ value, half }: Difference): string {
  const signed = `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  return half === undefined ? signed : `${signed} ± ${half.toFixed(3)}`;
}
