import { Random } from '../random.ts';

/** Which fold every row belongs to. */
export interface Folds {
  readonly count: number;
  /** From 0 to count − 1, one a row. */
  readonly of: Uint32Array;
}

/** Puts `rows` rows into `count` folds at random, as equal in size as can be. */
export function seededFolds(rows: number, count: number, seed: number): Folds {
  requireFolds(count, rows);
  const of = Uint32Array.from({ length: rows }, (_, row) => row % count);
  return { count, of: Random.from(seed).shuffle(of) };
}

/**
 * Keeps rows of one group together (pictures of one session resemble each other): groups in random order, each into
 * the fold that has the fewest rows so far.
 */
export function groupedFolds(groups: readonly string[], count: number, seed: number): Folds {
  const members = Map.groupBy(groups.keys(), (row) => groups[row] as string);
  requireFolds(count, members.size);
  const of = new Uint32Array(groups.length);
  const sizes = new Array<number>(count).fill(0);
  for (const rows of Random.from(seed).shuffle([...members.values()])) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold] = (sizes[fold] as number) + rows.length;
    for (const row of rows) of[row] = fold;
  }
  return { count, of };
}

/** The rows in a fold, ascending. */
export function rowsOfFold({ of }: Folds, fold: number): Uint32Array {
  return Uint32Array.from(of.keys().filter((row) => of[row] === fold));
}

/** The rows outside a fold, ascending. */
export function rowsOutsideFold({ of }: Folds, fold: number): Uint32Array {
  return Uint32Array.from(of.keys().filter((row) => of[row] !== fold));
}

function requireFolds(count: number, available: number): void {
  if (!(count >= 2 && count <= available)) {
    throw new RangeError(`${count} folds cannot be made of ${available}`);
  }
}
