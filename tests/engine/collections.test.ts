/** Collections, the history and clocks through the bridge, with a real engine on real files. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../src-shared/collection.ts';
import type { RequestInput } from '../../src-shared/bridge.ts';
import {
  openTestEngine,
  photosByName,
  until,
  untilSettled,
  type OpenedEngine,
} from '../support/engine.ts';
import { writeFrame } from '../support/frames.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

const SORT = { by: 'name', direction: 'ascending' } as const;
let home: string;
let shoot: string;
let models: string;
let opened: OpenedEngine;

const open = async () => (opened = await openTestEngine(home, models));
const ask = <N extends Parameters<OpenedEngine['client']['request']>[0]>(
  name: N,
  input: RequestInput<N>,
) => opened.client.request(name, input);

/** Three of a burst, one alone by another camera, a RAW with its JPEG. */
beforeEach(async () => {
  home = path.join(temporaryFolder('collections'), 'home');
  shoot = temporaryFolder('shoot');
  models = temporaryFolder('collection-models');
  writeTinyModels(models, { id: 'tiny', seed: 3 });
  const frames = [
    ['a1.jpg', { at: '2024:06:01 10:00:00', subSec: '0', more: { ISOSpeedRatings: '100' } }],
    ['a2.jpg', { at: '2024:06:01 10:00:00', subSec: '3', more: { ISOSpeedRatings: '400' } }],
    ['a3.jpg', { at: '2024:06:01 10:00:00', subSec: '6', more: { ISOSpeedRatings: '1600' } }],
    ['b1.jpg', { at: '2024:06:01 23:50:00', make: 'Apple', model: 'iPhone 13', serial: '7' }],
    ['c1.jpg', { at: '2024:06:01 12:00:00' }],
  ] as const;
  for (const [index, [name, exif]] of frames.entries()) {
    const tone = [100 + index * 30, 200 - index * 30, 120] as const;
    await writeFrame(path.join(shoot, name), { exif, seed: index + 1, tone, blur: index });
  }
  copyFileSync(path.join(shoot, 'c1.jpg'), path.join(shoot, 'c1.dng'));
  await open();
  await ask('roots.add', { path: shoot });
  await untilSettled(opened.client, 6);
});
afterEach(() => opened.close());

async function names(ids: readonly number[]): Promise<string[]> {
  const all = [...(await photosByName(opened.client)).values()];
  return ids.map((id) => all.find((photo) => photo.id === id)?.name ?? String(id));
}

async function found(filter: RequestInput<'photos.query'>['filter']): Promise<string[]> {
  return await names((await ask('photos.query', { filter, sort: SORT })).ids);
}

const idOf = async (name: string) => (await photosByName(opened.client)).get(name)?.id ?? 0;

