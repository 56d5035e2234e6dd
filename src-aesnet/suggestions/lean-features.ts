/** What a picture's edges alone say for each turn, as rows of numbers: weighed as learnt from level pictures that were turned. */
import { voteColumns, TURNS, type LineVotes } from './turn-features.ts';

/** Bins of a degree of a histogram of directions, and the one of 0°. */
export const ORIENTATION_BINS = 45;
export const ORIENTATION_MIDDLE = 22;
/** Histograms of a picture. */
export const ORIENTATIONS = 8;

/** Votes of lines, and histograms of directions (src-main/measuring). */
export interface EdgeVotes extends LineVotes {
  readonly orientations: readonly (readonly number[])[];
}

/** Bins on each side of a turn that speak for or against it. */
const REACH = 6;
const VOTES = 8;
const WINDOW = 2 * REACH + 1;
export const LEAN_FEATURES = VOTES + 2 * ORIENTATIONS * WINDOW;
/** Shares of a picture that count as some. */
const SOME = 0.02;
const MANY = 0.01;

/** TURNS.length × LEAN_FEATURES numbers, row by row. */
export function leanFeatures(votes: EdgeVotes): Float64Array {
  const columns = voteColumns(votes);
  const histograms = votes.orientations.flatMap((bins) => {
    const near = bins.slice(ORIENTATION_MIDDLE - 10, ORIENTATION_MIDDLE + 11);
    const most = Math.max(...near) + MANY;
    return [bins.map((value) => Math.log1p(value / SOME)), bins.map((value) => value / most)];
  });
  return Float64Array.from(
    TURNS.flatMap((turn, row) => [
      ...columns.map((column) => column[row] as number),
      ...histograms.flatMap((bins) =>
        Array.from({ length: WINDOW }, (_, at) => {
          // What is to be turned clockwise leans the other way.
          const bin = ORIENTATION_MIDDLE - (turn + at - REACH);
          return bins[Math.min(bins.length - 1, Math.max(0, bin))] as number;
        }),
      ),
    ]),
  );
}
