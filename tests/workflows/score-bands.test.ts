import { describe, expect, it } from 'vitest';
import type { Photo } from '../../src-shared/bridge.ts';
import type { ScoreBands } from '../../src-shared/score-bands.ts';
import { NO_VERDICT, type Verdict } from '../../src-shared/verdict.ts';
import { bandPhotos, countBands } from '../../src-main/workflows/score-bands.ts';

type Banded = Pick<Photo, 'id' | 'score' | 'verdict'>;

function photo(id: number, score: number | undefined, verdict: Partial<Verdict> = {}): Banded {
  return {
    id,
    verdict: { ...NO_VERDICT, ...verdict },
    ...(score !== undefined && {
      score: { values: { aesthetic: score }, model: { id: 'm', version: '1' }, provider: 'cpu' },
    }),
  };
}

const STARS: ScoreBands = {
  of: 'aesthetic',
  by: 'score',
  bands: [
    { from: 4, stars: 5 },
    { from: 3, stars: 3 },
  ],
  replace: false,
};

describe('bands of scores', () => {
  it('give the highest band that the score reaches, its lower end included', () => {
    const photos = [photo(1, 4), photo(2, 3.99), photo(3, 3), photo(4, 2.99), photo(5, undefined)];
    const banded = bandPhotos(photos, STARS);
    expect(banded.map(({ id, change }) => [id, change])).toEqual([
      [1, { stars: 5 }],
      [2, { stars: 3 }],
      [3, { stars: 3 }],
    ]);
    expect(countBands(banded, STARS)).toEqual([
      { from: 4, photos: 1, changed: 1 },
      { from: 3, photos: 2, changed: 2 },
    ]);
  });

  it('leave what a person has given, unless they are to replace it', () => {
    const photos = [photo(1, 5, { stars: 2 }), photo(2, 5, { stars: 5 })];
    expect(bandPhotos(photos, STARS).map(({ change }) => change)).toEqual([{}, {}]);
    expect(bandPhotos(photos, { ...STARS, replace: true }).map(({ change }) => change)).toEqual([
      { stars: 5 },
      {},
    ]);
  });

  it('by percentile are shares of the photos that match', () => {
    const photos = Array.from({ length: 100 }, (_, index) => photo(index + 1, 1 + index / 50));
    const bands: ScoreBands = { ...STARS, by: 'percentile', bands: [{ from: 90, color: 'green' }] };
    const banded = bandPhotos(photos, bands);
    expect(banded.map(({ id }) => id)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
    expect(banded[0]?.change).toEqual({ color: 'green' });
  });

  it('equal scores are in the same band', () => {
    const photos = [photo(1, 2), photo(2, 3), photo(3, 3), photo(4, 3)];
    const bands: ScoreBands = { ...STARS, by: 'percentile', bands: [{ from: 50, stars: 4 }] };
    expect(bandPhotos(photos, bands)).toEqual([]);
    expect(
      bandPhotos(photos, { ...bands, bands: [{ from: 25, stars: 4 }] }).map(({ id }) => id),
    ).toEqual([2, 3, 4]);
  });
});