describe('collections', () => {
  it('ask about groups, EXIF and scores together, and count what they hold', async () => {
    const rules = (...list: Rule[]) => ({ match: 'all' as const, rules: list });
    const make = (name: string, ...list: Rule[]) =>
      ask('collections.add', { name, rules: rules(...list) });
    const burst = await make('Bursts', { of: 'group', any: ['burst'] });
    const later = await make('Later', { of: 'position', any: ['later'] });
    const single = await make('Single', { of: 'group', any: ['none'] });
    const first = await make(
      'First',
      { of: 'position', any: ['first'] },
      { of: 'score', score: 'aesthetic', min: 1 },
    );
    const iso = await make(
      'ISO',
      { of: 'exif', value: 'iso', min: 400 },
      { of: 'group', any: ['pair'], not: true },
    );
    expect(await found({ collection: burst.id })).toEqual(['a1.jpg', 'a2.jpg', 'a3.jpg']);
    expect(await found({ collection: single.id })).toEqual(['b1.jpg']);
    expect(await found({ collection: first.id })).toEqual(['a1.jpg']);
    expect(await found({ collection: later.id })).toEqual(['a2.jpg', 'a3.jpg']);
    expect(await found({ collection: iso.id })).toEqual(['a2.jpg', 'a3.jpg']);
    expect(await found({ collection: iso.id, name: 'a3' })).toEqual(['a3.jpg']);
    const ids = [burst.id, single.id, 'undecided', 'picks'] as const;
    expect(await ask('collections.count', { ids: [...ids] })).toEqual([3, 1, 5, 0]);
    expect(await ask('collections.try', rules({ of: 'position', any: ['later'] }))).toEqual({
      photos: 2,
    });
    // Frames that are ever more blurred: the first is the best bet. Nothing is suggested of a pair.
    const suggested = await make('Suggested', { of: 'position', any: ['suggested'] });
    expect(await found({ collection: suggested.id })).toEqual(['a1.jpg']);
    const rest = await make('Rest', { of: 'position', any: ['suggested'], not: true });
    expect(await found({ collection: rest.id, name: 'a' })).toEqual(['a2.jpg', 'a3.jpg']);
    expect(await ask('exif.words', { of: 'camera' })).toEqual(['Apple iPhone 13', 'NIKON Z 8']);

    // Groups that the person makes count; so do collections among groups and the varied best.
    await ask('groups.split', { ids: [await idOf('a1.jpg')] });
    expect(await found({ collection: burst.id })).toEqual(['a2.jpg', 'a3.jpg']);
    const { groups } = await ask('groups.list', { filter: { collection: burst.id } });
    expect(groups).toHaveLength(1);
    const best = await ask('photos.varied', { filter: { collection: burst.id }, top: 50 });
    expect(best.ids).toHaveLength(1);
  });

  it('are an error alone where their rules cannot be used', async () => {
    await opened.close();
    const database = new Database(path.join(home, 'catalogue.db'));
    database.exec(`INSERT INTO collection (name, rules) VALUES ('Odd', '{"match":"some"}')`);
    database.close();
    await open();
    const [odd] = await ask('collections.list', {});
    expect(odd).toMatchObject({ name: 'Odd', error: { code: 'collection-invalid' } });
    const id = odd?.id ?? 0;
    await expect(found({ collection: id })).rejects.toMatchObject({ code: 'collection-invalid' });
    expect(await ask('collections.count', { ids: ['undecided', id, 99] })).toEqual([6, null, null]);
    expect((await ask('collections.change', { id, name: 'Still odd' })).summary).toBe(
      'Renamed the collection “Odd” to “Still odd”',
    );
    expect((await ask('collections.remove', { id })).summary).toBe(
      'Deleted the collection “Still odd”',
    );
    await expect(found({ collection: id })).rejects.toMatchObject({ code: 'collection-unknown' });
    await expect(
      ask('collections.add', { name: 'x', rules: { match: 'all', rules: [{ of: 'stars' }] } }),
    ).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('the history', () => {
  it('goes back to any point: verdicts, sidecars, groups, collections and clocks, over a restart', async () => {
    const [a1, b1] = [await idOf('a1.jpg'), await idOf('b1.jpg')];
    const groups = async () => (await ask('groups.list', {})).groups.map(({ ids }) => ids.length);
    expect(await groups()).toEqual([3]);
    const apply = (input: Omit<RequestInput<'verdicts.apply'>, 'scoreVisible'>) =>
      ask('verdicts.apply', { ...input, scoreVisible: true });
    await apply({ ids: [a1], change: { stars: 4 }, reason: 'key' });
    await apply({ ids: [a1, b1], change: { flag: 'pick' }, reason: 'varied' });
    await ask('groups.merge', { ids: [a1, b1] });
    expect(await groups()).toEqual([4]);
    const made = await ask('collections.add', {
      name: 'Mine',
      rules: { match: 'any', rules: [{ of: 'undecided' }] },
    });
    const [phone] = await ask('cameras.list', {});
    await ask('cameras.setClock', { cameraId: phone?.id ?? 0, seconds: 3600 });
    expect((await photosByName(opened.client)).get('b1.jpg')?.capturedAt).toBe(
      '2024-06-02T00:50:00',
    );
    const { steps, total } = await ask('history.list', { limit: 10 });
    expect(total).toBe(5);
    expect(steps.map(({ reason, photos }) => [reason, photos])).toEqual([
      ['clock', 1],
      ['collection', 0],
      ['merge', 4],
      ['varied', 2],
      ['key', 1],
    ]);
    expect(steps.at(-1)).toMatchObject({ scoreVisible: true, score: { model: { id: 'tiny' } } });

    let told = 0;
    opened.client.on('groups.changed', () => (told += 1));
    const back = await ask('history.restore', { point: steps.at(-1)?.id ?? 0 });
    expect(back.summary).toBe('Went back to “4 stars on 1 photo”');
    await until(
      () => Promise.resolve(told),
      (count) => count > 0,
    );
    const after = await photosByName(opened.client);
    expect(after.get('a1.jpg')?.verdict).toEqual({ stars: 4, flag: 'none', color: 'none' });
    expect(after.get('b1.jpg')?.verdict.flag).toBe('none');
    expect(after.get('b1.jpg')?.capturedAt).toMatch(/^2024-06-01T23:50:00/);
    expect(await groups()).toEqual([3]);
    expect(await ask('collections.list', {})).toEqual([]);
    await untilSettled(opened.client, 6);
    await until(
      () => ask('status', {}),
      ({ sidecarsPending }) => sidecarsPending === 0,
    );

    await opened.close();
    await open();
    expect((await ask('status', {})).canUndo).toBe('Went back to “4 stars on 1 photo”');
    await ask('verdicts.undo', {});
    expect(await groups()).toEqual([4]);
    expect(await ask('collections.list', {})).toEqual([made]);
    expect((await photosByName(opened.client)).get('b1.jpg')?.verdict.flag).toBe('pick');
    expect((await ask('cameras.list', {}))[0]?.clockOffset).toBe(3600);
    await expect(ask('history.restore', { point: 99 })).rejects.toMatchObject({
      code: 'history-unknown',
    });
  });
});
