import { GROUP_KINDS, type GroupKind } from '../../../src-shared/group.ts';
import { shotOf } from './clock.ts';
import { compareNames } from './order.ts';
import { taggedKind } from './tagged.ts';
import type { Group, GroupingPhoto } from './types.ts';

/** Where the person has put a photo: into a set of photos that are one group, whatever the rules say. */
export interface Placement {
  readonly set: number;
  /** By joining groups, or by parting photos from one. */
  readonly how: 'merged' | 'split';
  /** What the group is, where the person has said so. */
  readonly kind?: GroupKind;
}

/** A group after the person's word. */
export interface PlacedGroup<P extends GroupingPhoto> extends Group<P> {
  /** Whether the person has joined or parted it by hand. */
  readonly manual: boolean;
}

/**
 * Applies what the person has joined and parted by hand to groups found by rule.
 *
 * - Photos of one set are one group; a set of one is a photo alone.
 * - The rest of a group that photos were parted from stays together.
 * - A photo that comes late to a group whose others were all merged into one set joins them there.
 * - A set without a kind of its own is what the strongest of its photos were by rule, so that a
 *   bracket stays protected whatever it is merged with; duplicates where they were nothing.
 *
 * `photos` are all that are in a set, or more, each once.
 */
export function applyPlacements<P extends GroupingPhoto>(
  groups: readonly Group<P>[],
  photos: Iterable<P>,
  placementOf: (photo: P) => Placement | undefined,
): PlacedGroup<P>[] {
  const sets = new Map<number, { placement: Placement; members: P[]; kinds: Set<GroupKind> }>();
  const put = (photo: P, placement: Placement, kind?: GroupKind) => {
    let set = sets.get(placement.set);
    if (set === undefined) {
      sets.set(placement.set, (set = { placement, members: [], kinds: new Set() }));
    }
    set.members.push(photo);
    if (kind !== undefined) set.kinds.add(kind);
  };
  const placed: PlacedGroup<P>[] = [];
  const done = new Set<P>();
  for (const { kind, photos: members } of groups) {
    const rest: P[] = [];
    const merges = new Map<number, Placement>();
    for (const photo of members) {
      done.add(photo);
      const placement = placementOf(photo);
      if (placement === undefined) rest.push(photo);
      else {
        put(photo, placement, kind);
        if (placement.how === 'merged') merges.set(placement.set, placement);
      }
    }
    const [only] = merges.values();
    if (only !== undefined && merges.size === 1) for (const photo of rest) put(photo, only, kind);
    else if (rest.length > 1) {
      placed.push({ kind, photos: rest, manual: rest.length < members.length });
    }
  }
  for (const photo of photos) {
    if (done.has(photo)) continue;
    const placement = placementOf(photo);
    if (placement !== undefined) put(photo, placement, taggedKind(photo));
  }
  for (const { placement, members, kinds } of sets.values()) {
    if (members.length < 2) continue;
    const kind = placement.kind ?? GROUP_KINDS.find((each) => kinds.has(each)) ?? 'duplicates';
    placed.push({ kind, photos: inTime(members, (photo) => photo), manual: true });
  }
  return inTime(placed, ({ photos: [first] }) => first as P);
}

/** Sorts by capture time, then by name; without a time last. */
function inTime<T>(items: readonly T[], photoOf: (item: T) => GroupingPhoto): T[] {
  return items
    .map((item) => ({ item, photo: photoOf(item), at: shotOf(photoOf(item)).wall ?? Infinity }))
    .sort((a, b) => (a.at === b.at ? compareNames(a.photo, b.photo) : a.at - b.at))
    .map(({ item }) => item);
}
