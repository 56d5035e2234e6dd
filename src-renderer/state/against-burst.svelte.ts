import type { BurstDifference, Group } from '../../src-shared/bridge.ts';
import { isSet } from '../../src-shared/group.ts';
import type { Engine } from './bridge.ts';
import type { Groups } from './groups.svelte.ts';

/** Whoever goes through a burst quickly asks once they stay, milliseconds. */
const STAY_MS = 60;
/** Changes within this time are looked at together, milliseconds. */
const GATHER_MS = 500;

/** What the active photo has over the best frame of its burst. */
export class AgainstBurst {
  readonly #engine: Engine;
  #id: number | undefined;
  #group: Group | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Of which photo `current` is. */
  shownId = $state<number>();
  current = $state.raw<BurstDifference>();

  constructor(engine: Engine, groups: Groups) {
    this.#engine = engine;
    engine.on('photos.changed', ({ ids }) => {
      const files = new Set((this.#group?.ids ?? []).flatMap((id) => groups.filesOf(id)));
      if (ids.some((id) => files.has(id))) this.#later(GATHER_MS);
    });
  }

  /** Whether a photo is held against others at all: every frame of a set is needed. */
  static isCompared(group: Group | undefined): group is Group {
    return group !== undefined && !isSet(group.kind);
  }

  /** Follows another photo. The one before stays until its successor is there, so that nothing jumps. */
  follow(id: number | undefined, group: Group | undefined): void {
    if (id === this.#id && group?.ids.join() === this.#group?.ids.join()) return;
    this.#id = id;
    this.#group = group;
    this.#later(STAY_MS);
  }

  #later(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), wait);
  }

  async #load(): Promise<void> {
    const id = this.#id;
    if (id === undefined || !AgainstBurst.isCompared(this.#group)) return;
    // A lost connection has its own banner; the next photo asks again.
    const answer = await this.#engine.request('groups.difference', { id }).catch(() => undefined);
    if (answer === undefined || id !== this.#id) return;
    this.current = answer.difference;
    this.shownId = id;
  }
}
