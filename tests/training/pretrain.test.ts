/** Whole training runs, on a handful of pictures and an encoder of random weights. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCheckpoint, STATE } from '../../src-main/training/checkpoint.ts';
import type { TrainingConfig } from '../../src-main/training/config.ts';
import { openTrainingData } from '../../src-main/training/open-data.ts';
import {
  pretrain,
  type PretrainOptions,
  type TrainingData,
} from '../../src-main/training/pretrain.ts';
import type { TrainingProgress } from '../../src-main/training/training-run.ts';
import { jsonLines } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  digest,
  randomEncoder,
  tinyConfig,
  TRAIN_COUNT,
  VALIDATION_COUNT,
  writePara,
} from './support.ts';

/** 3 photos, 1 edited and 1 stable a step; of 30 photos a session of 3 is held out. */
const STEPS = Math.ceil(27 / 5);

let data: TrainingData;
/** A run that nothing interrupted. */
let whole: Ran;
const weights = randomEncoder();

beforeAll(async () => {
  const folder = temporaryFolder('para');
  await writePara(folder);
  data = await openTrainingData({
    data: folder,
    cache: path.join(folder, 'cache'),
    encoder: { weights, sha256: 'a'.repeat(64) },
    provider: 'cpu',
    threads: 1,
    processes: 2,
    onProgress: () => {},
  });
  whole = await run();
});
afterEach(() => void vi.restoreAllMocks());

interface Ran {
  readonly folder: string;
  readonly result: Awaited<ReturnType<typeof pretrain>>;
  readonly progress: readonly TrainingProgress[];
}

/** A run in `folder`; `stopAfter`: the step after which it is asked to stop. */
async function run({
  config = tinyConfig(),
  folder = temporaryFolder('run'),
  from = data,
  stopAfter,
  onStep,
  ...rest
}: {
  config?: TrainingConfig;
  folder?: string;
  from?: TrainingData;
  stopAfter?: number;
  onStep?: (step: number) => void;
} & Partial<Pick<PretrainOptions, 'start' | 'seconds' | 'provider'>> = {}): Promise<Ran> {
  const controller = new AbortController();
  const progress: TrainingProgress[] = [];
  const result = await pretrain(from, {
    folder,
    provider: 'cpu',
    threads: 1,
    workers: 1,
    config,
    start: { kind: 'general', weights },
    signal: controller.signal,
    onProgress: (now) => {
      progress.push(now);
      onStep?.(now.step);
      if (now.step === stopAfter) controller.abort();
    },
    ...rest,
  });
  return { folder, result, progress };
}

type Line = Record<string, number | null> & { step: number };

/** The log without what the clock says. */
function logOf(folder: string): Line[] {
  return jsonLines<Line>(readFileSync(path.join(folder, 'log.jsonl'), 'utf8')).map((line) => {
    const rest = { ...line };
    delete rest.seconds;
    delete rest.imagesPerSecond;
    return rest;
  });
}

/** A checkpoint's header, and every bit of its arrays. */
async function contentsOf(file: string) {
  const { header, state } = await readCheckpoint(file);
  return { header, state: STATE.map((name) => `${name} ${digest(state[name])}`) };
}

