import { untrack } from 'svelte';
import type { Filter } from '../../src-shared/bridge.ts';
import type { App } from './app.svelte.ts';

/**
 * The photos that a dialog is to work on: of those in view the picks, the rejects or all, or the selected ones. Follows what is
 * chosen and what is in view, as photos come and go while a dialog is open. For the script of a component.
 */
export class PickedPhotos {
  ids = $state.raw<readonly number[]>([]);
  /** Whether it is not known yet which photos are meant. */
  pending = $state(true);
  readonly #app: App;
  #asked = 0;

  /** `what` is one of `picks`, `rejects`, `all` and `selected`; `onchange` hears of other photos than before. */
  constructor(app: App, what: () => string, onchange?: (ids: readonly number[]) => void) {
    this.#app = app;
    let before: string | undefined;
    $effect(() => {
      const chosen = what();
      if (chosen !== before) this.pending = true;
      before = chosen;
      void app.library.ids;
      void app.targets;
      untrack(() => app.attempt(() => this.#read(chosen, onchange)));
    });
  }

  async #read(what: string, onchange?: (ids: readonly number[]) => void): Promise<void> {
    const asked = ++this.#asked;
    try {
      const ids = await this.#found(what);
      // Somebody chose again, or photos came, meanwhile.
      if (asked !== this.#asked || isSame(ids, this.ids)) return;
      this.ids = ids;
      onchange?.(ids);
    } finally {
      if (asked === this.#asked) this.pending = false;
    }
  }

  async #found(what: string): Promise<readonly number[]> {
    const { library, targets, engine } = this.#app;
    if (what === 'selected') return targets;
    if (what === 'all') return library.ids;
    const { filter, sort } = library;
    const flags: Filter['flags'] = [what === 'rejects' ? 'reject' : 'pick'];
    return (await engine.request('photos.query', { filter: { ...filter, flags }, sort })).ids;
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
