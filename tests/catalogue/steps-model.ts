/**
 * Random steps for a catalogue, and the rules of undo, redo and restoring written the plainest way: everything that steps
 * change is a value with a name, a step is a list of edits, and there are two stacks in memory.
 */
import type { Rules } from '../../src-shared/collection.ts';
import { COLORS, FLAGS, STARS, type VerdictChange } from '../../src-shared/verdict.ts';
import type { CatalogueWriter } from '../../src-main/catalogue/types.ts';
import type { Random } from './random.ts';

type Value = string | number | null;
export type State = Readonly<Record<string, Value>>;

interface Edit {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
}

interface Done {
  readonly edits: readonly Edit[];
  readonly holdingBefore: ReadonlySet<number>;
  readonly holdingAfter: ReadonlySet<number>;
}

/** What a step does, as it can be said to the catalogue and to the model. */
export type Action =
  | { readonly do: 'decide'; readonly ids: readonly number[]; readonly change: VerdictChange }
  | { readonly do: 'sidecar'; readonly ids: readonly number[]; readonly change: VerdictChange }
  | { readonly do: 'regroup'; readonly ids: readonly number[]; readonly how: 'merged' | 'split' }
  | { readonly do: 'add' | 'change'; readonly name: string; readonly rules: Rules }
  | { readonly do: 'remove' }
  | { readonly do: 'clock'; readonly seconds: number }
  | { readonly do: 'keyword'; readonly ids: readonly number[]; readonly given: boolean }
  | { readonly do: 'undo' | 'redo' }
  /** Share of the way from the beginning to now. */
  | { readonly do: 'restore'; readonly share: number };

export function randomAction(random: Random, ids: readonly number[]): Action {
  const roll = random.next();
  const some = () => {
    const found = random.some(ids, 0.4);
    return found.length === 0 ? [random.pick(ids)] : found;
  };
  if (roll < 0.28) return { do: 'decide', ids: some(), change: randomChange(random) };
  if (roll < 0.36) return { do: 'sidecar', ids: some(), change: randomChange(random) };
  if (roll < 0.44) {
    return { do: 'regroup', ids: some(), how: random.pick(['merged', 'split'] as const) };
  }
  if (roll < 0.54) {
    return {
      do: random.pick(['add', 'change'] as const),
      name: random.pick(['One', 'Two']),
      rules: { match: 'all', rules: [{ of: 'stars', min: random.below(5) }] },
    };
  }
  if (roll < 0.57) return { do: 'remove' };
  if (roll < 0.6) return { do: 'keyword', ids: some(), given: random.next() < 0.7 };
  if (roll < 0.65) return { do: 'clock', seconds: random.pick([0, 3600, -90_000, 0.5]) };
  if (roll < 0.8) return { do: 'undo' };
  if (roll < 0.93) return { do: 'redo' };
  return { do: 'restore', share: random.next() };
}

function randomChange(random: Random): VerdictChange {
  return {
    ...(random.next() < 0.6 && { stars: random.pick(STARS) }),
    ...(random.next() < 0.3 && { flag: random.pick(FLAGS) }),
    ...(random.next() < 0.3 && { color: random.pick(COLORS) }),
  };
}

/** How many steps the log has. */
function stepsIn(catalogue: CatalogueWriter): number {
  return catalogue.history({ limit: 1, sidecars: true }).total;
}

/** Does it to the catalogue. Answers whether the catalogue had something to do. */
export function perform(catalogue: CatalogueWriter, action: Action): boolean {
  const before = stepsIn(catalogue);
  const [saved] = catalogue.collections();
  switch (action.do) {
    case 'decide':
    case 'sidecar':
      catalogue.decide(
        action.ids.map((id) => ({ id, change: action.change })),
        action.do === 'decide'
          ? { kind: 'person', scoreVisible: true, reason: 'key' }
          : { kind: 'sidecar' },
      );
      break;
    case 'regroup':
      catalogue.regroup([{ ids: action.ids, how: action.how }]);
      break;
    case 'add':
      catalogue.addCollection(action);
      break;
    case 'change':
      if (saved !== undefined) catalogue.changeCollection(saved.id, action);
      break;
    case 'remove':
      if (saved !== undefined) catalogue.removeCollection(saved.id);
      break;
    case 'clock':
      catalogue.setCameraClock(1, action.seconds);
      break;
    case 'keyword':
      catalogue.decide(
        [],
        { kind: 'person', scoreVisible: true, reason: 'bands' },
        action.ids.map((id) => ({ id, word: 'Best', given: action.given })),
      );
      break;
    case 'undo':
      if (catalogue.canUndo() !== undefined) catalogue.undo();
      break;
    case 'redo':
      if (catalogue.canRedo() !== undefined) catalogue.redo();
      break;
    case 'restore':
      catalogue.restore(Math.floor(action.share * (before + 1)));
      break;
  }
  return stepsIn(catalogue) > before;
}

/** Everything that steps change, as the catalogue tells it. */
export function stateOf(catalogue: CatalogueWriter, ids: readonly number[]): State {
  const state: Record<string, Value> = {};
  for (const { id, verdict } of catalogue.photos(ids)) {
    state[`stars ${id}`] = verdict.stars;
    state[`flag ${id}`] = verdict.flag;
    state[`color ${id}`] = verdict.color;
    for (const word of catalogue.givenKeywords(id)) state[`${word} ${id}`] = 'given';
  }
  for (const { id, set } of catalogue.placedPhotos()) state[`set ${id}`] = set;
  for (const { id, name, rules } of catalogue.collections()) {
    state[`collection ${id}`] = JSON.stringify([name, rules]);
  }
  const [camera] = catalogue.cameras();
  state.clock = camera?.clockOffset ?? 0;
  return state;
}

