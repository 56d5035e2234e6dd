import type { Group } from '../../src-shared/bridge.ts';
import type { Groups } from './groups.svelte.ts';
import { framesOf, layOut, stepByRuns, type Arrangement } from './stacks.ts';

/** What the layout of the stacks depends on besides the groups. */
export interface StackSource {
  /** The photos that match, and their days. */
  matching(): Arrangement;
  /** Whether groups are shown as stacks at all. */
  stacked(): boolean;
  /** Whether closed stacks are folded: in the grid. Elsewhere every frame has its place. */
  folded(): boolean;
  active(): number | undefined;
}

export interface Stack {
  readonly group: Group;
  /** The frames that are in view, in the order of capture. */
  readonly members: readonly number[];
  readonly open: boolean;
  /** Place of the photo among them, from 0. */
  readonly place: number;
}

/** The photos that match, laid out as stacks. */
export class StackList {
  readonly #groups: Groups;
  readonly #source: StackSource;
  readonly #frames = $derived.by(() =>
    framesOf(this.#source.matching().ids, this.#groups.grouping),
  );
  /** The active photo, where its closed stack would show another: what the person looks at stays in view. */
  readonly #held = $derived.by(() => {
    if (!this.#source.folded()) return undefined;
    const active = this.#source.active();
    const group = this.#groups.groupOf(active);
    const members = group && this.#frames.members.get(group);
    if (active === undefined || group === undefined || members === undefined) return undefined;
    return members.includes(active) && this.#cover(group, members) !== active ? active : undefined;
  });
  readonly #arrangement = $derived.by((): Arrangement => {
    const matching = this.#source.matching();
    const { groupOf, pairOf } = this.#groups.grouping;
    if (groupOf.size === 0 && pairOf.size === 0) return matching;
    const frames = this.#source.stacked()
      ? this.#frames
      : { ...this.#frames, members: new Map<Group, readonly number[]>() };
    const folded = this.#source.folded();
    const held = this.#held;
    return layOut(
      frames,
      matching.sections,
      (group, members, first) => {
        if (!folded || this.#groups.isOpen(group)) return undefined;
        if (held !== undefined && members.includes(held)) return held;
        return this.#cover(group, members) ?? first;
      },
      (id) => groupOf.get(id),
    );
  });

  constructor(groups: Groups, source: StackSource) {
    this.#groups = groups;
    this.#source = source;
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  /** How many photos match, a pair counted once. */
  get photos(): number {
    return this.#frames.ids.length;
  }

  /** The groups of which several frames are in view. */
  get groups(): Iterable<Group> {
    return this.#frames.members.keys();
  }

  stackOf(id: number): Stack | undefined {
    if (!this.#source.stacked()) return undefined;
    const group = this.#groups.groupOf(id);
    const members = group && this.#frames.members.get(group);
    if (group === undefined || members === undefined) return undefined;
    const place = members.indexOf(id);
    return { group, members, open: this.#groups.isOpen(group), place };
  }

  /** The photo that stands in the list for one that is folded away or is the other file of a pair. */
  standIn(id: number, isListed: (id: number) => boolean): number | undefined {
    const group = this.#groups.groupOf(id);
    const members = (group && this.#frames.members.get(group)) ?? [];
    return [...this.#groups.filesOf(id), ...members].find(isListed);
  }

  /** The place of the first frame of the next or previous burst, or of the next photo that is in none. */
  nextRun(ids: readonly number[], from: number, delta: 1 | -1): number {
    return stepByRuns(ids, from, delta, (id) => this.stackOf(id)?.group);
  }

  #cover(group: Group, members: readonly number[]): number | undefined {
    const chosen = members.find((id) => this.#groups.covers.has(id));
    if (chosen !== undefined) return chosen;
    const suggested = this.#groups.suggestionFor(group)?.id;
    if (suggested === undefined) return undefined;
    return members.find((id) => this.#groups.filesOf(id).includes(suggested));
  }
}
