import type { Photo } from '../../src-shared/bridge.ts';
import type { BandCount, ScoreBand, ScoreBands } from '../../src-shared/score-bands.ts';
import type { VerdictChange } from '../../src-shared/verdict.ts';

/** What a photo's band gives it. */
export interface BandedPhoto {
  readonly id: number;
  readonly band: ScoreBand;
  /** Empty where the band changes no verdict. */
  readonly change: VerdictChange;
}

/**
 * The photos that fall into a band, each with what it gets. Those without the score fall into none; what a person has
 * given stays unless `replace` says otherwise. Percentiles are shares of the photos below, among those given.
 */
export function bandPhotos(
  photos: readonly Pick<Photo, 'id' | 'score' | 'verdict'>[],
  { of, by, bands, replace }: ScoreBands,
): BandedPhoto[] {
  const scored = photos.flatMap((photo) => {
    const value = photo.score?.values[of];
    return value === undefined ? [] : [{ photo, value }];
  });
  const sorted = Float64Array.from(scored, ({ value }) => value).sort();
  const highestFirst = [...bands].sort((a, b) => b.from - a.from);
  return scored.flatMap(({ photo, value }) => {
    const level = by === 'score' ? value : (100 * firstNotBelow(sorted, value)) / sorted.length;
    const band = highestFirst.find(({ from }) => level >= from);
    return band === undefined
      ? []
      : [{ id: photo.id, band, change: changeBy(band, photo, replace) }];
  });
}

/**
 * The keywords of those photos' bands; those of the mapping's other bands are taken back, as far as `given` by it
 * before. A person's own are no business of it.
 */
export function bandKeywords(
  photos: readonly BandedPhoto[],
  { bands }: ScoreBands,
  given: (id: number) => readonly string[],
): { readonly id: number; readonly word: string; readonly given: boolean }[] {
  const words = [...new Set(bands.flatMap(({ keyword }) => keyword ?? []))];
  if (words.length === 0) return [];
  return photos.flatMap(({ id, band }) => [
    ...given(id)
      .filter((word) => word !== band.keyword && words.includes(word))
      .map((word) => ({ id, word, given: false })),
    ...(band.keyword === undefined ? [] : [{ id, word: band.keyword, given: true }]),
  ]);
}

/** How many photos each band takes, in the order given. */
export function countBands(banded: readonly BandedPhoto[], { bands }: ScoreBands): BandCount[] {
  return bands.map((band) => {
    const own = banded.filter((photo) => photo.band === band);
    const changed = own.filter(
      ({ change }) => band.keyword !== undefined || Object.keys(change).length > 0,
    );
    return { from: band.from, photos: own.length, changed: changed.length };
  });
}

function changeBy(
  { stars, color }: ScoreBand,
  { verdict }: Pick<Photo, 'verdict'>,
  replace: boolean,
): VerdictChange {
  return {
    ...(stars !== undefined &&
      stars !== verdict.stars &&
      (replace || verdict.stars === 0) && { stars }),
    ...(color !== undefined &&
      color !== verdict.color &&
      (replace || verdict.color === 'none') && { color }),
  };
}

/** How many of the sorted values lie below. */
function firstNotBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
