/** Suggestions as a person reads them. */
import { RATED_ATTRIBUTES, SCORED_NAMES, type RatedAttribute } from '../../src-shared/attribute.ts';
import type { CropWindow, SuggestedEdit, Suggestion } from '../../src-shared/suggestion.ts';
import { formatChange, formatTenths } from './format.ts';

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

/** "+0.5 EV", "−30 mired, cooler", "1.4° clockwise", "3:2, 80 % of the width": what to set. */
export function amountInWords(suggestion: Suggestion, aspect: number): string {
  if (suggestion.edit === 'crop') return cropInWords(suggestion.amount, aspect);
  const { edit, amount } = suggestion;
  const [more, less] = WAYS[edit] ?? [];
  const way = (amount > 0 ? more : less) ?? '';
  if (edit === 'straighten') return `${formatTenths(Math.abs(amount))}° ${way}`;
  const sign = amount > 0 ? '+' : '−';
  const size = edit === 'exposure' ? formatTenths(Math.abs(amount)) : String(Math.abs(amount));
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

/** Attributes by how much they are predicted to change, the most first; what does not change is left out. */
export function changesInWords(
  attributes: Suggestion['attributes'],
): { readonly attribute: RatedAttribute; readonly name: string; readonly change: string }[] {
  return RATED_ATTRIBUTES.flatMap((attribute) => {
    const by = attributes[attribute];
    return by === undefined ? [] : [{ attribute, by }];
  })
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .map(({ attribute, by }) => ({
      attribute,
      name: SCORED_NAMES[attribute],
      change: formatChange(by),
    }))
    .filter(({ change }) => /[1-9]/.test(change));
}