export class StepsModel {
  #state: Record<string, Value> = {};
  readonly #log: { readonly edits: readonly Edit[]; readonly sidecar: boolean }[] = [];
  readonly #done: Done[] = [];
  readonly #undone: Done[] = [];
  /** Steps that hold, after each step of the log. */
  readonly #holding: ReadonlySet<number>[] = [new Set()];
  readonly #decisions = new Set<number>();
  #sets = 0;
  #collections = 0;

  constructor(state: State) {
    this.#state = { ...state };
  }

  /** Without what is not there. */
  get state(): State {
    return Object.fromEntries(Object.entries(this.#state).filter(([, value]) => value !== null));
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Steps of the person that do not hold. */
  get lapsed(): number[] {
    return [...this.#decisions].filter((id) => this.#holding.at(-1)?.has(id) !== true);
  }

  perform(action: Action): void {
    switch (action.do) {
      case 'decide':
      case 'sidecar': {
        const wanted = action.ids.flatMap((id) =>
          Object.entries(action.change).map(
            ([field, value]) => [`${field} ${id}`, value ?? null] as const,
          ),
        );
        this.#decide(wanted, action.do === 'sidecar');
        break;
      }
      case 'regroup': {
        const set = ++this.#sets;
        this.#decide(action.ids.map((id) => [`set ${id}`, set] as const));
        break;
      }
      case 'add':
        this.#decide([
          [
            `collection ${++this.#collections}`,
            JSON.stringify([action.name, action.rules]),
          ] as const,
        ]);
        break;
      case 'change':
      case 'remove': {
        const [first] = this.#saved();
        const value = action.do === 'remove' ? null : JSON.stringify([action.name, action.rules]);
        if (first !== undefined) this.#decide([[first, value]]);
        break;
      }
      case 'clock':
        this.#decide([['clock', action.seconds]]);
        break;
      case 'keyword':
        this.#decide(
          action.ids.map((id) => [`Best ${id}`, action.given ? 'given' : null] as const),
        );
        break;
      case 'undo':
        this.#replay(this.#done, this.#undone, 'before');
        break;
      case 'redo':
        this.#replay(this.#undone, this.#done, 'after');
        break;
      case 'restore':
        this.#restore(Math.floor(action.share * (this.#log.length + 1)));
        break;
    }
  }

  #saved(): string[] {
    const nameOf = (key: string) => String((JSON.parse(String(this.#state[key])) as unknown[])[0]);
    return Object.keys(this.#state)
      .filter((key) => key.startsWith('collection') && this.#state[key] !== null)
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : idOf(a) - idOf(b)));
  }

  #edit(wanted: readonly (readonly [name: string, value: Value])[]): Edit[] {
    return wanted.flatMap(([name, after]) => {
      const before = this.#state[name] ?? null;
      this.#state[name] = after;
      return before === after ? [] : [{ name, before, after }];
    });
  }

  #decide(wanted: readonly (readonly [string, Value])[], sidecar = false): void {
    const edits = this.#edit(wanted);
    if (edits.length === 0) return;
    const before = this.#holding.at(-1) ?? new Set<number>();
    const id = this.#append(edits, sidecar ? before : new Set([...before, this.#log.length + 1]), {
      sidecar,
    });
    if (sidecar) return;
    this.#decisions.add(id);
    this.#push(edits, before);
  }

  #push(edits: readonly Edit[], holdingBefore: ReadonlySet<number>): void {
    const holdingAfter = this.#holding.at(-1) ?? new Set<number>();
    this.#done.push({ edits, holdingBefore, holdingAfter });
    this.#undone.length = 0;
  }

  #append(
    edits: readonly Edit[],
    holding: ReadonlySet<number>,
    { sidecar = false }: { readonly sidecar?: boolean } = {},
  ): number {
    this.#log.push({ edits, sidecar });
    this.#holding.push(holding);
    return this.#log.length;
  }

  #replay(from: Done[], to: Done[], side: 'before' | 'after'): void {
    const step = from.pop();
    if (step === undefined) return;
    to.push(step);
    const edits = this.#edit(step.edits.map((edit) => [edit.name, edit[side]]));
    this.#append(edits, side === 'before' ? step.holdingBefore : step.holdingAfter);
  }

  #restore(point: number): void {
    const now = { ...this.#state };
    const target = { ...this.#state };
    for (const { edits, sidecar } of this.#log.slice(point).reverse()) {
      if (!sidecar) for (const { name, before } of edits) target[name] = before;
    }
    const edits = this.#edit(
      Object.entries(target).filter(([name, value]) => value !== (now[name] ?? null)),
    );
    if (edits.length === 0) return;
    const before = this.#holding.at(-1) ?? new Set<number>();
    const id = this.#append(
      edits,
      new Set([...(this.#holding[point] ?? []), this.#log.length + 1]),
    );
    this.#decisions.add(id);
    this.#push(edits, before);
  }
}

function idOf(key: string): number {
  return Number(key.split(' ')[1]);
}
