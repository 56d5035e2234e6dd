import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  codeOf,
  killedOn,
  modelsFolder,
  openScorer,
  picture,
  scores,
  setEnvironment,
  shipped,
  storeOnCopy,
} from './support.ts';

const pictures = Array.from({ length: 20 }, (_, seed) => picture(seed));

describe('scoring on the CPU', () => {
  it('gives what the model gives, in order', async () => {
    const scorer = await openScorer();
    const goldens = JSON.parse(
      await readFile(path.join(modelsFolder, shipped.goldens.file.path), 'utf8'),
    ) as { pictures: { seed: number; scores: [number] }[] };
    const answers = scores(await scorer.score(pictures));
    expect(answers).toHaveLength(20);
    for (const { seed, scores: expected } of goldens.pictures) {
      expect(answers[seed]?.score.values.aesthetic).toBeCloseTo(expected[0], 4);
    }
    expect(answers[0]?.score).toMatchObject({
      model: { id: shipped.id, version: shipped.version },
      provider: 'cpu',
    });
    expect(answers[0]?.features).toHaveLength(shipped.outputs.features.size);
    for (const output of ['spread', 'emotion', 'scene'] as const) {
      const given = answers[0]?.score[output] !== undefined;
      expect(given, output).toBe(shipped.outputs[output] !== undefined);
    }
  });

  it('gives a picture the same answer alone and among others', async () => {
    const scorer = await openScorer();
    const together = scores(await scorer.score(pictures.slice(0, 8)));
    for (const [index, expected] of together.entries()) {
      const [alone] = scores(await scorer.score([pictures[index] as Uint8Array]));
      for (const name of SCORED) {
        const other = alone?.score.values[name] ?? NaN;
        expect(Math.abs(other - (expected.score.values[name] ?? NaN))).toBeLessThan(1e-5);
      }
      const farthest = expected.features.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (alone?.features[at] ?? NaN))),
        0,
      );
      expect(farthest).toBeLessThan(1e-4);
    }
  });

  it('refuses a picture of another size', async () => {
    const scorer = await openScorer();
    await expect(scorer.score([new Uint8Array(12)])).rejects.toThrow(/expected pictures of 150528/);
  });

  it('answers nothing for nothing', async () => {
    expect(await (await openScorer()).score([])).toEqual([]);
  });

  it('reports every provider with a reason', async () => {
    const scorer = await openScorer({ providers: ['dml'] });
    const { providers, active, model } = await scorer.settle();
    expect(active).toBe('cpu');
    expect(model).toEqual({ id: shipped.id, version: shipped.version });
    const states = Object.fromEntries(providers.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({ cpu: 'active', dml: 'failed' });
    if (process.platform === 'linux') expect(states.cuda).toBe('not-bundled');
    for (const { reason } of providers) expect(reason).toMatch(/^[A-Z].*\.$/);
  });
});

describe('a process that dies', () => {
  it('loses no picture and blames none', async () => {
    let first = true;
    const spawnWorker = killedOn(({ call }) => {
      const fatal = first && call === 'run';
      if (fatal) first = false;
      return fatal;
    });
    const undisturbed = scores(await (await openScorer()).score(pictures));
    const scorer = await openScorer({ spawnWorker });
    const answers = scores(await scorer.score(pictures));
    expect(spawnWorker.kills()).toBe(1);
    expect(answers.map(({ score }) => score)).toEqual(undisturbed.map(({ score }) => score));
  });

  it('blames the one picture that kills it every time', async () => {
    const guilty = picture(99);
    const spawnWorker = killedOn(
      ({ call, argument }) =>
        call === 'run' && (argument.pictures ?? []).some((each) => each === guilty),
    );
    const scorer = await openScorer({ spawnWorker });
    const answers = await scorer.score([...pictures.slice(0, 5), guilty, ...pictures.slice(5, 9)]);
    expect(answers).toHaveLength(10);
    for (const [index, answer] of answers.entries()) {
      if (index !== 5) expect(answer).toHaveProperty('score.provider', 'cpu');
    }
    expect(answers[5]).toBeInstanceOf(KeepersError);
    expect((answers[5] as KeepersError).info).toEqual({
      code: 'inference-failed',
      message: 'The model could not score this photo: its process ended',
    });
    expect(scores(await scorer.score(pictures.slice(0, 2)))).toHaveLength(2);
    expect(scorer.device.active).toBe('cpu');
  });

  it('at the start is a failure of the provider, tried again by the next call', async () => {
    let broken = true;
    const spawnWorker = killedOn(({ call }) => broken && call === 'load');
    const scorer = await openScorer({ spawnWorker });
    expect(await codeOf(scorer.score(pictures.slice(0, 1)))).toBe('provider-failed');
    expect(scorer.device.error?.code).toBe('provider-failed');
    expect(scorer.device.model).toBeUndefined();
    broken = false;
    expect(scores(await scorer.score(pictures.slice(0, 1)))).toHaveLength(1);
    expect(scorer.device.error).toBeUndefined();
  });
});

