/** Fine-tuning of the network's head in a real engine, with the shipped model on real photos. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairAccuracy } from '../../src-aesnet/evaluation/pair-accuracy.ts';
import { tasteLayout } from '../../src-aesnet/training/taste-step-graph.ts';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { Task } from '../../src-shared/bridge.ts';
import type { TasteProfile, TasteVersion } from '../../src-shared/bridge/taste.ts';
import { openCatalogueReader } from '../../src-main/catalogue/index.ts';
import { readProfile, type Profile } from '../../src-main/personal/index.ts';
import { dataPath } from '../support/data.ts';
import { keepers } from '../support/keepers.ts';
import { openTestEngine, until, type OpenedEngine } from '../support/engine.ts';
import { likingBeyondTaste, quarterPhotos, starsByLiking } from '../support/planted-beyond.ts';
import { temporaryFolder } from '../support/temporary.ts';

const clean = dataPath('photos/clean');
const SOURCES = { verdicts: true, files: false };

describe.skipIf(clean === undefined)('taste with a fine-tuned network', () => {
  const home = path.join(temporaryFolder('deep'), 'home');
  const shoot = path.join(temporaryFolder('deep-shoot'), 'photos');
  const files = temporaryFolder('deep-files');
  let opened: OpenedEngine;
  let client: BridgeClient;
  let notices: string[];
  let tasks: Task[];
  let id: string;
  /** Photos that are not rated, and how much each is liked. */
  let others: { readonly id: number; readonly liking: number }[];

  async function open(): Promise<void> {
    opened = await openTestEngine(home);
    client = opened.client;
    notices = [];
    tasks = [];
    client.on('notice', ({ message }) => notices.push(message));
    client.on('task.progress', (task) => {
      if (task.kind === 'finetune') tasks.push(task);
    });
  }
  const state = () => client.request('taste.state', {});
  const settled = () => until(state, ({ busy }) => !busy, 90);
  const current = (profile: TasteProfile | undefined): TasteVersion | undefined =>
    profile?.versions.find(({ number }) => number === profile.current);
  const set = (deep: boolean) => client.request('taste.change', { id, deep });
  /** Pair accuracy of the personal scores of photos that were not rated. */
  const accuracy = async () => {
    const photos = await client.request('photos.get', { ids: others.map((one) => one.id) });
    const own = new Map(photos.map(({ id: photo, personal }) => [photo, personal?.score]));
    return pairAccuracy(
      others.map((one) => own.get(one.id) ?? NaN),
      others.map(({ liking }) => liking),
    );
  };
  const bestFirst = async () =>
    (
      await client.request('photos.query', {
        filter: {},
        sort: { by: 'best', direction: 'descending' },
      })
    ).ids;

  beforeAll(async () => {
    const { length } = await quarterPhotos(clean as string, shoot);
    await open();
    await client.request('roots.add', { path: shoot });
    await until(
      () => client.request('status', {}),
      ({ scored, tasks: running }) =>
        scored === length && running.every((task) => task.state !== 'running'),
      500,
    );
    const { ids } = await client.request('photos.query', {
      filter: {},
      sort: { by: 'name', direction: 'ascending' },
    });
    const catalogue = openCatalogueReader(path.join(home, 'catalogue.db'));
    const outputs = catalogue.modelOutputs(ids, { features: true });
    catalogue.close();
    const liking = await likingBeyondTaste(outputs);
    const isRated = (at: number) => at % 4 !== 3;
    const rated = ids.filter((_, at) => isRated(at));
    const stars = starsByLiking(liking.filter((_, at) => isRated(at)));
    for (const [at, photo] of rated.entries()) {
      await client.request('verdicts.apply', {
        ids: [photo],
        change: { stars: stars[at] ?? 0 },
        ...{ scoreVisible: false, reason: 'key' },
      });
    }
    others = ids.flatMap((photo, at) =>
      isRated(at) ? [] : [{ id: photo, liking: liking[at] ?? NaN }],
    );
    ({ id } = await client.request('taste.create', { name: 'Beyond', sources: SOURCES }));
    await settled();
  }, 600_000);

  afterAll(async () => {
    await opened?.close();
  });

  it('can be cancelled: the closed form stays, and it is not asked for any more', async () => {
    const stop = client.on('task.progress', (task) => {
      if (task.kind !== 'finetune' || task.state !== 'running') return;
      void client.request('tasks.cancel', { taskId: task.id });
    });
    const profile = await set(true);
    stop();
    expect(profile.deep).toBe(false);
    expect(current(profile)?.deep).toBeUndefined();
    expect(tasks.at(-1)?.state).toBe('cancelled');
    expect(notices.join()).toContain(
      'Fine-tuning was cancelled. “Beyond” goes on without it: the closed form stays.',
    );
    expect((await client.request('status', {})).tasks).toEqual([]);
  }, 120_000);

  it('takes the closed form’s place once it has beaten it, and orders the library', async () => {
    const before = { accuracy: await accuracy(), order: await bestFirst() };
    const profile = await set(true);
    const version = current(profile);
    expect(version?.deep).toMatchObject({ won: true, decisions: 156 });
    expect(version?.deep?.lower).toBeGreaterThan(0);
    expect(version?.gate.state).toBe('open');
    expect((await state()).ranking).toBe('personal');
    expect(await accuracy()).toBeGreaterThan(before.accuracy + 0.15);
    expect(await bestFirst()).not.toEqual(before.order);
    expect(tasks.at(-1)).toMatchObject({ label: 'Fine-tuning “Beyond”', state: 'finished' });
    // What the network adds is told with the reasons, since they do not add up without it.
    const details = await Promise.all(
      others.map((one) => client.request('photos.detail', { id: one.id })),
    );
    const added = details.flatMap(
      ({ personal }) => personal?.parts.filter(({ of }) => of === 'network') ?? [],
    );
    expect(added.length).toBeGreaterThan(others.length / 2);
    for (const { score, personal } of details) {
      expect(score?.values.aesthetic).toBeGreaterThan(1);
      expect(personal?.spread).toBeGreaterThan(0);
    }
  }, 120_000);

  it('is learnt on the command line from the same decisions, to the same end', async () => {
    const out = path.join(files, 'from-catalogue.json');
    const arguments_ = ['finetune', '--from-catalogue', '--out', out, '--deep'];
    const { code, stderr } = await keepers(arguments_, { KEEPERS_HOME: home });
    expect(stderr).toContain('The fine-tuned network takes the closed form’s place (head');
    expect(code).toBe(0);
    const exported = path.join(files, 'from-the-app.json');
    await client.request('taste.export', { id, path: exported });
    const [own, apps] = [await readProfile(out), await readProfile(exported)];
    expect(own.deep).toEqual(apps.deep);
    expect(own.gate).toEqual(apps.gate);
  }, 120_000);

  it('comes back after a restart, and is learnt anew with later decisions', async () => {
    const order = await bestFirst();
    await opened.close();
    await open();
    await until(state, ({ ranking, busy }) => ranking === 'personal' && !busy, 90);
    expect(await bestFirst()).toEqual(order);
    const [last] = others.splice(-1);
    await client.request('verdicts.apply', {
      ids: [last?.id ?? 0],
      change: { stars: 5 },
      ...{ scoreVisible: false, reason: 'key' },
    });
    const now = await until(
      state,
      ({ profiles, busy }) => !busy && current(profiles[0])?.learnt.stars === 157,
      90,
    );
    expect(current(now.profiles[0])?.deep).toMatchObject({ won: true, decisions: 157 });
  }, 240_000);

  it('is compared with the closed form and rolled back to it, as any version', async () => {
    const profile = (await state()).profiles[0] as TasteProfile;
    const plain = profile.versions.find(({ deep }) => deep === undefined)?.number ?? 0;
    const compared = await client.request('taste.compare', {
      a: { id, version: plain },
      b: { id },
    });
    expect(compared.agreement).toBeLessThan(0.9);
    expect(compared.a.deep).toBeUndefined();
    expect(compared.b.deep?.won).toBe(true);
    expect(compared.movers.length).toBeGreaterThan(0);
    const high = await accuracy();
    await client.request('taste.rollBack', { id, version: plain });
    expect(await accuracy()).toBeLessThan(high - 0.15);
    await client.request('taste.rollBack', { id, version: profile.current ?? 0 });
    expect(await accuracy()).toBe(high);
  }, 120_000);

  it('goes out as one file and comes back; one that fine-tunes the last stage does not', async () => {
    const file = path.join(files, 'beyond.json');
    const { sha256 } = await client.request('taste.export', { id, path: file });
    const order = await bestFirst();
    const taken = await client.request('taste.import', { path: file });
    expect(taken.versions[0]?.sha256).toBe(sha256);
    expect(taken.versions[0]?.deep?.won).toBe(true);
    expect(await bestFirst()).toEqual(order);
    await client.request('taste.delete', { id: taken.id });

    const { sha256: seal, ...content } = JSON.parse(readFileSync(file, 'utf8')) as Profile & {
      sha256: string;
    };
    expect(seal).toBe(sha256);
    const bytes = Buffer.alloc(2 * tasteLayout('stage').size);
    const taste = { ...content.deep?.taste, depth: 'stage', departures: bytes.toString('base64') };
    const changed = { ...content, deep: { ...content.deep, taste } };
    const stage = path.join(files, 'stage.json');
    const own = createHash('sha256').update(JSON.stringify(changed)).digest('hex');
    writeFileSync(stage, JSON.stringify({ ...changed, sha256: own }));
    await expect(client.request('taste.import', { path: stage })).rejects.toMatchObject({
      code: 'profile-too-deep',
      message: expect.stringContaining('keepers rank --profile') as string,
    });
    expect((await state()).profiles).toHaveLength(1);
    await client.request('taste.use', { id });
  }, 120_000);

  it('is left where the person says so, and deleted with all its traces', async () => {
    const profile = await set(false);
    expect(profile).toMatchObject({ deep: false });
    expect(current(profile)?.deep).toBeUndefined();
    const folder = path.join(home, 'profiles', id);
    expect(existsSync(path.join(folder, 'versions'))).toBe(true);
    await client.request('taste.delete', { id });
    expect(existsSync(folder)).toBe(false);
  }, 120_000);
});
