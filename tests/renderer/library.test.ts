import { describe, expect, it } from 'vitest';
import type { Filter, Sort } from '../../src-shared/bridge.ts';
import { App } from '../../src-renderer/state/app.svelte.ts';
import { Library } from '../../src-renderer/state/library.svelte.ts';
import { holdOrder } from '../../src-renderer/state/order.ts';
import { PhotoCache } from '../../src-renderer/state/photos.svelte.ts';
import { engineWith, photoOf, until } from './engine.ts';

function setUp(
  answer: (filter: Filter, sort: Sort) => number[],
  days: Record<number, string> = {},
) {
  const { engine } = engineWith({
    'photos.query': ({ filter, sort }) => ({ ids: answer(filter, sort) }),
    'photos.get': ({ ids }) =>
      ids.map((id) => {
        const day = days[id];
        return photoOf(id, day === undefined ? {} : { capturedAt: `${day}T10:00:00` });
      }),
  });
  return new Library(engine, new PhotoCache(engine));
}

describe('order held still', () => {
  it('keeps places, drops what left, appends what came', () => {
    expect(holdOrder([1, 2, 3], [4, 3, 1])).toEqual({ ids: [1, 3, 4], settled: false });
    expect(holdOrder([1, 2, 3], [1, 3])).toEqual({ ids: [1, 3], settled: true });
  });

  it('keeps the very same list where nothing changed, so that nothing is drawn again', () => {
    const shown = [1, 2, 3];
    expect(holdOrder(shown, [1, 2, 3]).ids).toBe(shown);
  });
});

describe('library', () => {
  it('holds an order by score while someone is at work, and takes up the true one on demand', async () => {
    let truth = [1, 2, 3];
    let inUse = false;
    const library = setUp(() => truth);
    library.attend({ inUse: () => inUse, changed: () => undefined });
    await library.ask({});
    truth = [3, 1, 2];
    await library.refresh();
    expect(library.ids).toEqual([3, 1, 2]);
    inUse = true;
    truth = [4, 2, 3, 1];
    await library.refresh();
    expect(library.ids).toEqual([3, 1, 2, 4]);
    expect(library.outOfOrder).toBe(true);
    await library.settle();
    expect(library.ids).toEqual([4, 2, 3, 1]);
    expect(library.outOfOrder).toBe(false);
  });

  it('keeps the last judged photo in view rather than show an empty one', async () => {
    let truth = [7];
    const library = setUp(() => truth);
    library.attend({ inUse: () => true, changed: () => undefined });
    await library.ask({
      filter: { flags: ['none'] },
      sort: { by: 'name', direction: 'ascending' },
    });
    truth = [];
    await library.refresh();
    expect(library.ids).toEqual([7]);
    expect(library.outOfOrder).toBe(true);
    await library.settle();
    expect(library.ids).toEqual([]);
  });

  it('ignores an answer to a question that has been replaced', async () => {
    let answerFirst: () => void = () => undefined;
    const { engine } = engineWith({
      'photos.query': async ({ filter }) => {
        if (filter.name === 'second') return { ids: [2] };
        await new Promise<void>((resolve) => (answerFirst = resolve));
        return { ids: [1] };
      },
    });
    const library = new Library(engine, new PhotoCache(engine));
    const byName = { by: 'name', direction: 'ascending' } as const;
    const first = library.ask({ filter: { name: 'first' }, sort: byName });
    await library.ask({ filter: { name: 'second' } });
    answerFirst();
    await first;
    expect(library.ids).toEqual([2]);
  });

  it('narrows and widens, and forgets empty parts', async () => {
    const library = setUp(() => [1]);
    await library.narrow({ flags: ['pick'], name: 'x' });
    expect(library.filter).toEqual({ flags: ['pick'], name: 'x' });
    await library.narrow({ flags: [], name: undefined });
    expect(library.filter).toEqual({});
    expect(library.filtered).toBe(false);
  });

  it('cuts a list by time into days', async () => {
    const library = setUp(() => [5, 6, 7], { 5: '2026-06-02', 6: '2026-06-01', 7: '2026-06-01' });
    await library.ask({ sort: { by: 'time', direction: 'descending' } });
    expect(library.sections).toEqual([
      { key: '2026-06-02', start: 0 },
      { key: '2026-06-01', start: 1 },
    ]);
    expect(library.indexOf(7)).toBe(2);
    expect(library.indexOf(99)).toBe(-1);
  });

  it('says what went wrong', async () => {
    const { engine } = engineWith({});
    const library = new Library(engine, new PhotoCache(engine));
    await library.ask({});
    expect(library.error?.code).toBe('bad-request');
  });
});

describe('a library that keeps changing', () => {
  it('is asked about again after its last change, and not once for each', async () => {
    let truth = [1];
    let queries = 0;
    const { engine, emit } = engineWith({
      'photos.query': () => {
        queries += 1;
        return { ids: truth };
      },
      'folders.list': () => [],
      'days.list': () => [],
    });
    const app = new App(engine, undefined);
    await app.library.ask({});
    queries = 0;
    for (let id = 2; id <= 40; id += 1) {
      truth = [...truth, id];
      emit('library.changed', {});
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(() => app.library.ids.length === 40);
    expect(queries).toBeLessThan(10);
  });
});
