import type { VerdictReason } from '../../src-shared/decision.ts';
import type { VerdictChange } from '../../src-shared/verdict.ts';
import type { Engine } from './bridge.ts';
import type { Library } from './library.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { PhotoCache } from './photos.svelte.ts';
import type { Selection } from './selection.svelte.ts';

export interface VerdictRooms {
  readonly engine: Engine;
  readonly photos: PhotoCache;
  readonly library: Library;
  readonly selection: Selection;
  readonly notices: Notices;
  /** The photos that a verdict now falls on. */
  targets(): readonly number[];
  /** Whether the scores are shown. */
  scoresShown(): boolean;
}

/** Verdicts: shown within a frame, marked as saving until the engine has them on disk. */
export class Verdicts {
  readonly #rooms: VerdictRooms;

  constructor(rooms: VerdictRooms) {
    this.#rooms = rooms;
  }

  /**
   * Gives the change to what is selected, or to `to`; then, with `advance`, goes on to the next photo. The log keeps the
   * reason.
   */
  async apply(
    change: VerdictChange,
    advance = false,
    {
      reason = 'control',
      to = this.#rooms.targets(),
    }: { readonly reason?: VerdictReason; readonly to?: readonly number[] } = {},
  ): Promise<void> {
    const { engine, photos, library, notices } = this.#rooms;
    const ids = [...to];
    if (ids.length === 0) return;
    const ticket = photos.expect(ids, change);
    if (advance && ids.length === 1) this.#advance();
    const scoreVisible = this.#rooms.scoresShown() || library.byScore;
    try {
      const input = { ids, change, scoreVisible, reason };
      const { summary } = await engine.request('verdicts.apply', input);
      await photos.load(ids.slice(0, 512));
      notices.info(summary, { label: 'Undo', run: () => void this.undo() });
    } catch (thrown) {
      notices.error(thrown);
    } finally {
      photos.settle(ids, ticket);
    }
  }

  async undo(): Promise<void> {
    await this.#step('verdicts.undo', 'Undone', {
      label: 'Redo',
      run: () => void this.redo(),
    });
  }

  /** Goes back to how things were after a step of the history. */
  async restore(point: number): Promise<void> {
    const { engine, photos, notices } = this.#rooms;
    try {
      const { summary, ids } = await engine.request('history.restore', { point });
      photos.markStale(ids);
      notices.info(summary, { label: 'Undo', run: () => void this.undo() });
    } catch (thrown) {
      notices.error(thrown);
    }
  }

  async redo(): Promise<void> {
    await this.#step('verdicts.redo', 'Redone', {
      label: 'Undo',
      run: () => void this.undo(),
    });
  }

  /** Steps through history, and brings the photo that it concerns back under the person's eyes. */
  async #step(
    name: 'verdicts.undo' | 'verdicts.redo',
    word: string,
    action: { label: string; run(): void },
  ): Promise<void> {
    const { engine, photos, library, selection, notices } = this.#rooms;
    try {
      const { summary, ids } = await engine.request(name, {});
      await photos.load(ids.slice(0, 512));
      await library.refresh();
      const back = ids.filter((id) => library.indexOf(id) >= 0);
      const [first] = back;
      if (first !== undefined) {
        selection.only(first);
        if (back.length > 1) selection.lasso(new Set(), back);
      }
      notices.info(`${word}: ${summary}`, action);
    } catch (thrown) {
      notices.error(thrown);
    }
  }

  /** Never past the last photo: the view is never left empty. */
  #advance(): void {
    const { selection, library } = this.#rooms;
    const next = selection.activeIndex + 1;
    if (next > 0 && next < library.ids.length) selection.moveTo(next);
  }
}
