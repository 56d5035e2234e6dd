/** Personal taste in a real engine, with the shipped model on real photos. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairAccuracy } from '../../src-aesnet/evaluation/pair-accuracy.ts';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { TasteProfile, TasteState } from '../../src-shared/bridge/taste.ts';
import { dataPath } from '../support/data.ts';
import { keepers } from '../support/keepers.ts';
import { openTestEngine, until, type OpenedEngine } from '../support/engine.ts';
import { plantedTaste, type Liked } from '../support/planted-taste.ts';
import { temporaryFolder } from '../support/temporary.ts';

const clean = dataPath('photos/clean');
const SOURCES = { verdicts: true, files: false };
const BEST = { by: 'best', direction: 'descending' } as const;

describe.skipIf(clean === undefined)('taste', () => {
  const home = path.join(temporaryFolder('taste'), 'home');
  const shoot = temporaryFolder('taste-shoot');
  const files = temporaryFolder('taste-files');
  let opened: OpenedEngine;
  let client: BridgeClient;
  let liked: Liked[];
  let notices: string[];

  async function open(): Promise<void> {
    opened = await openTestEngine(home);
    client = opened.client;
    notices = [];
    client.on('notice', ({ message }) => notices.push(message));
  }
  const state = () => client.request('taste.state', {});
  const settled = (isThere: (state: TasteState) => boolean) =>
    until(state, (now) => !now.busy && isThere(now), 90);
  const inUse = (now: TasteState): TasteProfile | undefined =>
    now.profiles.find(({ id }) => id === now.inUse);
  const bestFirst = async () =>
    (await client.request('photos.query', { filter: {}, sort: BEST })).ids;
  const rate = async (some: readonly Liked[], stars = ({ stars }: Liked) => stars as number) => {
    for (const one of some) {
      await client.request('verdicts.apply', {
        ids: [one.id],
        change: { stars: stars(one) as Liked['stars'] },
        scoreVisible: false,
        reason: 'key',
      });
    }
  };

  beforeAll(async () => {
    const names = readdirSync(clean as string).filter((name) => /\.jpe?g$/i.test(name));
    for (const name of names)
      copyFileSync(path.join(clean as string, name), path.join(shoot, name));
    await open();
    await client.request('roots.add', { path: shoot });
    await until(
      () => client.request('status', {}),
      ({ scored, tasks }) =>
        scored === names.length && tasks.every((task) => task.state !== 'running'),
      200,
    );
    liked = await plantedTaste(client);
  }, 240_000);

  afterAll(async () => {
    await opened?.close();
  });

  it('learns nothing from five decisions, and says so', async () => {
    await rate(liked.slice(0, 5));
    const profile = await client.request('taste.create', { name: 'Mine', sources: SOURCES });
    expect(profile.versions).toHaveLength(1);
    expect(profile.versions[0]?.learnt).toMatchObject({ stars: 5, blind: 5, pairs: 0 });
    expect(profile.versions[0]?.gate).toMatchObject({ state: 'closed' });
    expect(profile.versions[0]?.accuracy).toBeUndefined();
    expect((await state()).ranking).toBe('general');
    // How soon it may be hoped for is told with the model.
    const [model] = await client.request('models.list', {});
    const opens = [25, 50, 100].map((stars) => model?.gateOpens?.[stars] ?? NaN);
    expect(opens).toEqual(opens.toSorted((a, b) => a - b));
    expect(opens[2]).toBeGreaterThan(0.5);
  }, 120_000);

  it('opens the gate for a planted preference by itself, and orders by it', async () => {
    const before = await bestFirst();
    await rate(liked.slice(5, 44));
    const now = await settled(({ ranking }) => ranking === 'personal');
    const version = inUse(now)?.versions[0];
    expect(version?.gate.state).toBe('open');
    expect(version?.gate.lower).toBeGreaterThan(0);
    expect(version?.accuracy?.personal.value).toBeGreaterThan(
      version?.accuracy?.general.value ?? 1,
    );
    const after = await bestFirst();
    expect(after).not.toEqual(before);
    const others = liked.slice(44);
    const rank = (order: readonly number[]) =>
      pairAccuracy(
        others.map(({ id }) => -order.indexOf(id)),
        others.map(({ liking }) => liking),
      );
    expect(rank(after)).toBeGreaterThan(rank(before) + 0.05);
    // The general order can still be had.
    const general = { by: 'aesthetic', direction: 'descending' } as const;
    expect((await client.request('photos.query', { filter: {}, sort: general })).ids).toEqual(
      before,
    );
    expect(notices.join()).toContain('the best-first order is yours now');
  }, 180_000);

  it('is learnt on the command line from the same decisions, beside the engine', async () => {
    const out = path.join(files, 'from-catalogue.json');
    const environment = { KEEPERS_HOME: home };
    const learnt = await keepers(['finetune', '--from-catalogue', '--out', out], environment);
    expect(learnt.stderr).toContain('Learnt from 44 stars, 0 picks and 0 rejects of 44 photos.');
    expect(learnt.stderr).toContain('The personal ranking is on.');
    expect(learnt).toMatchObject({ code: 0, stdout: `${out}\n` });
    const weights = (file: string) =>
      (JSON.parse(readFileSync(file, 'utf8')) as { weights: number[] }).weights;
    const id = inUse(await state())?.id ?? '';
    const exported = path.join(files, 'from-the-app.json');
    await client.request('taste.export', { id, path: exported });
    for (const [at, weight] of weights(exported).entries()) {
      expect(weights(out)[at]).toBeCloseTo(weight, 6);
    }
    const nowhere = { KEEPERS_HOME: path.join(files, 'no-library') };
    const none = await keepers(['finetune', '--from-catalogue', '--out', out], nowhere);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('There is no library in');
    const both = ['finetune', '--from-catalogue', '--ratings', 'a.csv', '--out', out];
    expect((await keepers(both, environment)).code).toBe(2);
  }, 120_000);

  it('gives every photo both parts of its score, and says why they differ', async () => {
    const photos = await client.request('photos.get', { ids: liked.map(({ id }) => id) });
    expect(photos.every(({ personal }) => personal !== undefined)).toBe(true);
    const told = photos.filter(({ personal }) => personal?.because !== undefined);
    expect(told.length).toBeGreaterThan(photos.length / 4);
    const [one] = told;
    const detail = await client.request('photos.detail', { id: one?.id ?? 0 });
    expect(detail.personal?.score).toBeCloseTo(one?.personal?.score ?? NaN, 5);
    expect(detail.personal?.spread).toBeGreaterThan(0);
    expect(detail.personal?.parts[0]).toEqual(one?.personal?.because);
    const colour = told.filter(({ personal }) => personal?.because?.of === 'color').length;
    expect(colour).toBeGreaterThan(told.length / 3);
  });

  it('bounds what a cut-off would have lost, by the ranking in use', async () => {
    const { ranking, bounds, below, photos } = await client.request('taste.bounds', {});
    expect(ranking).toBe('personal');
    expect(photos).toBe(liked.length);
    expect(bounds.length).toBe(below.length);
    const keepers = liked.slice(0, 44).filter(({ stars }) => stars >= 4).length;
    for (const bound of bounds) {
      expect(bound.keepers).toBeLessThanOrEqual(keepers);
      expect(bound.upper).toBeGreaterThan(bound.lost / bound.keepers);
    }
    expect([...below].sort((a, b) => a - b)).toEqual(below);
  });

  it('keeps all that through a restart', async () => {
    const before = await bestFirst();
    await opened.close();
    await open();
    const now = await settled(({ ranking }) => ranking === 'personal');
    expect(inUse(now)?.name).toBe('Mine');
    expect(await bestFirst()).toEqual(before);
  }, 120_000);

  it('rolls back, and learns no more until it is told to', async () => {
    const now = await state();
    const profile = inUse(now);
    const closed = profile?.versions.find(({ gate }) => gate.state === 'closed');
    const general = { by: 'aesthetic', direction: 'descending' } as const;
    await client.request('taste.rollBack', {
      id: profile?.id ?? '',
      version: closed?.number ?? 0,
    });
    const back = await state();
    expect(back.ranking).toBe('general');
    expect(inUse(back)).toMatchObject({ current: closed?.number, learning: false });
    const { ids } = await client.request('photos.query', { filter: {}, sort: general });
    expect(await bestFirst()).toEqual(ids);
    // Forced, it is used with a warning.
    await client.request('taste.change', { id: profile?.id ?? '', force: true });
    const forced = await state();
    expect(forced.ranking).toBe('personal');
    expect(
      inUse(forced)?.versions.find(({ number }) => number === closed?.number)?.gate.state,
    ).toBe('forced');
    await client.request('taste.change', { id: profile?.id ?? '', force: false });
    const again = await client.request('taste.learn', { id: profile?.id ?? '' });
    expect(again.learning).toBe(true);
    expect((await state()).ranking).toBe('personal');
  }, 120_000);

  it('compares two versions', async () => {
    const profile = inUse(await state());
    const numbers = profile?.versions.map(({ number }) => number) ?? [];
    const id = profile?.id ?? '';
    const compared = await client.request('taste.compare', {
      a: { id, version: numbers.at(-1) },
      b: { id },
    });
    expect(compared.agreement).toBeLessThan(1);
    expect(compared.movers.length).toBeGreaterThan(0);
    const same = await client.request('taste.compare', { a: { id }, b: { id } });
    expect(same).toMatchObject({ agreement: 1, movers: [] });
  });

  it('goes out as one file and comes back, unless it was tampered with or is of another model', async () => {
    const id = inUse(await state())?.id ?? '';
    const file = path.join(files, 'mine.json');
    const order = await bestFirst();
    const { sha256 } = await client.request('taste.export', { id, path: file });
    expect(readFileSync(file, 'utf8')).toContain(sha256);
    expect(readFileSync(file, 'utf8')).not.toContain(shoot);
    const taken = await client.request('taste.import', { path: file });
    expect(taken).toMatchObject({ name: 'Mine', learning: false });
    expect(taken.id).not.toBe(id);
    expect(taken.versions[0]?.sha256).toBe(sha256);
    expect(await bestFirst()).toEqual(order);

    const tampered = path.join(files, 'tampered.json');
    writeFileSync(tampered, readFileSync(file, 'utf8').replace('"open"', '"forced"'));
    await expect(client.request('taste.import', { path: tampered })).rejects.toMatchObject({
      code: 'profile-invalid',
      message: expect.stringContaining('changed after it had been written') as string,
    });

    // A version that somebody has changed where it lies.
    const own = path.join(home, 'profiles', taken.id, 'versions', '0001.json');
    writeFileSync(own, readFileSync(own, 'utf8').replace('"scale":', '"scale" :1,"x":'));
    await client.request('taste.use', { id: taken.id });
    const broken = await state();
    expect(broken.ranking).toBe('general');
    expect(inUse(broken)?.error?.code).toBe('profile-invalid');
    expect(notices.join()).toContain('The general ranking goes on.');
    const photos = await client.request('photos.get', { ids: liked.map((one) => one.id) });
    expect(photos.some(({ personal }) => personal !== undefined)).toBe(false);

    await client.request('taste.delete', { id: taken.id });
    expect(existsSync(path.join(home, 'profiles', taken.id))).toBe(false);
    await client.request('taste.use', { id });
    expect((await state()).ranking).toBe('personal');
  }, 120_000);

  it('takes ratings from a CSV, and names those of unknown photos', async () => {
    const id = inUse(await state())?.id ?? '';
    const csv = path.join(files, 'ratings.csv');
    const [photo] = await client.request('host.paths', { ids: [liked[50]?.id ?? 0] });
    writeFileSync(csv, `path,stars\n${photo},5\n/nowhere/at/all.jpg,3\n${photo},nice\n`);
    const { added, problems } = await client.request('taste.addRatings', { id, path: csv });
    expect(added).toBe(1);
    expect(problems.join('\n')).toContain('/nowhere/at/all.jpg is not in the library');
    expect(problems.join('\n')).toContain('“nice”');
    expect(inUse(await state())?.answers).toEqual({ pairs: 0, ratings: 1 });
  }, 120_000);

  it('looks through a folder for stars and flags, and writes nothing', async () => {
    const away = temporaryFolder('taste-look');
    const names = readdirSync(clean as string).filter((name) => /\.jpe?g$/i.test(name));
    for (const name of names.slice(0, 4))
      copyFileSync(path.join(clean as string, name), path.join(away, name));
    const stem = (at: number) => path.join(away, path.parse(names[at] ?? '').name);
    await keepers(['verdict', path.join(away, names[0] ?? ''), '--stars', '5'], {
      KEEPERS_HOME: home,
    });
    await keepers(['verdict', path.join(away, names[1] ?? ''), '--stars', '3', '--flag', 'pick'], {
      KEEPERS_HOME: home,
    });
    await keepers(['verdict', path.join(away, names[2] ?? ''), '--flag', 'reject'], {
      KEEPERS_HOME: home,
    });
    writeFileSync(`${stem(3)}.xmp`, '<x:xmpmeta this is none');
    const before = readdirSync(away).map((name) => [name, statSync(path.join(away, name)).mtimeMs]);
    expect(await client.request('taste.look', { path: away })).toEqual({
      ...{ stars: [0, 0, 1, 0, 1], picks: 1, rejects: 1 },
      ...{ photos: 4, unreadable: 1, known: false },
    });
    const after = readdirSync(away).map((name) => [name, statSync(path.join(away, name)).mtimeMs]);
    expect(after).toEqual(before);
    expect((await client.request('taste.look', { path: shoot })).known).toBe(true);
    await expect(
      client.request('taste.look', { path: path.join(away, 'nowhere') }),
    ).rejects.toMatchObject({ code: 'folder-missing' });
  }, 120_000);

  it('asks pairs, foretells every third, repeats every tenth, takes answers back', async () => {
    const id = inUse(await state())?.id ?? '';
    const liking = new Map(liked.map((one) => [one.id, one.liking]));
    const photos = await client.request('photos.get', { ids: liked.map((one) => one.id) });
    const general = new Map(photos.map((photo) => [photo.id, photo.score?.values.aesthetic ?? 0]));
    let now = await client.request('calibration.start', { id });
    const generalIsRight: boolean[] = [];
    for (let asked = 0; asked < 12; asked++) {
      const { left = 0, right = 0 } = now.pair ?? {};
      expect(left).not.toBe(right);
      const likesLeft = (liking.get(left) ?? 0) > (liking.get(right) ?? 0);
      generalIsRight.push(likesLeft === (general.get(left) ?? 0) > (general.get(right) ?? 0));
      now = await client.request('calibration.answer', {
        id,
        chosen: likesLeft ? 'left' : 'right',
      });
    }
    expect(now.answers.map(({ purpose }) => purpose)).toEqual([
      ...['informative', 'informative', 'random', 'informative', 'informative', 'random'],
      ...['informative', 'informative', 'random', 'repeat', 'informative', 'random'],
    ]);
    expect(now.repeats).toEqual({ asked: 1, alike: 1 });
    const foretold = generalIsRight.filter((_, at) => now.answers[at]?.purpose === 'random');
    expect(foretold).toHaveLength(4);
    expect(now.curve.map((each) => each.pairs)).toEqual([1, 2, 3, 4]);
    expect(now.curve.map((each) => Math.round(each.general.value * each.pairs))).toEqual(
      foretold.map((_, at) => foretold.slice(0, at + 1).filter(Boolean).length),
    );
    const before = now.pair;
    now = await client.request('calibration.answer', { id, chosen: 'neither' });
    now = await client.request('calibration.back', { id });
    expect(now.pair).toEqual(before);
    expect(now.answers).toHaveLength(12);
    const done = await client.request('calibration.stop', { id });
    expect(done.answers.pairs).toBe(12);
    expect(done.versions[0]?.learnt.pairs).toBe(12);
  }, 120_000);

  it('says when more answers stop helping', async () => {
    const id = inUse(await state())?.id ?? '';
    const liking = new Map(liked.map((one) => [one.id, one.liking]));
    let now = await client.request('calibration.start', { id });
    // Whatever they would tell, nobody is told to stop after so few.
    expect(now.helping).toBe(true);
    let answered = 12;
    while (now.helping && answered < 200) {
      const { left = 0, right = 0 } = now.pair ?? {};
      const chosen = (liking.get(left) ?? 0) > (liking.get(right) ?? 0) ? 'left' : 'right';
      now = await client.request('calibration.answer', { id, chosen });
      answered += 1;
    }
    expect(now.helping).toBe(false);
    expect(answered).toBeGreaterThanOrEqual(20);
    // Undone, the last answer leaves them where they were.
    now = await client.request('calibration.back', { id });
    expect(now.helping).toBe(true);
    // Which pairs come is chance, but whoever foretold the opposite would be right of a tenth.
    while (now.answers.length < 60) {
      const { left = 0, right = 0 } = now.pair ?? {};
      const chosen = (liking.get(left) ?? 0) > (liking.get(right) ?? 0) ? 'left' : 'right';
      now = await client.request('calibration.answer', { id, chosen });
    }
    expect(now.curve.at(-1)?.pairs).toBeGreaterThanOrEqual(20);
    expect(now.curve.at(-1)?.personal.value).toBeGreaterThan(0.6);
    await client.request('calibration.stop', { id });
  }, 120_000);

  it('says so where later decisions contradict what was learnt', async () => {
    await client.request('taste.learn', { id: inUse(await state())?.id ?? '' });
    await rate(liked, ({ stars }) => 6 - stars);
    const now = await until(state, (each) => inUse(each)?.worse !== undefined, 90);
    expect(inUse(now)?.worse?.gain).toBeLessThan(0);
    await expect.poll(() => notices.join()).toContain('Your later decisions say that “Mine”');
  }, 180_000);

  it('keeps to the general ranking where ratings contradict each other', async () => {
    const paths = await client.request('host.paths', { ids: liked.map(({ id }) => id) });
    const csv = path.join(files, 'contradictory.csv');
    const rows = liked.flatMap(({ stars }, at) => [
      `${paths[at]},${stars}`,
      `${paths[at]},${6 - stars}`,
    ]);
    writeFileSync(csv, ['path,stars', ...rows].join('\n'));
    const nothing = { verdicts: false, files: false };
    const { id } = await client.request('taste.create', { name: 'Torn', sources: nothing });
    const { added, problems } = await client.request('taste.addRatings', { id, path: csv });
    expect(added).toBeGreaterThan(liked.length);
    expect(problems.join()).toContain('was rated before; both ratings count');
    const torn = inUse(await state());
    expect(torn?.versions[0]?.gate.state).toBe('closed');
    expect((await state()).ranking).toBe('general');
  }, 180_000);

  it('says nothing of taste where all stars are the same', async () => {
    await rate(liked, () => 3);
    const same = await client.request('taste.create', { name: 'Same', sources: SOURCES });
    expect(same.versions[0]?.gate).toMatchObject({ state: 'closed', comparisons: 0 });
    const photos = await client.request('photos.get', { ids: liked.map((one) => one.id) });
    for (const { personal, score } of photos) {
      expect(personal?.score).toBeCloseTo(score?.values.aesthetic ?? NaN, 5);
      expect(personal?.because).toBeUndefined();
    }
  }, 120_000);

  it('is deleted with all its traces', async () => {
    for (const { id } of (await state()).profiles) await client.request('taste.delete', { id });
    expect(await state()).toMatchObject({ profiles: [], ranking: 'general' });
    const photos = await client.request('photos.get', { ids: liked.map((one) => one.id) });
    expect(photos.some(({ personal }) => personal !== undefined)).toBe(false);
    expect(readdirSync(path.join(home, 'profiles'))).toEqual([]);
  }, 120_000);
});
