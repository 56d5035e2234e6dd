import { describe, expect, it } from 'vitest';
import type { Exif } from '../../../src-shared/photo.ts';
import { grouped, photo } from './support.ts';

/** Frames 1.jpg, 2.jpg, …, `step` seconds apart, each with its own data. */
const frames = (step: number, list: readonly Partial<Exif>[], start = 0) =>
  list.map((exif, index) => photo(`/a/${index + 1}.jpg`, start + index * step, exif));

const AEB: Partial<Exif> = { bracket: { of: 'exposure' } };
/** Exposures of a bracket round 1/100 s, in EV. */
const exposed = (list: readonly number[], over: Partial<Exif> = {}) =>
  list.map((ev) => ({ shutter: 2 ** ev / 100, aperture: 8, iso: 100, ...over }));

describe('brackets that the camera names', () => {
  it('are one set each, however short the time between two of them', () => {
    const dialled = [-2, 0, 2, -2, 0, 2].map((exposureCompensation) => ({
      ...AEB,
      exposureCompensation,
    }));
    const photos = frames(0.2, dialled);
    for (const gap of [0, 100, 1000, 60_000]) {
      expect(grouped(photos, gap)).toEqual([
        'bracket: 1.jpg 2.jpg 3.jpg',
        'bracket: 4.jpg 5.jpg 6.jpg',
      ]);
    }
  });

  it('are told apart by their exposures, by the maker’s value, by the camera’s count', () => {
    const two = ['bracket: 1.jpg 2.jpg 3.jpg', 'bracket: 4.jpg 5.jpg 6.jpg'];
    const steps = [0, -1, 1, 0, -1, 1];
    expect(grouped(frames(0.2, exposed(steps, AEB)))).toEqual(two);
    // The light has changed, but not what the maker says.
    const values = steps.map((value, index) => ({
      bracket: { of: 'exposure', value } as const,
      ...exposed([value + (index > 2 ? 0.5 : 0)])[0],
    }));
    expect(grouped(frames(0.2, values))).toEqual(two);
    const counted = [1, 2, 3, 1, 2, 3].map((sequence) => ({
      bracket: { of: 'white-balance' } as const,
      sequence,
    }));
    expect(grouped(frames(0.2, counted))).toEqual(two);
  });

  it('may be of long exposures, taken one press at a time', () => {
    const photos = [0, 3, 12].map((second, index) =>
      photo(`/a/${index + 1}.jpg`, second, { ...AEB, shutter: [0.5, 2, 8][index] }),
    );
    expect(grouped(photos)).toEqual(['bracket: 1.jpg 2.jpg 3.jpg']);
    const late = photo('/a/4.jpg', 90, { ...AEB, shutter: 30 });
    expect(grouped([...photos, late])).toEqual(['bracket: 1.jpg 2.jpg 3.jpg']);
  });

  it('part the bursts before and behind, and a frame left alone stays out of them', () => {
    const list = [{}, {}, ...exposed([-1, 0, 1], AEB), {}, {}];
    expect(grouped(frames(0.2, list))).toEqual([
      'burst: 1.jpg 2.jpg',
      'bracket: 3.jpg 4.jpg 5.jpg',
      'burst: 6.jpg 7.jpg',
    ]);
    expect(grouped(frames(0.2, [{}, {}, AEB, {}, {}]))).toEqual([
      'burst: 1.jpg 2.jpg',
      'burst: 4.jpg 5.jpg',
    ]);
  });
});

