import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import type { TasteGroup, TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import type { Random } from '../../../src-aesnet/random.ts';

/** Photos with random general scores around 3 and random features. */
export function randomTable(
  random: Random,
  photos: number,
  groups: readonly TasteGroup[],
): TasteTable {
  return {
    score: Float64Array.from({ length: photos }, () => 3 + 0.5 * random.normal()),
    features: {
      values: Float64Array.from({ length: photos * groups.length }, () => random.normal()),
      rows: photos,
      columns: groups.length,
    },
    groups,
  };
}

/** Decisions of every kind about random photos, by a person of the given taste. */
export function randomDecisions(
  random: Random,
  table: TasteTable,
  count: number,
  taste: readonly number[],
): Decision[] {
  const photos = table.score.length;
  const liking = (photo: number) =>
    (table.score[photo] ?? NaN) +
    taste.reduce((sum, w, c) => sum + w * feature(table, photo, c), 0) +
    0.4 * random.normal();
  return Array.from({ length: count }, (_, at): Decision => {
    const photo = random.integer(photos);
    const other = random.integer(photos);
    const value = liking(photo);
    if (at % 4 === 2) {
      const shoot = `shoot ${random.integer(3)}`;
      return { kind: 'flag', photo, flag: value > 3.1 ? 'pick' : 'reject', shoot };
    }
    if (at % 4 === 3) {
      const [better, worse] = value > liking(other) ? [photo, other] : [other, photo];
      return { kind: 'pair', better, worse };
    }
    return {
      kind: 'stars',
      photo,
      stars: 1 + [2.3, 2.8, 3.2, 3.8].filter((cut) => value > cut).length,
    };
  });
}

export function feature({ features }: TasteTable, photo: number, column: number): number {
  return features.values[photo * features.columns + column] ?? NaN;
}

/** The table with another general score. */
export function withScore(table: TasteTable, change: (score: number) => number): TasteTable {
  return { ...table, score: table.score.map(change) };
}
