/** Learning turns from real pictures, for a few steps. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  TOLD_TURNS,
  TURN_HEAD,
  TURN_SIDE,
  turnLayout,
} from '../../../src-aesnet/networks/turn-network.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { turnTargets } from '../../../src-aesnet/training/turn-step-graph.ts';
import { DAMAGE_SIDE } from '../../../src-aesnet/networks/damage-network.ts';
import { DamageSession } from '../../../src-main/inference/damage-session.ts';
import { tinyDamage } from '../../support/tiny-damage.ts';
import { ensureParaCache, readPara } from '../../../src-main/training/data/index.ts';
import { TurnMaker } from '../../../src-main/training/data/turn-batches.ts';
import {
  trainTurns,
  type TrainTurnsOptions,
} from '../../../src-main/training/turns/train-turns.ts';
import { keepers } from '../../support/keepers.ts';
import { dataPath } from '../../support/data.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const data = dataPath('para');
const MODEL = path.resolve('models/aesnet-s/5/model.onnx');

describe('targets of a turn', () => {
  it('are a bell about it that sums to 1', () => {
    const targets = turnTargets(-3.5, 0.8);
    expect(targets.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    const at = (turn: number) => targets[TOLD_TURNS.indexOf(turn)] ?? NaN;
    expect(at(-3)).toBeCloseTo(at(-4), 6);
    expect(at(-3)).toBeGreaterThan(4 * at(-2));
  });
});

describe.skipIf(data === undefined)('training of turns', () => {
  const config = {
    ...{ batch: 4, steps: 4, deviation: 0.8, learningRate: 1e-3, headRate: 5, warmUp: 0, floor: 1 },
    ...{ decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3, averageDecay: 0, seed: 5 },
  };
  const cacheOf = async (folder: string) =>
    ensureParaCache((await readPara(data ?? '', 'validation')).slice(0, 8), {
      ...{ folder, name: 'few', processes: 2 },
    });
  const options = (folder: string, more: Partial<TrainTurnsOptions> = {}): TrainTurnsOptions => ({
    ...{ folder, config, start: readWeights(readFileSync(MODEL)), startFile: MODEL },
    ...{ provider: 'cpu', threads: 1, workers: 1, signal: new AbortController().signal },
    onProgress: () => undefined,
    ...more,
  });

  it('gives a network that can be opened, and the same one where it was stopped and goes on', async () => {
    const cache = await cacheOf(temporaryFolder('turns-cache'));
    const whole = await trainTurns(cache, options(temporaryFolder('turns-whole')));
    expect(whole.finished).toBe(true);
    const stop = new AbortController();
    const folder = temporaryFolder('turns-parts');
    const part = await trainTurns(
      cache,
      options(folder, {
        signal: stop.signal,
        onProgress: (_what, done) => {
          if (done === 2) stop.abort();
        },
      }),
    );
    expect(part.finished).toBe(false);
    const rest = await trainTurns(cache, options(folder));
    expect(rest.finished).toBe(true);
    expect(readFileSync(rest.file).equals(readFileSync(whole.file))).toBe(true);
    const steps = readFileSync(path.join(folder, 'log.jsonl'), 'utf8').trim().split('\n');
    expect(steps.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 2, 3, 4]);

    const networks = { turns: readFileSync(whole.file), damage: tinyDamage() };
    const session = await DamageSession.open(networks, { threads: 1 });
    const squares = [1, 2, 3].map((seed) =>
      new Uint8Array(TURN_SIDE * TURN_SIDE * 3).fill(60 * seed),
    );
    const picture = new Uint8Array(DAMAGE_SIDE * DAMAGE_SIDE * 3);
    const { turns: rows } = await session.inspect({ picture, squares });
    expect(rows).toHaveLength(3 * TOLD_TURNS.length);
    const chances = rows.slice(0, TOLD_TURNS.length).map(Math.exp);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 5);
    await session.release();

    const other = options(folder, { config: { ...config, deviation: 1 } });
    await expect(trainTurns(cache, other)).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringContaining('deviation = 0.8') as string,
    });
    const starts = new Map(options(folder).start);
    starts.delete('block3.expand.weight');
    await expect(
      trainTurns(cache, options(temporaryFolder('turns-other'), { start: starts })),
    ).rejects.toMatchObject({
      code: 'training-data-invalid',
      message: expect.stringContaining('block3.expand.weight') as string,
    });
  }, 240_000);

  it('goes on from a network for turns, with the head that it has', async () => {
    const cache = await cacheOf(temporaryFolder('turns-cache'));
    const shipped = readFileSync(path.resolve('models/aesnet-s/5/turns.onnx'));
    const start = readWeights(shipped);
    const { file } = await trainTurns(
      cache,
      options(temporaryFolder('turns-on'), {
        ...{ start, startFile: 'turns.onnx' },
        config: { ...config, steps: 1, learningRate: 1e-9 },
      }),
    );
    const after = readWeights(readFileSync(file));
    for (const name of [`${TURN_HEAD}.weight`, `${TURN_HEAD}.bias`]) {
      const [was, is] = [start.get(name)?.data ?? [], after.get(name)?.data ?? []];
      expect(is).toHaveLength(was.length);
      expect(is.every((value, at) => Math.abs(value - (was[at] ?? NaN)) < 1e-3)).toBe(true);
      expect(was.some((value) => Math.abs(value) > 0.01)).toBe(true);
    }
  }, 120_000);

  it('makes the same batch whatever was made before it', async () => {
    const { folder: cache, usable } = await cacheOf(temporaryFolder('turns-cache'));
    const spec = { cache, members: Int32Array.from(usable), batch: 3, seed: 2 };
    const size = 3 * TURN_SIDE * TURN_SIDE * 3;
    const [one, other] = [new Uint8Array(size), new Uint8Array(size)];
    const facts = new TurnMaker(spec).make(5, one);
    const maker = new TurnMaker(spec);
    maker.make(0, other);
    expect(Buffer.from(other).equals(one)).toBe(false);
    expect(maker.make(5, other)).toEqual(facts);
    expect(Buffer.from(other).equals(one)).toBe(true);
  });

  it('says on the command line what is missing', async () => {
    const without = await keepers(['train-turns', '--data', data ?? ''], {});
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain('--start');
    const config = path.join(temporaryFolder('turns-config'), 'turns.json');
    writeFileSync(config, '{"batch":{"value":0,"why":"None."}}');
    const wrong = await keepers(
      ['train-turns', '--data', data ?? '', '--start', MODEL, '--config', config],
      {},
    );
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain('batch');
  });
});

describe('the layout of the network for turns', () => {
  it('has the encoder’s names, so that one of ours is its start, and a head', () => {
    const names = turnLayout().slots.map(({ name }) => name);
    const known = new Set(readWeights(readFileSync(MODEL)).keys());
    expect(names.filter((name) => !known.has(name))).toEqual([
      `${TURN_HEAD}.weight`,
      `${TURN_HEAD}.bias`,
    ]);
  });
});
