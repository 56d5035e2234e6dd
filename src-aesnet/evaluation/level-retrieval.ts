import type { Random } from '../random.ts';
import { bootstrap, type BootstrapOptions, type Estimate } from './bootstrap.ts';
import { srcc } from './correlation.ts';
import { mean, take } from './values.ts';

/** Vectors of unit length, one after another. */
export interface UnitVectors {
  readonly values: Float32Array;
  /** Of each vector. */
  readonly size: number;
}

export interface LevelQuery {
  /** The pictures in one attribute space. */
  readonly pictures: UnitVectors;
  /** For each level, from lowest to highest: several wordings in the same space. */
  readonly wordings: readonly UnitVectors[];
  /** The right level of each picture, by its index. */
  readonly levels: readonly number[];
  /** What the levels were made from, such as ratings. */
  readonly values: ArrayLike<number>;
}

/** How well sentences find the level of a picture. */
export interface LevelRetrieval {
  readonly pictures: number;
  /** Share of pictures whose found level is the right one or next to it, and the right one. */
  readonly withinOne: Estimate;
  readonly exact: Estimate;
  /** The same shares for one answer to all pictures, the level that does best: what a model that sees nothing gets. */
  readonly blindWithinOne: number;
  readonly blindExact: number;
  /** Mean cosine of a sentence of the lowest level and one of the highest, and of two pictures: near 1 a side has collapsed. */
  readonly sentencesAlike: number;
  readonly picturesAlike: number;
  /** SRCC of the found level, averaged over draws, with the values. */
  readonly srcc: Estimate;
}

/** Draws of one wording a level. Enough that the choice of wordings moves a share by less than its interval does. */
const DRAWS = 32;

/**
 * Among one sentence a level the one closest to each picture is found (cosine), again and again with other wordings, drawn from
 * `random`. A picture counts with its mean over the draws; intervals are over pictures.
 */
export function levelRetrieval(
  { pictures, wordings, levels, values }: LevelQuery,
  random: Random,
  options?: BootstrapOptions,
): LevelRetrieval {
  const count = levels.length;
  const cosines = wordings.map((of) => cosinesWith(pictures, of));
  const withinOne = new Float64Array(count);
  const exact = new Float64Array(count);
  const found = new Float64Array(count);
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = cosines.map((of) => of[random.integer(of.length)] as Float64Array);
    for (let row = 0; row < count; row++) {
      const level = highest(drawn, row);
      const missed = Math.abs(level - (levels[row] as number));
      if (missed <= 1) withinOne[row] = (withinOne[row] as number) + 1 / DRAWS;
      if (missed === 0) exact[row] = (exact[row] as number) + 1 / DRAWS;
      found[row] = (found[row] as number) + level / DRAWS;
    }
  }
  const share = (of: Float64Array) => bootstrap(count, (rows) => mean(take(of, rows)), options);
  const blind = (most: number) =>
    Math.max(
      ...wordings.map(
        (_, answer) => levels.filter((level) => Math.abs(level - answer) <= most).length / count,
      ),
    );
  return {
    pictures: count,
    withinOne: share(withinOne),
    exact: share(exact),
    blindWithinOne: blind(1),
    blindExact: blind(0),
    sentencesAlike: dot(sumOf(wordings[0]), sumOf(wordings.at(-1))) / pairs(wordings),
    picturesAlike: (dot(sumOf(pictures), sumOf(pictures)) - count) / (count * (count - 1)),
    srcc: bootstrap(count, (rows) => srcc(take(found, rows), take(values, rows)), options),
  };
}

/** How many pairs of a lowest and a highest wording there are. */
function pairs(wordings: readonly UnitVectors[]): number {
  const countOf = (of: UnitVectors | undefined) =>
    of === undefined ? 0 : of.values.length / of.size;
  return countOf(wordings[0]) * countOf(wordings.at(-1));
}

/** The sum of vectors: the cosine of two groups' sums is that of all their pairs, added up. */
function sumOf(vectors: UnitVectors | undefined): Float64Array {
  const { values = new Float32Array(), size = 0 } = vectors ?? {};
  const sum = new Float64Array(size);
  for (let at = 0; at < values.length; at++) {
    sum[at % size] = (sum[at % size] as number) + (values[at] as number);
  }
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
}

/** The level whose sentence is closest to picture `row`. */
function highest(drawn: readonly Float64Array[], row: number): number {
  let best = 0;
  for (const [level, cosines] of drawn.entries()) {
    if ((cosines[row] as number) > (drawn[best]?.[row] as number)) best = level;
  }
  return best;
}

/** Of each of `others`, its cosine with every vector. Throws a RangeError for vectors of another size. */
export function cosinesWith(vectors: UnitVectors, others: UnitVectors): Float64Array[] {
  const { size, values } = vectors;
  if (others.size !== size) {
    throw new RangeError(`expected vectors of ${size} values, received ${others.size}`);
  }
  const count = values.length / size;
  return Array.from({ length: others.values.length / size }, (_, at) => {
    const other = others.values.subarray(at * size, (at + 1) * size);
    return Float64Array.from({ length: count }, (__, row) => {
      let sum = 0;
      for (let i = 0; i < size; i++) {
        sum += (values[row * size + i] as number) * (other[i] as number);
      }
      return sum;
    });
  });
}
