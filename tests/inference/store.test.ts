import { appendFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packModel } from '../../src-main/inference/index.ts';
import type { ModelEntry } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { readTar, writeTar } from '../../src-main/inference/tar.ts';
import { codeOf, modelsFolder, shipped, storeOnCopy, temporaryFolder } from './support.ts';

const ID = shipped.id;
const VERSION = shipped.version;
const MODEL = shipped.model.path;

/** Overwrites one byte in the middle of a file, leaving its size. */
async function flipByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}

/** The shipped model as a pack of another name, each of its parts open to change before it is sealed. */
async function pack(
  change: {
    id?: string;
    version?: string;
    entry?: (entry: ModelEntry) => void;
    goldens?: (text: string) => string;
    model?: (bytes: Buffer) => Uint8Array;
    archive?: (files: { name: string; bytes: Uint8Array }[]) => void;
  } = {},
): Promise<string> {
  const { id = 'visitor', version = '2' } = change;
  const renamed = JSON.stringify(shipped).replaceAll(`${ID}/${VERSION}/`, `${id}/${version}/`);
  const entry = { ...(JSON.parse(renamed) as ModelEntry), id, version };
  const read = (name: string) => readFile(path.join(modelsFolder, ID, VERSION, name));
  const model = await read('model.onnx');
  const goldens = (await read('goldens.json')).toString();
  const bytes = {
    model: change.model?.(model) ?? model,
    card: await read('card.md'),
    goldens: Buffer.from(change.goldens?.(goldens) ?? goldens),
  };
  const seal = (file: { sha256: string; bytes: number }, content: Uint8Array) =>
    Object.assign(file, { sha256: sha256Of(content), bytes: content.byteLength });
  seal(entry.model, bytes.model);
  seal(entry.card, bytes.card);
  seal(entry.goldens.file, bytes.goldens);
  change.entry?.(entry);
  const files = [
    {
      name: 'manifest.json',
      bytes: Buffer.from(JSON.stringify({ format: 1, default: id, models: [entry] })),
    },
    { name: entry.model.path, bytes: bytes.model },
    { name: entry.card.path, bytes: bytes.card },
    { name: entry.goldens.file.path, bytes: bytes.goldens },
  ];
  const { text, suggestions, plots = [] } = entry;
  const others = [
    ...[entry.personal, text?.model, text?.vocabulary],
    ...[suggestions?.file, suggestions?.turns, suggestions?.damage],
    ...plots.map(({ file }) => file),
  ];
  for (const other of others) {
    if (other === undefined) continue;
    files.push({ name: other.path, bytes: await read(path.basename(other.path)) });
  }
  change.archive?.(files);
  const file = path.join(await temporaryFolder(), 'visitor.keepers-model');
  await writeFile(file, writeTar(files));
  return file;
}

describe('the model store', () => {
  it('lists the shipped model as verified and the default', async () => {
    const { store } = await storeOnCopy();
    const [model, ...others] = await store.list();
    expect(others).toEqual([]);
    expect(model).toMatchObject({ id: ID, builtIn: true, isDefault: true, state: 'verified' });
    expect(model?.attributes).toContain('composition');
  });

  it('resolves one model by its id or id@version, whatever is in use, and checks its files', async () => {
    const { store, builtIn } = await storeOnCopy();
    await store.install(await pack());
    expect((await store.resolveDefault()).entry.id).toBe('visitor');
    for (const id of [ID, `${ID}@${VERSION}`]) {
      expect(await store.resolve(id)).toMatchObject({ entry: { id: ID }, builtIn: true });
    }
    expect(await codeOf(store.resolve('nobody@1'))).toBe('model-unknown');
    await rm(path.join(builtIn, ID, VERSION, 'personal.json'));
    expect(await codeOf(store.resolve(ID))).toBe('model-missing');
  });

  it.each([
    ['the model', MODEL],
    ['the goldens', shipped.goldens.file.path],
  ])('refuses one changed byte in %s, until it is right again', async (_, file) => {
    const { store, builtIn } = await storeOnCopy();
    await flipByte(path.join(builtIn, file));
    expect((await store.list())[0]?.state).toBe('hash-mismatch');
    expect(await codeOf(store.verify(ID))).toBe('model-hash-mismatch');
    expect(await codeOf(store.resolveDefault())).toBe('model-hash-mismatch');
    await flipByte(path.join(builtIn, file));
    expect((await store.verify(ID)).state).toBe('verified');
    expect((await store.resolveDefault()).entry.id).toBe(ID);
  });

  it('says which file is missing', async () => {
    const { store, builtIn } = await storeOnCopy();
    await rm(path.join(builtIn, MODEL));
    expect((await store.list())[0]?.state).toBe('missing');
    expect(await codeOf(store.resolveDefault())).toBe('model-missing');
    await expect(store.verify(ID)).rejects.toThrow(/model\.onnx is missing/);
  });

  it('knows no other model', async () => {
    const { store } = await storeOnCopy();
    expect(await codeOf(store.verify('other'))).toBe('model-unknown');
    expect(await codeOf(store.remove('other'))).toBe('model-unknown');
    expect(await codeOf(store.remove(ID))).toBe('model-in-use');
    expect(await codeOf(store.remove(`${ID}@${VERSION}`))).toBe('model-in-use');
  });
});

