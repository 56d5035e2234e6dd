import { describe, expect, it } from 'vitest';
import type { Exif } from '../../../src-shared/photo.ts';
import { grouped, photo, TEN, vague, written } from './support.ts';

/** Photos 1.jpg, 2.jpg, … at these seconds. */
const at = (seconds: readonly number[], over: Partial<Exif> = {}) =>
  seconds.map((second, index) => photo(`/a/${index + 1}.jpg`, second, over));

const onWholeSeconds = (seconds: readonly number[], over: Partial<Exif> = {}) =>
  seconds.map((second, index) => photo(`/a/${index + 1}.jpg`, 0, { ...vague(second), ...over }));

describe('bursts', () => {
  it('are frames that follow one another within the gap, that included', () => {
    const photos = at([0, 0.4, 1.4, 2.401, 10]);
    expect(grouped(photos)).toEqual(['burst: 1.jpg 2.jpg 3.jpg']);
    expect(grouped(photos, 400)).toEqual(['burst: 1.jpg 2.jpg']);
    expect(grouped(photos, 1001)).toEqual(['burst: 1.jpg 2.jpg 3.jpg 4.jpg']);
    expect(grouped(photos, 8000)).toEqual(['burst: 1.jpg 2.jpg 3.jpg 4.jpg 5.jpg']);
    expect(grouped(photos, 0)).toEqual([]);
  });

  it('are of one camera each', () => {
    const photos = [
      photo('/a/1.jpg', 0),
      photo('/a/2.jpg', 0.1, { serial: '6002' }),
      photo('/a/3.jpg', 0.2),
      photo('/a/4.jpg', 0.3, { serial: '6002' }),
      photo('/a/5.jpg', 0.35, { camera: 'SONY ILCE-7M4' }),
    ];
    expect(grouped(photos)).toEqual(['burst: 1.jpg 3.jpg', 'burst: 2.jpg 4.jpg']);
  });

  it('tell bodies without a serial number apart by their folders', () => {
    const anonymous = { camera: 'SONY ILCE-7M4', serial: undefined } as Partial<Exif>;
    const photos = ['/a/1.jpg', '/b/2.jpg', '/a/3.jpg', '/b/4.jpg'].map((path, index) =>
      photo(path, index / 10, anonymous),
    );
    expect(grouped(photos)).toEqual(['burst: 1.jpg 3.jpg', 'burst: 2.jpg 4.jpg']);
  });

  it('go on over midnight and the turn of a year', () => {
    const newYear = Date.UTC(2025, 0, 1);
    const photos = [-300, 200].map((ms, index) =>
      photo(`/a/${index + 1}.jpg`, 0, written(newYear + ms)),
    );
    expect(grouped(photos)).toEqual(['burst: 1.jpg 2.jpg']);
  });

  it('go on while a clock that tells its zone is turned back or on', () => {
    const winter = (utcOffset: number, ms: number) => ({ ...written(TEN + ms), utcOffset });
    const photos = [
      photo('/a/1.jpg', 0, winter(120, -200)),
      photo('/a/2.jpg', 0, winter(60, -3_600_000 + 100)),
      // The same time on the wall an hour before is another moment.
      photo('/a/3.jpg', 0, winter(120, -3_600_000 + 100)),
    ];
    expect(grouped(photos)).toEqual(['burst: 1.jpg 2.jpg']);
    // A clock without a zone is taken at its word.
    expect(grouped([photo('/a/1.jpg', -0.2), photo('/a/2.jpg', -3599.9)])).toEqual([]);
  });

  it('settle equal times by the natural order of names', () => {
    const photos = ['IMG_10.jpg', 'IMG_9.jpg', 'IMG_100.jpg'].map((name) => photo(`/a/${name}`, 0));
    expect(grouped(photos)).toEqual(['burst: IMG_9.jpg IMG_10.jpg IMG_100.jpg']);
  });

  it('leave photos without a time alone, even of equal names', () => {
    expect(grouped([photo('/a/1.jpg', undefined), photo('/a/2.jpg', undefined)])).toEqual([]);
    expect(grouped([photo('/a/1.jpg', 0, { capturedAt: '2024-13-01T00:00:00' })])).toEqual([]);
  });

  it('use the clock as the person has set it', () => {
    const photos = [
      photo('/a/1.jpg', 0),
      photo('/a/2.jpg', 3600.2, {}, { clockOffset: -3_600_000 }),
    ];
    expect(grouped(photos)).toEqual(['burst: 1.jpg 2.jpg']);
  });

  it('hold thousands of frames of one second', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `/a/${index}.jpg`);
    const exact = grouped(names.map((name, index) => photo(name, (index % 1000) / 1000)));
    const coarse = grouped(names.map((name) => photo(name, 0, vague(7))));
    expect([exact.length, coarse.length]).toEqual([1, 1]);
    expect(coarse[0]?.split(' ').slice(0, 4)).toEqual(['burst:', '0.jpg', '1.jpg', '2.jpg']);
    expect(coarse[0]?.split(' ')).toHaveLength(20_001);
  });
});

describe('a clock without fractions of a second', () => {
  it('does not part a burst at each second', () => {
    expect(grouped(onWholeSeconds([0, 0, 0, 1, 1, 1, 2]))).toEqual([
      'burst: 1.jpg 2.jpg 3.jpg 4.jpg 5.jpg 6.jpg 7.jpg',
    ]);
    expect(grouped(onWholeSeconds([0, 0, 0, 1, 1, 1]), 500)).toHaveLength(1);
  });

  it('does not make a burst of single frames taken once a second', () => {
    expect(grouped(onWholeSeconds([0, 1, 2, 3]))).toEqual([]);
    expect(grouped(onWholeSeconds([0, 0, 2, 2]))).toEqual([
      'burst: 1.jpg 2.jpg',
      'burst: 3.jpg 4.jpg',
    ]);
    expect(grouped(onWholeSeconds([0, 1, 2]), 1500)).toHaveLength(1);
  });

  it('is made up for by a continuous drive', () => {
    expect(grouped(onWholeSeconds([0, 1, 2], { drive: 'continuous' }))).toEqual([
      'burst: 1.jpg 2.jpg 3.jpg',
    ]);
  });
});
