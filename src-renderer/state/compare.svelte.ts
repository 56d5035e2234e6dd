import type { Library } from './library.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { StackList } from './stack-list.svelte.ts';

export type Side = 'champion' | 'challenger';

/** Two photos side by side: the best so far, and the one that may take its place. */
export class Compare {
  readonly #library: Library;
  readonly #selection: Selection;
  readonly #stacks: StackList;
  champion = $state<number>();
  challenger = $state<number>();
  /** The one that verdicts fall on. */
  side = $state<Side>('challenger');
  /** Several that were selected: the challengers come from among them alone. */
  #several: readonly number[] = [];

  constructor(library: Library, selection: Selection, stacks: StackList) {
    this.#library = library;
    this.#selection = selection;
    this.#stacks = stacks;
  }

  /** Begins with the active photo, against the next of those selected, of its burst, or of the list. False where there are no two. */
  start(): boolean {
    const { active, ordered } = this.#selection;
    if (active === undefined) return false;
    this.#several = ordered.length > 2 ? ordered : [];
    const pair = ordered.length === 2 ? ordered : undefined;
    this.champion = pair?.[0] ?? active;
    this.challenger = undefined;
    const next = pair?.[1] ?? this.#from(1, active) ?? this.#from(-1, active);
    if (next === undefined) return false;
    this.challenger = next;
    this.turnTo('challenger');
    return true;
  }

  get #candidates(): readonly number[] {
    return this.#several.length > 0 ? this.#several : this.#library.ids;
  }

  /** Another challenger; false where there is none in that direction. */
  step(delta: 1 | -1): boolean {
    const next = this.#from(delta, this.challenger);
    if (next === undefined) return false;
    this.challenger = next;
    this.turnTo('challenger');
    return true;
  }

  /** Both go to the next or previous burst: its first two frames, or photos. */
  toRun(delta: 1 | -1): void {
    const { ids } = this.#library;
    const at = ids.indexOf(this.champion ?? -1);
    if (at < 0) return;
    const to = this.#stacks.nextRun(ids, at, delta);
    const [champion, challenger] = [ids[to], ids[to + 1] ?? ids[to - 1]];
    if (to === at || champion === undefined || challenger === undefined) return;
    this.#several = [];
    this.champion = champion;
    this.challenger = challenger;
    this.turnTo('challenger');
  }

  toEnd(end: 'first' | 'last'): void {
    const ids = this.#candidates.filter((id) => id !== this.champion);
    this.challenger = ids.at(end === 'first' ? 0 : -1) ?? this.challenger;
    this.turnTo('challenger');
  }

  swap(): void {
    [this.champion, this.challenger] = [this.challenger, this.champion];
    this.turnTo(this.side);
  }

  /** The challenger has won: it is the champion now, and the next photo challenges it. */
  promote(): void {
    const { champion, challenger } = this;
    if (challenger === undefined) return;
    this.champion = challenger;
    this.challenger = champion;
    const next = this.#from(1, challenger, champion) ?? champion;
    this.challenger = next;
    this.turnTo('challenger');
  }

  /** Verdicts now fall on this side. */
  turnTo(side: Side): void {
    this.side = side;
    const id = this[side];
    if (id !== undefined) this.#selection.activate(id);
  }

  /** Another photo becomes the challenger: by the film strip. */
  challenge(id: number): void {
    if (id === this.champion) this.turnTo('champion');
    else {
      this.challenger = id;
      this.turnTo('challenger');
    }
  }

  /** The list has changed: who has left it is replaced. False where there are no two any more. */
  reconcile(): boolean {
    const listed = (id: number | undefined) => id !== undefined && this.#library.indexOf(id) >= 0;
    if (listed(this.champion) && listed(this.challenger)) return true;
    const left = this.#library.ids.filter((id) => id !== this.champion && id !== this.challenger);
    const { active } = this.#selection;
    const stay = [this.champion, this.challenger].filter(listed);
    const [champion, challenger] = [
      ...stay,
      ...(active !== undefined && left.includes(active) ? [active] : []),
      ...left,
    ];
    this.champion = champion;
    this.challenger = challenger;
    if (champion === undefined || challenger === undefined) return false;
    this.turnTo(this.side);
    return true;
  }

  /** The next candidate from a photo on, past the champion and, where given, whom it has beaten. */
  #from(delta: 1 | -1, id: number | undefined, beaten?: number): number | undefined {
    const candidates = this.#candidates;
    let at = candidates.indexOf(id ?? -1);
    if (at < 0) return undefined;
    do at += delta;
    while (
      candidates[at] !== undefined &&
      (candidates[at] === this.champion || candidates[at] === beaten)
    );
    return candidates[at];
  }
}
