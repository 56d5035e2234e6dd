import type { GroupRuleKind } from '../../src-shared/collection.ts';
import { PAIR } from '../../src-shared/group.ts';
import type { GroupMembers } from '../catalogue/types.ts';
import type { Grouped } from './library-groups.ts';

/** Which photos are in the groups and pairs of one moment, for collections that ask about them. */
export function membersOf({ groups, groupOf, pairs, pairOf, captures }: Grouped): GroupMembers {
  const inKind = (kind: GroupRuleKind): number[] => {
    if (kind === 'none') {
      return [...captures.keys()].filter((id) => !groupOf.has(id) && !pairOf.has(id));
    }
    if (kind === PAIR) return [...pairOf.keys()];
    return [...groupOf].filter(([, group]) => group.kind === kind).map(([id]) => id);
  };
  const at = (position: 'first' | 'later'): number[] => {
    // A pair in a group has one place there; the file that does not stand for it comes later.
    const first = new Set(groups.flatMap(({ photos }) => photos[0]?.id ?? []));
    for (const { photos } of pairs) {
      if (!groupOf.has(photos[0].id)) first.add(photos[0].id);
    }
    if (position === 'first') return [...first];
    return [...new Set([...groupOf.keys(), ...pairOf.keys()])].filter((id) => !first.has(id));
  };
  return { inKind, at };
}
