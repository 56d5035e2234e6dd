import {
  asksForGroups,
  BUILT_IN,
  BUILT_IN_COLLECTIONS,
  type Collection,
  type CollectionId,
  type Rules,
} from '../../src-shared/collection.ts';
import type { Engine } from './bridge.ts';
import type { Library } from './library.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { firstRules } from './rules.ts';

/** Counting takes its time in a large library: at most a tenth of it, and never more often than this, milliseconds. */
const REST = 10;
const LEAST_REST_MS = 500;

export interface CollectionRooms {
  readonly engine: Engine;
  readonly library: Library;
  readonly notices: Notices;
  undo(): void;
}

/** What the editor opens with. */
export interface CollectionDraft {
  /** Absent for a new one. */
  readonly id?: number;
  readonly name: string;
  readonly rules: Rules;
  /** Why the rules that were saved cannot be used. */
  readonly problem?: string;
}

/** Smart collections and how many photos each holds. */
export class Collections {
  readonly #rooms: CollectionRooms;
  list = $state.raw<readonly Collection[]>([]);
  counts = $state.raw<ReadonlyMap<CollectionId, number>>(new Map());
  /** What the editor is open on. */
  draft = $state.raw<CollectionDraft>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #counting = false;
  #again = false;
  #rest = 0;

  constructor(rooms: CollectionRooms) {
    this.#rooms = rooms;
    rooms.engine.on('library.changed', () => this.refreshSoon());
    rooms.engine.on('groups.changed', () => {
      if (!this.list.some(({ rules }) => rules !== undefined && asksForGroups(rules))) return;
      this.refreshSoon();
      const { collection } = rooms.library.filter;
      const rules = collection === undefined ? undefined : this.rulesOf(collection);
      if (rules !== undefined && asksForGroups(rules)) void rooms.library.refresh();
    });
  }

  nameOf(id: CollectionId): string {
    if (typeof id === 'string') return BUILT_IN[id].name;
    return this.#find(id)?.name ?? 'Collection';
  }

  /** Undefined where they cannot be used. */
  rulesOf(id: CollectionId): Rules | undefined {
    return typeof id === 'string' ? BUILT_IN[id].rules : this.#find(id)?.rules;
  }

  /** Whether being in the collection that is shown tells something of a photo's score. */
  get tellsScore(): boolean {
    const { collection } = this.#rooms.library.filter;
    const rules = collection === undefined ? undefined : this.rulesOf(collection);
    return rules?.rules.some(({ of }) => of === 'score' || of === 'residual') ?? false;
  }

  async load(): Promise<void> {
    const { engine, library } = this.#rooms;
    this.list = await engine.request('collections.list', {});
    const { collection, ...rest } = library.filter;
    // Undone or deleted in another window.
    if (typeof collection === 'number' && this.#find(collection) === undefined) {
      await library.ask({ filter: rest });
    }
    const ids = [...BUILT_IN_COLLECTIONS, ...this.list.map(({ id }) => id)];
    const counts = await engine.request('collections.count', { ids });
    this.counts = new Map(
      ids.flatMap((id, at) => {
        const count = counts[at];
        return count === null || count === undefined ? [] : [[id, count] as const];
      }),
    );
  }

  /** Counts anew, however often that is asked for. */
  refreshSoon(): void {
    if (this.#counting) {
      this.#again = true;
      return;
    }
    this.#timer ??= setTimeout(() => void this.#refresh(), this.#rest);
  }

  async #refresh(): Promise<void> {
    this.#timer = undefined;
    this.#counting = true;
    this.#again = false;
    const started = performance.now();
    // Only a lost connection ends here, and that has its own banner.
    await this.load().catch(() => undefined);
    this.#rest = Math.max(LEAST_REST_MS, (performance.now() - started) * REST);
    this.#counting = false;
    if (this.#again) this.refreshSoon();
  }

  /** Opens the editor on a new collection, with the filters of the view as its first rules. */
  startNew(): void {
    this.draft = { name: '', rules: firstRules(this.#rooms.library.filter) };
  }

  edit({ id, name, rules, error }: Collection): void {
    this.draft = {
      ...{ id, name, rules: rules ?? { match: 'all', rules: [{ of: 'undecided' }] } },
      ...(error !== undefined && { problem: error.message }),
    };
  }

  /** Saves what the editor holds and shows it. Rejects with the engine's error; the editor stays open then. */
  async save(name: string, rules: Rules): Promise<void> {
    const { engine, library } = this.#rooms;
    const { id } = this.draft ?? {};
    if (id === undefined) {
      const made = await engine.request('collections.add', { name, rules });
      this.#tell(`Made the collection “${made.name}”`);
      await this.load();
      await library.ask({ filter: { collection: made.id }, varied: undefined });
    } else {
      const { summary } = await engine.request('collections.change', { id, name, rules });
      this.#tell(summary);
      await this.load();
      if (library.filter.collection === id) await library.ask({});
    }
    this.draft = undefined;
  }

  async remove(id: number): Promise<void> {
    const { summary } = await this.#rooms.engine.request('collections.remove', { id });
    this.#tell(summary);
    await this.load();
  }

  #tell(summary: string): void {
    const { notices, undo } = this.#rooms;
    notices.info(summary, { label: 'Undo', run: undo });
  }

  #find(id: number): Collection | undefined {
    return this.list.find((collection) => collection.id === id);
  }
}
