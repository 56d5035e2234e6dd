/** The text side: phrases read in a process of its own, and everything that can be wrong with them or with its files. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createModelStore, createPhraseEncoder } from '../../src-main/inference/index.ts';
import {
  parseManifest,
  type Manifest,
  type ModelEntry,
  type TextEntry,
} from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { packModel } from '../../src-main/inference/pack.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import type { SpawnWorker } from '../../src-main/workers/types.ts';
import { writeTinyModels } from '../support/tiny-model.ts';
import { tinyText } from '../support/tiny-text.ts';
import { codeOf, killedOn, openScorer, picture, storeOnCopy, temporaryFolder } from './support.ts';

async function open({
  text = true,
  spawnWorker = spawnNodeWorker as SpawnWorker,
}: { text?: boolean; spawnWorker?: SpawnWorker } = {}) {
  const folder = await temporaryFolder();
  const [entry] = writeTinyModels(folder, { id: 'tiny', text });
  const store = createModelStore({
    builtInFolder: folder,
    installedFolder: path.join(folder, 'installed'),
    spawnWorker: spawnNodeWorker,
  });
  const encoder = createPhraseEncoder({ spawnWorker, store });
  onTestFinished(() => encoder.close());
  return { folder, store, encoder, entry: entry as ModelEntry };
}

/** Changes the manifest, and a file with it, so that its hash is right again. */
async function change(
  folder: string,
  edit: (entry: ModelEntry) => void,
  file?: 'vocabulary' | 'goldens',
  bytes: Buffer = Buffer.of(),
): Promise<void> {
  const manifestFile = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
  const entry = manifest.models[0] as ModelEntry;
  edit(entry);
  const listed = file === 'vocabulary' ? entry.text?.vocabulary : entry.goldens.file;
  if (file !== undefined && listed !== undefined) {
    await writeFile(path.join(folder, listed.path), bytes);
    Object.assign(listed, { sha256: sha256Of(bytes), bytes: bytes.length });
  }
  await writeFile(manifestFile, JSON.stringify(manifest));
}

describe('the phrase encoder', () => {
  it('gives the vectors of each phrase, alone or among others', async () => {
    const { encoder } = await open();
    const phrases = ['too dark', 'Out of focus, and noisy!', 'warm evening light'];
    const together = await encoder.encode(phrases);
    for (const [at, phrase] of phrases.entries()) {
      const expected = tinyText().answer(phrase);
      expect(together[at]).toMatchObject({ tokens: expected.tokens, unknown: [], beyond: '' });
      expect(Array.from(together[at]?.embeddings ?? [])).toEqual(
        Array.from(expected.embeddings, (value) => expect.closeTo(value, 4) as number),
      );
    }
    const [alone] = await encoder.encode(['Out of focus, and noisy!']);
    expect(alone?.tokens).toEqual(together[1]?.tokens);
    expect(await encoder.encode([])).toEqual([]);
  });

  it('names the words that it does not know, and what was too long to be read', async () => {
    const { encoder } = await open();
    const [known] = await encoder.encode(['too dark']);
    const [half] = await encoder.encode(['光 too dark 光']);
    expect(half?.unknown).toEqual(['光']);
    expect(half?.embeddings).not.toEqual(known?.embeddings);
    const long = `${'dark '.repeat(12)}light is out`;
    const [cut] = await encoder.encode([long]);
    expect(cut?.beyond).toBe('light is out');
    expect(cut?.embeddings).toEqual((await encoder.encode(['dark '.repeat(12)]))[0]?.embeddings);
  });

  it.each([
    ['phrase-empty', ''],
    ['phrase-empty', ' …?! \n'],
    ['phrase-unknown', '光の 写真'],
    ['phrase-too-long', 'dark '.repeat(1000)],
  ])('answers %s for “%s”, and goes on', async (code, phrase) => {
    const { encoder } = await open();
    expect(await codeOf(encoder.encode(['too dark', phrase]))).toBe(code);
    expect(await encoder.encode(['too dark'])).toHaveLength(1);
  });

  it('says so where the model has no text side', async () => {
    const { encoder } = await open({ text: false });
    await expect(encoder.encode(['too dark'])).rejects.toThrow(/tiny knows pictures alone/);
    const { store } = await storeOnCopy();
    expect(await codeOf(store.resolveDefault())).toBe('none');
  });

  it('starts its process again when it has died, and gives up the second time', async () => {
    let encodes = 0;
    const once = killedOn(({ call }) => call === 'encode' && ++encodes === 1);
    const { encoder } = await open({ spawnWorker: once });
    expect(await encoder.encode(['too dark'])).toHaveLength(1);
    expect(once.kills()).toBe(1);
    const always = killedOn(({ call }) => call === 'encode');
    const doomed = (await open({ spawnWorker: always })).encoder;
    expect(await codeOf(doomed.encode(['too dark']))).toBe('provider-failed');
    expect(always.kills()).toBe(2);
  });

  it('is over once it is closed', async () => {
    const { encoder } = await open();
    await encoder.encode(['too dark']);
    encoder.close();
    expect(await codeOf(encoder.encode(['too dark']))).toBe('cancelled');
  });
});

