/** The multi-attribute contrastive loss by its formulas, number by number. */
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { mean, rowsOf, shares } from './loss-check.ts';

/** Images and texts [K, N, D], targets and mask [K, N, N]. */
export type Contrasted = Readonly<Record<'images' | 'texts' | 'targets' | 'mask', Array64>>;

/** What can be got wrong. */
export interface ContrastMistakes {
  readonly sign?: -1;
  /** The mask is not looked at. */
  readonly maskless?: boolean;
  /** What is masked stays in the softmax, as a negative. */
  readonly negatives?: boolean;
  readonly targetsTurned?: boolean;
  readonly maskTurned?: boolean;
  readonly sidesExchanged?: boolean;
  readonly oneWay?: boolean;
  /** Means over all rows, whether they count or not. */
  readonly overAll?: boolean;
  /** Dot products instead of cosines. */
  readonly lengths?: boolean;
  /** Targets are not divided by their sum. */
  readonly unnormalised?: boolean;
}

/** L_MAC: the mean over the attributes in which anything can be compared. */
export function contrastByHand(
  given: Contrasted,
  temperature: number,
  mistakes: ContrastMistakes = {},
): number {
  const attributes = Array.from({ length: given.images.shape[0] ?? 0 }, (_, k) =>
    attributeByHand(given, k, temperature, mistakes),
  );
  return mean(attributes.filter((loss) => loss !== undefined));
}

/** L_k; undefined where nothing can be compared. */
export function attributeByHand(
  given: Contrasted,
  k: number,
  temperature: number,
  mistakes: ContrastMistakes = {},
): number | undefined {
  const [a, b, asked, allowed] = [given.images, given.texts, given.targets, given.mask].map(
    (values) => attribute(values, k),
  ) as [number[][], number[][], number[][], number[][]];
  const [z, u] = mistakes.sidesExchanged ? [b, a] : [a, b];
  const mask = mistakes.maskTurned ? turned(allowed) : allowed;
  const scores = z.map((left) =>
    u.map((right) => {
      const dot = left.reduce((sum, value, d) => sum + value * (right[d] ?? NaN), 0);
      const lengths = mistakes.lengths ? 1 : Math.hypot(...left) * Math.hypot(...right);
      return ((mistakes.sign ?? 1) * dot) / lengths / temperature;
    }),
  );
  const targets = (mistakes.targetsTurned ? turned(asked) : asked).map((row, i) =>
    row.map((target, j) => (mistakes.maskless ? target : target * (mask[i]?.[j] ?? NaN))),
  );
  const byImage = direction(scores, targets, mask, mistakes);
  const byText = direction(turned(scores), turned(targets), turned(mask), mistakes);
  if (byImage === undefined || byText === undefined) return undefined;
  return mistakes.oneWay ? byImage : (byImage + byText) / 2;
}

/** The mean cross-entropy of the rows that have a target. */
function direction(
  scores: readonly number[][],
  targets: readonly number[][],
  mask: readonly number[][],
  mistakes: ContrastMistakes,
): number | undefined {
  const rows = targets.flatMap((target, i) => {
    const all = target.reduce((sum, value) => sum + value, 0);
    if (all === 0) return mistakes.overAll ? [0] : [];
    const found = shares(
      (scores[i] ?? []).map((score, j) =>
        mask[i]?.[j] === 0 && !mistakes.negatives && !mistakes.maskless ? -Infinity : score,
      ),
    );
    return target.reduce((sum, value, j) => {
      const share = mistakes.unnormalised ? value : value / all;
      return value === 0 ? sum : sum - share * Math.log(found[j] ?? NaN);
    }, 0);
  });
  return rows.length === 0 ? undefined : mean(rows);
}

function attribute({ shape, data }: Array64, k: number): number[][] {
  const size = data.length / (shape[0] ?? 1);
  return rowsOf({ shape: shape.slice(1), data: data.slice(k * size, (k + 1) * size) });
}

function turned(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? NaN));
}
