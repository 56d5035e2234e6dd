import { describe, expect, it } from 'vitest';
import { MALUS, TWIN, varied, type Choice } from '../../../src-main/workflows/grouping/varied.ts';
import { Random } from '../../catalogue/support.ts';

interface Item {
  readonly name: string;
  readonly scene: number;
}
/** Of one scene, and not one picture twice. */
const likeness = (a: Item, b: Item): number => (a.scene === b.scene ? 0.9 : 0);

function choice(
  name: string,
  score: number,
  scene: number,
  over: Partial<Choice<Item>> = {},
): Choice<Item> {
  return { photo: { name, scene }, path: name, score, ...over };
}
const names = (choices: readonly Choice<Item>[], top: number) =>
  varied(choices, top, likeness).map(({ name }) => name);

/** What is meant: try all that are left each time. */
function slowly(choices: readonly Choice<Item>[], top: number, like: typeof likeness): string[] {
  const taken: Choice<Item>[] = [];
  const left = [...choices];
  while (taken.length < top && left.length > 0) {
    const worth = (one: Choice<Item>) => {
      const nearest = Math.max(0, ...taken.map((other) => like(one.photo, other.photo)));
      return one.score - (nearest < TWIN ? MALUS * nearest : 100);
    };
    left.sort((a, b) => worth(b) - worth(a) || (a.path < b.path ? -1 : 1));
    const [next] = left.splice(0, 1);
    if (next !== undefined) taken.push(next);
  }
  return taken.map(({ path }) => path);
}

describe('the best, varied', () => {
  const list = [
    choice('a', 4.5, 1),
    choice('b', 4.4, 1),
    choice('c', 3.9, 2),
    choice('d', 3.6, 3),
    choice('e', 3.0, 4),
  ];

  it('takes another scene before another of the same, unless that is far better', () => {
    expect(names(list, 3)).toEqual(['a', 'c', 'd']);
    expect(names(list, 5)).toEqual(['a', 'c', 'd', 'b', 'e']);
  });

  it('takes one picture twice only once nothing else is left, the better of those first', () => {
    const same = (a: Item, b: Item) => (a.scene === b.scene ? TWIN : 0.5);
    const twins = [...list, choice('f', 1, 5), choice('g', 3.5, 3)];
    expect(varied(twins, 7, same).map(({ name }) => name)).toEqual([...'acdefbg']);
  });

  it('takes one of a group', () => {
    const twins = [
      choice('a', 4.5, 1, { group: 'x' }),
      choice('b', 4.4, 2, { group: 'x' }),
      choice('c', 2, 3),
    ];
    expect(names(twins, 3)).toEqual(['a', 'c']);
  });

  it('keeps to quotas', () => {
    const folder = (key: string) => ({ quotas: [{ key, most: 1 }] });
    const quota = [
      choice('a', 4.5, 1, folder('x')),
      choice('b', 4.4, 2, folder('x')),
      choice('c', 2, 3, folder('y')),
    ];
    expect(names(quota, 3)).toEqual(['a', 'c']);
  });

  it('settles ties by path, whatever the order given', () => {
    const ties = [...'dbca'].map((name, index) => choice(name, 3, index));
    expect(names(ties, 4)).toEqual([...'abcd']);
    expect(names(ties.toReversed(), 2)).toEqual([...'ab']);
  });

  it.each([1, 2, 3, 4, 5, 6])('finds the same as trying all every time (%i)', (seed) => {
    const random = new Random(seed);
    const choices = Array.from({ length: 80 }, (_, index) =>
      choice(`p${index}`, 1 + random.below(40) / 10, random.next()),
    );
    const near = (a: Item, b: Item) => Math.max(0, 1 - 3 * Math.abs(a.scene - b.scene));
    expect(varied(choices, 30, near).map(({ name }) => name)).toEqual(slowly(choices, 30, near));
  });
});
