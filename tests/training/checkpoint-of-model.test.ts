/** A shipped model's folder holds everything that training goes on from. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MLSP } from '../../src-aesnet/networks/mlsp.ts';
import { readCheckpoint } from '../../src-main/training/checkpoint.ts';
import { checkpointOfModel, TRAINING } from '../../src-main/training/checkpoint-of-model.ts';
import { readHeads } from '../../src-main/training/heads/heads-file.ts';
import {
  modelOf,
  readTrainedNetwork,
  textModelOf,
} from '../../src-main/training/model-of-checkpoint.ts';
import { keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Manifest {
  readonly default: string;
  readonly models: readonly { readonly id: string; readonly version: string }[];
}
const MODELS = path.resolve(import.meta.dirname, '../../models');
const manifest = JSON.parse(readFileSync(path.join(MODELS, 'manifest.json'), 'utf8')) as Manifest;
const entry = manifest.models.find(({ id }) => id === manifest.default);
const SHIPPED = path.join(MODELS, entry?.id ?? '', entry?.version ?? '');

const folder = temporaryFolder('checkpoint-of-model');
const at = (...names: string[]) => path.join(folder, ...names);
const OUT = at('checkpoint.bin');

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** A copy of the shipped folder in which something is wrong. */
function spoilt(name: string, spoil: (file: (name: string) => string) => void): string {
  const copy = at(name);
  cpSync(SHIPPED, copy, { recursive: true });
  spoil((file) => path.join(copy, file));
  return copy;
}

describe('the checkpoint of a shipped model', () => {
  beforeAll(async () => {
    const given = ['checkpoint', '--model', SHIPPED, '--out', OUT];
    const { code, stdout, stderr } = await keepers(given, { KEEPERS_HOME: at('home') });
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${OUT}\n`);
  });

  it('gives the shipped files again, to the byte', async () => {
    const network = await readTrainedNetwork(OUT);
    const heads = await readHeads(path.join(SHIPPED, 'heads.json'));
    const same = (bytes: Uint8Array, name: string) =>
      Buffer.compare(bytes, readFileSync(path.join(SHIPPED, name))) === 0;
    expect(same(modelOf(network, heads), 'model.onnx')).toBe(true);
    expect(network.text !== undefined && same(textModelOf(network.text), 'text.onnx')).toBe(true);
    expect(same(readFileSync(at('vocabulary.txt')), 'vocabulary.txt')).toBe(true);
  });

  it('is without its head on all blocks where another is to be learnt', async () => {
    const out = at('without', 'checkpoint.bin');
    mkdirSync(at('without'));
    const given = ['checkpoint', '--model', SHIPPED, '--out', out, '--without-mlsp'];
    const { code, stderr } = await keepers(given, { KEEPERS_HOME: at('home') });
    expect(code, stderr).toBe(0);
    const [whole, network] = [await readTrainedNetwork(OUT), await readTrainedNetwork(out)];
    expect(whole.mlsp).toBeDefined();
    expect(network.mlsp).toBeUndefined();
    expect(bytesOf(network.parameters).equals(bytesOf(whole.parameters))).toBe(true);
    expect(network.text?.shape).toEqual(whole.text?.shape);
  });

  it('has no moments, the header of its run, and what no file has from the seed', async () => {
    const { header, state } = await readCheckpoint(OUT);
    expect(header).toEqual(JSON.parse(readFileSync(path.join(SHIPPED, TRAINING), 'utf8')));
    expect(bytesOf(state.average).equals(bytesOf(state.parameters))).toBe(true);
    expect(state.firstMoment.every((value) => value === 0)).toBe(true);
    expect(state.secondMoment.every((value) => value === 0)).toBe(true);
    await checkpointOfModel({ model: SHIPPED, out: at('other.bin'), seed: 2 });
    const other = await readCheckpoint(at('other.bin'));
    let differing = 0;
    for (const [index, value] of state.average.entries()) {
      if (value !== other.state.average[index]) differing++;
    }
    // The fusion [what pictures are told from, and 128 → 256 → the former] without its biases, which begin at 0.
    const fusion = (MLSP + 128) * 256 + 256 * MLSP;
    expect(differing).toBeLessThanOrEqual(fusion);
    // Of two million draws a few may be the same.
    expect(differing).toBeGreaterThan(fusion - 10);
  });

  it.each([
    [
      'without a header',
      'file-missing',
      (file: (name: string) => string) => rmSync(file(TRAINING)),
    ],
    [
      'with a header that is none',
      'checkpoint-invalid',
      (file: (name: string) => string) => writeFileSync(file(TRAINING), '{"step":1}'),
    ],
    [
      'with another text encoder than its header says',
      'training-data-invalid',
      (file: (name: string) => string) => {
        const text = readFileSync(file(TRAINING), 'utf8');
        writeFileSync(file(TRAINING), text.replace('"blocks":3', '"blocks":4'));
      },
    ],
    [
      'with the size of another network in its header',
      'training-data-invalid',
      (file: (name: string) => string) => {
        const text = readFileSync(file(TRAINING), 'utf8');
        writeFileSync(file(TRAINING), text.replace(/"size":\d+/, '"size":7'));
      },
    ],
    [
      'without its text side',
      'file-missing',
      (file: (name: string) => string) => rmSync(file('text.onnx')),
    ],
  ])('is not made of a folder %s', async (name, code, spoil) => {
    const model = spoilt(name.replaceAll(' ', '-'), spoil);
    await expect(checkpointOfModel({ model, out: at('none.bin'), seed: 1 })).rejects.toMatchObject({
      code,
    });
    await expect(readCheckpoint(at('none.bin'))).rejects.toMatchObject({ code: 'file-missing' });
  });
});
