/** Why a photo has its score: where it departs from what photos of that score usually have. */
import {
  EMOTION_NAMES,
  EMOTIONS,
  RATED_ATTRIBUTES,
  SCENE_NAMES,
  SCENES,
  type RatedAttribute,
} from '../../src-shared/attribute.ts';
import { mayNameEmotion, maySayStandsOut } from '../../src-shared/ability.ts';
import type { ModelInfo } from '../../src-shared/bridge.ts';
import type { Score } from '../../src-shared/photo.ts';
import type { Fact } from './facts.ts';
import { formatPercentile, formatScore } from './format.ts';

/** How a photo departs in one attribute from what photos of its overall score usually have. */
export interface Departure {
  readonly attribute: RatedAttribute;
  /** The level, 1–5. */
  readonly score: number;
  /** The level that photos of this score usually have. */
  readonly expected: number;
  readonly residual: number;
  /** From −1 to 1: the share of half the bar's track. */
  readonly reach: number;
  /** Present where the model has shown that it may say so. */
  readonly sentence: string | undefined;
}

/** The track of a bar ends at this many times the usual departure, or at this many points where that is not known. */
const TRACK_DEVIATIONS = 3;
const TRACK_POINTS = 0.5;
/** A departure stands out from here, times the usual one. */
const STANDS_OUT = 1;

/**
 * The attributes that have a residual: the strongest plus and the strongest minus first, the stronger of the two leading, then the others
 * by how far they depart. None for a model without residuals.
 */
export function departuresOf(score: Score | undefined, model: ModelInfo | undefined): Departure[] {
  const found = RATED_ATTRIBUTES.flatMap((attribute) => {
    const level = score?.values[attribute];
    const residual = score?.residuals?.[attribute];
    if (level === undefined || residual === undefined) return [];
    const usual = model?.residuals?.[attribute]?.standardDeviation;
    return [{ attribute, score: level, residual, expected: level - residual, usual }];
  });
  // Points and multiples cannot be put into one order.
  const known = found.every(({ usual }) => usual !== undefined);
  const farness = ({ residual, usual = 1 }: (typeof found)[number]) =>
    known ? residual / usual / TRACK_DEVIATIONS : residual / TRACK_POINTS;
  found.sort((a, b) => Math.abs(farness(b)) - Math.abs(farness(a)));
  const leading = [1, -1].flatMap((sign) => found.find((each) => farness(each) * sign > 0) ?? []);
  const rank = (each: (typeof found)[number]) => (leading.includes(each) ? 0 : 1);
  return found
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ usual, ...each }) => ({
      ...each,
      reach: Math.max(-1, Math.min(1, farness({ ...each, usual }))),
      sentence:
        usual !== undefined && maySayStandsOut(model?.abilities?.attributes?.[each.attribute])
          ? sentenceFor(each.residual / usual)
          : undefined,
    }));
}

function sentenceFor(deviations: number): string {
  if (Math.abs(deviations) < STANDS_OUT) return 'As photos of this score usually have it';
  const way = deviations > 0 ? 'Better' : 'Poorer';
  return `${way} than photos of this score usually have`;
}

/** "+0.16 from the usual 3.26", "At the usual 3.26". */
export function departureInNumbers({ residual, expected }: Departure): string {
  const size = formatScore(Math.abs(residual));
  if (size === formatScore(0)) return `At the usual ${formatScore(expected)}`;
  return `${residual > 0 ? '+' : '−'}${size} from the usual ${formatScore(expected)}`;
}

/** A departure without its picture: "0.16 above the 3.26 that photos of this score usually have". */
export function departureInWords({ residual, expected }: Departure): string {
  const size = formatScore(Math.abs(residual));
  const usual = `the ${formatScore(expected)} that photos of this score usually have`;
  if (size === formatScore(0)) return `At ${usual}`;
  return `${size} ${residual > 0 ? 'above' : 'below'} ${usual}`;
}

/** Where a level stands, 0 to 100, among so many photos: of the library, and of its shoot. */
export interface Places {
  readonly library: number | undefined;
  readonly libraryOver: number;
  readonly shoot: number | undefined;
  readonly shootOver: number;
}

/** "72nd percentile of 3,412 photos in the library", "64th percentile of 312 photos in this shoot"; the shoot only where it is more than this photo and not all there is. */
export function placesInWords({ library, libraryOver, shoot, shootOver }: Places): string[] {
  return [
    ...(library === undefined ? [] : [`${formatPercentile(library, libraryOver)} in the library`]),
    ...(shoot === undefined || shootOver < 2 || shootOver === libraryOver
      ? []
      : [`${formatPercentile(shoot, shootOver)} in this shoot`]),
  ];
}

/** Below this a share says nothing about the photo. */
const WORTH_NAMING = 0.1;
/** A second kind of scene is named beside the first from here. */
const SECOND_SCENE = 0.25;
const MOST_EMOTIONS = 3;

/** What is in the picture and what people would feel, as far as the model gives it and may say it. */
export function contentFacts(score: Score | undefined, model: ModelInfo | undefined): Fact[] {
  return [...sceneFact(score), ...emotionFact(score, model)];
}

function sceneFact(score: Score | undefined): Fact[] {
  if (score?.scene === undefined) return [];
  const [first, second] = ranked(SCENES, score.scene);
  if (first === undefined) return [];
  const named = [first, ...(second !== undefined && second.share >= SECOND_SCENE ? [second] : [])];
  return [
    {
      name: 'Scene',
      value: named.map(({ name, share }) => `${SCENE_NAMES[name]} ${percent(share)}`).join(', '),
      meaning: 'How sure the model is of the kind of scene, among ten kinds',
    },
  ];
}

function emotionFact(score: Score | undefined, model: ModelInfo | undefined): Fact[] {
  if (score?.emotion === undefined) return [];
  const abilities = model?.abilities?.emotions;
  const able = EMOTIONS.filter((emotion) => mayNameEmotion(abilities?.[emotion]));
  if (able.length === 0) return [];
  const named = ranked(able, score.emotion)
    .filter(({ share }) => share >= WORTH_NAMING)
    .slice(0, MOST_EMOTIONS)
    .map(({ name, share }) => `${EMOTION_NAMES[name]} ${percent(share)}`);
  return [
    {
      name: 'Feeling',
      value: named.length === 0 ? 'None stands out' : capitalised(named.join(', ')),
      meaning: `Share of people who would choose it; the model can tell ${able.map((emotion) => EMOTION_NAMES[emotion]).join(', ')}`,
    },
  ];
}

/** Names with their shares, the largest first. */
function ranked<Name extends string>(
  names: readonly Name[],
  shares: { readonly [N in Name]?: number | undefined },
): { name: Name; share: number }[] {
  return names
    .flatMap((name) => {
      const share = shares[name];
      return share === undefined ? [] : [{ name, share }];
    })
    .sort((a, b) => b.share - a.share);
}

/** The space does not break, for these stand in narrow columns. */
function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
