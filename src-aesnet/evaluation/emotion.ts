import { auc } from './auc.ts';
import { bootstrap, type BootstrapOptions, type Estimate } from './bootstrap.ts';
import { jensenShannon } from './jensen-shannon.ts';
import { meanShares, rowsOf, topClass, type ShareTable } from './shares.ts';
import { columnOf, mean, requireSameLength, take, type Values } from './values.ts';

/** From this share of the votes on, an emotion counts as present. */
export const PRESENT_SHARE = 0.25;

/** How well predicted emotion shares agree with people's. */
export interface EmotionFigures {
  /** 1 − mean JSD(model) / mean JSD(base): 0 says no more than the base rate, 1 all. */
  readonly skill: Estimate;
  /** Share of pictures whose first predicted class is among people's first (equal votes share the place). */
  readonly top1: Estimate;
  /** The same for always naming the class that is most often first. */
  readonly majority: number;
  /** One a class, in the table's order. */
  readonly classes: readonly PresenceFigures[];
}

/** How well an emotion's predicted share tells pictures that have it (PRESENT_SHARE) from those that do not. */
export interface PresenceFigures {
  readonly auc: Estimate;
  readonly positives: number;
}

/**
 * Compares predicted and people's shares, both [N, classes]. `base` is the base rate, one share a class:
 * from other pictures, or by default the mean of these people's shares, which is the harder one to beat.
 */
export function emotionFigures(
  predicted: ShareTable,
  people: ShareTable,
  base: Values = meanShares(people),
  options: BootstrapOptions = {},
): EmotionFigures {
  requireSameLength(predicted.values, people.values);
  const { classes } = people;
  const count = rowsOf(people);
  const modelDivergence = jensenShannon(people, predicted.values);
  const baseDivergence = jensenShannon(people, base);
  const hits = topHits(people, (row) => topClass(predicted, row));
  return {
    skill: bootstrap(
      count,
      (rows) => 1 - mean(take(modelDivergence, rows)) / mean(take(baseDivergence, rows)),
      options,
    ),
    top1: bootstrap(count, (rows) => mean(take(hits, rows)), options),
    majority: Math.max(
      ...Array.from({ length: classes }, (_, always) => mean(topHits(people, () => always))),
    ),
    classes: Array.from({ length: classes }, (_, c) =>
      presence(
        columnOf(predicted.values, c, classes),
        columnOf(people.values, c, classes),
        options,
      ),
    ),
  };
}

/** 1 a row where `guess` has as many votes as any class, else 0. */
function topHits(people: ShareTable, guess: (row: number) => number): Float64Array {
  const { values, classes } = people;
  return Float64Array.from({ length: rowsOf(people) }, (_, row) => {
    const most = values[row * classes + topClass(people, row)] as number;
    return values[row * classes + guess(row)] === most ? 1 : 0;
  });
}

function presence(
  predicted: Float64Array,
  share: Float64Array,
  options: BootstrapOptions,
): PresenceFigures {
  const present = share.map((value) => (value >= PRESENT_SHARE ? 1 : 0));
  return {
    auc: bootstrap(
      present.length,
      (rows) => auc(take(predicted, rows), take(present, rows)),
      options,
    ),
    positives: present.reduce((sum, value) => sum + value, 0),
  };
}
