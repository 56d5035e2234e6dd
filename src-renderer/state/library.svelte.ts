import type { Filter, Photo, Sort, Words, WordsFound } from '../../src-shared/bridge.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Engine } from './bridge.ts';
import { findSections, type Section } from './grid-layout.ts';
import { holdOrder, keepPlaces, sameOrder } from './order.ts';
import type { PhotoCache, PhotoSlot } from './photos.svelte.ts';
import type { Arrangement } from './stacks.ts';

export const DEFAULT_SORT: Sort = { by: 'best', direction: 'descending' };

/** Orders in which a photo keeps its place whatever is learnt about it later. */
const STEADY = new Set<Sort['by']>(['time', 'name', 'added']);

/** Whoever looks at the list. */
export interface Attendant {
  /** Whether someone is at work in the list, so that its order must hold still. */
  inUse(): boolean;
  /** Photos that someone is looking at: a verdict does not take them from under their eyes. */
  held?(): Iterable<number>;
  changed(): void;
  /** Lays the matching photos out; without it they are shown as they are. */
  arrangement?(): Arrangement;
  /** The photo that is listed in place of another. */
  standIn?(id: number): number | undefined;
}

/** The best that match, varied: how many, and how many at most of one hour or folder. */
export interface Varied {
  readonly top: number;
  readonly perHour?: number | undefined;
  readonly perFolder?: number | undefined;
}

/** The photos that match, in order: the question, and its answer as ids. */
export class Library {
  readonly #engine: Engine;
  readonly #photos: PhotoCache;
  #attendant = $state.raw<Attendant>({ inUse: () => false, changed: () => undefined });
  /** Photos that no longer match by their verdict and are still being looked at. */
  #lingering: readonly number[] = [];
  /** The filter that is put aside for the moment. */
  #aside = $state.raw<Filter>();
  #asked = 0;
  #pending: readonly number[] | undefined;

  filter = $state.raw<Filter>({});
  sort = $state.raw<Sort>(DEFAULT_SORT);
  /** The photos that match, and their days where the order is by time. */
  matching = $state.raw<Arrangement>({ ids: [], sections: [] });
  /** Where not all that match are shown, but the best of them that are not all alike. */
  varied = $state.raw<Varied>();
  /** Where photos are found by words: what was looked for, and what became of it. */
  words = $state.raw<Words>();
  found = $state.raw<WordsFound>();
  /** By what those are spread. */
  spreadBy = $state<'content' | 'time'>('content');
  /** False until the first answer, and while another question is being answered. */
  ready = $state(false);
  error = $state.raw<ErrorInfo>();
  /** The true order differs from the one held still. */
  outOfOrder = $state(false);
  /** Grows with every new question: the view then starts at its top. */
  question = $state(0);

  readonly #shown = $derived(this.#attendant.arrangement?.() ?? this.matching);
  readonly #places = $derived(new Map(this.ids.map((id, at) => [id, at])));
  /** The score that the photos are sorted by; the overall one where they are sorted by something else. */
  readonly scored = $derived(
    SCORED.find((scored) => scored === this.sort.by && this.varied === undefined) ?? 'aesthetic',
  );
  /** Whether the order is by how well photos fit the words. */
  readonly byWords = $derived(this.words?.ranked === true && this.found?.understood === true);
  readonly byScore = $derived(
    !this.byWords &&
      (this.varied !== undefined ||
        this.scored === this.sort.by ||
        this.sort.by === 'best' ||
        this.sort.by === 'personal'),
  );
  readonly filtered = $derived(countFilters(this.filter) > 0 || this.words?.show === 'fitting');

  constructor(engine: Engine, photos: PhotoCache) {
    this.#engine = engine;
    this.#photos = photos;
  }

  /** The photos that are shown, in their order: those that match, laid out. */
  get ids(): readonly number[] {
    return this.#shown.ids;
  }

