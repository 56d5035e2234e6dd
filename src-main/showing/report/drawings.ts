/** The drawings of a report. */
import { quantile } from '../../../src-aesnet/evaluation/quantile.ts';
import { histogram } from '../../../src-aesnet/plots/histogram.ts';
import { rangeRows, type Quartiles } from '../../../src-aesnet/plots/range-rows.ts';
import { shareBars } from '../../../src-aesnet/plots/share-bars.ts';
import {
  RATED_ATTRIBUTES,
  SCORE_MAX,
  SCORE_MIN,
  SCORED_NAMES,
  type Scored,
} from '../../../src-shared/attribute.ts';
import { BEST_SHARE, type SettingShares } from './settings.ts';
import type { ReportLibrary, ReportPhoto } from './types.ts';

const WIDTH = 712;
const HALF = 346;
/** Bins of the drawing: 0.1 each. */
const BINS = (SCORE_MAX - SCORE_MIN) * 10;
/** Empty bins that are left to both sides. */
const MARGIN = 2;

/** Values of the photos that have one. */
export function valuesOf(photos: readonly ReportPhoto[], of: Scored): number[] {
  return photos.flatMap(({ scored }) => scored?.values[of] ?? []);
}

export function quartilesOf(values: readonly number[]): Quartiles {
  return {
    low: quantile(values, 0.25),
    median: quantile(values, 0.5),
    high: quantile(values, 0.75),
  };
}

/** The same of counts in equally wide bins over the range of scores; linear within a bin. Undefined of nothing. */
export function quartilesOfBins(bins: readonly number[] | undefined): Quartiles | undefined {
  const total = bins?.reduce((sum, count) => sum + count, 0) ?? 0;
  if (bins === undefined || total === 0) return undefined;
  const at = (share: number) => {
    let left = share * total;
    for (const [bin, count] of bins.entries()) {
      if (count > 0 && left <= count) return valueAt((bin + left / count) / bins.length);
      left -= count;
    }
    return SCORE_MAX;
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** The share of counts in bins that lies below a value, 0–1. */
export function shareBelow(bins: readonly number[], value: number): number {
  const place = ((value - SCORE_MIN) / (SCORE_MAX - SCORE_MIN)) * bins.length;
  const total = bins.reduce((sum, count) => sum + count, 0);
  const below = bins.reduce(
    (sum, count, bin) => sum + count * Math.min(1, Math.max(0, place - bin)),
    0,
  );
  return total === 0 ? 0.5 : below / total;
}

function valueAt(share: number): number {
  return SCORE_MIN + share * (SCORE_MAX - SCORE_MIN);
}

/** Scores of the shoot as bars, of the library as a line of the same area. */
export function drawScores(
  photos: readonly ReportPhoto[],
  library: ReportLibrary | undefined,
): string {
  const values = valuesOf(photos, 'aesthetic');
  const bins = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const at = Math.floor(((value - SCORE_MIN) / (SCORE_MAX - SCORE_MIN)) * BINS);
    const bin = Math.min(BINS - 1, Math.max(0, at));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const against = joined(library?.bins.aesthetic);
  const used = bins.flatMap((count, at) => (count + (against?.[at] ?? 0) > 0 ? [at] : []));
  const first = Math.max(0, (used[0] ?? 0) - MARGIN);
  const last = Math.min(BINS, (used.at(-1) ?? BINS - 1) + 1 + MARGIN);
  return histogram({
    title: 'Distribution of the overall score',
    x: 'Overall score',
    y: 'Frames',
    range: [valueAt(first / BINS), valueAt(last / BINS)],
    bins: bins.slice(first, last),
    against: against?.slice(first, last),
    marks: [quantile(values, 0.5)],
    width: WIDTH,
    height: 240,
  });
}

/** Finer bins put together into those of the drawing. */
function joined(bins: readonly number[] | undefined): number[] | undefined {
  if (bins === undefined || bins.length < BINS) return undefined;
  const each = bins.length / BINS;
  return Array.from({ length: BINS }, (_, at) =>
    bins.slice(at * each, (at + 1) * each).reduce((sum, count) => sum + count, 0),
  );
}

/** The six attributes of the shoot, and of the library above them. */
export function drawProfile(
  photos: readonly ReportPhoto[],
  library: ReportLibrary | undefined,
): string {
  return rangeRows({
    title: 'Attributes: the middle half of the frames and their median',
    width: WIDTH,
    rows: RATED_ATTRIBUTES.flatMap((attribute) => {
      const values = valuesOf(photos, attribute);
      if (values.length === 0) return [];
      return [
        {
          name: SCORED_NAMES[attribute],
          range: quartilesOf(values),
          against: quartilesOfBins(library?.bins[attribute]),
        },
      ];
    }),
  });
}

export function drawSetting({ name, bars }: SettingShares): string {
  return shareBars({
    title: `${name}: share of frames among the best quarter`,
    bars,
    usual: BEST_SHARE,
    width: bars.length > 6 ? WIDTH : HALF,
  });
}
