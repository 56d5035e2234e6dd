import type { App } from './app.svelte.ts';

/** Changes of the library within this time are looked at together, milliseconds. */
const REFRESH_MS = 100;
/** How many times as long as asking took nothing is asked again: that is a small part of the time, however fast it changes. */
const REST = 4;

/** Keeps what the window shows of the library up to date. */
export class Refresher {
  readonly #app: App;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = REFRESH_MS;
  #changedMeanwhile = false;
  #paging = false;
  #pageStale = false;

  constructor(app: App) {
    this.#app = app;
    app.engine.on('library.changed', () => {
      this.#soon();
      void this.#page();
    });
  }

  #soon(): void {
    this.#changedMeanwhile = true;
    this.#timer ??= setTimeout(() => {
      const started = performance.now();
      this.#changedMeanwhile = false;
      const { library, places } = this.#app;
      void Promise.allSettled([library.refresh(), places.load()]).then(() => {
        this.#timer = undefined;
        this.#pause = Math.max(REFRESH_MS, (performance.now() - started) * REST);
        if (this.#changedMeanwhile) this.#soon();
      });
    }, this.#pause);
  }

  /**
   * Pages beside the photos follow what is done, an undo for instance. One answer is waited for before the next question: a
   * library that changes faster than it answers would leave the page empty.
   */
  async #page(): Promise<void> {
    this.#pageStale = true;
    if (this.#paging) return;
    this.#paging = true;
    const { clocks, history, notices, view } = this.#app;
    while (this.#pageStale) {
      this.#pageStale = false;
      try {
        if (view.mode === 'history') await history.load();
        if (view.mode === 'cameras') await clocks.load();
      } catch (thrown) {
        notices.error(thrown);
      }
    }
    this.#paging = false;
  }
}
