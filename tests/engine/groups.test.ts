/** The library's groups through the bridge, with a real engine on real files. */
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RequestInput } from '../../src-shared/bridge.ts';
import {
  openTestEngine,
  photosByName,
  until,
  untilSettled,
  type OpenedEngine,
} from '../support/engine.ts';
import { writeFrame, type FrameExif } from '../support/frames.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

let home: string;
let shoot: string;
let models: string;
let opened: OpenedEngine;

const at = (
  seconds: number,
  more: Record<string, string> = {},
  over: FrameExif = {},
): FrameExif => {
  const time = new Date(Date.UTC(2024, 5, 1, 10) + seconds * 1000).toISOString();
  return {
    at: time.slice(0, 19).replaceAll('-', ':').replace('T', ' '),
    subSec: time.slice(20, 23),
    more,
    ...over,
  };
};

async function frame(name: string, options: Parameters<typeof writeFrame>[1]): Promise<void> {
  await writeFrame(path.join(shoot, name), options);
}

/** Groups as text, their photos by name; those made by hand with a star. */
async function listed(input: RequestInput<'groups.list'> = {}): Promise<string[]> {
  const names = await namesById();
  const { groups } = await opened.client.request('groups.list', input);
  return groups.map(
    ({ kind, ids, manual }) =>
      `${kind}${manual ? '*' : ''}: ${ids.map((id) => names.get(id)).join(' ')}`,
  );
}

async function namesById(): Promise<Map<number, string>> {
  const photos = await photosByName(opened.client);
  return new Map([...photos.values()].map(({ id, name }) => [id, name]));
}

async function ids(...names: string[]): Promise<number[]> {
  const photos = await photosByName(opened.client);
  return names.map((name) => photos.get(name)?.id ?? 0);
}

const GREEN = [90, 150, 90] as const;
const RED = [170, 80, 80] as const;

/** A burst with one sharp frame, a bracket, two tries at one picture, a RAW with its JPEG, a Live Photo. */
async function writeShoot(): Promise<void> {
  await frame('a1.jpg', { exif: at(0), blur: 2 });
  await frame('a2.jpg', { exif: at(0.3) });
  await frame('a3.jpg', { exif: at(0.6), blur: 3 });
  for (const [index, ev] of ['0/1', '-2/1', '2/1'].entries()) {
    await frame(`b${index + 1}.jpg`, {
      exif: at(60 + index / 2, { ExposureMode: '2', ExposureBiasValue: ev }),
      seed: 4,
    });
  }
  await frame('c1.jpg', { exif: at(600), tone: GREEN, seed: 7 });
  await frame('c2.jpg', { exif: at(620), tone: GREEN, seed: 7, blur: 1.5 });
  await frame('c3.jpg', { exif: at(640), tone: RED, seed: 5 });
  await frame('d1.jpg', { exif: at(900), seed: 8 });
  copyFileSync(path.join(shoot, 'd1.jpg'), path.join(shoot, 'd1.dng'));
  await frame('e1.jpg', { exif: at(1200, {}, { make: 'Apple', model: 'iPhone 13' }), seed: 9 });
  writeFileSync(path.join(shoot, 'e1.MOV'), 'no film, but who knows');
}

const PHOTOS = 12;
const BURST = 'burst: a1.jpg a2.jpg a3.jpg';
const BRACKET = 'bracket: b1.jpg b2.jpg b3.jpg';
const DUPLICATES = 'duplicates: c1.jpg c2.jpg';
const ALL = [BURST, BRACKET, DUPLICATES];

beforeAll(() => {
  models = temporaryFolder('group-models');
  writeTinyModels(models, { id: 'tiny', seed: 3 });
});

