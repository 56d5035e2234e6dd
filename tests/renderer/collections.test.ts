import { describe, expect, it } from 'vitest';
import { rulesProblem, type Collection } from '../../src-shared/collection.ts';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { Collections } from '../../src-renderer/state/collections.svelte.ts';
import { filterChips } from '../../src-renderer/state/filters.ts';
import { History, stepDetails, stepInWords } from '../../src-renderer/state/history.svelte.ts';
import { countFilters, Library } from '../../src-renderer/state/library.svelte.ts';
import { Notices } from '../../src-renderer/state/notices.svelte.ts';
import { PhotoCache } from '../../src-renderer/state/photos.svelte.ts';
import {
  firstRules,
  parseShutter,
  ruleAbout,
  shutterText,
  subjectOf,
  SUBJECTS,
} from '../../src-renderer/state/rules.ts';
import { engineWith, photoOf, until } from './engine.ts';

const MINE: Collection = {
  id: 7,
  name: 'Mine',
  rules: { match: 'all', rules: [{ of: 'score', score: 'light', min: 4 }] },
};

function setUp(own: Partial<Handlers> = {}) {
  let list: Collection[] = [MINE];
  let counts = 0;
  const { engine, emit } = engineWith({
    'collections.list': () => list,
    'collections.count': ({ ids }) => {
      counts += 1;
      return ids.map((id) => (id === 7 ? null : 3));
    },
    'collections.remove': () => {
      list = [];
      return { summary: 'Deleted the collection “Mine”', ids: [] };
    },
    'photos.query': () => ({ ids: [1, 2] }),
    'photos.varied': ({ top }) => ({ ids: [2, 1].slice(0, top), spreadBy: 'time' }),
    'photos.get': ({ ids }) => ids.filter((id) => id !== gone).map((id) => photoOf(id)),
    ...own,
  });
  let gone = 0;
  const library = new Library(engine, new PhotoCache(engine));
  const notices = new Notices();
  const collections = new Collections({ engine, library, notices, undo: () => undefined });
  const lose = (id: number) => (gone = id);
  return { collections, library, notices, emit, lose, counted: () => counts };
}

describe('collections', () => {
  it('are counted, but those that cannot be', async () => {
    const { collections } = setUp();
    await collections.load();
    expect(collections.counts.get('undecided')).toBe(3);
    expect(collections.counts.has(7)).toBe(false);
    expect(collections.nameOf(7)).toBe('Mine');
    expect(collections.nameOf('five-stars')).toBe('Five stars');
  });

  it('are counted again when the library changes, many changes at once', async () => {
    const { emit, counted } = setUp();
    for (let change = 0; change < 20; change++) emit('library.changed', {});
    await until(() => counted() > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counted()).toBe(1);
  });

  it('leave the view when they are deleted, with the way back', async () => {
    const { collections, library, notices } = setUp();
    await collections.load();
    await library.ask({ filter: { collection: 7, stars: { min: 1, max: 5 } } });
    expect(collections.tellsScore).toBe(true);
    await collections.remove(7);
    expect(library.filter).toEqual({ stars: { min: 1, max: 5 } });
    expect(notices.current?.action?.label).toBe('Undo');
  });

  it('show nothing in their place where they cannot be used, and say why', async () => {
    const { library } = setUp({
      'photos.query': ({ filter }) => {
        if (filter.collection === undefined) return { ids: [1, 2] };
        throw new KeepersError('collection-invalid', { name: 'Mine', reason: 'they are damaged' });
      },
    });
    await library.ask({});
    expect(library.ids).toEqual([1, 2]);
    await library.ask({ filter: { collection: 7 } });
    expect(library.ids).toEqual([]);
    expect(library.error?.message).toContain('“Mine”');
    await library.ask({ filter: {} });
    expect(library.ids).toEqual([1, 2]);
    expect(library.error).toBeUndefined();
  });

  it('stay in the editor when the engine refuses them', async () => {
    const { collections } = setUp({
      'collections.add': () => {
        throw new KeepersError('disk-full', { what: 'the collection' });
      },
    });
    collections.startNew();
    const { rules } = MINE;
    if (rules === undefined) throw new Error('no rules');
    await expect(collections.save('New', rules)).rejects.toMatchObject({ code: 'disk-full' });
    expect(collections.draft).toBeDefined();
  });

  it('are a place alone, and a filter of another place', () => {
    expect(countFilters({ collection: 'picks' })).toBe(0);
    expect(countFilters({ collection: 'picks', folderId: 3 })).toBe(1);
    expect(filterChips({ collection: 'picks', folderId: 3 }, 'Picks')).toEqual([
      { part: 'collection', text: 'Picks', without: { collection: undefined } },
    ]);
  });
});