describe('brackets by their exposures', () => {
  const three = ['bracket: 1.jpg 2.jpg 3.jpg'];
  const five = ['bracket: 1.jpg 2.jpg 3.jpg 4.jpg 5.jpg'];

  it.each([[[-2, 0, 2]], [[0, -2, 2]], [[0, 2, -2]], [[2, 0, -2]], [[-1, 0, 1]]])(
    'are found in the order %j',
    (order) => {
      expect(grouped(frames(0.3, exposed(order)))).toEqual(three);
    },
  );

  it.each([[[-2, -1, 0, 1, 2]], [[0, -1, 1, -2, 2]], [[0, -2, -1, 1, 2]], [[0, 1, -1, 2, -2]]])(
    'of five are found in the order %j, whole',
    (order) => {
      expect(grouped(frames(0.3, exposed(order)))).toEqual(five);
    },
  );

  it('are found at written shutter times, which are rounded', () => {
    const list = [1 / 250, 1 / 60, 1 / 15].map((shutter) => ({ shutter, aperture: 8, iso: 100 }));
    expect(grouped(frames(0.3, list))).toEqual(three);
  });

  it('are found where small steps follow the compensation', () => {
    const list = [0, -1, 1].map((third) => ({
      ...exposed([third / 3])[0],
      exposureMode: 'auto' as const,
      exposureCompensation: Number((third / 3).toFixed(2)),
    }));
    expect(grouped(frames(0.3, list))).toEqual(three);
  });

  it('are not made of changing light: an automatic exposure must repeat its pattern', () => {
    const auto = { exposureMode: 'auto', exposureCompensation: 0 } as const;
    expect(grouped(frames(0.3, exposed([-1, 0, 1], auto)))).toEqual(['burst: 1.jpg 2.jpg 3.jpg']);
    expect(grouped(frames(0.3, exposed([-1, 0, 1, -1, 0, 1], auto)))).toEqual([
      ...three,
      'bracket: 4.jpg 5.jpg 6.jpg',
    ]);
  });

  it('are not two settings at once, uneven steps, small steps alone, or slow', () => {
    const burst = ['burst: 1.jpg 2.jpg 3.jpg'];
    const both = exposed([-2, 0, 2]).map((exif, index) => ({
      ...exif,
      iso: [100, 100, 200][index],
    }));
    expect(grouped(frames(0.3, both))).toEqual(burst);
    expect(grouped(frames(0.3, exposed([-2, 0, 1])))).toEqual(burst);
    expect(grouped(frames(0.3, exposed([-0.5, 0, 0.5])))).toEqual(burst);
    expect(grouped(frames(3, exposed([-2, 0, 2])))).toEqual([]);
    expect(grouped(frames(0.3, exposed([-2, 2, 0])))).toEqual(burst);
  });

  it('are carved out of what surrounds them', () => {
    const manual = { exposureMode: 'manual' } as const;
    expect(grouped(frames(0.2, exposed([0, 0, -2, 0, 2, 2, 2], manual)))).toEqual([
      'burst: 1.jpg 2.jpg',
      'bracket: 3.jpg 4.jpg 5.jpg',
      'burst: 6.jpg 7.jpg',
    ]);
  });
});

describe('focus stacks', () => {
  const same = { shutter: 0.01, aperture: 8, iso: 100, focalLength: 100 };
  const focused = (list: readonly number[], over: Partial<Exif> = {}) =>
    list.map((focusDistance) => ({ ...same, focusDistance, ...over }));

  it('are those that the camera names', () => {
    const list = Array.from({ length: 4 }, () => ({ bracket: { of: 'focus' } as const }));
    expect(grouped(frames(0.2, list))).toEqual(['focus-stack: 1.jpg 2.jpg 3.jpg 4.jpg']);
  });

  it('are sweeps of the focus with one exposure', () => {
    expect(grouped(frames(0.4, focused([0.3, 0.31, 0.33, 0.36])))).toEqual([
      'focus-stack: 1.jpg 2.jpg 3.jpg 4.jpg',
    ]);
    expect(grouped(frames(3, focused([0.36, 0.33, 0.31])))).toHaveLength(1);
    expect(grouped(frames(0.4, focused([0.3, 0.4, 0.5, 0.3, 0.4, 0.5])))).toEqual([
      'focus-stack: 1.jpg 2.jpg 3.jpg',
      'focus-stack: 4.jpg 5.jpg 6.jpg',
    ]);
  });

  it('are not a burst of somebody who comes nearer', () => {
    const burst = [expect.stringMatching(/^burst: 1.jpg/)];
    expect(grouped(frames(0.1, focused([5, 4.8, 4.6], { focusMode: 'continuous' })))).toEqual(
      burst,
    );
    expect(grouped(frames(0.1, focused([5, 4.8, 4.6, 4.6, 4.5])))).toEqual(burst);
    const brighter = focused([5, 4.8, 4.6]).map((exif, index) => ({
      ...exif,
      iso: 100 * (index + 1),
    }));
    expect(grouped(frames(0.1, brighter))).toEqual(burst);
    expect(grouped(frames(0.1, focused([5, 4.8])))).toEqual(burst);
  });
});

describe('panoramas', () => {
  const same = { shutter: 0.01, aperture: 8, iso: 100, focalLength: 35 };

  it('are frames that the camera or their XMP names', () => {
    const list = Array.from({ length: 3 }, () => ({ panorama: 'frame' as const }));
    expect(grouped(frames(0.8, list))).toEqual(['panorama: 1.jpg 2.jpg 3.jpg']);
  });

  it('are turns of the camera with one exposure, past north too', () => {
    const turned = (list: readonly number[], over: Partial<Exif> = {}) =>
      list.map((heading) => ({ ...same, heading, ...over }));
    expect(grouped(frames(2, turned([320, 345, 10, 35])))).toEqual([
      'panorama: 1.jpg 2.jpg 3.jpg 4.jpg',
    ]);
    expect(grouped(frames(2, turned([35, 10])))).toEqual([]);
    expect(grouped(frames(2, turned([10, 12, 14])))).toEqual([]);
    expect(grouped(frames(0.5, turned([10, 40, 10, 40])))).toEqual([
      'burst: 1.jpg 2.jpg 3.jpg 4.jpg',
    ]);
  });

  it('that are stitched already are in no burst', () => {
    expect(grouped(frames(0.3, [{}, { panorama: 'stitched' }, {}]))).toEqual([]);
  });
});
