import type { Filter, Photo, Sort } from '../../src-shared/bridge.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Engine } from './bridge.ts';
import { findSections, type Section } from './grid-layout.ts';
import { holdOrder, sameOrder } from './order.ts';
import type { PhotoCache } from './photos.svelte.ts';

export const DEFAULT_SORT: Sort = { by: 'aesthetic', direction: 'descending' };

/** Orders in which a photo keeps its place whatever is learnt about it later. */
const STEADY = new Set<Sort['by']>(['time', 'name', 'added']);

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
  /** Whether someone is at work in the list, so that its order must hold still. */
  #inUse: () => boolean = () => false;
  #changed: () => void = () => undefined;
  #asked = 0;
  #pending: readonly number[] | undefined;

  filter = $state.raw<Filter>({});
  sort = $state.raw<Sort>(DEFAULT_SORT);
  /** Where not all that match are shown, but the best of them that are not all alike. */
  varied = $state.raw<Varied>();
  /** By what those are spread. */
  spreadBy = $state<'content' | 'time'>('content');
  ids = $state.raw<readonly number[]>([]);
  /** Days, where the order is by time. */
  sections = $state.raw<readonly Section[]>([]);
  /** False until the first answer, and while another question is being answered. */
  ready = $state(false);
  error = $state.raw<ErrorInfo>();
  /** The true order differs from the one held still. */
  outOfOrder = $state(false);
  /** Grows with every new question: the view then starts at its top. */
  question = $state(0);

  readonly #places = $derived(new Map(this.ids.map((id, at) => [id, at])));
  /** The score that the photos are sorted by; the overall one where they are sorted by something else. */
  readonly scored = $derived(
    SCORED.find((scored) => scored === this.sort.by && this.varied === undefined) ?? 'aesthetic',
  );
  readonly byScore = $derived(this.varied !== undefined || this.scored === this.sort.by);
  readonly filtered = $derived(countFilters(this.filter) > 0);

  constructor(engine: Engine, photos: PhotoCache) {
    this.#engine = engine;
    this.#photos = photos;
  }

  /** Says who may hold the order, and who wants to know that the list has changed. */
  attend(inUse: () => boolean, changed: () => void): void {
    this.#inUse = inUse;
    this.#changed = changed;
  }

  indexOf(id: number): number {
    return this.#places.get(id) ?? -1;
  }

  /** Asks another question; what is not named stays. */
  async ask(question: {
    filter?: Filter;
    sort?: Sort;
    varied?: Varied | undefined;
  }): Promise<void> {
    if ('varied' in question) this.varied = question.varied;
    if (question.filter !== undefined) this.filter = withoutEmpty(question.filter);
    if (question.sort !== undefined) this.sort = question.sort;
    this.question += 1;
    this.ready = false;
    await this.#query(false);
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
      const ids = await this.#answer(background);
      if (asked !== this.#asked) return;
      this.error = undefined;
      if (background && this.#wouldEmpty(ids)) {
        this.#pending = ids;
        this.outOfOrder = true;
      } else if (background && !STEADY.has(this.sort.by) && this.#inUse()) {
        const held = holdOrder(this.ids, ids);
        await this.#show(held.ids, asked);
        this.outOfOrder = !held.settled;
        this.#pending = held.settled ? undefined : ids;
      } else await this.#show(ids, asked);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      const error = toErrorInfo(thrown);
      if (error.code === 'disconnected') return;
      this.error = error;
      // The answer to another question is not shown in its place.
      if (!background) this.ids = [];
    }
  }

  async #answer(background: boolean): Promise<readonly number[]> {
    const { filter, sort, varied } = this;
    if (varied === undefined) {
      return (await this.#engine.request('photos.query', { filter, sort })).ids;
    }
    if (background && this.ids.length > 0) {
      // What was chosen stays until another choice is asked for; only what is gone leaves.
      const there = new Set((await this.#photos.load(this.ids)).map(({ id }) => id));
      return this.ids.filter((id) => there.has(id));
    }
    const { ids, spreadBy } = await this.#engine.request('photos.varied', { filter, ...varied });
    this.spreadBy = spreadBy;
    return ids;
  }

  /** The last photo that matched has been judged: it stays in view until the person goes on. */
  #wouldEmpty(next: readonly number[]): boolean {
    const { stars, flags, colors, collection } = this.filter;
    const byVerdict = [stars, flags, colors, collection].some((part) => part !== undefined);
    return byVerdict && next.length === 0 && this.ids.length > 0 && this.#inUse();
  }

  async #show(ids: readonly number[], asked: number): Promise<void> {
    const sections =
      this.sort.by === 'time' && this.varied === undefined ? await this.#days(ids) : [];
    if (asked !== this.#asked) return;
    this.#pending = undefined;
    this.outOfOrder = false;
    this.ready = true;
    this.sections = sections;
    if (!sameOrder(ids, this.ids)) this.ids = ids;
    this.#changed();
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