describe('the history', () => {
  const stepOf = (id: number) => ({
    ...{ id, at: id, reason: 'key' as const, summary: 'Picked 1 photo' },
    ...{ photos: 1, ids: [1], undone: false },
  });

  it('comes a page at a time, and is asked for anew as far as it is shown', async () => {
    let newest = 730;
    const asked: unknown[] = [];
    const { engine } = engineWith({
      'history.list': ({ before, limit, sidecars }) => {
        asked.push([before, limit, sidecars]);
        const from = Math.min(before === undefined ? newest : before - 1, newest);
        const steps = Array.from({ length: Math.min(limit, from) }, (_, at) => stepOf(from - at));
        return { steps, total: newest };
      },
      'photos.get': ({ ids }) => ids.map((id) => photoOf(id)),
    });
    const history = new History(engine, new PhotoCache(engine));
    await history.load();
    expect(history.steps.map(({ id }) => id)).toEqual(
      Array.from({ length: 100 }, (_, at) => 730 - at),
    );
    expect(history.total).toBe(730);
    while (history.steps.length < 600) await history.showOlder();
    newest += 1;
    asked.length = 0;
    await history.load();
    expect(history.steps.map(({ id }) => id)).toEqual(
      Array.from({ length: 600 }, (_, at) => 731 - at),
    );
    expect(asked).toEqual([
      [undefined, 500, false],
      [232, 100, false],
    ]);
    while (history.steps.length < history.total) await history.showOlder();
    expect(history.steps.at(-1)?.id).toBe(1);
    await history.showSidecars(true);
    expect(asked.at(-1)).toEqual([undefined, 100, true]);
  });
});

describe('the varied best', () => {
  it('stay as they are while they are judged, but for what is gone, until they are asked for anew', async () => {
    const { library, lose } = setUp();
    await library.ask({ sort: { by: 'time', direction: 'ascending' }, varied: { top: 50 } });
    expect(library.ids).toEqual([2, 1]);
    expect(library.spreadBy).toBe('time');
    // Their order tells the score, whatever the order was before.
    expect(library.byScore).toBe(true);
    expect(library.scored).toBe('aesthetic');
    lose(2);
    await library.refresh();
    expect(library.ids).toEqual([1]);
    await library.ask({ varied: { top: 1 } });
    expect(library.ids).toEqual([2]);
    await library.ask({ varied: undefined });
    expect(library.ids).toEqual([1, 2]);
  });
});

describe('a change of the library', () => {
  it('does not put the former list in place of an answer that is on its way', async () => {
    let answer: () => void = () => undefined;
    let asked = 0;
    const { library } = setUp({
      'photos.query': () => ({ ids: [1, 2, 3, 4] }),
      'photos.varied': async () => {
        asked += 1;
        if (asked === 1) await new Promise<void>((resolve) => (answer = resolve));
        return { ids: [4, 2], spreadBy: 'content' };
      },
    });
    library.attend({ inUse: () => true, changed: () => undefined });
    await library.ask({});
    const question = library.ask({ varied: { top: 2 } });
    await until(() => asked === 1);
    await library.refresh();
    answer();
    await question;
    expect(library.ids).toEqual([4, 2]);
    expect(library.outOfOrder).toBe(false);
  });
});

describe('rules', () => {
  it('begin with something for each subject, and are found again by it', () => {
    for (const { subjects } of SUBJECTS) {
      for (const [subject] of subjects) {
        const rule = ruleAbout(subject);
        expect(subjectOf(rule)).toBe(subject);
        const lacking = ['text:camera', 'text:lens', 'captured'].includes(subject);
        expect(rulesProblem({ match: 'all', rules: [rule] }) !== undefined, subject).toBe(lacking);
      }
    }
  });

  it('take over the filters of the view', () => {
    const rules = firstRules({
      folderId: 3,
      score: { of: 'light', min: 3 },
      stars: { min: 2, max: 5 },
      flags: ['pick'],
      from: '2024-06-01',
      name: 'img',
    });
    expect(rulesProblem(rules)).toBeUndefined();
    expect(rules.rules).toEqual([
      { of: 'score', score: 'light', min: 3 },
      { of: 'stars', min: 2, max: 5 },
      { of: 'flag', any: ['pick'] },
      { of: 'captured', from: '2024-06-01' },
    ]);
    expect(firstRules({}).rules).toHaveLength(1);
  });

  it('read a shutter as it stands on the dial', () => {
    expect(parseShutter('1/250')).toBe(1 / 250);
    expect(parseShutter(' 0,5 s')).toBe(0.5);
    expect(parseShutter('30')).toBe(30);
    expect(parseShutter('')).toBeUndefined();
    for (const text of ['fast', '0', '1/0', '-1']) expect(parseShutter(text)).toBeNaN();
    for (const text of ['1/250', '0.5', '30']) expect(shutterText(parseShutter(text))).toBe(text);
  });
});

describe('a step of the history', () => {
  const step = { id: 1, at: 1, summary: '3 stars on 1 photo', photos: 1, ids: [1], undone: false };
  const twoDecimals = (value: number) => value.toFixed(2);
  const score = { value: 3.425, model: { id: 'm', version: '1' } };

  it('says what it did, how, and what was known', () => {
    expect(stepInWords({ ...step, reason: 'redo' })).toBe('Redone: 3 stars on 1 photo');
    const keyed = { ...step, reason: 'key' as const, score, scoreVisible: true };
    expect(stepDetails(keyed, twoDecimals, false)).toEqual(['by key', 'score 3.42 in view']);
    expect(
      stepDetails({ ...keyed, undone: true, scoreVisible: false }, twoDecimals, false),
    ).toEqual(['taken back', 'by key', 'score 3.42 hidden']);
  });

  it('keeps the score to itself while scores are hidden, and what nobody knows', () => {
    const hidden = { ...step, score, scoreVisible: true };
    expect(stepDetails(hidden, twoDecimals, true)).toEqual(['score in view']);
    expect(stepDetails(step, twoDecimals, false)).toEqual([]);
  });
});