describe('groups', () => {
  beforeAll(async () => {
    home = path.join(temporaryFolder('groups'), 'home');
    shoot = temporaryFolder('shoot');
    await writeShoot();
    opened = await openTestEngine(home, models);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, PHOTOS);
  });
  afterAll(() => opened.close());

  it('are listed by the time of their first photo, whole, with pairs and films', async () => {
    expect(await listed()).toEqual(ALL);
    const { pairs } = await opened.client.request('groups.list', {});
    const [raw = 0, jpeg = 0, live = 0, b2 = 0] = await ids('d1.dng', 'd1.jpg', 'e1.jpg', 'b2.jpg');
    expect(pairs).toEqual([{ ids: [jpeg, raw] }, { ids: [live], movie: 'e1.MOV' }]);
    expect(await listed({ filter: { name: 'b2' } })).toEqual([BRACKET]);
    expect(await listed({ filter: { name: 'd1' } })).toEqual([]);
    // Part of a pair is found by either name.
    const some = await opened.client.request('groups.list', { filter: { formats: ['raw'] } });
    expect(some.pairs).toEqual([{ ids: [jpeg, raw] }]);
    expect(b2).toBeGreaterThan(0);
  });

  it('come with the best of a burst and of duplicates, and why; never with that of a bracket', async () => {
    const [a1 = 0, a2 = 0, b1 = 0, c1 = 0, c2 = 0, c3 = 0] = await ids(
      ...['a1.jpg', 'a2.jpg', 'b1.jpg', 'c1.jpg', 'c2.jpg', 'c3.jpg'],
    );
    const found = await opened.client.request('groups.suggest', { ids: [a2, a1, b1, c2, c3] });
    expect(found).toEqual([
      { group: a1, id: a2, reason: expect.objectContaining({ by: 'focus', clear: true }) },
      { group: c1, id: c1, reason: expect.objectContaining({ by: 'focus' }) },
    ]);
    expect(found[0]?.reason.text).toMatch(
      /^Sharper than the next best: a blur of \d\.\d px against \d\.\d px\.$/,
    );
    expect(found[0]?.reason.value).toBeLessThan(found[0]?.reason.nextBest ?? 0);
    // Nothing was judged by it.
    const photos = await opened.client.request('photos.get', { ids: [a1, a2, c2] });
    expect(photos.map(({ verdict }) => verdict.flag)).toEqual(['none', 'none', 'none']);
  });

  it('follow the gap that the person sets', async () => {
    await opened.client.request('settings.set', { burstGap: 0.2 });
    // Of a burst that is none, the frames that are alike are duplicates.
    expect(await listed()).not.toContain(BURST);
    expect(await listed()).toEqual(expect.arrayContaining([BRACKET, DUPLICATES]));
    await opened.client.request('settings.set', { burstGap: 1 });
    expect(await listed()).toEqual(ALL);
    await expect(opened.client.request('settings.set', { burstGap: 61 })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });

  it('follow a clock that the person corrects', async () => {
    const cameras = await opened.client.request('cameras.list', {});
    expect(cameras.map(({ name, photos }) => [name, photos])).toEqual([
      ['Apple iPhone 13', 1],
      ['NIKON Z 8', 10],
    ]);
    const phone = cameras[0]?.id ?? 0;
    // Twenty seconds after c1 now, of the same tone.
    await frame('e2.jpg', {
      exif: at(1210, {}, { make: 'Apple', model: 'iPhone 13' }),
      tone: RED,
      seed: 5,
    });
    await untilSettled(opened.client, PHOTOS + 1);
    expect(await listed()).toEqual(ALL);
    await opened.client.request('cameras.setClock', { cameraId: phone, seconds: -560 });
    expect(await listed()).toEqual([...ALL, 'duplicates: c3.jpg e2.jpg']);
    await opened.client.request('cameras.setClock', { cameraId: phone, seconds: 0 });
    expect(await listed()).toEqual(ALL);
    await expect(
      opened.client.request('cameras.setClock', { cameraId: 99, seconds: 1 }),
    ).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('give the best, one of each and not all alike', async () => {
    const names = await namesById();
    const best = async (over: Partial<RequestInput<'photos.varied'>>) => {
      const input = { filter: {}, top: 50, ...over };
      const { ids: found, spreadBy } = await opened.client.request('photos.varied', input);
      expect(spreadBy).toBe('content');
      return found.map((id) => names.get(id) ?? 'e2.jpg');
    };
    const all = await best({});
    // The burst by its best, one of the bracket, the better of two tries, the others.
    expect(all).toHaveLength(7);
    expect(all).toEqual(expect.arrayContaining(['a2.jpg', 'c1.jpg', 'c3.jpg', 'e1.jpg']));
    expect(all.filter((name) => name.startsWith('b'))).toHaveLength(1);
    expect(all.filter((name) => name.startsWith('d1'))).toEqual(['d1.jpg']);
    expect(await best({ perHour: 2 })).toHaveLength(2);
    expect(await best({ perFolder: 3 })).toHaveLength(3);
    const two = await best({ top: 2 });
    expect(two).toEqual(await best({ top: 2 }));
    const [a2 = 0] = await ids('a2.jpg');
    await opened.client.request('verdicts.apply', {
      ids: [a2],
      change: { flag: 'reject' },
      scoreVisible: true,
    });
    expect(await best({})).not.toContain('a2.jpg');
    await opened.client.request('verdicts.undo', {});
  });
});

describe('groups made by hand', () => {
  beforeEach(async () => {
    home = path.join(temporaryFolder('groups'), 'home');
    shoot = temporaryFolder('shoot');
    await writeShoot();
    opened = await openTestEngine(home, models);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, PHOTOS);
  });
  afterEach(() => opened.close());

  it('outlive restarts and moves, are undone among verdicts, and tell every window', async () => {
    let told = 0;
    opened.client.on('groups.changed', () => (told += 1));
    expect(await listed()).toEqual(ALL);
    const [a2 = 0, c1 = 0, c3 = 0] = await ids('a2.jpg', 'c1.jpg', 'c3.jpg');
    const split = await opened.client.request('groups.split', { ids: [a2] });
    expect(split).toEqual({ summary: 'Parted 1 photo from its group', ids: [a2] });
    await opened.client.request('verdicts.apply', {
      ids: [a2],
      change: { stars: 2 },
      scoreVisible: true,
    });
    // A photo stands for its whole group.
    const merged = await opened.client.request('groups.merge', { ids: [c3, c1] });
    expect(merged.summary).toBe('Joined 3 photos into one group');
    const byHand = ['burst*: a1.jpg a3.jpg', BRACKET, 'duplicates*: c1.jpg c2.jpg c3.jpg'];
    expect(await listed()).toEqual(byHand);
    await until(
      () => Promise.resolve(told),
      (count) => count > 0,
    );
    expect((await opened.client.request('status', {})).canUndo).toBe(
      'Joined 3 photos into one group',
    );

    mkdirSync(path.join(shoot, 'moved'));
    renameSync(path.join(shoot, 'c1.jpg'), path.join(shoot, 'moved', 'c1.jpg'));
    const [root] = (await opened.client.request('status', {})).roots;
    await opened.client.request('roots.rescan', { rootId: root?.id ?? 0 });
    await opened.close();
    opened = await openTestEngine(home, models);
    await untilSettled(opened.client, PHOTOS);
    expect(await listed()).toEqual(byHand);

    await opened.client.request('verdicts.undo', {});
    expect(await listed()).toEqual(['burst*: a1.jpg a3.jpg', BRACKET, DUPLICATES]);
    expect((await opened.client.request('verdicts.undo', {})).summary).toBe('2 stars on 1 photo');
    await opened.client.request('verdicts.undo', {});
    expect(await listed()).toEqual(ALL);
    await opened.client.request('verdicts.redo', {});
    expect(await listed()).toEqual(['burst*: a1.jpg a3.jpg', BRACKET, DUPLICATES]);
  });

  it('are nothing where nothing changes, and refuse photos that are not there', async () => {
    const [a1 = 0, a2 = 0, a3 = 0, d1 = 0] = await ids('a1.jpg', 'a2.jpg', 'a3.jpg', 'd1.jpg');
    for (const request of [
      opened.client.request('groups.merge', { ids: [a1, a3] }),
      opened.client.request('groups.split', { ids: [d1] }),
      opened.client.request('groups.split', { ids: [a1, a2, a3] }),
    ]) {
      expect(await request).toEqual({ summary: 'No change', ids: [] });
    }
    await expect(opened.client.request('groups.merge', { ids: [a1, 999] })).rejects.toMatchObject({
      code: 'photo-unknown',
    });
    await expect(opened.client.request('groups.merge', { ids: [a1] })).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect(await listed()).toEqual(ALL);
    const each = await opened.client.request('groups.split', { ids: [a1, a2, a3], each: true });
    expect(each.ids).toHaveLength(3);
    expect(await listed()).toEqual([BRACKET, DUPLICATES]);
    // The person’s word holds for both files of a pair, and for what a group is.
    await opened.client.request('groups.merge', { ids: [a1, d1], kind: 'burst' });
    expect(await listed()).toEqual(['burst*: a1.jpg d1.jpg', BRACKET, DUPLICATES]);
  });

  it('are told of when frames arrive later', async () => {
    expect(await listed()).toEqual(ALL);
    let told = 0;
    opened.client.on('groups.changed', () => (told += 1));
    await frame('a4.jpg', { exif: at(0.9), seed: 2 });
    await untilSettled(opened.client, PHOTOS + 1);
    await until(
      () => Promise.resolve(told),
      (count) => count > 0,
    );
    expect(await listed()).toEqual(['burst: a1.jpg a2.jpg a3.jpg a4.jpg', BRACKET, DUPLICATES]);
  });
});

describe('a library that an older Keepers has read', () => {
  it('has its EXIF read again, and then its groups', async () => {
    home = path.join(temporaryFolder('groups'), 'home');
    shoot = temporaryFolder('shoot');
    await writeShoot();
    opened = await openTestEngine(home, models);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, PHOTOS);
    await opened.close();
    const database = new Database(path.join(home, 'catalogue.db'));
    // What was not read then, and one photo that cannot be reached now.
    database.exec(`UPDATE photo SET exif_read = 0, camera_id = NULL;
      UPDATE photo_detail SET exif = json_remove(exif, '$.bracket')`);
    database.close();
    renameSync(path.join(shoot, 'a3.jpg'), path.join(shoot, '.a3.hidden'));

    opened = await openTestEngine(home, models);
    try {
      const cameras = await until(
        () => opened.client.request('cameras.list', {}),
        (list) => list.reduce((sum, { photos }) => sum + photos, 0) === PHOTOS - 2,
      );
      expect(cameras).toHaveLength(2);
      expect(await listed()).toContain(BRACKET);
      const rows = new Database(path.join(home, 'catalogue.db'), { readonly: true });
      const kept = rows
        .prepare("SELECT exif FROM photo JOIN photo_detail ON photo_id = id WHERE name = 'a3.jpg'")
        .pluck()
        .get() as string;
      rows.close();
      // A file that cannot be reached keeps what is known of it.
      expect(JSON.parse(kept)).toHaveProperty('capturedAt');
    } finally {
      await opened.close();
    }
  });
});

