/** Edits that would help, as a person reads them. */
import type { CropWindow, SuggestedEdit, Suggestion } from './suggestion.ts';

export const EDIT_TITLES: Readonly<Record<SuggestedEdit, string>> = {
  exposure: 'Exposure',
  contrast: 'Contrast',
  shadows: 'Shadows',
  highlights: 'Highlights',
  temperature: 'Temperature',
  tint: 'Tint',
  saturation: 'Saturation',
  straighten: 'Straighten',
  crop: 'Crop',
};

/** What numbers of an edit are, and which way they go. */
const WAYS: Readonly<Partial<Record<SuggestedEdit, readonly [more: string, less: string]>>> = {
  temperature: ['mired, warmer', 'mired, cooler'],
  tint: ['towards magenta', 'towards green'],
  straighten: ['clockwise', 'anticlockwise'],
};

/** Prints and screens, lying. */
const RATIOS = [
  [1, 1],
  [5, 4],
  [4, 3],
  [3, 2],
  [16, 9],
] as const;
/** Ratios within this of a known one are called by it. */
const SAME = 0.02;

/**
 * "+0.5 EV", "−30 mired, cooler", "1.4° clockwise", "3:2, 80 % of the width": what to set. `aspect`: the photo's width over its height;
 * `tenths` writes a number with one decimal, as is usual where it is read.
 */
export function amountInWords(
  suggestion: Suggestion,
  aspect: number,
  tenths: (value: number) => string = (value) => value.toFixed(1),
): string {
  if (suggestion.edit === 'crop') return cropInWords(suggestion.amount, aspect);
  const { edit, amount } = suggestion;
  const [more, less] = WAYS[edit] ?? [];
  const way = (amount > 0 ? more : less) ?? '';
  if (edit === 'straighten') return `${tenths(Math.abs(amount))}° ${way}`;
  const sign = amount > 0 ? '+' : '−';
  const size = edit === 'exposure' ? tenths(Math.abs(amount)) : String(Math.abs(amount));
  const unit = edit === 'exposure' ? 'EV' : way;
  return `${sign}${size}${unit === '' ? '' : ` ${unit}`}`;
}

function cropInWords({ w, h }: CropWindow, aspect: number): string {
  const ratio = (w / h) * aspect;
  const long = Math.max(ratio, 1 / ratio);
  const known = RATIOS.find(([a, b]) => Math.abs(Math.log(long / (a / b))) < SAME);
  const [a, b] = known ?? [];
  const shape =
    Math.abs(w - h) < SAME || a === undefined || b === undefined
      ? ''
      : `${ratio >= 1 ? `${a}:${b}` : `${b}:${a}`}, `;
  const of = w <= h ? 'width' : 'height';
  return `${shape}${Math.round(100 * Math.min(w, h))} % of the ${of}`;
}
