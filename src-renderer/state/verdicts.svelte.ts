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
  /** A photo and the other files of its exposure, which share its verdict. */
  filesOf(id: number): readonly number[];
  /** Goes on to the next photo; false where there is none. */
  advance(): boolean;
  /** Whether several that come back by undo are selected together: in the grid. */
  selectsSeveral(): boolean;
  /** What is to be said of these targets beside the summary, '' for nothing. */
  remark(ids: readonly number[]): string;
  /** Whether the scores are shown. */
  scoresShown(): boolean;
}

/** Verdicts: shown within a frame, marked as saving until the engine has them on disk. */
export class Verdicts {
  readonly #rooms: VerdictRooms;

  constructor(rooms: VerdictRooms) {
    this.#rooms = rooms;
  }

  /** Gives the change to what is selected, or to `to`; then, with `advance`, goes on to the next photo. */
  async apply(
    change: VerdictChange,
    advance = false,
    { reason, to = this.#rooms.targets() }: { reason?: VerdictReason; to?: readonly number[] } = {},
  ): Promise<void> {
    if (to.length > 0) await this.give([{ ids: [...to], change }], { advance, reason });
  }

  /** Gives several changes as one step. The log keeps the reason. */
  async give(
    changes: readonly { readonly ids: readonly number[]; readonly change: VerdictChange }[],
    {
      advance = false,
      reason = 'control',
    }: { readonly advance?: boolean; readonly reason?: VerdictReason | undefined } = {},
  ): Promise<void> {
    const { engine, photos, library, notices } = this.#rooms;
    const targets = changes.flatMap(({ ids }) => ids);
    const given = changes.map(({ ids, change }) => ({
      ids: ids.flatMap((id) => this.#rooms.filesOf(id)),
      change,
    }));
    const expected = given.map(({ ids, change }) => ({ ids, ticket: photos.expect(ids, change) }));
    const scoreVisible = this.#rooms.scoresShown() || library.byScore;
    const remarks = [this.#rooms.remark(targets)];
    if (advance && targets.length === 1 && !this.#rooms.advance()) {
      remarks.push('That was the last photo');
    }
    try {
      const { summary } = await (given.length === 1
        ? engine.request('verdicts.apply', { ...only(given), scoreVisible, reason })
        : engine.request('verdicts.decide', { changes: given, scoreVisible, reason }));
      await photos.load(given.flatMap(({ ids }) => ids).slice(0, 512));
      const said = [summary, ...remarks.filter((remark) => remark !== '')].join(' · ');
      notices.info(said, { label: 'Undo', run: () => void this.undo() });
    } catch (thrown) {
      notices.error(thrown);
    } finally {
      for (const { ids, ticket } of expected) photos.settle(ids, ticket);
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
      const back = [...new Set(ids.flatMap((id) => library.standIn(id) ?? []))];
      const [first] = back;
      if (first !== undefined) {
        selection.only(first);
        if (back.length > 1 && this.#rooms.selectsSeveral()) selection.lasso(new Set(), back);
      }
      notices.info(`${word}: ${summary}`, action);
    } catch (thrown) {
      notices.error(thrown);
    }
  }
}

function only<T>([first]: readonly T[]): T {
  if (first === undefined) throw new RangeError('nothing to give');
  return first;
}
