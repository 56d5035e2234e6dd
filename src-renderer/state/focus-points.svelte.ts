import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { PHOTOS_PER_REQUEST, type FocusPoint } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';
import type { Detail } from './detail.svelte.ts';
import type { Point } from './zoom.ts';

/** Photos whose points are kept. */
const MOST_KEPT = 5_000;

/** Where photos are in focus, by what the camera recorded or by what was measured. */
export class FocusPoints {
  readonly #engine: Engine;
  readonly #detail: Detail;
  readonly #points = new SvelteMap<number, FocusPoint>();
  readonly #answered = new SvelteSet<number>();
  readonly #asking = new Set<number>();

  constructor(engine: Engine, detail: Detail) {
    this.#engine = engine;
    this.#detail = detail;
    engine.on('photos.changed', ({ ids }) => {
      // It may have been measured since.
      for (const id of ids) if (!this.#points.has(id)) this.#answered.delete(id);
    });
  }

  of(id: number): FocusPoint | undefined {
    return this.#points.get(id);
  }

  /** Where the camera focused, or where the photo is sharpest, shares of the frame; its middle where nobody knows. */
  subjectOf(id: number): Point {
    const known = this.#points.get(id);
    if (known !== undefined) return known;
    const middle = { x: 0.5, y: 0.5 };
    const detail = this.#detail.current;
    if (detail?.photo.id !== id) return middle;
    const region = detail.measurements?.focusRegion;
    if (detail.exif.focusPoint !== undefined) return detail.exif.focusPoint;
    if (region === undefined) return middle;
    return { x: region.x + region.width / 2, y: region.y + region.height / 2 };
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
