/** Words that a profile has learnt from checked sentences, in a real engine with the shipped model on real photos. */
import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import { dataPath } from '../support/data.ts';
import { keepers } from '../support/keepers.ts';
import { openTestEngine, photosByName, until, type OpenedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { readProfile } from '../../src-main/personal/index.ts';

const clean = dataPath('photos/clean');
const PHOTOS = 22;
const SPOKEN = 14;

describe.skipIf(clean === undefined)('a taste that learns words', () => {
  const home = path.join(temporaryFolder('taste-words'), 'home');
  const shoot = temporaryFolder('taste-words-shoot');
  let opened: OpenedEngine;
  let client: BridgeClient;
  let ids: number[];
  let profile: string;

  const settled = () =>
    until(
      () => client.request('taste.state', {}),
      ({ busy }) => !busy,
      90,
    );
  const say = (id: number, rating: number) =>
    client.request('sentences.say', {
      ...{ id, space: 'light' },
      said: { statements: [{ kind: 'rates', space: 'light', rating }], shows: 'Wonderful light.' },
    });
  /** The sentences about light of photos that were not spoken of. */
  const lights = async () => {
    const said = [];
    for (const id of ids.slice(SPOKEN)) {
      const { sentences } = await client.request('sentences.of', { id });
      said.push(sentences.find(({ space }) => space === 'light'));
    }
    return said;
  };

  beforeAll(async () => {
    const names = readdirSync(clean ?? '')
      .filter((name) => name.endsWith('.jpg'))
      .sort();
    for (const name of names.slice(0, PHOTOS)) {
      copyFileSync(path.join(clean ?? '', name), path.join(shoot, name));
    }
    opened = await openTestEngine(home);
    client = opened.client;
    await client.request('roots.add', { path: shoot });
    await until(
      () => client.request('status', {}),
      ({ scored, tasks }) => scored === PHOTOS && tasks.every((task) => task.state !== 'running'),
      170,
    );
    const byName = await photosByName(client);
    ids = names.slice(0, PHOTOS).map((name) => byName.get(name)?.id ?? NaN);
  }, 180_000);

  afterAll(async () => {
    await opened?.close();
  });

  it('says other photos in them while it is in use, and not without it', async () => {
    const before = await lights();
    expect(before.every((sentence) => sentence?.learnt === undefined)).toBe(true);
    for (const id of ids.slice(0, SPOKEN)) await say(id, 4.4);
    const sources = { verdicts: true, files: false };
    ({ id: profile } = await client.request('taste.create', { name: 'Light', sources }));
    await settled();
    expect(await lights()).toEqual(before);
    await client.request('taste.change', { id: profile, deep: true });
    await settled();
    const after = await lights();
    expect(after.filter((sentence) => sentence?.learnt === true).length).toBeGreaterThanOrEqual(4);
    expect(after.map((sentence) => sentence?.text)).not.toEqual(before.map((each) => each?.text));
    await client.request('taste.use', {});
    await settled();
    expect(await lights()).toEqual(before);
    await client.request('taste.use', { id: profile });
    await settled();
    expect(await lights()).toEqual(after);
  });

  it('finds by them', async () => {
    const find = async () => {
      const words = { phrase: 'wonderful light', show: 'all', ranked: true } as const;
      const sort = { by: 'name', direction: 'ascending' } as const;
      return (await client.request('photos.query', { filter: {}, sort, words })).ids;
    };
    const places = (order: readonly number[]) =>
      ids.slice(0, SPOKEN).reduce((sum, id) => sum + order.indexOf(id), 0);
    const own = await find();
    await client.request('taste.use', {});
    await settled();
    const general = await find();
    expect(places(own)).toBeLessThan(places(general));
    await client.request('taste.use', { id: profile });
    await settled();
  });

  it('learns anew from another correction, and on the command line from the same library', async () => {
    const versions = async () => {
      const { profiles } = await client.request('taste.state', {});
      return profiles[0]?.versions.map(({ at }) => at);
    };
    const before = await versions();
    await say(ids[SPOKEN] ?? NaN, 1.5);
    // It rests between two lessons for several times as long as one took.
    await until(versions, (now) => now?.[0] !== before?.[0], 300);
    const out = path.join(temporaryFolder('taste-words-out'), 'words.json');
    const { code, stderr } = await keepers(
      ['finetune', '--deep', '--from-catalogue', '--out', out],
      { KEEPERS_HOME: home },
    );
    expect(stderr).toContain(`Light, ${SPOKEN + 1} photos`);
    expect(code).toBe(0);
    expect((await readProfile(out)).words?.light?.photos).toBe(SPOKEN + 1);
  }, 480_000);
});