describe('a training run', () => {
  it('goes through its steps, logs each, and looks at photos that it does not learn from', async () => {
    expect(data.rows).toHaveLength(TRAIN_COUNT);
    expect(data.validation.rows).toHaveLength(VALIDATION_COUNT);
    const { folder, result, progress } = whole;
    const log = logOf(folder);
    const steps = log.filter(({ loss }) => loss !== undefined);
    const looks = log.filter(({ validation }) => validation !== undefined);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, at) => at + 1));
    for (const line of steps) {
      expect(Object.keys(line)).toEqual([
        ...['step', 'rate', 'loss', 'norm', 'loss.level', 'loss.residuals', 'loss.spread'],
        ...['loss.emotions', 'loss.affinity', 'loss.ranking', 'loss.movesMost', 'loss.stability'],
      ]);
      for (const [name, value] of Object.entries(line)) {
        expect(Number.isFinite(value), `${name} of step ${line.step}`).toBe(true);
      }
    }
    // One step of warm-up, then down to the floor.
    const rates = steps.map(({ rate }) => rate ?? NaN);
    expect(rates[0]).toBe(1e-4);
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    expect(looks.map(({ step }) => step)).toEqual([STEPS / 2, STEPS]);
    for (const look of looks) {
      expect(Math.abs(look.validation ?? NaN)).toBeLessThanOrEqual(1);
      expect(Math.abs(look.heldOut ?? NaN)).toBeLessThanOrEqual(1);
    }
    const best = looks.reduce((a, b) => ((b.validation ?? 0) > (a.validation ?? 0) ? b : a));
    expect(result).toEqual({
      finished: true,
      checkpoint: path.join(folder, 'checkpoint.bin'),
      best: { figure: best.validation, step: best.step },
    });
    const kept = await readCheckpoint(path.join(folder, 'best.bin'));
    expect(kept.header).toMatchObject({ step: best.step, best: result.best });
    const last = await readCheckpoint(result.checkpoint);
    expect(last.header).toMatchObject({ step: STEPS, best: result.best, config: tinyConfig() });
    expect(progress.at(-1)).toMatchObject({ step: STEPS, steps: STEPS, secondsLeft: 0 });
    expect(progress.every(({ imagesPerSecond }) => imagesPerSecond > 0)).toBe(true);
    expect(progress.every(({ waiting }) => waiting >= 0 && waiting <= 1)).toBe(true);
  });

  it('does something else from another seed', async () => {
    const other = await run({ config: tinyConfig({ seed: 2 }), stopAfter: 1 });
    expect(logOf(other.folder)[0]?.loss).not.toBe(logOf(whole.folder)[0]?.loss);
  });

  it('goes on where it was stopped or killed, and does the same again from the same seed', async () => {
    const { folder, result } = await run({ stopAfter: 2 });
    expect(result).toMatchObject({ finished: false, best: null });
    expect(logOf(folder).at(-1)?.step).toBe(2);
    // What a run leaves that was killed in its fourth step, long after its checkpoint.
    const [third, torn] = ['{"step":3,"loss":1}\n', '{"step":4,"lo'];
    appendFileSync(path.join(folder, 'log.jsonl'), third + torn);
    // Asked to stop while it looks: the step's look is still taken.
    expect((await run({ folder, stopAfter: 3 })).result.finished).toBe(false);
    const rest = await run({ folder });
    expect(rest.progress.map(({ step }) => step)).toEqual([4, 5, 6]);
    expect(rest.result).toEqual({ ...whole.result, checkpoint: result.checkpoint });
    // Every step is there, and once.
    expect(logOf(folder)).toEqual(logOf(whole.folder));
    // Bit for bit: one thread adds in one order.
    expect(await contentsOf(result.checkpoint)).toEqual(await contentsOf(whole.result.checkpoint));
    // There is nothing left to be done.
    const again = await run({ folder });
    expect(again.progress).toEqual([]);
    expect(again.result).toEqual(rest.result);
  });

  it('stops when its time is up', async () => {
    const { result, folder } = await run({ seconds: 0 });
    expect(result.finished).toBe(false);
    expect((await readCheckpoint(result.checkpoint)).header.step).toBe(0);
    expect(existsSync(path.join(folder, 'best.bin'))).toBe(false);
  });

  it('writes a checkpoint every five minutes, however often the best is written', async () => {
    const now = performance.now.bind(performance);
    let passed = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now() + passed);
    const folder = temporaryFolder('run');
    const written: boolean[] = [];
    await run({
      folder,
      config: tinyConfig({ validations: 6 }),
      onStep: () => {
        written.push(existsSync(path.join(folder, 'checkpoint.bin')));
        passed += 200_000;
      },
      stopAfter: 3,
    });
    // After the second step 400 s have passed.
    expect(written).toEqual([false, false, true]);
  });

  it('keeps no best where photos that are all rated alike have no order', async () => {
    const rows = data.validation.rows.map((row) => ({ ...row, means: row.means.map(() => 3) }));
    const from = { ...data, validation: { ...data.validation, rows } };
    const { result, folder } = await run({ from, config: tinyConfig({ heldOut: 0 }) });
    expect(result).toMatchObject({ finished: true, best: null });
    expect(logOf(folder).at(-1)).toMatchObject({ validation: null, heldOut: null });
    expect((await readCheckpoint(result.checkpoint)).header.best).toBeNull();
  });
});

describe('a training run that cannot go on', () => {
  it('says at which step it went astray, and leaves no checkpoint of it', async () => {
    const folder = temporaryFolder('run');
    const config = tinyConfig({ learningRate: 1e9 });
    await expect(run({ folder, config })).rejects.toMatchObject({
      code: 'training-diverged',
      message: expect.stringMatching(/at step [2-6]: .*Lower the learning rate/),
    });
    expect(existsSync(path.join(folder, 'checkpoint.bin'))).toBe(false);
  });

  it('does not take up the checkpoint of other hyper-parameters', async () => {
    const { folder } = await run({ stopAfter: 1 });
    await expect(run({ folder, config: tinyConfig({ bend: 2 }) })).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringContaining('its run has bend = 1.5, the config 2'),
    });
    const more = await run({ stopAfter: 1, config: tinyConfig({ featureAffinityWeight: 0.1 }) });
    await expect(run({ folder: more.folder })).rejects.toMatchObject({
      message: expect.stringContaining('featureAffinityWeight = 0.1, the config undefined'),
    });
  });

  it('says which provider is not there', async () => {
    await expect(run({ provider: 'abacus' })).rejects.toMatchObject({
      code: 'provider-failed',
      message: 'The execution provider abacus failed: not in this build of onnxruntime',
    });
  });

  it('says what is wrong with the weights to start from', async () => {
    await expect(run({ start: { kind: 'warm', weights } })).rejects.toMatchObject({
      code: 'training-data-invalid',
      message: expect.stringContaining('the file has no stem.weight of the shape [32,3,3,3]'),
    });
  });
});
