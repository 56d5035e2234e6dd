import { midranks } from './ranks.ts';
import { requireSameLength, type Values } from './values.ts';

/** How pairs are chosen. */
export interface PairOptions {
  /** Pairs whose labels differ by less than this are left out, in label units. */
  readonly minimumGap?: number;
}

/**
 * The share of pairs, 0 to 1, that `scores` orders as `labels` does. Pairs with equal labels are left
 * out; a pair with equal scores counts half. NaN where no pair is left.
 *
 * Pictures are added to a Fenwick tree over score ranks in the order of their labels, so it takes
 * O(N log N) rather than O(N²): the bootstrap counts a million pairs a thousand times.
 */
export function pairAccuracy(scores: Values, labels: Values, options: PairOptions = {}): number {
  requireSameLength(scores, labels);
  const gap = options.minimumGap ?? 0;
  const ranks = midranks(scores);
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i).sort(
    (i, j) => (labels[i] as number) - (labels[j] as number),
  );
  const tree = new CountTree(2 * labels.length);
  let added = 0;
  let pairs = 0;
  let right = 0;
  for (const better of order) {
    const label = labels[better] as number;
    for (; added < order.length; added++) {
      const worse = order[added] as number;
      const difference = label - (labels[worse] as number);
      if (!(difference > 0 && difference >= gap)) break;
      tree.add(slot(ranks[worse] as number));
    }
    const at = slot(ranks[better] as number);
    const below = tree.countUpTo(at - 1);
    const equal = tree.countUpTo(at) - below;
    pairs += added;
    right += below + equal / 2;
  }
  return right / pairs;
}

/** Midranks are halves of whole numbers: twice a rank is its place in the tree. */
function slot(rank: number): number {
  return Math.round(2 * rank);
}

/** Counts in places 1 to `size` with sums of prefixes in O(log size) (Fenwick 1994). */
class CountTree {
  readonly #counts: Uint32Array;

  constructor(size: number) {
    this.#counts = new Uint32Array(size + 1);
  }

  add(place: number): void {
    for (let at = place; at < this.#counts.length; at += at & -at) {
      this.#counts[at] = (this.#counts[at] as number) + 1;
    }
  }

  countUpTo(place: number): number {
    let sum = 0;
    for (let at = place; at > 0; at -= at & -at) sum += this.#counts[at] as number;
    return sum;
  }
}
