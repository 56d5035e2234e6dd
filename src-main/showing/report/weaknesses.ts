/** What goes wrong in a shoot again and again. */
import { wilson } from '../../../src-aesnet/evaluation/wilson.ts';
import { maySayStandsOut } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, SCORED_NAMES } from '../../../src-shared/attribute.ts';
import type { Measurements } from '../../../src-shared/photo.ts';
import type { ReportOf, ReportPhoto } from './types.ts';

/** Something that several photos have. */
export interface Weakness {
  /** "41 of 312 frames lose highlights". */
  readonly sentence: string;
  /** What counts as such. */
  readonly meaning: string;
  readonly photos: number;
  /** Photos of which it is known whether they have it. */
  readonly of: number;
}

interface Fault {
  /** What frames do. */
  readonly does: string;
  readonly meaning: string;
  /** The share of all photos that have it; what is no commoner here is no weakness of the shoot. Absent: none should. */
  readonly usual?: number;
  /** Undefined where it cannot be told. */
  has(photo: ReportPhoto): boolean | undefined;
}

/** From these on photographers speak of a fault; confidences below this are not sure enough to be spoken of. */
const SURE = 0.8;
const BLOWN = 0.02;
const BLACK = 0.1;
const LEANS = 1;
/** Of the long edge: 3 pixels of 6,000, seen in a print; a small picture has no sharper edge than this many pixels. */
const SOFT = 3 / 6000;
const SOFT_PIXELS = 1.6;
const MOVED = 4 / 6000;
const MOVED_PIXELS = 3;
const NOISY = 8;
/** A residual of so many usual ones stands out, as that of a sixth of all photos does on either side. */
const STANDS_OUT = 1;
const USUALLY = 1 / 6;
/** What fewer frames have is no pattern. */
const LEAST_SHARE = 0.05;
const LEAST_PHOTOS = 3;

const MEASURED: readonly Fault[] = [
  {
    does: 'lose highlights',
    meaning: 'more than 2 % of the frame is blown out',
    has: measured(({ clippedHighlights }) => clippedHighlights > BLOWN),
  },
  {
    does: 'block up in the shadows',
    meaning: 'more than 10 % of the frame is black',
    has: measured(({ clippedShadows }) => clippedShadows > BLACK),
  },
  {
    does: 'lean',
    meaning: 'level lines are more than 1° off',
    has: measured(
      ({ horizon: { degrees, confidence } }) => confidence >= SURE && Math.abs(degrees) > LEANS,
    ),
  },
  {
    does: 'have nothing sharp',
    meaning: 'the sharpest region is blurred by more than 3 px of 6,000',
    has: measured(({ focus, measuredAt }) =>
      focus === undefined ? undefined : focus > Math.max(SOFT_PIXELS, SOFT * long(measuredAt)),
    ),
  },
  {
    does: 'are shaken',
    meaning: 'everything moved by more than 4 px of 6,000',
    has: measured(
      ({ motion: { length, confidence }, measuredAt }) =>
        confidence >= SURE && length > Math.max(MOVED_PIXELS, MOVED * long(measuredAt)),
    ),
  },
  {
    does: 'are noisy',
    meaning: 'noise in flat areas is more than 8 of 255',
    has: measured(({ noise }) => (noise === undefined ? undefined : noise > NOISY)),
  },
];

/** The faults that recur, the commonest first. Attributes are named only where the model may say that one stands out. */
export function recurringWeaknesses({ photos, model }: ReportOf): Weakness[] {
  return [...MEASURED, ...attributeFaults(model)]
    .flatMap(({ has, does, meaning, usual = 0 }): Weakness[] => {
      const known = photos.map(has).filter((answer) => answer !== undefined);
      const count = known.filter(Boolean).length;
      if (count < Math.max(LEAST_PHOTOS, LEAST_SHARE * known.length)) return [];
      if (wilson(count, known.length).lower <= usual) return [];
      const sentence = `${count} of ${known.length} frames ${does}`;
      return [{ sentence, meaning, photos: count, of: known.length }];
    })
    .sort((a, b) => b.photos / b.of - a.photos / a.of);
}

function attributeFaults(model: ReportOf['model']): Fault[] {
  return RATED_ATTRIBUTES.flatMap((attribute) => {
    const usual = model?.residuals?.[attribute]?.standardDeviation;
    if (usual === undefined) return [];
    if (!maySayStandsOut(model?.abilities?.attributes?.[attribute])) return [];
    const name = SCORED_NAMES[attribute].toLowerCase();
    return [
      {
        does: `fall behind in ${name}`,
        usual: USUALLY,
        meaning: `${name} clearly poorer than photos of the same score usually have it; one in six is usual`,
        has: ({ scored }: ReportPhoto) => {
          const residual = scored?.residuals?.[attribute];
          return residual === undefined ? undefined : residual < -STANDS_OUT * usual;
        },
      },
    ];
  });
}

function measured(
  test: (measurements: Measurements) => boolean | undefined,
): (photo: ReportPhoto) => boolean | undefined {
  return ({ measurements }) => (measurements === undefined ? undefined : test(measurements));
}

function long({ width, height }: Measurements['measuredAt']): number {
  return Math.max(width, height);
}
