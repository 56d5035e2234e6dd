import { maySayLevel, maySayStandsOut } from '../../../src-shared/ability.ts';
import {
  RATED_ATTRIBUTES,
  SCORED_NAMES,
  type RatedAttribute,
} from '../../../src-shared/attribute.ts';
import { RATING_EDGES } from '../../descriptions/rated/levels.ts';
import { sideOfDeparture } from './bars.ts';
import type { KnownPhoto } from './candidates.ts';

/** From so many times its usual departure an attribute stands out. */
const STANDS_OUT = 0.8;

/**
 * What makes a photo, in one line: its strongest plus and minus, for what photos of its score usually have; where nothing stands
 * out, what is good or poor in it. Undefined where nothing may be said.
 */
export function summaryOf(photo: KnownPhoto): string | undefined {
  const { score, deviations, abilities } = photo;
  const able = RATED_ATTRIBUTES.filter((name) => maySayStandsOut(abilities?.attributes?.[name]));
  const departures = able.flatMap((name) => {
    const residual = score.residuals?.[name];
    const usual = deviations[name];
    return residual === undefined || usual === undefined ? [] : [{ name, by: residual / usual }];
  });
  const [least, ...rest] = departures.sort((a, b) => a.by - b.by);
  const most = rest.at(-1) ?? least;
  const plus = most !== undefined && most.by >= STANDS_OUT ? named(most.name) : undefined;
  const minus = least !== undefined && least.by <= -STANDS_OUT ? named(least.name) : undefined;
  if (plus !== undefined && minus !== undefined)
    return `Lifted by its ${plus}, held back by its ${minus}`;
  if (plus !== undefined) return `Lifted by its ${plus}`;
  if (minus !== undefined) return `Held back by its ${minus}`;
  const levels = RATED_ATTRIBUTES.filter((name) => maySayLevel(abilities?.attributes?.[name]));
  // Where the bar goes the other way, no word about the level.
  const good = levels.filter(
    (name) => isAbove(name, score.values[name], 2) && sideOfDeparture(name, photo) >= 0,
  );
  const poor = levels.filter(
    (name) =>
      !isAbove(name, score.values[name] ?? Infinity, 1) && sideOfDeparture(name, photo) <= 0,
  );
  if (good.length > 0) return `Good ${listed(good.map(named))}`;
  if (poor.length > 0) return `Weak ${listed(poor.map(named))}`;
  return departures.length + levels.length === 0 ? undefined : 'Nothing stands out';
}

/** Whether a level is beyond the edge of this number. */
function isAbove(name: RatedAttribute, value: number | undefined, edge: number): boolean {
  return value !== undefined && value >= (RATING_EDGES[name][edge] ?? Infinity);
}

function named(name: RatedAttribute): string {
  return SCORED_NAMES[name].toLowerCase();
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
