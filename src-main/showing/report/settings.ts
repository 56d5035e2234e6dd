/** Which settings go with the best frames. */
import { quantile } from '../../../src-aesnet/evaluation/quantile.ts';
import { wilson } from '../../../src-aesnet/evaluation/wilson.ts';
import type { ShareBar } from '../../../src-aesnet/plots/share-bars.ts';
import type { Exif } from '../../../src-shared/photo.ts';
import type { ReportPhoto } from './types.ts';

/** One setting: the share of the best quarter among the photos that were taken with each of its values. */
export interface SettingShares {
  readonly name: string;
  /** What stands under the bars. */
  readonly unit: string;
  readonly bars: readonly ShareBar[];
  /** Photos that tell it. */
  readonly photos: number;
}

interface Setting {
  readonly name: string;
  readonly unit: string;
  /** In the order of the bars. */
  readonly bins: readonly string[];
  /** Undefined where the photo does not tell it. */
  binOf(exif: Exif): string | undefined;
}

/** The share of all photos that count as the best. */
export const BEST_SHARE = 0.25;
/** Hours of a day that fit under one plot. */
const MOST_HOURS = 12;

/** Everything that at least two values are known of. Photos without a score are left out. */
export function settingShares(photos: readonly ReportPhoto[]): SettingShares[] {
  const scored = photos.flatMap(({ exif, scored: own }) => {
    const value = own?.values.aesthetic;
    return value === undefined ? [] : [{ exif, value }];
  });
  const bar = quantile(
    scored.map(({ value }) => value),
    1 - BEST_SHARE,
  );
  return [focalLengths(photos), APERTURES, hours(photos)].flatMap(({ name, unit, bins, binOf }) => {
    const counts = new Map(bins.map((bin) => [bin, { best: 0, count: 0 }]));
    for (const { exif, value } of scored) {
      const at = counts.get(binOf(exif) ?? '');
      if (at === undefined) continue;
      at.count++;
      if (value >= bar) at.best++;
    }
    const filled = [...counts].filter(([, { count }]) => count > 0);
    if (filled.length < 2) return [];
    const bars = filled.map(([label, { best, count }]) => ({
      name: label,
      count,
      ...wilson(best, count),
    }));
    return [{ name, unit, bars, photos: bars.reduce((sum, { count }) => sum + count, 0) }];
  });
}

const APERTURES: Setting = {
  ...stepped('f/', [1.4, 2, 2.8, 4, 5.6, 8, 11, 16]),
  name: 'Aperture',
  unit: 'f-number, up to',
  binOf: (exif) => binUpTo('f/', [1.4, 2, 2.8, 4, 5.6, 8, 11, 16], exif.aperture),
};

/** As on 35 mm film where every photo that tells one tells that. */
function focalLengths(photos: readonly ReportPhoto[]): Setting {
  const steps = [20, 28, 40, 60, 90, 150, 300];
  const told = photos.filter(({ exif }) => exif.focalLength !== undefined);
  const asFilm = told.length > 0 && told.every(({ exif }) => exif.focalLength35 !== undefined);
  return {
    ...stepped('', steps),
    name: 'Focal length',
    unit: asFilm ? 'mm as on 35 mm film, up to' : 'mm, up to',
    binOf: ({ focalLength, focalLength35 }) =>
      binUpTo('', steps, asFilm ? focalLength35 : focalLength),
  };
}

/** By the camera's clock; two hours together where there are many. */
function hours(photos: readonly ReportPhoto[]): Setting {
  const hourOf = ({ capturedAt }: Exif) => {
    const hour = Number(capturedAt?.slice(11, 13) || NaN);
    return Number.isInteger(hour) && hour >= 0 && hour < 24 ? hour : undefined;
  };
  const told = new Set(photos.flatMap(({ exif }) => hourOf(exif) ?? []));
  const step = told.size > MOST_HOURS ? 2 : 1;
  const label = (hour: number) => `${String(hour - (hour % step)).padStart(2, '0')}:00`;
  return {
    name: 'Time of day',
    unit: 'from, by the camera’s clock',
    bins: Array.from({ length: 24 / step }, (_, at) => label(at * step)),
    binOf: (exif) => {
      const hour = hourOf(exif);
      return hour === undefined ? undefined : label(hour);
    },
  };
}

function stepped(prefix: string, steps: readonly number[]): Pick<Setting, 'bins'> {
  return { bins: [...steps.map((step) => `${prefix}${step}`), `over ${prefix}${steps.at(-1)}`] };
}

/** A third of a stop and the roundings of makers belong to the step. */
const SLACK = 1.03;

function binUpTo(
  prefix: string,
  steps: readonly number[],
  value: number | undefined,
): string | undefined {
  if (value === undefined || !(value > 0)) return undefined;
  const step = steps.find((each) => value <= each * SLACK);
  return step === undefined ? `over ${prefix}${steps.at(-1)}` : `${prefix}${step}`;
}
