/**
 * Words that name what Keepers measures. A text encoder has met them in sentences and knows about what they mean; that a picture has no
 * colour is a fact. Edges are those of the description database's bands. “Too dark” is a judgement, and left to the model.
 */
import type { Measure } from './looks.ts';

/** Something measured that a phrase asks for. */
export interface WantedMeasure {
  readonly measure: Measure;
  /** More of it, less of it, or about so much. */
  readonly toward: 'more' | 'less' | number;
  /** From here on (or up to here) a photo is so; for “about so much”, this far from it. */
  readonly edge: number;
  /** The words, as they stand in the phrase. */
  readonly words: string;
}

interface Named extends Omit<WantedMeasure, 'words'> {
  readonly pattern: RegExp;
}

/** Those of several words first: “bright colours” is not about brightness. Each word of a phrase is read once. */
const NAMED: readonly Named[] = [
  less(
    'chroma',
    2.5,
    'black(?: and |-and-|\\s?&\\s?)white|b\\s?(?:&|and|/)\\s?w|bw|monochrom(?:e|atic)|gr[ae]y ?scale|without colou?r|colou?rless',
  ),
  more(
    'chroma',
    22,
    '(?:bright|rich|strong|intense|bold) colou?rs?|colou?rful|vivid|vibrant|saturated|garish',
  ),
  {
    ...about('chroma', 6, 4),
    pattern: pattern('(?:soft|quiet) colou?rs|muted|pale|subdued|faded|desaturated|pastels?'),
  },
  more('lightness', 72, 'very bright|high[- ]key|airy'),
  more('lightness', 60, 'bright|luminous'),
  less('lightness', 20, 'very dark|low[- ]key|night-like'),
  less('lightness', 35, 'dark|dim'),
  more('tonalRange', 80, '(?:high|strong|hard) contrast|contrasty'),
  less('tonalRange', 52, '(?:low|soft|little) contrast|fog|foggy|mist|misty|hazy'),
  more('whiteArea', 0.01, 'blown out|burnt out|clipped highlights|pure white'),
  more('blackArea', 0.08, 'crushed(?: blacks| shadows)?|pure black|solid black|silhouettes?'),
  more('warmth', 8, 'warm|golden|orange'),
  less('warmth', -2, 'cold|cool|icy|bluish|blue'),
  more('greenArea', 0.25, 'green|greenery|leafy'),
  more('redArea', 0.2, 'red|reddish|pink|purple'),
  more('blur', 4, 'blurred|blurry|out of focus|unfocused|unsharp'),
  less('blur', 1.6, 'sharp|crisp|tack sharp|in focus'),
  more('noise', 6, 'noisy|grainy|coarse grain|strong grain'),
  less('noise', 2, 'noise-free|noiseless|free of noise'),
  more(
    'lean',
    1,
    '(?:tilted|crooked)(?: horizons?)?|(?:slanted|slanting|sloping|leaning|lopsided) horizons?|off level|askew',
  ),
  less('lean', 0.5, '(?:level|straight) horizons?|dead level'),
];

/** What a phrase asks of measurements, in the order of its words; none for most phrases. */
export function measuresOf(phrase: string): WantedMeasure[] {
  let rest = phrase.toLowerCase();
  const found: (WantedMeasure & { readonly at: number })[] = [];
  for (const { pattern: named, ...wanted } of NAMED) {
    for (const match of rest.matchAll(named)) {
      const [words] = match;
      found.push({ ...wanted, words, at: match.index });
      rest = `${rest.slice(0, match.index)}${' '.repeat(words.length)}${rest.slice(match.index + words.length)}`;
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ at: _at, ...wanted }) => wanted);
}

function more(measure: Measure, edge: number, words: string): Named {
  return { measure, toward: 'more', edge, pattern: pattern(words) };
}

function less(measure: Measure, edge: number, words: string): Named {
  return { measure, toward: 'less', edge, pattern: pattern(words) };
}

function about(measure: Measure, toward: number, edge: number) {
  return { measure, toward, edge };
}

/** Not of a part of the picture, not taken back, and not judged. */
function pattern(words: string): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}-])(?<!\\b(?:too|not|no|never|hardly|without|neither|nor|un)[ -])(?:${words})(?![\\p{L}\\p{N}])(?! (?:background|backgrounds|foreground|spots?|corners?|edges|tones|parts|areas))`,
    'gu',
  );
}

/** Of which twice as much is the same step everywhere. */
const LOGARITHMIC: ReadonlySet<Measure> = new Set(['chroma', 'blur', 'noise', 'lean']);

/** How far a photo has what is wanted: more is more of it, NaN where it was not measured. */
export function extentOf({ measure, toward }: WantedMeasure, value: number): number {
  // A grey picture and a nearly grey one are as far apart as a vivid one and one that is twice as vivid.
  const scaled = (one: number) => (LOGARITHMIC.has(measure) ? Math.log1p(one) : one);
  if (toward === 'more') return scaled(value);
  if (toward === 'less') return -scaled(value);
  return -Math.abs(scaled(value) - scaled(toward));
}

/** Whether a photo is so, by the edge of its words. */
export function isSo({ toward, edge }: WantedMeasure, value: number): boolean {
  if (toward === 'more') return value >= edge;
  if (toward === 'less') return value <= edge;
  return Math.abs(value - toward) <= edge;
}
