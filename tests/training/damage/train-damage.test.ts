/** Learning what undoing known damage would gain, with an encoder at random on a few drawn pictures. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAMAGE_SIDE } from '../../../src-aesnet/networks/damage-network.ts';
import { DIRECTIONS } from '../../../src-aesnet/suggestions/directions.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { DamageSession } from '../../../src-main/inference/damage-session.ts';
import { writeCheckpoint } from '../../../src-main/training/checkpoint.ts';
import { trainDamage } from '../../../src-main/training/damage/train-damage.ts';
import { readTrainedNetwork } from '../../../src-main/training/model-of-checkpoint.ts';
import { openTextData } from '../../../src-main/training/open-data.ts';
import type { RatedPhotos } from '../../../src-main/training/validation.ts';
import { randomParameters, SCALE } from '../../aesnet/training/support.ts';
import { keepers } from '../../support/keepers.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { tinyTurns } from '../../support/tiny-damage.ts';
import { tinyConfig, writePara } from '../support.ts';

const networks = temporaryFolder('damage-networks');
const para = temporaryFolder('damage-para');
let data: RatedPhotos;

beforeAll(async () => {
  await writePara(para);
  data = await openTextData({
    ...{ data: para, cache: path.join(para, 'cache'), processes: 2, onProgress: () => {} },
  });
});

async function writeNetwork(name: string, seed: number): Promise<string> {
  const file = path.join(networks, name);
  const parameters = randomParameters(seed);
  const { size } = aesNetLayout();
  const none = () => new Float32Array(size);
  await writeCheckpoint(file, {
    header: { step: 7, config: tinyConfig(), best: null, scale: SCALE, size, start: 'general' },
    state: { parameters, firstMoment: none(), secondMoment: none(), average: parameters },
  });
  return file;
}

async function run(folder: string, network: string, signal = new AbortController().signal) {
  const heard: string[] = [];
  const trained = await trainDamage(data, {
    ...{ folder, network: await readTrainedNetwork(network), batches: 3, signal },
    ...{ shape: { photos: 4, edited: 4 }, provider: 'cpu', threads: 2, workers: 1 },
    onProgress: (what, done) => heard.push(`${what} ${done}`),
  });
  return { ...trained, heard };
}

describe('training of gains', () => {
  it('gives a network that can be opened, says what is left of each way, and makes features once', async () => {
    const network = await writeNetwork('one.bin', 5);
    const folder = temporaryFolder('damage-run');
    const first = await run(folder, network);
    expect(first.heard).toEqual(['Features 1', 'Features 2', 'Features 3']);
    expect(Object.keys(first.directions)).toEqual([...DIRECTIONS]);
    const files = { damage: readFileSync(first.file), turns: tinyTurns() };
    const session = await DamageSession.open(files, { threads: 1 });
    const picture = new Uint8Array(DAMAGE_SIDE * DAMAGE_SIDE * 3).fill(90);
    const { gains, turns } = await session.inspect({ picture, squares: [] });
    expect(gains).toHaveLength(DIRECTIONS.length);
    expect([...gains].every(Number.isFinite)).toBe(true);
    expect(turns).toHaveLength(0);
    await session.release();

    const again = await run(folder, network);
    expect(again.heard).toEqual([]);
    expect(readFileSync(again.file).equals(files.damage)).toBe(true);

    const other = await writeNetwork('other.bin', 6);
    await expect(run(folder, other)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await expect(
      run(temporaryFolder('damage-stopped'), network, AbortSignal.abort()),
    ).rejects.toMatchObject({ code: 'cancelled' });
  }, 240_000);

  it('says on the command line what is missing', async () => {
    const without = await keepers(['train-damage', '--data', para], {});
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain('--checkpoint');
  });
});
