/** The list that is selected from, in the order shown. */
export interface Order {
  readonly ids: readonly number[];
  indexOf(id: number): number;
  /** The listed photo that stands for one that is not listed itself. */
  standIn?(id: number): number | undefined;
}

export interface ClickKeys {
  /** Shift: from the anchor to here. */
  readonly range: boolean;
  /** Ctrl or ⌘: add or take away. */
  readonly toggle: boolean;
}

const NONE: ReadonlySet<number> = new Set();

/** What is selected, as in every file manager: one active photo, an anchor, any number of others. */
export class Selection {
  readonly #order: Order;
  ids = $state.raw<ReadonlySet<number>>(NONE);
  /** The photo that has the focus; verdicts and panels follow it. */
  active = $state<number>();
  #anchor: number | undefined;
  /** Where `active` stood, should it leave the list. */
  #place = 0;

  constructor(order: Order) {
    this.#order = order;
  }

  get size(): number {
    return this.ids.size;
  }

  get activeIndex(): number {
    return this.active === undefined ? -1 : this.#order.indexOf(this.active);
  }

  /** In the order shown. */
  get ordered(): number[] {
    return [...this.ids].sort((a, b) => this.#order.indexOf(a) - this.#order.indexOf(b));
  }

  has(id: number): boolean {
    return this.ids.has(id);
  }

  click(id: number, { range, toggle }: ClickKeys): void {
    if (range) this.#selectTo(id, toggle);
    else if (toggle) {
      const next = new Set(this.ids);
      if (!next.delete(id)) next.add(id);
      this.ids = next;
      this.#anchor = id;
      this.#activate(id);
    } else this.only(id);
  }

  /** This photo alone. */
  only(id: number): void {
    this.ids = new Set([id]);
    this.#anchor = id;
    this.#activate(id);
  }

  /** Moves the active photo, taking the selection along or extending it. */
  moveTo(index: number, extend = false): void {
    const { ids } = this.#order;
    const id = ids[Math.max(0, Math.min(index, ids.length - 1))];
    if (id === undefined) return;
    if (extend) this.#selectTo(id, false);
    else this.only(id);
  }

  /** Moves the active photo within a selection of several, without dissolving it. */
  activate(id: number): void {
    if (!this.ids.has(id) || this.ids.size === 0) this.only(id);
    else this.#activate(id);
  }

  all(): void {
    this.ids = new Set(this.#order.ids);
    const [first] = this.#order.ids;
    if (this.active === undefined && first !== undefined) this.#activate(first);
  }

  /** Only the active photo stays selected. */
  none(): void {
    this.ids = NONE;
  }

  /** One photo is no longer selected; the active one stays active. */
  drop(id: number): void {
    if (this.ids.has(id)) this.ids = new Set([...this.ids].filter((other) => other !== id));
  }

  /** What a lasso holds, on top of `base`. */
  lasso(base: ReadonlySet<number>, caught: readonly number[]): void {
    this.ids = new Set([...base, ...caught]);
    const last = caught.at(-1);
    if (last !== undefined) {
      this.#anchor = caught[0];
      this.#activate(last);
    }
  }

  /** After the list has changed: what left it is no longer selected, and the next one is active instead. */
  reconcile(): void {
    const { ids } = this.#order;
    const kept = [...this.ids].filter((id) => this.#order.indexOf(id) >= 0);
    const stand = this.active === undefined ? undefined : this.#order.standIn?.(this.active);
    if (stand !== undefined && stand !== this.active) {
      if (kept.length === 0) this.only(stand);
      else this.activate(stand);
      return;
    }
    if (kept.length !== this.ids.size) this.ids = new Set(kept);
    if (this.active !== undefined && this.activeIndex < 0) {
      const next = ids[Math.min(this.#place, ids.length - 1)];
      this.active = next;
      if (next !== undefined && kept.length === 0) this.only(next);
    } else if (this.active !== undefined) this.#place = this.activeIndex;
  }

  #selectTo(id: number, add: boolean): void {
    const from = this.#anchor === undefined ? -1 : this.#order.indexOf(this.#anchor);
    const to = this.#order.indexOf(id);
    const [low, high] = from < 0 ? [to, to] : from < to ? [from, to] : [to, from];
    const range = this.#order.ids.slice(low, high + 1);
    this.ids = new Set(add ? [...this.ids, ...range] : range);
    if (from < 0) this.#anchor = id;
    this.#activate(id);
  }

  #activate(id: number): void {
    this.active = id;
    this.#place = Math.max(0, this.#order.indexOf(id));
  }
}
