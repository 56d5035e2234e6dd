/** A frame held against the best of its burst. */
import type { Abilities } from '../../src-shared/ability.ts';
import type { BurstDifference } from '../../src-shared/bridge.ts';
import { isSet } from '../../src-shared/group.ts';
import { differencesOf } from './grouping/difference.ts';
import { differenceInWords } from './grouping/difference-words.ts';
import { ranked } from './grouping/suggest.ts';
import type { Grouped } from './library-groups.ts';
import { framesOf, type Evidence } from './suggested-frames.ts';

/**
 * See `groups.difference`: the suggested frame is held against the next best. Undefined of what is in no burst and no group of near
 * duplicates, and until all of its frames have been looked at.
 */
export function burstDifference(
  grouped: Grouped,
  id: number,
  catalogue: Evidence,
  abilities: Abilities | undefined,
): BurstDifference | undefined {
  const group = grouped.groupOf.get(id);
  if (group === undefined || isSet(group.kind)) return undefined;
  const frames = framesOf(grouped, group, catalogue);
  if (frames === undefined) return undefined;
  const lead = grouped.pairOf.get(id)?.photos[0].id ?? id;
  const [best, next] = ranked(frames);
  const own = frames.find(({ photo }) => photo.id === lead);
  const isBest = best?.id === lead;
  const other = frames.find(({ photo }) => photo === (isBest ? next : best));
  if (own === undefined || other === undefined) return undefined;
  const differences = differencesOf(own, other, abilities);
  if (differences.length === 0) return undefined;
  const words = differenceInWords(differences);
  return {
    isBest,
    other: other.photo.id,
    ...(words !== undefined && { words }),
    differences: differences.map(({ weight, ...difference }) => {
      void weight;
      return difference;
    }),
  };
}
