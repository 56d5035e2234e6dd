/** Heat maps in a process of their own, and everything that can be wrong with them. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModelProto } from '../../src-aesnet/onnx/schema.ts';
import { createHeatMapper, createModelStore } from '../../src-main/inference/index.ts';
import type { Manifest } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import type { SpawnWorker } from '../../src-main/workers/types.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { tinyAnswer, writeTinyModels } from '../support/tiny-model.ts';
import { codeOf, killedOn, modelsFolder, picture, shipped, temporaryFolder } from './support.ts';

const SIDE = 224;

async function open({
  builtInFolder,
  spawnWorker = spawnNodeWorker as SpawnWorker,
}: { builtInFolder?: string; spawnWorker?: SpawnWorker } = {}) {
  const folder = await temporaryFolder();
  if (builtInFolder === undefined) writeTinyModels(folder, { id: 'tiny' });
  const store = createModelStore({
    builtInFolder: builtInFolder ?? folder,
    installedFolder: path.join(folder, 'installed'),
    spawnWorker: spawnNodeWorker,
  });
  const mapper = createHeatMapper({ spawnWorker, store });
  onTestFinished(() => mapper.close());
  return { folder, store, mapper };
}

/** A picture that is black but for one patch of white, pixels. */
function patched(left: number, top: number, size: number): Uint8Array {
  const pixels = new Uint8Array(3 * SIDE * SIDE);
  for (let y = top; y < top + size; y++) {
    pixels.fill(255, 3 * (y * SIDE + left), 3 * (y * SIDE + left + size));
  }
  return pixels;
}

describe('the heat mapper', () => {
  it('says of every place what it lends to each score', async () => {
    const { mapper } = await open();
    // The tiny model's last feature map is the picture itself, of which it takes the mean.
    const found = await mapper.map(patched(24, 160, 8));
    expect(found).toMatchObject({ model: { id: 'tiny', version: '1' }, width: 28, height: 28 });
    expect(Object.keys(found.maps)).toEqual(SCORED);
    const [white, black] = [255, 0].map((level) =>
      tinyAnswer(new Uint8Array(3 * SIDE * SIDE).fill(level)),
    );
    for (const [k, of] of SCORED.entries()) {
      const map = found.maps[of] ?? new Float32Array();
      // All of a picture in this grey makes so much of a difference to one in the other.
      const difference = ((white?.scores[k] ?? NaN) - (black?.scores[k] ?? NaN)) / 2 / 784;
      for (const [at, value] of map.entries()) {
        const isPatch = at === 20 * 28 + 3;
        expect(value).toBeCloseTo(isPatch ? difference : -difference, 6);
      }
    }
  });

  it('draws the shipped model’s in fourteen by fourteen places, another for each picture', async () => {
    const { mapper } = await open({ builtInFolder: modelsFolder });
    const [first, second] = [await mapper.map(picture(1)), await mapper.map(picture(2))];
    expect(first).toMatchObject({ width: 14, height: 14, model: { id: shipped.id } });
    for (const of of SCORED) {
      const [map, other] = [first.maps[of] ?? [], second.maps[of] ?? []];
      expect(map, of).toHaveLength(196);
      expect(map.every(Number.isFinite), of).toBe(true);
      expect(map, of).not.toEqual(other);
      expect(Math.max(...map) - Math.min(...map), of).toBeGreaterThan(0.001);
    }
    expect(await mapper.map(picture(1))).toEqual(first);
  });

  it('refuses a model with an operator that it does not know, and says which', async () => {
    const { folder, mapper } = await open();
    await replaceOperator(folder, 'GlobalAveragePool', 'GlobalMaxPool');
    await expect(mapper.map(picture(1))).rejects.toMatchObject({
      code: 'heat-map-unsupported',
      message: expect.stringContaining('tiny@1: the operator GlobalMaxPool is not known') as string,
    });
  });

  it('starts its process again when it has died, and gives up the second time', async () => {
    let maps = 0;
    const once = killedOn(({ call }) => call === 'heatMaps' && ++maps === 1);
    const { mapper } = await open({ spawnWorker: once });
    expect((await mapper.map(picture(1))).width).toBe(28);
    expect(once.kills()).toBe(1);
    const always = killedOn(({ call }) => call === 'heatMaps');
    const doomed = (await open({ spawnWorker: always })).mapper;
    expect(await codeOf(doomed.map(picture(1)))).toBe('provider-failed');
    expect(always.kills()).toBe(2);
  });

  it('lets nobody go without because of what another asked, or of a new model', async () => {
    const { folder, mapper } = await open();
    const asked = [1, 2, 3].map((seed) => mapper.map(picture(seed)));
    mapper.reload();
    const late = mapper.map(picture(4));
    expect((await Promise.all([...asked, late])).map(({ model }) => model.id)).toEqual(
      Array<string>(4).fill('tiny'),
    );
    await replaceOperator(folder, 'GlobalAveragePool', 'GlobalMaxPool');
    mapper.reload();
    const refused = await Promise.all([1, 2, 3].map((seed) => codeOf(mapper.map(picture(seed)))));
    expect(refused).toEqual(Array<string>(3).fill('heat-map-unsupported'));
  });

  it('is over once it is closed', async () => {
    const { mapper } = await open();
    mapper.close();
    expect(await codeOf(mapper.map(picture(1)))).toBe('cancelled');
  });
});

/** Changes the model's file, and the manifest so that its hash is right again. */
async function replaceOperator(folder: string, from: string, to: string): Promise<void> {
  const manifestFile = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
  const [entry] = manifest.models;
  if (entry === undefined) throw new Error('there is no model');
  const file = path.join(folder, entry.model.path);
  const model = ModelProto.decode(await readFile(file)) as unknown as {
    graph: { node: { opType: string }[] };
  };
  for (const node of model.graph.node) if (node.opType === from) node.opType = to;
  const bytes = ModelProto.encode(model as never).finish();
  await writeFile(file, bytes);
  Object.assign(entry.model, { sha256: sha256Of(bytes), bytes: bytes.length });
  await writeFile(manifestFile, JSON.stringify(manifest));
}
