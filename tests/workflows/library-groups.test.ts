import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LibraryGroups } from '../../src-main/workflows/library-groups.ts';
import type { CaptureRecord, PlacedPhoto } from '../../src-main/catalogue/types.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Settings } from '../../src-shared/bridge.ts';
import { photo } from './grouping/support.ts';

/** A catalogue of what a test puts there, that counts what is read. */
function library() {
  const captures = new Map<number, CaptureRecord>();
  const contents = new Map<number, Float32Array>();
  const placed: PlacedPhoto[] = [];
  const read: number[][] = [];
  let gap = 1;
  let broken = false;
  let told = 0;
  let exposures = '[]';
  let counted = 0;
  let full = false;
  const put = (id: number, seconds: number | undefined, over: Partial<CaptureRecord> = {}) =>
    captures.set(id, {
      ...photo(`/a/${id}.jpg`, seconds),
      id,
      hasContent: contents.has(id),
      ...over,
    });
  const groups = new LibraryGroups(
    {
      catalogue: {
        query: () => [...captures.keys()],
        captures: (ids) => {
          if (broken) throw new Error('the disk is gone');
          read.push([...ids]);
          return ids.flatMap((id) => captures.get(id) ?? []);
        },
        contentEmbeddings: (ids) =>
          new Map(
            ids.flatMap((id) => (contents.has(id) ? [[id, contents.get(id)]] : [])) as [
              number,
              Float32Array,
            ][],
          ),
        placedPhotos: () => placed,
        settings: () => ({ burstGap: gap }) as Settings,
        setExposures: (files) => {
          if (full) throw new KeepersError('disk-full', { path: '/catalogue.db' });
          const next = JSON.stringify([...files]);
          const isNew = next !== exposures;
          exposures = next;
          return isNew;
        },
      },
      movies: () => Promise.resolve([]),
      similarity: () => ({ unrelated: 0, duplicates: 0.9 }),
    },
    () => (told += 1),
    () => (counted += 1),
  );
  return {
    groups,
    captures,
    contents,
    placed,
    read,
    put,
    setGap: (seconds: number) => (gap = seconds),
    setBroken: (is: boolean) => (broken = is),
    setFull: (is: boolean) => (full = is),
    told: () => told,
    exposures: () => exposures,
    counted: () => counted,
    list: async () =>
      (await groups.current()).groups.map(
        ({ kind, photos }) => `${kind}: ${photos.map(({ id }) => id).join(' ')}`,
      ),
  };
}

let test: ReturnType<typeof library>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  test = library();
  for (const [id, seconds] of [0, 0.2, 60, 90].entries()) test.put(id + 1, seconds);
});
afterEach(async () => {
  await test.groups.close();
  vi.useRealTimers();
});

/** Lets the time until the next look at changes pass, and the look end. */
async function rest(ms = 600): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('the library’s groups', () => {
  it('are worked out once, and again only where something that matters has changed', async () => {
    expect(await test.list()).toEqual(['burst: 1 2']);
    const first = await test.groups.current();
    expect(await test.groups.current()).toBe(first);
    expect(test.read).toEqual([[1, 2, 3, 4]]);
    // A verdict, a measurement: read, and found to be no change.
    test.groups.photosChanged([2]);
    expect(await test.groups.current()).toBe(first);
    expect(test.read.at(-1)).toEqual([2]);
    test.put(3, 60.5);
    test.put(4, 61);
    test.groups.photosChanged([3, 4]);
    expect(await test.list()).toEqual(['burst: 1 2', 'burst: 3 4']);
  });

  it('take in what comes and let go what went, reading no more than that', async () => {
    await test.list();
    test.put(5, 0.4);
    test.captures.delete(1);
    test.groups.membersChanged();
    expect(await test.list()).toEqual(['burst: 2 5']);
    expect(test.read.at(-1)).toEqual([5]);
  });

  it('tell of changes by themselves, once somebody has asked, and not of what is none', async () => {
    test.put(3, 0.4);
    test.groups.photosChanged([3]);
    await rest();
    expect([test.read.length, test.told()]).toEqual([0, 0]);
    await test.list();
    test.groups.photosChanged([1]);
    await rest();
    expect(test.told()).toBe(0);
    test.put(4, 0.6);
    test.groups.photosChanged([4]);
    await rest();
    expect(test.told()).toBe(1);
    const reads = test.read.length;
    expect(await test.list()).toEqual(['burst: 1 2 3 4']);
    expect(test.read.length).toBe(reads);
  });

  it('follow the gap, the model and the person', async () => {
    await test.list();
    test.setGap(30);
    test.groups.rulesChanged();
    expect(await test.list()).toEqual(['burst: 1 2', 'burst: 3 4']);
    test.setGap(0);
    for (const id of [3, 4]) {
      test.contents.set(id, Float32Array.of(1, 0));
      test.put(id, id * 10);
    }
    test.groups.rulesChanged();
    expect(await test.list()).toEqual(['duplicates: 3 4']);
    test.placed.push({ id: 1, set: 1, how: 'merged' }, { id: 4, set: 1, how: 'merged' });
    const told = test.told();
    test.groups.placementsChanged();
    expect(test.told()).toBe(told + 1);
    // A photo that is merged takes the rest of its group along.
    expect(await test.list()).toEqual(['duplicates: 1 3 4']);
  });

  it('say which files are one photo, when that is new, and go on without where it cannot be kept', async () => {
    const exif = { capturedAt: '2024-06-01T10:00:00', camera: 'A' };
    test.put(8, undefined, { name: 'x.cr3', path: '/a/x.cr3', format: 'raw', exif });
    test.put(9, undefined, { name: 'x.jpg', path: '/a/x.jpg', exif });
    test.setFull(true);
    expect((await test.groups.current()).pairs.length).toBe(1);
    expect([test.exposures(), test.counted()]).toEqual(['[]', 0]);
    test.setFull(false);
    test.put(3, 0.4);
    test.groups.photosChanged([3]);
    await test.list();
    expect([test.exposures(), test.counted()]).toEqual(['[[8,9]]', 1]);
    test.put(4, 0.6);
    test.groups.photosChanged([4]);
    await test.list();
    expect(test.counted()).toBe(1);
  });

  it('are worked out anew after a failure', async () => {
    await test.list();
    test.put(5, 0.4);
    test.groups.membersChanged();
    test.setBroken(true);
    await expect(test.groups.current()).rejects.toThrow('the disk is gone');
    test.setBroken(false);
    expect(await test.list()).toEqual(['burst: 1 2 5']);
  });

  it('of two askers are worked out once, the second seeing what changed meanwhile', async () => {
    const first = test.list();
    test.put(3, 0.4);
    test.groups.photosChanged([3]);
    expect([(await first).length, await test.list()]).toEqual([1, ['burst: 1 2 3']]);
  });

  it('let a request in between while they are worked out, and stop when the library closes', async () => {
    for (let id = 10; id < 20_000; id++) test.put(id, id * 3);
    test.groups.membersChanged();
    let turns = 0;
    let done = false;
    const working = test.groups.current().finally(() => (done = true));
    while (!done && turns < 5) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    expect([done, turns]).toEqual([false, 5]);
    const outcome = expect(working).rejects.toMatchObject({ code: 'cancelled' });
    await test.groups.close();
    await outcome;
  });
});