describe('installing a pack', () => {
  it('keeps it, uses it, and goes back when it is removed', async () => {
    const { store, installed } = await storeOnCopy();
    const info = await store.install(await pack());
    expect(info).toMatchObject({ id: 'visitor', version: '2', builtIn: false, isDefault: true });
    expect(info.licence.text).toContain('research and learning');
    expect((await store.resolveDefault()).entry.id).toBe('visitor');
    expect((await store.list()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [ID, false],
      ['visitor', true],
    ]);
    expect((await store.verify('visitor@2')).state).toBe('verified');
    await store.remove('visitor');
    expect((await store.resolveDefault()).entry.id).toBe(ID);
    expect(await readdir(path.join(installed, 'visitor'))).toEqual([]);
  });

  it('takes the pack that packModel makes of an installed model', async () => {
    const first = await storeOnCopy();
    await first.store.install(await pack());
    const { entry, folder } = await first.store.resolveDefault();
    const file = path.join(await temporaryFolder(), 'again.keepers-model');
    await writeFile(file, await packModel(folder, entry));
    expect(readTar(await readFile(file)).map(({ name }) => name)).toContain('manifest.json');
    const second = await storeOnCopy();
    expect((await second.store.install(file)).sha256).toBe(entry.model.sha256);
  });

  it('mends the same model where its file was damaged, and else leaves it alone', async () => {
    const { store, installed } = await storeOnCopy();
    const file = await pack();
    await store.install(file);
    const model = path.join(installed, 'visitor/2/model.onnx');
    const before = await stat(model);
    await store.install(file);
    expect((await stat(model)).ino).toBe(before.ino);
    await flipByte(model);
    expect(await codeOf(store.resolveDefault())).toBe('model-hash-mismatch');
    await store.install(file);
    expect((await store.resolveDefault()).entry.id).toBe('visitor');
  });

  it('never replaces another model of the same id and version', async () => {
    const { store } = await storeOnCopy();
    await store.install(await pack());
    const other = await pack({ entry: (entry) => (entry.name = 'Another') });
    expect(await codeOf(store.install(other))).toBe('model-exists');
    expect((await store.verify('visitor')).name).not.toBe('Another');
    const newer = await store.install(await pack({ version: '3' }));
    expect(newer.version).toBe('3');
    expect((await store.list()).map(({ version }) => version)).toEqual([VERSION, '2', '3']);
    await store.remove('visitor@3');
    expect((await store.resolveDefault()).entry.id).toBe(ID);
    expect((await store.verify('visitor')).version).toBe('2');
  });

  it.each<[string, string, () => Promise<string>]>([
    ['the id of one that comes with Keepers', 'model-exists', () => pack({ id: ID })],
    [
      'goldens that the model does not give',
      'provider-failed',
      () => pack({ goldens: (text) => text.replace(/"scores":\[[\d.]+/, '"scores":[4.999') }),
    ],
    [
      'a model that is no ONNX file',
      'provider-failed',
      () => pack({ model: (bytes) => bytes.subarray(0, bytes.length >> 1) }),
    ],
    [
      'another hash than its file',
      'model-hash-mismatch',
      () => pack({ entry: (entry) => (entry.model.sha256 = '0'.repeat(64)) }),
    ],
    ['no manifest', 'model-pack-invalid', () => pack({ archive: (files) => void files.shift() })],
    ['a file missing', 'model-pack-invalid', () => pack({ archive: (files) => void files.pop() })],
    [
      'a file that leads out of its folder',
      'model-pack-invalid',
      () =>
        pack({
          archive: (files) => void files.push({ name: '../../evil', bytes: Buffer.from('x') }),
        }),
    ],
    [
      'a path in its manifest that leads out',
      'model-manifest-invalid',
      () => pack({ entry: (entry) => (entry.card.path = 'visitor/2/../../../evil') }),
    ],
  ])('refuses %s and keeps nothing', async (_, code, make) => {
    const { store, installed } = await storeOnCopy();
    expect(await codeOf(store.install(await make()))).toBe(code);
    expect(await readdir(installed).catch(() => [])).toEqual([]);
    expect((await store.resolveDefault()).entry.id).toBe(ID);
  });

  it('refuses a pack that was cut off, one that is none and one that is not there', async () => {
    const { store } = await storeOnCopy();
    const file = await pack();
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.length - 3000));
    await expect(store.install(file)).rejects.toThrow(/it ends early/);
    await writeFile(file, 'hello');
    expect(await codeOf(store.install(file))).toBe('model-pack-invalid');
    await appendFile(file, Buffer.alloc(4096, 1));
    await expect(store.install(file)).rejects.toThrow(/not a tar archive/);
    await rm(file);
    expect(await codeOf(store.install(file))).toBe('file-missing');
  });
});
