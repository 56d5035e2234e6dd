import { PHOTOS_PER_REQUEST, type Group, type GroupSuggestion } from '../../src-shared/bridge.ts';
import { isSet } from '../../src-shared/group.ts';
import type { Engine } from './bridge.ts';
import { groupingOf, NO_GROUPING } from './stacks.ts';

/** Changes of what is near the screen within this time are asked about together, milliseconds. */
const GATHER_MS = 150;

/** Which photos belong together, as the engine says, and what the person has opened and chosen of it. */
export class Groups {
  readonly #engine: Engine;
  readonly #onPairs: (pairs: Iterable<readonly number[]>) => void;
  #grouping = $state.raw(NO_GROUPING);
  /** Answers as they came: an equal one changes nothing. */
  #told = '';
  #loading: Promise<void> | undefined;
  #again = false;
  /** Photos of the stacks that are open. */
  #open = $state.raw<ReadonlySet<number>>(new Set());
  /** Photos that the person has made covers of their stacks. */
  covers = $state.raw<ReadonlySet<number>>(new Set());
  /** The best bet of a group, by the group's first photo. */
  #suggestions = $state.raw<ReadonlyMap<number, GroupSuggestion>>(new Map());
  #near: readonly number[] = [];
  /** Whether nothing may be told that scores decided. */
  blind: () => boolean = () => false;
  readonly #asked = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onPairs` hears of the pairs before anything is shown of them. */
  constructor(engine: Engine, onPairs: (pairs: Iterable<readonly number[]>) => void) {
    this.#engine = engine;
    this.#onPairs = onPairs;
    engine.on('groups.changed', () => void this.load());
    engine.on('photos.changed', ({ ids }) => {
      // What has just been measured may complete a group.
      for (const id of ids) {
        const first = this.groupOf(id)?.ids[0];
        if (first !== undefined && !this.#suggestions.has(first)) this.#asked.delete(first);
      }
      this.#askSoon();
    });
  }

  get grouping() {
    return this.#grouping;
  }

  groupOf(id: number | undefined): Group | undefined {
    return id === undefined ? undefined : this.#grouping.groupOf.get(id);
  }

  /** The photo and the other files of its exposure, the one that stands for them first. */
  filesOf(id: number): readonly number[] {
    return this.#grouping.pairOf.get(id)?.ids ?? [id];
  }

  /** Name of the film beside the photo. */
  movieOf(id: number): string | undefined {
    return this.#grouping.pairOf.get(id)?.movie;
  }

  suggestionFor(group: Group | undefined): GroupSuggestion | undefined {
    const first = group?.ids[0];
    return first === undefined ? undefined : this.#suggestions.get(first);
  }

  /** Whether this photo is the best bet of its group; of none while scores are hidden, as that is what they say. */
  isSuggested(id: number | undefined): boolean {
    if (id === undefined || this.blind()) return false;
    const suggested = this.suggestionFor(this.groupOf(id))?.id;
    return suggested !== undefined && this.filesOf(id).includes(suggested);
  }

  isOpen({ ids }: Group): boolean {
    const [first] = ids;
    return first !== undefined && this.#open.has(first);
  }

  setOpen(groups: Iterable<Group>, open: boolean): void {
    const next = new Set(this.#open);
    for (const { ids } of groups) {
      for (const id of ids) {
        if (open) next.add(id);
        else next.delete(id);
      }
    }
    this.#open = next;
  }

  /** Makes a photo the cover of its stack, or with `chosen` false leaves that to the suggestion again. */
  setCover(id: number, chosen = true): void {
    const next = new Set(this.covers);
    for (const other of this.groupOf(id)?.ids ?? []) next.delete(other);
    if (chosen) next.add(id);
    this.covers = next;
  }

  /** Asks which photos belong together; at the start, and when that has changed. */
  load(): Promise<void> {
    this.#again = true;
    this.#loading ??= this.#loadAll().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #loadAll(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        const answer = await this.#engine.request('groups.list', {});
        const told = JSON.stringify(answer);
        if (told === this.#told) continue;
        this.#told = told;
        this.#onPairs(answer.pairs.map(({ ids }) => ids));
        this.#grouping = groupingOf(answer.groups, answer.pairs);
        this.#suggestions = new Map();
        this.#asked.clear();
        this.#askSoon();
      }
    } catch {
      // A lost connection has its own banner; the next start asks again.
    }
  }

  /** These photos are on screen or near it: their groups' suggestions are asked for. */
  need(ids: readonly number[]): void {
    this.#near = ids;
    this.#askSoon();
  }

  #askSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, GATHER_MS);
  }

  async #ask(): Promise<void> {
    const firsts = new Set<number>();
    for (const id of this.#near) {
      const group = this.groupOf(id);
      const first = group?.ids[0];
      if (group === undefined || first === undefined || isSet(group.kind)) continue;
      if (!this.#asked.has(first)) firsts.add(first);
    }
    if (firsts.size === 0) return;
    const ids = [...firsts].slice(0, PHOTOS_PER_REQUEST);
    for (const id of ids) this.#asked.add(id);
    try {
      const found = await this.#engine.request('groups.suggest', { ids });
      if (found.length === 0) return;
      const next = new Map(this.#suggestions);
      for (const suggestion of found) next.set(suggestion.group, suggestion);
      this.#suggestions = next;
    } catch {
      for (const id of ids) this.#asked.delete(id);
    }
  }
}
