import type { GroupRuleKind, Position } from '../../src-shared/collection.ts';
import { PAIR } from '../../src-shared/group.ts';
import type { GroupMembers } from '../catalogue/types.ts';
import { filesOf, type Grouped } from './library-groups.ts';

/**
 * Which photos are in the groups and pairs of one moment, for collections that ask about them: of a pair all its files.
 * `suggested` are the files of the suggested frames, empty where no rule asks for them.
 */
export function membersOf(grouped: Grouped, suggested: readonly number[] = []): GroupMembers {
  const { groups, groupOf, pairOf, captures } = grouped;
  const inKind = (kind: GroupRuleKind): number[] => {
    if (kind === 'none') {
      return [...captures.keys()].filter((id) => !groupOf.has(id) && !pairOf.has(id));
    }
    if (kind === PAIR) return [...pairOf.keys()];
    return [...groupOf].filter(([, group]) => group.kind === kind).map(([id]) => id);
  };
  const at = (position: Position): readonly number[] => {
    if (position === 'suggested') return suggested;
    const frames = groups.flatMap(({ photos: [first, ...later] }) =>
      position === 'later' ? later : (first ?? []),
    );
    return frames.flatMap(({ id }) => filesOf(grouped, id));
  };
  return { inKind, at };
}
