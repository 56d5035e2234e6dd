import { unitRows, type Vectors } from '../linear/unit-rows.ts';

/** The k of METHOD's neighbourhood figure. */
export const NEIGHBOURS = 7;

/**
 * For every picture whether the vote of its `k` nearest others names its class: 1 or 0 a row
 * (leave-one-out, cosine similarity). Of equally near pictures the earlier row comes first; of classes
 * with equally many votes the one with the greater sum of similarities wins, then the one whose nearest
 * picture is nearer. Throws a RangeError for a zero vector, which has no direction, or too few rows.
 */
export function neighbourHits(
  vectors: Vectors,
  classes: readonly string[],
  k: number = NEIGHBOURS,
): Float64Array {
  const count = classes.length;
  if (count <= k) throw new RangeError(`${k} neighbours need more than ${count} pictures`);
  const units = unitRows(vectors, count);
  return Float64Array.from(classes, (own, row) => {
    const nearest = nearestRows(units, vectors.size, row, count, k);
    return vote(nearest, classes) === own ? 1 : 0;
  });
}

interface Neighbour {
  readonly row: number;
  readonly similarity: number;
}

/** The `k` rows other than `row` that are most similar to it, most similar first. */
function nearestRows(
  units: Float64Array,
  size: number,
  row: number,
  count: number,
  k: number,
): Neighbour[] {
  const nearest: Neighbour[] = [];
  for (let other = 0; other < count; other++) {
    if (other === row) continue;
    let similarity = 0;
    for (let i = 0; i < size; i++) {
      similarity += (units[row * size + i] as number) * (units[other * size + i] as number);
    }
    if (nearest.length === k && similarity <= (nearest[k - 1]?.similarity ?? -Infinity)) continue;
    let place = nearest.length;
    while (place > 0 && (nearest[place - 1]?.similarity ?? Infinity) < similarity) place--;
    nearest.splice(place, 0, { row: other, similarity });
    nearest.length = Math.min(nearest.length, k);
  }
  return nearest;
}

function vote(nearest: readonly Neighbour[], classes: readonly string[]): string | undefined {
  const tally = new Map<string, { votes: number; similarity: number }>();
  for (const { row, similarity } of nearest) {
    const name = classes[row] ?? '';
    const sum = tally.get(name) ?? { votes: 0, similarity: 0 };
    tally.set(name, { votes: sum.votes + 1, similarity: sum.similarity + similarity });
  }
  // Sorting keeps the order of equals, and a Map that of insertion: nearest first.
  const [winner] = [...tally].sort(
    ([, a], [, b]) => b.votes - a.votes || b.similarity - a.similarity,
  );
  return winner?.[0];
}
