import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { PHOTOS_PER_REQUEST, type FocusPoint } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';

/** Photos whose points are kept. */
const MOST_KEPT = 5_000;

/** Where photos are in focus, by what the camera recorded or by what was measured. */
export class FocusPoints {
  readonly #engine: Engine;
  readonly #points = new SvelteMap<number, FocusPoint>();
  readonly #answered = new SvelteSet<number>();
  readonly #asking = new Set<number>();

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('photos.changed', ({ ids }) => {
      // It may have been measured since.
      for (const id of ids) if (!this.#points.has(id)) this.#answered.delete(id);
    });
  }

  of(id: number): FocusPoint | undefined {
    return this.#points.get(id);
  }

  /** Whether the answer is there, should it be that nobody knows. */
  knows(id: number): boolean {
    return this.#answered.has(id);
  }

  /** Asks about those that are not known yet. */
  async need(ids: readonly number[]): Promise<void> {
    const unknown = ids
      .filter((id) => !this.#answered.has(id) && !this.#asking.has(id))
      .slice(0, PHOTOS_PER_REQUEST);
    if (unknown.length === 0) return;
    if (this.#answered.size > MOST_KEPT) {
      this.#points.clear();
      this.#answered.clear();
    }
    for (const id of unknown) this.#asking.add(id);
    try {
      const points = await this.#engine.request('photos.focus', { ids: unknown });
      for (const point of points) this.#points.set(point.id, point);
      for (const id of unknown) this.#answered.add(id);
    } catch {
      // A lost connection has its own banner; whoever comes by again asks again.
    } finally {
      for (const id of unknown) this.#asking.delete(id);
    }
  }
}
