/** What a model is to reach, and whether it does. */
import {
  RATED_ATTRIBUTES,
  SCORED,
  type RatedAttribute,
  type Scored,
} from '../../../src-shared/attribute.ts';
import { DAMAGES } from '../../../src-aesnet/edits/index.ts';
import type { DamageName, PhotoFigures } from './clean-photos.ts';
import type { DeliberateFigures } from './deliberate.ts';
import type { PredictionFigures } from './figures.ts';
import type { HeatMapFigures } from './heat-map-figures.ts';
import type { NeighbourhoodFigures } from './neighbourhoods.ts';
import type { RetrievalFigures } from './retrieval.ts';

/** A figure held against the range that it is to lie in, ends included. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly met: boolean;
}

/** What was measured. */
export interface Measured {
  /** Of the model's file. */
  readonly modelSha256?: string;
  readonly predictions: PredictionFigures;
  readonly neighbourhoods?: NeighbourhoodFigures;
  readonly photos?: PhotoFigures;
  readonly heatMaps?: HeatMapFigures;
  /** Of a model that reads words. */
  readonly retrieval?: RetrievalFigures;
  /** Of well-rated pictures with an unusual look. */
  readonly deliberate?: DeliberateFigures;
  /** The same of another model, for comparison. */
  readonly against?: { readonly model: string; readonly deliberate: DeliberateFigures };
}

const LEVELS: Readonly<Record<Scored, number>> = {
  aesthetic: 0.88,
  technical_quality: 0.88,
  composition: 0.85,
  color: 0.85,
  depth_of_field: 0.85,
  light: 0.85,
  content: 0.85,
};
const RESIDUALS: Readonly<Record<RatedAttribute, number>> = {
  technical_quality: 0.3,
  composition: 0.38,
  color: 0.5,
  depth_of_field: 0.38,
  light: 0.3,
  content: 0.3,
};
const WITHIN = { atLeast: 0.65, atMost: 0.71 };
const CONTENT_KEPT = 0.97;
/** Strong damages that must cost this much, in points of the 1–5 scale, at the median. */
const COSTLY: ReadonlySet<DamageName> = new Set([
  'darker',
  'brighter',
  'defocus',
  'motion_blur',
  'noise',
]);
const MARGIN = 0.3;
const WEAK_ABOVE_STRONG = 0.85;
const HARMLESS_MOST = 0.15;
const KERNEL_MEDIAN = 0.05;
const KERNEL_95 = 0.15;
/** Attributes whose edits must move them most. */
const SENSITIVE: readonly RatedAttribute[] = ['light', 'color', 'technical_quality'];
const MOVES_MOST = 0.8;
const HOTTEST_LOWERS_MORE = 0.75;
/** Rank correlation with a map of nonsense. */
const SHUFFLED_ALIKE = 0.3;
const LEVEL_FOUND = 0.8;
const PHRASE_FIRST = 0.85;

/** Every goal of which the figure was measured. */
export function judge({
  predictions,
  neighbourhoods,
  photos,
  heatMaps,
  retrieval,
}: Measured): Goal[] {
  const goals = [
    ...SCORED.map((name) =>
      goal(`${name} SRCC`, predictions.levels[name].srcc.value, { atLeast: LEVELS[name] }),
    ),
    ...RATED_ATTRIBUTES.map((name) =>
      goal(`${name} residual SRCC`, predictions.residuals[name].srcc.value, {
        atLeast: RESIDUALS[name],
      }),
    ),
  ];
  if (predictions.spread !== undefined) {
    goals.push(goal('within the spread', predictions.spread.within.value, WITHIN));
  }
  if (neighbourhoods?.contentKept !== undefined) {
    const { value } = neighbourhoods.contentKept;
    goals.push(goal('neighbourhoods kept by content', value, { atLeast: CONTENT_KEPT }));
  }
  if (photos !== undefined) goals.push(...photoGoals(photos));
  if (heatMaps !== undefined) goals.push(...heatMapGoals(heatMaps));
  if (retrieval !== undefined) goals.push(...retrievalGoals(retrieval));
  return goals;
}

function heatMapGoals({ scores }: HeatMapFigures): Goal[] {
  return Object.entries(scores).flatMap(([name, { lowersMore, headsShuffled, allShuffled }]) => [
    goal(`${name}: its hottest tenth lowers it more than another`, lowersMore.value, {
      atLeast: HOTTEST_LOWERS_MORE,
    }),
    goal(
      `${name}: heat map like one of shuffled weights`,
      Math.max(Math.abs(headsShuffled), Math.abs(allShuffled)),
      { atMost: SHUFFLED_ALIKE },
    ),
  ]);
}

/** Levels are judged where the model may put them into words; phrases by clearly edited copies. */
function retrievalGoals({ levels, inWords, phrases }: RetrievalFigures): Goal[] {
  return [
    ...inWords.map((name) =>
      goal(`${name}: level found by words within one`, levels[name].withinOne.value, {
        atLeast: LEVEL_FOUND,
      }),
    ),
    ...phrases.flatMap(({ phrase, rated, photos }) => {
      const { value } = rated.strong;
      return [
        goal(`“${phrase}” ranks what was edited so first`, value, { atLeast: PHRASE_FIRST }),
        ...(photos === undefined
          ? []
          : [
              goal(`“${phrase}”, the same on photos from elsewhere`, photos.strong.value, {
                atLeast: PHRASE_FIRST,
              }),
            ]),
      ];
    }),
  ];
}

function photoGoals({ damages, harmlessAll, kernels, sensitivity }: PhotoFigures): Goal[] {
  return [
    ...DAMAGES.flatMap(({ kind, needed }) => {
      const { cleanAboveStrong, strongMargin, weakAboveStrong } = damages[kind];
      return [
        goal(`${kind}: clean first`, cleanAboveStrong, { atLeast: needed }),
        ...(COSTLY.has(kind)
          ? [goal(`${kind}: median margin`, strongMargin, { atLeast: MARGIN })]
          : []),
        goal(`${kind}: weak before strong`, weakAboveStrong, { atLeast: WEAK_ABOVE_STRONG }),
      ];
    }),
    goal('harmless changes, most', harmlessAll.maximum, { atMost: HARMLESS_MOST }),
    ...Object.entries(kernels).flatMap(([kernel, { median, percentile95 }]) => [
      goal(`${kernel} kernel, median`, median, { atMost: KERNEL_MEDIAN }),
      goal(`${kernel} kernel, 95th percentile`, percentile95, { atMost: KERNEL_95 }),
    ]),
    ...SENSITIVE.map((attribute) => {
      const kinds = Object.values(sensitivity).filter((edit) => edit.attribute === attribute);
      const share = kinds.reduce((sum, edit) => sum + edit.share / kinds.length, 0);
      return goal(`${attribute} moves most under its edits`, share, { atLeast: MOVES_MOST });
    }),
  ];
}

function goal(
  name: string,
  value: number,
  bounds: { readonly atLeast?: number; readonly atMost?: number },
): Goal {
  const { atLeast = -Infinity, atMost = Infinity } = bounds;
  return { name, value, ...bounds, met: value >= atLeast && value <= atMost };
}
