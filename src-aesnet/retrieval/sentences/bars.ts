/**
 * What the numbers and the bar beside a sentence show: how good an attribute is, and how it departs from what photos of the same overall
 * score usually have. No sentence says the opposite of either, for readers take them for one statement.
 */
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Score } from '../../../src-shared/photo.ts';
import { ratingLevel } from '../../descriptions/index.ts';
import { departureOf } from '../../descriptions/rated/residual.ts';

/** Towards the better end, towards the poorer one, or in the middle. */
export type Side = 1 | 0 | -1;

/** What a photo's bars are drawn from. */
export interface Barred {
  readonly score: Score;
  /** The usual departure of each attribute, points. */
  readonly deviations: { readonly [A in RatedAttribute]?: number | undefined };
}

const LEVEL_SIDES = { very_low: -1, low: -1, middle: 0, high: 1, very_high: 1 } as const;
const DEPARTURE_SIDES = { far_below: -1, below: -1, usual: 0, above: 1, far_above: 1 } as const;

/** The side of a level; undefined where there is none. */
export function sideOfLevel(attribute: RatedAttribute, { score }: Barred): Side | undefined {
  const value = score.values[attribute];
  return value === undefined ? undefined : LEVEL_SIDES[ratingLevel(attribute, value)];
}

/** The side of the bar; 0 where it is short, or not known. */
export function sideOfDeparture(attribute: RatedAttribute, photo: Barred): Side {
  const departure = inDeviations(attribute, photo);
  return departure === undefined ? 0 : DEPARTURE_SIDES[departureOf(departure)];
}

/** Whether the level may be put into words: what is called good, poor or ordinary must not stand out to another side. */
export function maySpeakOfLevel(attribute: RatedAttribute, photo: Barred): boolean {
  const departure = sideOfDeparture(attribute, photo);
  return departure === 0 || departure === sideOfLevel(attribute, photo);
}

/** Words by which one attribute is said to be the best or the poorest part of all. */
const OUTDOES_ALL =
  /\b(?:by far|more than anything|than anything else|lives by|is the best part|is the worst|helps it most|if one part)\b/iu;
/** Words that compare an attribute with the rest of its photo, and say nothing of how good it is. */
const COMPARES =
  /\b(?:than the rest|than (?:conceived|the idea|the craft|the way it was|how it is shown|what it shows|it could)|a step (?:above|below)|behind the rest|does not quite keep up|among its best parts|one of the better|with better)\b/iu;

/** Whether a sentence about how an attribute departs goes further than the photo's levels and bars do. */
export function overstates(text: string, attribute: RatedAttribute, photo: Barred): boolean {
  const side = sideOfDeparture(attribute, photo);
  if (OUTDOES_ALL.test(text) && !isOutermost(attribute, side, photo)) return true;
  return sideOfLevel(attribute, photo) === -side && !COMPARES.test(text);
}

/** Names of bands of what is measured that everybody calls good or poor; dark or muted, a photo may be meant to be. */
const BAND_SIDES: ReadonlyMap<string, Side> = new Map<string, Side>([
  ['soft', -1],
  ['rather soft', -1],
  ['coarse grain', -1],
  ['very sharp', 1],
  ['no noise', 1],
]);

/** Whether what was measured, told beside the bar and the level, would be taken for the opposite of one of them. */
export function isOddBeside(band: string, attribute: RatedAttribute, photo: Barred): boolean {
  const side = BAND_SIDES.get(band) ?? 0;
  if (side === 0) return false;
  return [sideOfDeparture(attribute, photo), sideOfLevel(attribute, photo)].includes(-side as Side);
}

/** Whether no attribute departs further to this side. */
function isOutermost(attribute: RatedAttribute, side: Side, photo: Barred): boolean {
  const own = inDeviations(attribute, photo) ?? 0;
  return RATED_ATTRIBUTES.every((other) => side * (inDeviations(other, photo) ?? 0) <= side * own);
}

/** A residual as a multiple of the usual one. */
function inDeviations(attribute: RatedAttribute, { score, deviations }: Barred) {
  const residual = score.residuals?.[attribute];
  const usual = deviations[attribute];
  return residual === undefined || usual === undefined ? undefined : residual / usual;
}
