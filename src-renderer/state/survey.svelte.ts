import type { PhotoCache } from './photos.svelte.ts';
import type { Selection } from './selection.svelte.ts';

/** Several photos at once, fewer and fewer: one is rejected, or set aside without a verdict. */
export class Survey {
  readonly #photos: PhotoCache;
  readonly #selection: Selection;
  #members = $state.raw<readonly number[]>([]);
  #aside = $state.raw<ReadonlySet<number>>(new Set());
  /** Rejected here: they come back where that is undone. */
  #eliminated = $state.raw<ReadonlySet<number>>(new Set());
  readonly #shown = $derived(
    this.#members.filter(
      (id) =>
        !this.#aside.has(id) &&
        !(this.#eliminated.has(id) && this.#photos.slot(id).verdict.flag === 'reject'),
    ),
  );

  constructor(photos: PhotoCache, selection: Selection) {
    this.#photos = photos;
    this.#selection = selection;
  }

  /** The photos that are left, in their order. */
  get shown(): readonly number[] {
    return this.#shown;
  }

  /** How many it began with. */
  get size(): number {
    return this.#members.length;
  }

  start(ids: readonly number[]): void {
    this.#members = ids;
    this.#aside = new Set();
    this.#eliminated = new Set();
  }

  /** Photos that are gone from the list leave. */
  reconcile(isListed: (id: number) => boolean): void {
    const left = this.#members.filter(isListed);
    if (left.length !== this.#members.length) this.#members = left;
  }

  step(delta: 1 | -1): boolean {
    const at = this.#shown.indexOf(this.#selection.active ?? -1);
    const next = this.#shown[Math.max(0, at + delta)];
    if (next === undefined) return false;
    this.#selection.activate(next);
    return true;
  }

  /** The place of the photo above or below in rows of `columns`. */
  stepRows(rows: 1 | -1, columns: number): void {
    const at = this.#shown.indexOf(this.#selection.active ?? -1);
    const next = this.#shown[at + rows * columns];
    if (next !== undefined) this.#selection.activate(next);
  }

  /** Takes a photo out without a verdict. */
  setAside(id: number): void {
    this.#leaving(id);
    this.#aside = new Set([...this.#aside, id]);
  }

  /** Puts back what was set aside last. */
  putBack(id: number): void {
    this.#aside = new Set([...this.#aside].filter((other) => other !== id));
    this.#selection.activate(id);
  }

  /** Once the photo is rejected it is no longer shown here. */
  eliminate(id: number): void {
    this.#leaving(id);
    this.#eliminated = new Set([...this.#eliminated, id]);
  }

  /** The neighbour is active next: never nothing. */
  #leaving(id: number): void {
    const at = this.#shown.indexOf(id);
    const next = this.#shown[at + 1] ?? this.#shown[at - 1];
    if (next !== undefined) this.#selection.activate(next);
    this.#selection.drop(id);
  }
}