describe('the files of the text side', () => {
  it.each(['model', 'vocabulary'] as const)('are hashed: the %s', async (which) => {
    const { folder, store, encoder, entry } = await open();
    const file = path.join(folder, entry.text?.[which].path ?? '');
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await codeOf(encoder.encode(['too dark']))).toBe('model-hash-mismatch');
    expect((await store.list())[0]?.state).toBe('hash-mismatch');
    await rm(file);
    expect(await codeOf(encoder.encode(['too dark']))).toBe('model-missing');
    // What was wrong is not remembered.
    await writeFile(file, bytes);
    expect(await encoder.encode(['too dark'])).toHaveLength(1);
    expect((await store.verify('tiny')).state).toBe('verified');
  });

  it('are refused where the vocabulary is not the model’s', async () => {
    const { vocabulary } = tinyText();
    const fewer = vocabulary.split('\n').slice(0, -2).join('\n');
    const { folder, encoder, store } = await open();
    await change(folder, () => {}, 'vocabulary', Buffer.from(`${fewer}\n`));
    await expect(encoder.encode(['too dark'])).rejects.toThrow(/pieces, the model knows/);
    await change(folder, () => {}, 'vocabulary', Buffer.from('no vocabulary'));
    expect(await codeOf(encoder.encode(['too dark']))).toBe('model-manifest-invalid');
    // As many pieces in another order: the goldens' own pieces tell.
    const [pad, unk, cls, sep, ...rest] = vocabulary.trimEnd().split('\n');
    const shuffled = [pad, unk, cls, sep, ...rest.reverse()].join('\n');
    await change(folder, () => {}, 'vocabulary', Buffer.from(`${shuffled}\n`));
    await expect(encoder.encode(['too dark'])).rejects.toThrow(/cuts “too dark” into other pieces/);
    expect(await codeOf(store.verify('tiny'))).toBe('provider-failed');
    // Pictures are scored all the same.
    expect(await (await openScorer({ store })).score([picture(3)])).toHaveLength(1);
  });

  it('are tried with the goldens of phrases', async () => {
    const { folder, encoder, store, entry } = await open();
    const goldens = JSON.parse(
      await readFile(path.join(folder, entry.goldens.file.path), 'utf8'),
    ) as { phrases: { embeddings: number[] }[] };
    const { embeddings = [] } = goldens.phrases[1] ?? {};
    embeddings[0] = (embeddings[0] ?? NaN) + 0.01;
    await change(folder, () => {}, 'goldens', Buffer.from(JSON.stringify(goldens)));
    await expect(encoder.encode(['too dark'])).rejects.toThrow(
      /embeddings of “Warm evening light\.” differ by 0\.01\d*/,
    );
    expect(await codeOf(store.verify('tiny'))).toBe('provider-failed');
  });

  it.each<[string, string, Partial<TextEntry>]>([
    ['an input', 'has no input “ids”', { inputs: { tokens: 'ids', mask: 'mask' } }],
    ['an output', 'has no output “vectors”', { output: { name: 'vectors' } }],
    ['the length', 'failed', { tokens: 9 }],
  ])('are not what the manifest says: %s', async (_, words, otherwise) => {
    const { folder, encoder } = await open();
    await change(folder, (entry) => Object.assign(entry.text ?? {}, otherwise));
    const refused = encoder.encode(['too dark']);
    await expect(refused).rejects.toThrow(words);
    expect(await codeOf(refused)).toBe('provider-failed');
  });

  it('need spaces to be compared in, by the manifest', async () => {
    const { folder, entry } = await open();
    const { scores, features } = entry.outputs;
    const outputs = { scores, features };
    const manifest = { format: 1, default: 'tiny', models: [{ ...entry, outputs }] };
    expect(() => parseManifest(JSON.stringify(manifest), folder)).toThrow(/there is text, but no/);
  });

  it('travel in a pack', async () => {
    const { folder, entry } = await open();
    const file = path.join(folder, 'tiny.keepers-model');
    await writeFile(file, await packModel(folder, entry));
    const { store } = await storeOnCopy();
    await store.install(file);
    const encoder = createPhraseEncoder({ spawnWorker: spawnNodeWorker, store });
    onTestFinished(() => encoder.close());
    expect(await encoder.encode(['too dark'])).toHaveLength(1);
    await store.remove('tiny');
    encoder.reload();
    const { entry: back } = await store.resolveDefault();
    expect(await codeOf(encoder.encode(['too dark']))).toBe(
      back.text === undefined ? 'text-missing' : 'none',
    );
  });
});