  /** Days, where the order is by time. */
  get sections(): readonly Section[] {
    return this.#shown.sections;
  }

  /** Says who may hold the order, lays out the list and wants to know that it has changed. */
  attend(attendant: Attendant): void {
    this.#attendant = attendant;
  }

  /** The listed photo that stands for this one: itself, its stack's cover, the other file of its pair. */
  standIn(id: number): number | undefined {
    return this.indexOf(id) >= 0 ? id : this.#attendant.standIn?.(id);
  }

  /** Whether a filter is put aside, to see what it leaves out. */
  get unfiltered(): boolean {
    return this.#aside !== undefined;
  }

  /** Puts the filter aside, or puts it back: the view before and after it. */
  async toggleFilter(): Promise<void> {
    const { rootId, folderId, day, collection } = this.filter;
    const placed = [rootId, folderId, day].some((part) => part !== undefined);
    // A collection that is looked at by itself is a place, one within a folder narrows it.
    const place = withoutEmpty({ rootId, folderId, day, ...(!placed && { collection }) } as Filter);
    const aside = this.#aside;
    if (aside !== undefined) await this.ask({ filter: { ...aside, ...place } });
    else if (this.filtered) {
      const { filter } = this;
      await this.ask({ filter: place });
      this.#aside = filter;
    }
  }

  /** Someone looks at other photos: those that were only kept for them leave. */
  lookElsewhere(): void {
    if (this.#lingering.length > 0) void this.refresh();
  }

  indexOf(id: number): number {
    return this.#places.get(id) ?? -1;
  }

  /** Asks another question; what is not named stays. */
  async ask(question: {
    filter?: Filter;
    sort?: Sort;
    varied?: Varied | undefined;
    words?: Words | undefined;
  }): Promise<void> {
    if ('varied' in question) this.varied = question.varied;
    // The best that differ are chosen by score, those that fit by words: one takes the other’s place.
    if ('words' in question) this.#findBy(question.words);
    else if (question.varied !== undefined) this.#findBy(undefined);
    if (question.filter !== undefined) {
      this.filter = withoutEmpty(question.filter);
      this.#aside = undefined;
    }
    if (question.sort !== undefined) this.sort = question.sort;
    this.question += 1;
    this.ready = false;
    await this.#query(false);
  }

  #findBy(words: Words | undefined): void {
    this.words = words;
    if (words === undefined) this.found = undefined;
    else this.varied = undefined;
  }

  /** Narrows or widens the filter by some of its parts; undefined takes a part away. */
  narrow(change: { [K in keyof Filter]?: Filter[K] | undefined }): Promise<void> {
    return this.ask({ filter: { ...this.filter, ...change } as Filter });
  }

  /** The library has changed: asks again without disturbing whoever is at work in the list. */
  async refresh(): Promise<void> {
    // What is shown while a question is being answered is the answer to another one.
    await this.#query(this.ready);
  }

