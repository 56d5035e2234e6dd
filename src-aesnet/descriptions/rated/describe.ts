import type { RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Random } from '../../random.ts';
import { rounded } from '../bands.ts';
import { drawSeveral } from '../grammar.ts';
import type { Description } from '../record.ts';
import type { Source } from '../units.ts';
import { RATING_GRAMMARS } from './index.ts';
import { ratingLevel } from './levels.ts';
import { departureOf, residualGrammar, standingOf } from './residual.ts';

/** `count` sentences about the level of an attribute that was rated with so many points, 1–5. */
export function describeRating(
  attribute: RatedAttribute,
  rating: number,
  count: number,
  random: Random,
  source: Extract<Source, 'human' | 'person'> = 'human',
): Description[] {
  const grammar = RATING_GRAMMARS[attribute][ratingLevel(attribute, rating)];
  return drawSeveral(grammar, count, random).map((text) => ({
    text,
    source,
    checked: source === 'person',
    unit: 'rating',
    level: rounded(rating),
  }));
}

/** An attribute's departure from what the overall rating predicts, and what it is measured against. */
export interface Residual {
  /** In points. */
  readonly points: number;
  /** SD of this attribute's residual over the pictures that the scale was taken from, in points. */
  readonly deviation: number;
  /** The picture's overall rating, 1–5. */
  readonly overall: number;
}

/** `count` sentences about what stands out; none where the attribute is as good as the overall rating lets one expect. */
export function describeResidual(
  attribute: RatedAttribute,
  { points, deviation, overall }: Residual,
  count: number,
  random: Random,
): Description[] {
  const departure = departureOf(points / deviation);
  if (departure === 'usual') return [];
  const grammar = residualGrammar(attribute, departure, standingOf(overall));
  return drawSeveral(grammar, count, random).map((text) => ({
    text,
    source: 'human',
    checked: false,
    unit: 'residual',
    level: rounded(points),
  }));
}