describe('a model that is not what it should be', () => {
  it('scores nothing, says so, and scores once it is mended', async () => {
    const { store, builtIn } = await storeOnCopy();
    const file = path.join(builtIn, shipped.model.path);
    const whole = await readFile(file);
    await writeFile(file, Buffer.concat([whole.subarray(0, -1), Buffer.of(1)]));
    const scorer = await openScorer({ store });
    expect(scorer.device).toMatchObject({ error: { code: 'model-hash-mismatch' } });
    expect(scorer.device.model).toBeUndefined();
    expect(await codeOf(scorer.ready())).toBe('model-hash-mismatch');
    expect(await codeOf(scorer.score(pictures.slice(0, 1)))).toBe('model-hash-mismatch');
    await rm(file);
    expect(await codeOf(scorer.score(pictures.slice(0, 1)))).toBe('model-missing');
    await writeFile(file, whole);
    expect(scores(await scorer.score(pictures.slice(0, 1)))).toHaveLength(1);
    expect(scorer.device.error).toBeUndefined();
    expect(scorer.device.model?.id).toBe(shipped.id);
  });

  it('is found out by the process itself when it changes under way', async () => {
    const { store, builtIn } = await storeOnCopy();
    const file = path.join(builtIn, shipped.model.path);
    const whole = await readFile(file);
    let kill = false;
    const spawnWorker = killedOn(({ call }) => kill && call === 'run');
    const scorer = await openScorer({ store, spawnWorker, processes: 1 });
    await scorer.ready();
    await writeFile(file, whole.subarray(0, 1000));
    kill = true;
    expect(await codeOf(scorer.score(pictures.slice(0, 1)))).toBe('model-hash-mismatch');
    expect(scorer.device.error?.code).toBe('model-hash-mismatch');
  });
});

describe('the scorer’s life', () => {
  it('ends open calls with “cancelled” when it is closed', async () => {
    const scorer = await openScorer();
    await scorer.ready();
    const scoring = scorer.score(pictures);
    await scorer.close();
    expect(await codeOf(scoring)).toBe('cancelled');
    expect(await codeOf(scorer.score(pictures))).toBe('cancelled');
  });

  it('gives the memory of idle processes back, and starts them again when needed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let alive = 0;
    const scorer = await openScorer({
      processes: 2,
      spawnWorker: (name) => {
        const port = spawnNodeWorker(name);
        alive++;
        port.onClose(() => alive--);
        return port;
      },
    });
    const [before] = scores(await scorer.score(pictures.slice(0, 1)));
    vi.advanceTimersByTime(59_000);
    expect(alive).toBe(2);
    vi.advanceTimersByTime(2_000);
    await vi.waitUntil(() => alive === 0);
    const [after] = scores(await scorer.score(pictures.slice(0, 1)));
    expect(after?.score).toEqual(before?.score);
    expect(alive).toBe(1);
  });

  it('starts anew on reload', async () => {
    const { store, builtIn } = await storeOnCopy();
    const scorer = await openScorer({ store });
    await scorer.ready();
    const manifest = path.join(builtIn, 'manifest.json');
    await writeFile(manifest, '{}');
    expect((await scorer.reload()).error?.code).toBe('model-manifest-invalid');
  });

  it('takes the provider that KEEPERS_PROVIDER asks for, or the CPU where that fails', async () => {
    setEnvironment('KEEPERS_PROVIDER', 'cuda');
    const scorer = await openScorer();
    expect(scores(await scorer.score(pictures.slice(0, 1)))[0]?.score.provider).toBe('cpu');
    const { providers } = await scorer.settle();
    const cuda = providers.find(({ name }) => name === 'cuda');
    expect(['not-bundled', 'failed']).toContain(cuda?.state);
  });
});
