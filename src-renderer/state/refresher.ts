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

  constructor(app: App) {
    this.#app = app;
    app.engine.on('library.changed', () => {
      this.#soon();
      this.#page();
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

  /** Pages beside the photos follow what is done, an undo for instance. */
  #page(): void {
    const { attempt, clocks, history, view } = this.#app;
    if (view.mode === 'history') attempt(() => history.load());
    if (view.mode === 'cameras') attempt(() => clocks.load());
  }
}
