/** Photos that belong together, laid out as stacks: pure functions of what matches and what is a group. */
import type { Group, PhotoPair } from '../../src-shared/bridge.ts';
import type { Section } from './grid-layout.ts';

/** What belongs together, by photo. */
export interface Grouping {
  /** The group of each photo that is in one; of a pair, of all its files. */
  readonly groupOf: ReadonlyMap<number, Group>;
  readonly pairOf: ReadonlyMap<number, PhotoPair>;
}

export const NO_GROUPING: Grouping = { groupOf: new Map(), pairOf: new Map() };

export function groupingOf(groups: readonly Group[], pairs: readonly PhotoPair[]): Grouping {
  const pairOf = new Map<number, PhotoPair>();
  for (const pair of pairs) for (const id of pair.ids) pairOf.set(id, pair);
  const groupOf = new Map<number, Group>();
  for (const group of groups) {
    for (const lead of group.ids) {
      for (const id of pairOf.get(lead)?.ids ?? [lead]) groupOf.set(id, group);
    }
  }
  return { groupOf, pairOf };
}

/** The photos of a list with one file for each pair, and the groups of which several are among them. */
export interface Frames {
  readonly ids: readonly number[];
  /** Where each of `ids` stands in the list itself. */
  readonly places: readonly number[];
  /** In the order of capture. */
  readonly members: ReadonlyMap<Group, readonly number[]>;
}

export function framesOf(list: readonly number[], { groupOf, pairOf }: Grouping): Frames {
  const places: number[] = [];
  const members = new Map<Group, number[]>();
  const listed = pairOf.size > 0 ? new Set(list) : undefined;
  const ids = list.filter((id, at) => {
    const pair = listed && pairOf.get(id);
    if (pair !== undefined && pair.ids.find((file) => listed?.has(file)) !== id) return false;
    places.push(at);
    const group = groupOf.get(id);
    if (group === undefined) return true;
    const others = members.get(group);
    if (others === undefined) members.set(group, [id]);
    else others.push(id);
    return true;
  });
  for (const [group, shown] of members) {
    if (shown.length < 2) members.delete(group);
    else {
      const lead = (id: number) => pairOf.get(id)?.ids[0] ?? id;
      const order = new Map(group.ids.map((id, at) => [id, at]));
      shown.sort((a, b) => (order.get(lead(a)) ?? 0) - (order.get(lead(b)) ?? 0));
    }
  }
  return { ids, places, members };
}

export interface Arrangement {
  readonly ids: readonly number[];
  readonly sections: readonly Section[];
}

/**
 * Lays the photos out: the frames of a stack stand together where its first one in the list's order is, a closed stack as one
 * photo. `cover` is asked for closed ones, and given the first in the list's order; undefined leaves it open.
 */
export function layOut(
  { ids, places, members }: Frames,
  sections: readonly Section[],
  cover: (group: Group, members: readonly number[], first: number) => number | undefined,
  groupOf: (id: number) => Group | undefined,
): Arrangement {
  const laid: number[] = [];
  const starts: Section[] = [];
  const done = new Set<Group>();
  let section = -1;
  ids.forEach((id, at) => {
    const group = members.size > 0 ? groupOf(id) : undefined;
    const stack = group && members.get(group);
    if (group !== undefined && stack !== undefined) {
      if (done.has(group)) return;
      done.add(group);
    }
    const before = section;
    while ((sections[section + 1]?.start ?? Infinity) <= (places[at] ?? 0)) section += 1;
    const entered = sections[section];
    if (section !== before && entered !== undefined) {
      starts.push({ key: entered.key, start: laid.length });
    }
    if (group === undefined || stack === undefined) laid.push(id);
    else {
      const shown = cover(group, stack, id);
      if (shown === undefined) laid.push(...stack);
      else laid.push(shown);
    }
  });
  return { ids: laid, sections: starts };
}

/** The first photo of the next run (`delta` 1) or the previous one (-1): a run is the frames of a stack, or one photo. */
export function stepByRuns(
  ids: readonly number[],
  from: number,
  delta: 1 | -1,
  runOf: (id: number) => unknown,
): number {
  const runAt = (at: number) => {
    const id = ids[at];
    return id === undefined ? undefined : (runOf(id) ?? id);
  };
  const startOf = (at: number) => {
    let start = at;
    while (start > 0 && runAt(start - 1) === runAt(at)) start -= 1;
    return start;
  };
  if (delta > 0) {
    let at = from;
    while (at < ids.length && runAt(at) === runAt(from)) at += 1;
    return at < ids.length ? at : from;
  }
  const start = startOf(from);
  return start === 0 ? 0 : startOf(start - 1);
}