describe('a model that comes back', () => {
  it('compares its own embeddings, never those of the model between', async () => {
    home = path.join(temporaryFolder('groups'), 'home');
    shoot = temporaryFolder('shoot');
    await writeShoot();
    const between = temporaryFolder('models-between');
    writeTinyModels(between, { id: 'between', seed: 8 });
    const run = async (folder: string, model: string) => {
      opened = await openTestEngine(home, folder);
      try {
        await opened.client.request('roots.add', { path: shoot });
        await untilSettled(opened.client, PHOTOS);
        await until(
          async () => [...(await photosByName(opened.client)).values()],
          (photos) =>
            photos.every(({ score, error }) => error !== undefined || score?.model.id === model),
        );
        return await listed();
      } finally {
        await opened.close();
      }
    };
    const first = await run(models, 'tiny');
    expect(first).toEqual(ALL);
    await run(between, 'between');
    // Without c1, whose embedding by the first model is taken away: were another's taken instead, it
    // would be compared with c2.
    const database = new Database(path.join(home, 'catalogue.db'));
    database.exec(`DELETE FROM content_embedding WHERE photo_id = (SELECT id FROM photo WHERE name = 'c1.jpg')
      AND model_id = (SELECT id FROM model WHERE name = 'tiny')`);
    database.close();
    expect(await run(models, 'tiny')).toEqual([BURST, BRACKET]);
  });
});
