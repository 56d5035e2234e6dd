import { describe, expect, it } from 'vitest';
import {
  COLORS,
  FLAGS,
  NO_VERDICT,
  STARS,
  type Verdict,
  type VerdictChange,
} from '../../src-shared/verdict.ts';
import { addPhotos, newCatalogue, Random } from './support.ts';

/** One field of one photo, from one value to another. */
interface Edit {
  readonly id: number;
  readonly before: Partial<Verdict>;
  readonly after: Partial<Verdict>;
}

/** The same rules written the plainest way: two stacks in memory. */
class Model {
  readonly verdicts = new Map<number, Verdict>();
  readonly undone: Edit[][] = [];
  readonly done: Edit[][] = [];

  decide(changes: readonly { id: number; change: VerdictChange }[], person: boolean): void {
    const edits: Edit[] = [];
    for (const { id, change } of changes) {
      const now = this.verdicts.get(id) ?? NO_VERDICT;
      const fields = (['stars', 'flag', 'color'] as const).filter(
        (field) => change[field] !== undefined && change[field] !== now[field],
      );
      if (fields.length === 0) continue;
      const part = (from: VerdictChange) =>
        Object.fromEntries(fields.map((field) => [field, from[field]])) as Partial<Verdict>;
      edits.push({ id, before: part(now), after: part(change) });
      this.verdicts.set(id, { ...now, ...part(change) });
    }
    if (!person || edits.length === 0) return;
    this.done.push(edits);
    this.undone.length = 0;
  }

  undo(): boolean {
    return this.#replay(this.done, this.undone, 'before');
  }

  redo(): boolean {
    return this.#replay(this.undone, this.done, 'after');
  }

  #replay(from: Edit[][], to: Edit[][], side: 'before' | 'after'): boolean {
    const edits = from.pop();
    if (edits === undefined) return false;
    to.push(edits);
    for (const edit of edits) {
      this.verdicts.set(edit.id, {
        ...(this.verdicts.get(edit.id) ?? NO_VERDICT),
        ...edit[side],
      });
    }
    return true;
  }
}

function randomChange(random: Random): VerdictChange {
  return {
    ...(random.next() < 0.6 && { stars: random.pick(STARS) }),
    ...(random.next() < 0.3 && { flag: random.pick(FLAGS) }),
    ...(random.next() < 0.3 && { color: random.pick(COLORS) }),
  };
}

describe('random decisions, undos, redos, sidecars and restarts', () => {
  it.each([1, 2, 3, 4, 5, 6])('agree with two stacks in memory (seed %i)', (seed) => {
    const random = new Random(seed);
    const test = newCatalogue();
    let { catalogue } = test;
    const ids = addPhotos(
      catalogue,
      Array.from({ length: 6 }, (_, index) => `${index}.jpg`),
    );
    const model = new Model();
    for (let step = 0; step < 150; step++) {
      const roll = random.next();
      if (roll < 0.45) {
        const changes = random.some(ids, 0.4).map((id) => ({ id, change: randomChange(random) }));
        const person = random.next() < 0.8;
        catalogue.decide(
          changes,
          person ? { kind: 'person', scoreVisible: true } : { kind: 'sidecar' },
        );
        model.decide(changes, person);
      } else if (roll < 0.72) {
        if (model.undo()) catalogue.undo();
        else expect(() => catalogue.undo()).toThrow('nothing to undo');
      } else if (roll < 0.96) {
        if (model.redo()) catalogue.redo();
        else expect(() => catalogue.redo()).toThrow('nothing to redo');
      } else {
        catalogue = test.reopen();
      }
      const verdicts = catalogue.photos(ids).map(({ verdict }) => verdict);
      expect(verdicts).toEqual(ids.map((id) => model.verdicts.get(id) ?? NO_VERDICT));
      expect(catalogue.canUndo() !== undefined).toBe(model.done.length > 0);
      expect(catalogue.canRedo() !== undefined).toBe(model.undone.length > 0);
    }
  });
});
