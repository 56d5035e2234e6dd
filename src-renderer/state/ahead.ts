import type { App } from './app.svelte.ts';

/** Steps from a photo to those that are decoded ahead, likeliest first. */
const STEPS = [1, 2, 3, -1, 4, 5, -2, 6];
/** Photos around whose details are fetched: so many before, and after. */
const AROUND = [24, 48] as const;

/** Keeps what is likely to be looked at next fetched and decoded, in the direction in which the person goes. */
export class Ahead {
  readonly #app: App;
  #at = 0;
  #order: readonly number[] = [];
  #decoding = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** `staged` are the photos on the stages, `at` is the place in the list `ids` that the person goes on from. */
  prepare(staged: readonly number[], ids: readonly number[], at: number): void {
    const back = at < this.#at;
    this.#at = at;
    const nextRun = this.#app.stacks.nextRun(ids, at, back ? -1 : 1);
    const places = [...STEPS.map((step) => (back ? at - step : at + step)), nextRun, nextRun + 1];
    const order = [...new Set(places)].flatMap((place) => ids[place] ?? []);
    const around = ids.slice(Math.max(0, at - AROUND[0]), at + AROUND[1]);
    this.#app.showing([...staged, ...order], [...new Set([...staged, ...order, ...around])]);
    this.#order = order;
    if (!this.#decoding) void this.#decode();
  }

  /** One after the other, so that the next photo waits for none beyond it. */
  async #decode(): Promise<void> {
    const { photos, pictures } = this.#app;
    this.#decoding = true;
    for (let id = this.#order[0]; id !== undefined; id = this.#order[0]) {
      const unknown = this.#order.filter((other) => photos.slot(other).photo === undefined);
      if (unknown.includes(id)) {
        await photos.load(unknown).catch(() => undefined);
        // Meanwhile the person may have gone on.
        if (this.#order[0] !== id) continue;
      }
      this.#order = this.#order.slice(1);
      const { photo } = photos.slot(id);
      if (photo === undefined || photo.stage === 'seen' || photo.error !== undefined) continue;
      await pictures.decode(photo, 'preview').catch(() => undefined);
    }
    this.#decoding = false;
  }
}
