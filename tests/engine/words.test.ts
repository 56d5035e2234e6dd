/** Finding photos by words through the bridge: order, filters, what is not understood, and an index that keeps up with the library. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SPACES } from '../../src-aesnet/descriptions/index.ts';
import type { Filter, Words } from '../../src-shared/bridge.ts';
import { passOne } from '../../src-main/decoding/pass-one.ts';
import { openTestEngine, photosByName, until, untilSettled } from '../support/engine.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyAnswer, writeTinyModels, type TinyModel } from '../support/tiny-model.ts';
import { tinyText } from '../support/tiny-text.ts';

const COUNT = 8;
const SORT = { by: 'name', direction: 'ascending' } as const;
const NAMES = Array.from({ length: COUNT }, (_, at) => `p${at}.jpg`);

/** A picture of one colour, which is all that a tiny model sees. */
async function writeTone(file: string, at: number): Promise<void> {
  const background = { r: (at * 97) % 256, g: (at * 53 + 20) % 256, b: (at * 151 + 90) % 256 };
  await sharp({ create: { width: 90, height: 60, channels: 3, background } }).toFile(file);
}

async function openShoot(model: TinyModel) {
  const shoot = temporaryFolder('shoot');
  const models = temporaryFolder('models');
  writeTinyModels(models, model);
  for (const [at, name] of NAMES.entries()) {
    await writeTone(path.join(shoot, name), at);
  }
  const home = path.join(temporaryFolder('words'), 'home');
  const opened = await openTestEngine(home, models);
  onTestFinished(() => opened.close());
  const { client } = opened;
  const root = await client.request('roots.add', { path: shoot });
  await untilSettled(client, COUNT);
  const byName = await photosByName(client);
  const nameOf = new Map(Array.from(byName, ([name, { id }]) => [id, name]));
  const find = async (phrase: string, over: Partial<Words> = {}, filter: Filter = {}) => {
    const words = { phrase, show: 'all', ranked: true, ...over } as const;
    const answer = await client.request('photos.query', { filter, sort: SORT, words });
    return { ...answer, names: answer.ids.map((id) => nameOf.get(id) ?? '?') };
  };
  return { client, shoot, root, find, byName };
}

describe('photos found by words', () => {
  it('come in the order of their cosines in the attribute’s own space', async () => {
    const { client, shoot, find } = await openShoot({ id: 'reader', text: true });
    expect(await client.request('words.prepare', {})).toEqual({ photos: COUNT });
    const { names, words } = await find('too dark');
    expect(words).toEqual({
      ...{ understood: true, uncompared: 0, unknown: [], readAs: [], beyond: '' },
      ...{ spaces: ['light'], scenes: [], measured: [], fitting: expect.any(Number) as number },
    });
    expect(names.toSorted()).toEqual(NAMES);

    // The same from the model's own answers, unpacked.
    const phrase = tinyText().answer('too dark').embeddings;
    const relevances = await cosinesOf(shoot, phrase, 'light');
    const ordered = names.map((name) => relevances.get(name) ?? NaN);
    for (const [at, cosine] of ordered.entries()) {
      // What is packed into bytes may change places with what is as near.
      if (at > 0) expect(cosine).toBeLessThan((ordered[at - 1] ?? NaN) + 0.005);
    }
    expect((ordered[0] ?? NaN) - (ordered.at(-1) ?? NaN)).toBeGreaterThan(0.02);
  });

  it('go by what is measured where words name that', async () => {
    const { find } = await openShoot({ id: 'reader', text: true });
    const { names, words } = await find('very dark');
    expect(words).toMatchObject({ understood: true, measured: ['very dark'] });
    // Each picture is of one colour: the lightness that the eye sees tells them apart.
    const lightness = (name: string) => {
      const at = Number(/\d/.exec(name)?.[0]);
      const linear = (value: number) => ((value % 256) / 255) ** 2.2;
      const [r, g, b] = [at * 97, at * 53 + 20, at * 151 + 90].map(linear) as [
        number,
        number,
        number,
      ];
      return 0.213 * r + 0.715 * g + 0.072 * b;
    };
    const [darkest] = NAMES.toSorted((a, b) => lightness(a) - lightness(b));
    expect(names[0]).toBe(darkest);
    const brightest = NAMES.toSorted((a, b) => lightness(b) - lightness(a))[0];
    expect((await find('very bright')).names[0]).toBe(brightest);
  });

  it('are narrowed by every filter, and cut to those that stand out', async () => {
    const { client, find, byName } = await openShoot({ id: 'reader', text: true });
    const all = await find('too dark');
    const ids = ['p1.jpg', 'p3.jpg', 'p6.jpg'].map((name) => byName.get(name)?.id ?? 0);
    await client.request('verdicts.apply', {
      ...{ ids, change: { flag: 'pick' }, scoreVisible: true },
    });
    const picked = await find('too dark', {}, { flags: ['pick'] });
    expect(picked.names).toEqual(all.names.filter((name) => /[136]/.test(name)));
    const fitting = await find('too dark', { show: 'fitting' });
    expect(fitting.names).toEqual(all.names.slice(0, all.words?.fitting));
    expect(fitting.names.length).toBeGreaterThan(0);
    expect(fitting.names.length).toBeLessThan(COUNT);
    const unranked = await find('too dark', { show: 'fitting', ranked: false });
    expect(unranked.names).toEqual(fitting.names.toSorted());
  });

  it('stay as they are where nothing is understood, which is said', async () => {
    const { find } = await openShoot({ id: 'reader', text: true });
    const unknown = await find('zebra', { show: 'fitting' });
    expect(unknown.names).toEqual(NAMES);
    expect(unknown.words).toMatchObject({ understood: false, unknown: ['zebra'] });
    expect((await find('…')).words).toMatchObject({ understood: false, unknown: [] });
    const half = await find('zebra, too dark');
    expect(half.words).toMatchObject({ understood: true, unknown: ['zebra'] });
    expect(half.names).toEqual((await find('too dark')).names);
  });

  it('follow photos that go, change and come', async () => {
    const { client, shoot, root, find } = await openShoot({ id: 'reader', text: true });
    const before = await find('too dark');
    const [first = '', second = ''] = before.names;
    rmSync(path.join(shoot, first));
    await client.request('roots.rescan', { rootId: root.id });
    await until(
      () => client.request('words.prepare', {}),
      ({ photos }) => photos === COUNT - 1,
    );
    expect((await find('too dark')).names).toEqual(before.names.slice(1));
    // Another picture under a known name is compared anew.
    const last = before.names.at(-1) ?? '';
    const seed = Number(/\d/.exec(last)?.[0]);
    await writeTone(path.join(shoot, second), seed);
    await client.request('roots.rescan', { rootId: root.id });
    await until(
      async () => (await find('too dark')).names.slice(-2),
      (names) => new Set(names).has(second),
    );
    await client.request('roots.remove', { rootId: root.id });
    expect(await client.request('words.prepare', {})).toEqual({ photos: 0 });
  });

  it('are none where the model reads no words: the photos stay, and the reason is given', async () => {
    const { client, find } = await openShoot({ id: 'silent' });
    expect(await client.request('words.prepare', {})).toMatchObject({
      photos: 0,
      error: { code: 'text-missing' },
    });
    const { names, words } = await find('too dark');
    expect(names).toEqual(NAMES);
    expect(words).toMatchObject({ understood: false, error: { code: 'text-missing' } });
  });
});

