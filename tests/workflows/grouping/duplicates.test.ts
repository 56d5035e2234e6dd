import { describe, expect, it } from 'vitest';
import { groupByCapture, type GroupingPhoto } from '../../../src-main/workflows/grouping/index.ts';
import {
  duplicateCandidates,
  nearDuplicates,
} from '../../../src-main/workflows/grouping/duplicates.ts';
import { named, photo } from './support.ts';

/** A unit vector at an angle, degrees, in a plane. */
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

/** Photos 1.jpg, 2.jpg, … at these seconds and angles; an angle that is undefined is no embedding. */
function duplicates(
  list: readonly (readonly [
    seconds: number,
    degrees: number | undefined,
    over?: Partial<GroupingPhoto>,
  ])[],
  cosine = Math.cos(Math.PI / 18) - 1e-6,
): string[] {
  const angles = new Map<string, number | undefined>();
  const photos = list.map(([seconds, degrees, over], index) => {
    const one = photo(`/a/${index + 1}.jpg`, seconds, {}, over);
    angles.set(one.path, degrees);
    return one;
  });
  const { singles } = groupByCapture(photos, { gap: 1000 });
  return named(
    nearDuplicates(singles, {
      cosine,
      contentOf: ({ path }) => {
        const degrees = angles.get(path);
        return degrees === undefined ? undefined : at(degrees);
      },
    }),
  );
}

describe('near duplicates', () => {
  it('resemble the first of their group, and follow within a minute', () => {
    expect(
      duplicates([
        [0, 0],
        [10, 9],
        [20, 45],
        [30, 5],
        [89, 0],
        [150, 0],
      ]),
    ).toEqual(['duplicates: 1.jpg 2.jpg 4.jpg 5.jpg']);
    // Resemblance does not go from link to link.
    expect(
      duplicates([
        [0, 0],
        [10, 8],
        [20, 16],
        [30, 24],
      ]),
    ).toEqual(['duplicates: 1.jpg 2.jpg', 'duplicates: 3.jpg 4.jpg']);
  });

  it('are as like as the model says', () => {
    expect(
      duplicates([
        [0, 0],
        [10, 20],
      ]),
    ).toEqual([]);
    expect(
      duplicates(
        [
          [0, 0],
          [10, 20],
        ],
        0.9,
      ),
    ).toHaveLength(1);
  });

  it('go to the most alike of the groups that are open', () => {
    expect(
      duplicates([
        [0, 0],
        [10, 15],
        [20, 9],
        [30, 6],
      ]),
    ).toEqual(['duplicates: 1.jpg 4.jpg', 'duplicates: 2.jpg 3.jpg']);
  });

  it('may be of two cameras, by their corrected clocks', () => {
    const other = { exif: photo('/a/x.jpg', 3605, { camera: 'B', serial: '2' }).exif };
    expect(
      duplicates([
        [0, 0],
        [3605, 0, other],
      ]),
    ).toEqual([]);
    expect(
      duplicates([
        [0, 0],
        [3605, 0, { ...other, clockOffset: -3_600_000 }],
      ]),
    ).toHaveLength(1);
  });

  it('are not turned or cropped, not in a burst, and have an embedding', () => {
    const [wide, tall] = [
      { width: 6000, height: 4000 },
      { width: 4000, height: 6000 },
    ];
    expect(
      duplicates([
        [0, 0, wide],
        [10, 0, tall],
        [20, 0, { width: 3000, height: 2001 }],
      ]),
    ).toEqual(['duplicates: 1.jpg 3.jpg']);
    expect(
      duplicates([
        [0, 0],
        [0.5, 0],
        [10, 0],
      ]),
    ).toEqual([]);
    expect(
      duplicates([
        [0, undefined],
        [10, undefined],
      ]),
    ).toEqual([]);
  });

  it('are looked for only where another photo is near in time', () => {
    const photos = [0, 50, 500, 1000, 1060].map((seconds, index) =>
      photo(`/a/${index + 1}.jpg`, seconds),
    );
    const { singles } = groupByCapture(photos, { gap: 1000 });
    expect(duplicateCandidates(singles).map((shot) => shot.photo.name)).toEqual([
      '1.jpg',
      '2.jpg',
      '4.jpg',
      '5.jpg',
    ]);
  });
});
