import { describe, expect, it } from 'vitest';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { NO_VERDICT, type Verdict } from '../../src-shared/verdict.ts';
import { Library } from '../../src-renderer/state/library.svelte.ts';
import { Notices } from '../../src-renderer/state/notices.svelte.ts';
import { PhotoCache } from '../../src-renderer/state/photos.svelte.ts';
import { Selection } from '../../src-renderer/state/selection.svelte.ts';
import { Verdicts } from '../../src-renderer/state/verdicts.svelte.ts';
import { engineWith, photoOf, until } from './engine.ts';

async function setUp(own: Partial<Handlers> = {}) {
  const stored = new Map<number, Verdict>();
  const asked: { ids: number[]; scoreVisible: boolean }[] = [];
  let release: () => void = () => undefined;
  const { engine, emit } = engineWith({
    'photos.query': () => ({ ids: [1, 2, 3] }),
    'photos.get': ({ ids }) =>
      ids.map((id) => photoOf(id, { verdict: stored.get(id) ?? NO_VERDICT })),
    'verdicts.apply': async ({ ids, change, scoreVisible }) => {
      asked.push({ ids, scoreVisible });
      await new Promise<void>((resolve) => (release = resolve));
      for (const id of ids)
        stored.set(id, { ...(stored.get(id) ?? NO_VERDICT), ...change } as Verdict);
      return { summary: '3 stars on 1 photo', ids };
    },
    'verdicts.undo': () => {
      stored.clear();
      return { summary: '3 stars on 1 photo', ids: [1] };
    },
    ...own,
  });
  const photos = new PhotoCache(engine);
  const library = new Library(engine, photos);
  const selection = new Selection(library);
  const notices = new Notices();
  await library.ask({ sort: { by: 'name', direction: 'ascending' } });
  await photos.load([1, 2, 3]);
  selection.only(1);
  const verdicts = new Verdicts({
    ...{ engine, photos, library, selection, notices },
    targets: () => selection.ordered,
    filesOf: (id) => (id === 9 ? [9, 10] : [id]),
    advance: () => {
      const last = selection.activeIndex + 1 >= library.ids.length;
      if (!last) selection.moveTo(selection.activeIndex + 1);
      return !last;
    },
    selectsSeveral: () => true,
    remark: () => '',
    scoresShown: () => false,
  });
  const tools = { verdicts, photos, library, selection, notices, asked, emit };
  return { ...tools, release: () => release() };
}

describe('verdicts', () => {
  it('are shown at once, and count as saved only when the engine has answered', async () => {
    const { verdicts, photos, asked, release } = await setUp();
    const applying = verdicts.apply({ stars: 3 });
    expect(photos.slot(1).verdict.stars).toBe(3);
    expect(photos.slot(1).saving).toBe(true);
    await until(() => asked.length === 1);
    expect(photos.slot(1).photo?.verdict.stars).toBe(0);
    release();
    await applying;
    expect(photos.slot(1).saving).toBe(false);
    expect(photos.slot(1).photo?.verdict.stars).toBe(3);
  });

  it('are taken back where the engine could not store them, and say so', async () => {
    const { verdicts, photos, notices } = await setUp({
      'verdicts.apply': () => {
        throw new KeepersError('disk-full', { what: 'the verdict' });
      },
    });
    await verdicts.apply({ flag: 'reject' });
    expect(photos.slot(1).verdict.flag).toBe('none');
    expect(notices.current?.level).toBe('error');
    expect(notices.current?.message).toContain('disk is full');
  });

  it('lie on top of each other while several are on their way', async () => {
    const { verdicts, photos } = await setUp();
    void verdicts.apply({ stars: 3 });
    void verdicts.apply({ flag: 'pick' });
    expect(photos.slot(1).verdict).toEqual({ stars: 3, flag: 'pick', color: 'none' });
  });

  it('go on to the next photo when asked, and stop at the last', async () => {
    const { verdicts, selection } = await setUp();
    void verdicts.apply({ stars: 1 }, true);
    expect(selection.active).toBe(2);
    selection.only(3);
    void verdicts.apply({ stars: 1 }, true);
    expect(selection.active).toBe(3);
  });

  it('tell the engine whether the score was visible, as a number or as the order', async () => {
    const { verdicts, library, asked } = await setUp();
    void verdicts.apply({ stars: 1 });
    await until(() => asked.length === 1);
    await library.ask({ sort: { by: 'light', direction: 'descending' } });
    void verdicts.apply({ stars: 2 });
    await until(() => asked.length === 2);
    expect(asked.map(({ scoreVisible }) => scoreVisible)).toEqual([false, true]);
  });

  it('come back by undo, with the photo that they concern selected', async () => {
    const { verdicts, photos, selection, notices, release, asked } = await setUp();
    const applying = verdicts.apply({ stars: 3 });
    await until(() => asked.length === 1);
    release();
    await applying;
    expect(notices.current?.action?.label).toBe('Undo');
    selection.only(3);
    await verdicts.undo();
    expect(photos.slot(1).verdict.stars).toBe(0);
    expect(selection.active).toBe(1);
    expect(notices.current?.action?.label).toBe('Redo');
  });
});

describe('photo cache', () => {
  it('fetches what changed only while it is near the screen', async () => {
    let calls: number[][] = [];
    const { engine, emit } = engineWith({
      'photos.get': ({ ids }) => {
        calls.push(ids);
        return ids.map((id) => photoOf(id));
      },
    });
    const photos = new PhotoCache(engine);
    photos.need([1, 2]);
    await until(() => photos.slot(2).photo !== undefined);
    photos.need([2, 3]);
    await until(() => photos.slot(3).photo !== undefined);
    calls = [];
    emit('photos.changed', { ids: [1, 2, 50] });
    await until(() => calls.length > 0);
    expect(calls).toEqual([[2]]);
    // What was away is fetched when it comes back.
    photos.need([1]);
    await until(() => calls.length === 2);
    expect(calls[1]).toEqual([1]);
  });

  it('asks again for what a failed request left out', async () => {
    let fail = true;
    const { engine } = engineWith({
      'photos.get': ({ ids }) => {
        if (fail) throw new KeepersError('disconnected');
        return ids.map((id) => photoOf(id));
      },
    });
    const photos = new PhotoCache(engine);
    photos.need([1]);
    await until(() => photos.slot(1).stale);
    fail = false;
    photos.need([1]);
    await until(() => photos.slot(1).photo !== undefined);
  });
});