describe('sentences about a photo', () => {
  it('speak of what the model may speak of, the same each time, and take the person’s word', async () => {
    const { client, byName } = await openShoot({ id: 'reader', text: true });
    const id = byName.get('p3.jpg')?.id ?? 0;
    const said = await client.request('sentences.of', { id });
    // The tiny model has cleared the bars of light and of composition’s level.
    expect(said.sentences.map(({ space }) => space)).toEqual(['composition', 'light']);
    expect(said.summary).toMatch(/^(Lifted by|Held back by|Good|Weak|Nothing stands out)/);
    expect(await client.request('sentences.of', { id })).toEqual(said);
    expect(await client.request('sentences.summary', { id })).toEqual({ summary: said.summary });

    const own = { kind: 'writes', space: 'color', text: 'The red of the door.' } as const;
    await client.request('sentences.say', {
      ...{ id, space: 'color', said: { statements: [own], shows: own.text } },
    });
    const after = await client.request('sentences.of', { id });
    expect(after.sentences.find(({ space }) => space === 'color')).toMatchObject({
      text: own.text,
      said: { statements: [own] },
    });
    await expect(
      client.request('sentences.say', { id, space: 'light', said: { statements: [own] } }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    await expect(client.request('sentences.of', { id: 999 })).rejects.toMatchObject({
      code: 'photo-unknown',
    });
    await client.request('verdicts.undo', {});
    expect(await client.request('sentences.of', { id })).toEqual(said);
  });

  it('are none without a text side, whose numbers still make a summary', async () => {
    const { client, byName } = await openShoot({ id: 'silent' });
    const id = byName.get('p1.jpg')?.id ?? 0;
    const { sentences, summary } = await client.request('sentences.of', { id });
    expect(sentences).toEqual([]);
    expect(summary).toBeTruthy();
  });
});

/** How near each photo is to a phrase, from what the model must give for its picture. */
async function cosinesOf(shoot: string, phrase: Float32Array, space: (typeof SPACES)[number]) {
  const at = SPACES.indexOf(space);
  const size = phrase.length / SPACES.length;
  const cosines = new Map<string, number>();
  for (const name of NAMES) {
    const { tensor } = await passOne({ kind: 'file', path: path.join(shoot, name) }, false);
    const { attributeEmbeddings } = tinyAnswer(tensor);
    let sum = 0;
    for (let value = at * size; value < (at + 1) * size; value++) {
      sum += (attributeEmbeddings[value] as number) * (phrase[value] as number);
    }
    cosines.set(name, sum);
  }
  return cosines;
}