  /** Takes up the true order, at the person's wish. */
  async settle(): Promise<void> {
    if (this.#pending !== undefined) await this.#show(this.#pending, this.#asked);
  }

  async #query(background: boolean): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { ids, words } = await this.#answer(background);
      if (asked !== this.#asked) return;
      this.error = undefined;
      this.found = words;
      this.#lingering = background ? this.#judgedInView(ids) : [];
      if (background && this.#wouldEmpty(ids)) {
        this.#pending = ids;
        this.outOfOrder = true;
        return;
      }
      const next = keepPlaces(this.matching.ids, ids, this.#lingering);
      if (background && (this.byWords || !STEADY.has(this.sort.by)) && this.#attendant.inUse()) {
        const held = holdOrder(this.matching.ids, next);
        await this.#show(held.ids, asked);
        this.outOfOrder = !held.settled;
        this.#pending = held.settled ? undefined : ids;
      } else await this.#show(next, asked);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      const error = toErrorInfo(thrown);
      if (error.code === 'disconnected') return;
      this.error = error;
      // The answer to another question is not shown in its place.
      if (!background) this.matching = { ids: [], sections: [] };
    }
  }

  /** What the person is looking at, where it is by a verdict that it no longer matches. */
  #judgedInView(next: readonly number[]): readonly number[] {
    const { collection } = this.filter;
    const held = this.#attendant.held?.();
    if (held === undefined || !this.#byVerdict) return [];
    const matching = new Set(next);
    const shown = new Set(this.matching.ids);
    return [...held].filter(
      (id) =>
        shown.has(id) &&
        !matching.has(id) &&
        // What a collection's rules are about is not known here.
        (collection !== undefined || !fitsVerdict(this.filter, this.#photos.slot(id))),
    );
  }

  async #answer(
    background: boolean,
  ): Promise<{ ids: readonly number[]; words?: WordsFound | undefined }> {
    const { filter, sort, varied, words } = this;
    if (varied === undefined) {
      return await this.#engine.request('photos.query', { filter, sort, words });
    }
    if (background && this.matching.ids.length > 0) {
      // What was chosen stays until another choice is asked for; only what is gone leaves.
      const there = new Set((await this.#photos.load(this.matching.ids)).map(({ id }) => id));
      return { ids: this.matching.ids.filter((id) => there.has(id)) };
    }
    const { ids, spreadBy } = await this.#engine.request('photos.varied', { filter, ...varied });
    this.spreadBy = spreadBy;
    return { ids };
  }

  /** The last photo that matched has been judged: it stays in view until the person goes on. */
  #wouldEmpty(next: readonly number[]): boolean {
    const empty = next.length === 0 && this.matching.ids.length > 0;
    return empty && this.#byVerdict && this.#attendant.inUse();
  }

  get #byVerdict(): boolean {
    const { stars, flags, colors, collection } = this.filter;
    return [stars, flags, colors, collection].some((part) => part !== undefined);
  }

  async #show(ids: readonly number[], asked: number): Promise<void> {
    const sections =
      this.sort.by === 'time' && this.varied === undefined && !this.byWords
        ? await this.#days(ids)
        : [];
    if (asked !== this.#asked) return;
    this.#pending = undefined;
    this.outOfOrder = false;
    this.ready = true;
    const { matching } = this;
    const same = sameOrder(ids, matching.ids);
    if (!same || JSON.stringify(sections) !== JSON.stringify(matching.sections)) {
      this.matching = { ids: same ? matching.ids : ids, sections };
    }
    this.#attendant.changed();
  }

  #days(ids: readonly number[]): Promise<Section[]> {
    return findSections(ids.length, async (places) => {
      const wanted = places.flatMap((place) => ids[place] ?? []);
      const missing = wanted.filter((id) => this.#photos.slot(id).photo === undefined);
      await this.#photos.load(missing);
      return wanted.map((id) => dayOf(this.#photos.slot(id).photo));
    });
  }
}

function fitsVerdict({ stars, flags, colors }: Filter, { verdict }: PhotoSlot): boolean {
  return (
    (stars === undefined || (verdict.stars >= stars.min && verdict.stars <= stars.max)) &&
    (flags === undefined || flags.includes(verdict.flag)) &&
    (colors === undefined || colors.includes(verdict.color))
  );
}

function dayOf(photo: Photo | undefined): string {
  return photo?.capturedAt?.slice(0, 10) ?? '';
}

function withoutEmpty(filter: Filter): Filter {
  const entries = Object.entries(filter).filter(
    ([, value]) =>
      value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries) as Filter;
}

/** How many parts narrow the view, the place (folder, day, or a collection alone) apart. */
export function countFilters({ rootId, folderId, day, collection, ...rest }: Filter): number {
  const placed = [rootId, folderId, day].some((part) => part !== undefined);
  const narrowed = placed && collection !== undefined ? 1 : 0;
  return Object.values(rest).filter((value) => value !== undefined).length + narrowed;
}
