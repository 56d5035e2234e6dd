/** Decisions as sums of log σ(z), each z linear in what is to be found. */
import { photosOf, type Decision } from './decisions.ts';
import type { TasteTable } from './taste-basis.ts';

/** No cut-off, or none of a shoot's own. */
export const NONE = -1;

/**
 * All decisions of a person, ready for fitting.
 *
 * Every decision is one or two terms log σ(z), z = sign · ((offset + w·x)/s − cutOff − shoot): a pair has x = φᵢ − φⱼ and
 * no cut-off; a flag the person's cut-off and what its shoot adds to it; stars at level ℓ a term above the threshold below
 * them and one under the threshold above, because
 *
 *     σ(b − η) − σ(a − η) = σ(b − η) · σ(η − a) · (1 − e^(a − b)),
 *
 * whose last factor does not depend on the photo and is counted in `gaps`.
 */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** Row-major [rows, columns]. */
  readonly x: Float64Array;
  readonly offset: Float64Array;
  /** Two terms a row: 1, −1, or 0 for a term that is not there. */
  readonly signs: Int8Array;
  /** The cut-off of each term: thresholds of stars from 0, then that of flags; or NONE. */
  readonly cutOffs: Int32Array;
  /** The shoot of each row, or NONE. */
  readonly shoots: Int32Array;
  /** Thresholds between levels of stars that occur, ascending. */
  readonly thresholds: number;
  /** Levels below each threshold, as shares of all stars: where Newton starts. */
  readonly sharesBelow: Float64Array;
  /** Decisions between threshold i and the next one. */
  readonly gaps: Float64Array;
  /** Whether there is a cut-off of flags, after the thresholds. */
  readonly flags: boolean;
  readonly shootCount: number;
}

/**
 * Stars of a single level and flags of a single kind say nothing of taste, since the person's thresholds are free: they
 * make no rows. Levels that the person never gave have no threshold. Throws a RangeError for a photo that is not in the
 * table, and for stars that are no whole number from 1 to 5.
 */
export function designOf(table: TasteTable, decisions: readonly Decision[]): Design {
  for (const decision of decisions) requireKnown(table, decision);
  const levels = [...new Set(decisions.flatMap((d) => (d.kind === 'stars' ? [d.stars] : [])))];
  levels.sort((a, b) => a - b);
  const kinds = new Set(decisions.flatMap((d) => (d.kind === 'flag' ? [d.flag] : [])));
  const used = decisions.filter(
    ({ kind }) => kind === 'pair' || (kind === 'stars' ? levels.length > 1 : kinds.size > 1),
  );
  const thresholds = Math.max(0, levels.length - 1);
  const counts = levels.map(
    (level) => used.filter((d) => d.kind === 'stars' && d.stars === level).length,
  );
  const stars = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const sharesBelow = Float64Array.from({ length: thresholds }, (_, at) => {
    below += counts[at] as number;
    return below / stars;
  });
  const { columns } = table.features;
  const design = {
    rows: used.length,
    columns,
    x: new Float64Array(used.length * columns),
    offset: new Float64Array(used.length),
    signs: new Int8Array(2 * used.length),
    cutOffs: new Int32Array(2 * used.length).fill(NONE),
    shoots: new Int32Array(used.length).fill(NONE),
    thresholds,
    sharesBelow,
    gaps: Float64Array.from(counts.slice(1, -1)),
    flags: kinds.size > 1,
    shootCount: 0,
  };
  const shoots = new Map<string, number>();
  for (const [row, decision] of used.entries()) {
    switch (decision.kind) {
      case 'stars': {
        add(table, decision.photo, design, row, 1);
        const level = levels.indexOf(decision.stars);
        if (level > 0) term(design, 2 * row, 1, level - 1);
        if (level < thresholds) term(design, 2 * row + 1, -1, level);
        break;
      }
      case 'flag': {
        add(table, decision.photo, design, row, 1);
        term(design, 2 * row, decision.flag === 'pick' ? 1 : -1, thresholds);
        const shoot = shoots.get(decision.shoot) ?? shoots.size;
        shoots.set(decision.shoot, shoot);
        design.shoots[row] = shoot;
        break;
      }
      case 'pair':
        add(table, decision.better, design, row, 1);
        add(table, decision.worse, design, row, -1);
        term(design, 2 * row, 1, NONE);
    }
  }
  return { ...design, shootCount: shoots.size };
}

function requireKnown({ score }: TasteTable, decision: Decision): void {
  for (const photo of photosOf(decision)) {
    if (!(photo in score)) throw new RangeError(`there is no photo ${photo}`);
  }
  if (decision.kind !== 'stars') return;
  const { stars } = decision;
  if (!(Number.isInteger(stars) && stars >= 1 && stars <= 5)) {
    throw new RangeError(`${stars} stars are no decision`);
  }
}

function add(table: TasteTable, photo: number, design: Design, row: number, sign: number): void {
  const { x, offset } = design;
  const { values, columns } = table.features;
  offset[row] = (offset[row] as number) + sign * (table.score[photo] as number);
  for (let c = 0; c < columns; c++) {
    const at = row * columns + c;
    x[at] = (x[at] as number) + sign * (values[photo * columns + c] as number);
  }
}

function term({ signs, cutOffs }: Design, at: number, sign: number, cutOff: number): void {
  signs[at] = sign;
  cutOffs[at] = cutOff;
}
