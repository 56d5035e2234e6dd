import { PHOTOS_PER_REQUEST, type Photo } from '../../src-shared/bridge.ts';
import type { Verdict, VerdictChange } from '../../src-shared/verdict.ts';
import { NO_VERDICT } from '../../src-shared/verdict.ts';
import type { Engine } from './bridge.ts';

/** Most photos that are kept when they are not on screen. */
const MOST_KEPT = 20_000;
/** Changes that arrive within this time are fetched together, milliseconds. */
const GATHER_MS = 60;

interface PendingChange {
  readonly ticket: number;
  readonly change: VerdictChange;
}

/** One photo's place in the cache: what a cell reads, so that a change redraws that cell alone. */
export class PhotoSlot {
  readonly id: number;
  readonly #files: () => readonly PhotoSlot[];
  photo = $state.raw<Photo>();
  /** Verdicts that the engine has not yet acknowledged, oldest first. */
  pending = $state.raw<readonly PendingChange[]>([]);
  /** Whether `photo` is older than the engine's. */
  stale = true;

  /** `files` are those of the exposure, the one that stands for it first. */
  constructor(id: number, files?: () => readonly PhotoSlot[]) {
    this.id = id;
    this.#files = files ?? (() => [this]);
  }

  /**
   * The verdict as the person sees it: what is stored with what is being stored on top. Files of one exposure have one
   * verdict: that of the one that stands for them, or where another was judged before that came, the other's.
   */
  get verdict(): Verdict {
    return this.#files().reduce<Verdict>((verdict, file) => fillIn(verdict, file.own), NO_VERDICT);
  }

  /** The verdict of this file alone. */
  get own(): Verdict {
    const stored = this.photo?.verdict ?? NO_VERDICT;
    return this.pending.reduce<Verdict>((verdict, { change }) => apply(verdict, change), stored);
  }

  get saving(): boolean {
    return this.pending.length > 0;
  }
}

function apply(verdict: Verdict, change: VerdictChange): Verdict {
  return {
    stars: change.stars ?? verdict.stars,
    flag: change.flag ?? verdict.flag,
    color: change.color ?? verdict.color,
  };
}

function fillIn(verdict: Verdict, other: Verdict): Verdict {
  return {
    stars: verdict.stars === 0 ? other.stars : verdict.stars,
    flag: verdict.flag === 'none' ? other.flag : verdict.flag,
    color: verdict.color === 'none' ? other.color : verdict.color,
  };
}

/** Details of photos by id: fetched in chunks when they come near the screen, dropped when long unseen. */
export class PhotoCache {
  readonly #engine: Engine;
  readonly #slots = new Map<number, PhotoSlot>();
  readonly #wanted = new Set<number>();
  #near = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticket = 0;
  readonly #filesOf: (id: number) => readonly number[];

  /** `filesOf` answers a photo and the other files of its exposure. */
  constructor(engine: Engine, filesOf: (id: number) => readonly number[] = (id) => [id]) {
    this.#engine = engine;
    this.#filesOf = filesOf;
    engine.on('photos.changed', ({ ids }) => this.markStale(ids));
  }

  /** The photo's slot; empty until `need` has fetched it. */
  slot(id: number): PhotoSlot {
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      slot = new PhotoSlot(id, () => this.#filesOf(id).map((file) => this.slot(file)));
      this.#slots.set(id, slot);
      // What is derived from a slot that was made meanwhile would not follow it.
      for (const file of this.#filesOf(id)) this.slot(file);
    }
    return slot;
  }

  /** Files of one exposure are about to have one verdict. */
  expectPairs(pairs: Iterable<readonly number[]>): void {
    for (const files of pairs) {
      if (files.some((id) => this.#slots.has(id))) for (const id of files) this.slot(id);
    }
  }

  /** These photos are on screen or near it: they are fetched where missing and kept up to date. */
  need(ids: readonly number[]): void {
    this.#near = new Set(ids.flatMap((id) => this.#filesOf(id)));
    const missing = [...this.#near].filter((id) => this.slot(id).stale);
    if (missing.length > 0) void this.#fetch(missing);
    if (this.#slots.size > MOST_KEPT) this.#drop();
  }

  /** Fetches these now; resolves once they are there. Rejects with the engine's error. */
  async load(ids: readonly number[]): Promise<Photo[]> {
    const found: Photo[] = [];
    for (let at = 0; at < ids.length; at += PHOTOS_PER_REQUEST) {
      const chunk = ids.slice(at, at + PHOTOS_PER_REQUEST);
      const photos = await this.#engine.request('photos.get', { ids: chunk });
      for (const photo of photos) {
        const slot = this.slot(photo.id);
        slot.photo = photo;
        slot.stale = false;
      }
      found.push(...photos);
    }
    return found;
  }

  markStale(ids: readonly number[]): void {
    for (const id of ids) {
      const slot = this.#slots.get(id);
      if (slot === undefined) continue;
      slot.stale = true;
      if (this.#near.has(id)) this.#wanted.add(id);
    }
    if (this.#wanted.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const wanted = [...this.#wanted];
      this.#wanted.clear();
      void this.#fetch(wanted);
    }, GATHER_MS);
  }

  /** After a reconnection nothing that was known can be trusted. */
  markAllStale(): void {
    this.markStale([...this.#slots.keys()]);
  }

  /** Shows a verdict before it is stored. Returns the ticket by which it is settled. */
  expect(ids: readonly number[], change: VerdictChange): number {
    const ticket = ++this.#ticket;
    for (const id of ids) {
      const slot = this.slot(id);
      slot.pending = [...slot.pending, { ticket, change }];
    }
    return ticket;
  }

  /** The verdict has been stored, or refused: what is shown is the engine's word again. */
  settle(ids: readonly number[], ticket: number): void {
    for (const id of ids) {
      const slot = this.slot(id);
      slot.pending = slot.pending.filter((pending) => pending.ticket !== ticket);
    }
  }

  async #fetch(ids: readonly number[]): Promise<void> {
    // Marked at once, so that scrolling back and forth asks once.
    for (const id of ids) this.slot(id).stale = false;
    try {
      await this.load(ids);
    } catch {
      // Only a lost connection ends here, and that has its own banner: they are asked for again.
      for (const id of ids) this.slot(id).stale = true;
    }
  }

  #drop(): void {
    for (const [id, slot] of this.#slots) {
      if (this.#slots.size <= MOST_KEPT / 2) return;
      if (!this.#near.has(id) && !slot.saving) this.#slots.delete(id);
    }
  }
}
