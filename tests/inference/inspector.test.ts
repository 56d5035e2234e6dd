/** What is wrong with photos, told in a process of its own, and what can be wrong with that. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAMAGE_SIDE } from '../../src-aesnet/networks/damage-network.ts';
import { TOLD_TURNS, TURN_SIDE } from '../../src-aesnet/networks/turn-network.ts';
import { DIRECTIONS } from '../../src-aesnet/suggestions/directions.ts';
import { createModelStore, createInspector } from '../../src-main/inference/index.ts';
import type { Manifest } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import type { SpawnWorker } from '../../src-main/workers/types.ts';
import { writeTinyModels, type TinyModel } from '../support/tiny-model.ts';
import { tinyDamageWeight } from '../support/tiny-damage.ts';
import { codeOf, killedOn, temporaryFolder } from './support.ts';

const SUGGESTS = { gains: {}, floor: 0.05 };

async function open(
  model: Partial<TinyModel> = { suggests: SUGGESTS },
  spawnWorker: SpawnWorker = spawnNodeWorker,
) {
  const folder = await temporaryFolder();
  writeTinyModels(folder, { id: 'tiny', ...model });
  const store = createModelStore({
    builtInFolder: folder,
    installedFolder: path.join(folder, 'installed'),
    spawnWorker: spawnNodeWorker,
  });
  const inspector = createInspector({ spawnWorker, store });
  onTestFinished(() => inspector.close());
  return { folder, inspector };
}

type Color = readonly [number, number, number];

/** Of one colour, 0–1 a channel. */
function plain(side: number, color: Color): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, at) => 255 * (color[at % 3] ?? 0));
}

/** A picture of one colour, and squares of others. */
function photo(color: Color, ...squares: readonly Color[]) {
  return {
    picture: plain(DAMAGE_SIDE, color),
    squares: squares.map((each) => plain(TURN_SIDE, each)),
  };
}

/** What the tiny networks must say. */
function weighed(output: number, color: Color): number {
  return color.reduce((sum, value, channel) => sum + value * tinyDamageWeight(output, channel), 0);
}

function turnsOf(color: Color): number[] {
  const logits = TOLD_TURNS.map((turn) => weighed(turn, color));
  const log = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return logits.map((logit) => logit - log);
}

const WHITE: Color = [1, 1, 1];

describe('what is wrong with a photo', () => {
  it('is told of the whole and of each square in order', async () => {
    const { inspector } = await open();
    const found = await inspector.inspect(photo([0.4, 0.2, 0], [1, 0, 0], [0, 0.2, 1]));
    const turns = [...turnsOf([1, 0, 0]), ...turnsOf([0, 0.2, 1])];
    expect(found.turns).toHaveLength(turns.length);
    for (const [at, value] of turns.entries()) expect(found.turns[at]).toBeCloseTo(value, 4);
    expect(found.gains).toHaveLength(DIRECTIONS.length);
    for (const [at, gain] of found.gains.entries()) {
      expect(gain).toBeCloseTo(weighed(at, [0.4, 0.2, 0]), 3);
    }
  });

  it('is told again where the process died of it once', async () => {
    let times = 0;
    const once = killedOn(({ call }) => call === 'inspect' && ++times === 1);
    const { inspector } = await open({ suggests: SUGGESTS }, once);
    const { turns } = await inspector.inspect(photo(WHITE, WHITE));
    expect(once.kills()).toBe(1);
    expect(turns[0]).toBeCloseTo(turnsOf(WHITE)[0] ?? NaN, 4);
  });

  it('is not told by a model that comes without, nor by a file that is not what it was', async () => {
    const without = await open({});
    expect(await codeOf(without.inspector.inspect(photo(WHITE, WHITE)))).toBe(
      'suggestions-missing',
    );
    for (const name of ['turns.onnx', 'damage.onnx']) {
      const { folder, inspector } = await open();
      const file = path.join(folder, 'tiny', '1', name);
      const bytes = await readFile(file);
      await writeFile(file, bytes.subarray(0, bytes.length - 9));
      expect(await codeOf(inspector.inspect(photo(WHITE, WHITE)))).toBe('model-hash-mismatch');
      // Mended, the next photo is told.
      await writeFile(file, bytes);
      expect((await inspector.inspect(photo(WHITE, WHITE))).turns).toHaveLength(TOLD_TURNS.length);
    }
  });

  it('is not told by a network that is another', async () => {
    const { folder, inspector } = await open();
    const manifestFile = path.join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
    const [entry] = manifest.models;
    if (entry?.suggestions === undefined) throw new Error('the model comes without');
    const other = await readFile(path.join(folder, 'tiny', '1', 'model.onnx'));
    await writeFile(path.join(folder, 'tiny', '1', 'damage.onnx'), other);
    entry.suggestions.damage.sha256 = sha256Of(other);
    entry.suggestions.damage.bytes = other.byteLength;
    await writeFile(manifestFile, JSON.stringify(manifest));
    await expect(inspector.inspect(photo(WHITE, WHITE))).rejects.toMatchObject({
      code: 'provider-failed',
      message: expect.stringContaining('pictures') as string,
    });
  });
});
