/**
 * The graphics path for real, on whatever adapter there is: Mesa's software adapter will do
 * (mesa-vulkan-drivers 25), on which a first run takes some seconds.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createModelStore } from '../../src-main/inference/index.ts';
import { PoolFailure, ProviderPool } from '../../src-main/inference/pool.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { dataPath } from '../support/data.ts';
import {
  killedOn,
  modelsFolder,
  openScorer,
  picture,
  scores,
  setEnvironment,
  slowCpu,
} from './support.ts';

/** WebGPU and CPU agree to this: far below the 0.01 that a person is shown. */
const SCORE_TOLERANCE = 1e-3;
const TIMEOUT = 600_000;

// Some Vulkan drivers look for their cache there and complain where it is not set.
process.env.XDG_RUNTIME_DIR ??= '/tmp';

const missing = await whyNoAdapter();

async function whyNoAdapter(): Promise<string | undefined> {
  const store = createModelStore({
    builtInFolder: modelsFolder,
    installedFolder: path.join(modelsFolder, 'none-installed'),
    spawnWorker: spawnNodeWorker,
  });
  const pool = new ProviderPool({
    spawnWorker: spawnNodeWorker,
    model: await store.resolveDefault(),
    provider: 'webgpu',
    processes: 1,
    threads: 2,
  });
  try {
    await pool.start();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof PoolFailure && /adapter|onnxruntime|too old/.test(thrown.message)) {
      return thrown.message;
    }
    throw thrown;
  } finally {
    pool.close();
  }
}

/** Some real photographs, squashed as the model wants them; synthetic ones where there is no test data. */
async function photographs(): Promise<Uint8Array[]> {
  const folder = dataPath('photos/clean');
  if (folder === undefined) return [picture(20), picture(21)];
  const names = readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
  return Promise.all(
    names
      .sort()
      .slice(0, 6)
      .map((name) =>
        sharp(path.join(folder, name))
          .rotate()
          .resize(224, 224, { fit: 'fill' })
          .removeAlpha()
          .toColourspace('srgb')
          .raw()
          .toBuffer(),
      ),
  );
}

const skipped = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`webgpu${skipped}`, () => {
  it(
    'gives the scores of the CPU',
    async ({ annotate }) => {
      const pictures = [...(await photographs()), picture(1), picture(30)];
      const onCpu = scores(await (await openScorer()).score(pictures));
      setEnvironment('KEEPERS_PROVIDER', 'webgpu');
      const scorer = await openScorer();
      const onGpu = scores(await scorer.score(pictures));
      expect(scorer.device.active).toBe('webgpu');
      let most = 0;
      for (const [index, { score }] of onGpu.entries()) {
        expect(score.provider).toBe('webgpu');
        for (const name of SCORED) {
          const expected = onCpu[index]?.score.values[name] ?? NaN;
          const difference = Math.abs((score.values[name] ?? NaN) - expected);
          expect(difference, `${name} of picture ${index}`).toBeLessThan(SCORE_TOLERANCE);
          most = Math.max(most, difference);
        }
      }
      await annotate(`largest difference of a score: ${most.toExponential(1)}`);
    },
    TIMEOUT,
  );

  it(
    'is tried beside scoring, and used only where it is faster',
    async () => {
      const scorer = await openScorer({ providers: ['webgpu'] });
      const settling = scorer.settle();
      // Scoring goes on meanwhile.
      const meanwhile = scores(await scorer.score([picture(1)]));
      expect(meanwhile[0]?.score.provider).toBe('cpu');
      const { providers, active } = await settling;
      const webgpu = providers.find(({ name }) => name === 'webgpu');
      if (active === 'webgpu') expect(webgpu?.reason).toMatch(/times as fast as the CPU/);
      else
        expect(webgpu).toMatchObject({
          state: 'available',
          reason: expect.stringMatching(/as long|hardly faster/),
        });
    },
    TIMEOUT,
  );

  it(
    'takes over from a CPU that is slower, while pictures are being scored',
    async () => {
      const scorer = await openScorer({ providers: ['webgpu'], spawnWorker: slowCpu });
      const settling = scorer.settle();
      const pictures = Array.from({ length: 4 }, (_, seed) => picture(seed));
      const first = scores(await scorer.score(pictures));
      let settled = false;
      void settling.then(() => (settled = true));
      while (!settled) {
        scores(await scorer.score(pictures));
        // Some air for the other provider, which only gets what scoring leaves.
        await delay(200);
      }
      expect(scorer.device.active).toBe('webgpu');
      const reasons = Object.fromEntries(
        scorer.device.providers.map(({ name, state, reason }) => [name, `${state}: ${reason}`]),
      );
      expect(reasons.webgpu).toMatch(/^active: It is \d.* times as fast as the CPU here\.$/);
      expect(reasons.cpu).toBe('available: Stands by in case WebGPU fails.');
      const then = scores(await scorer.score(pictures.slice(0, 2)));
      for (const [index, { score }] of then.entries()) {
        expect(score.provider).toBe('webgpu');
        const before = first[index]?.score.values.aesthetic ?? NaN;
        expect(Math.abs((score.values.aesthetic ?? NaN) - before)).toBeLessThan(SCORE_TOLERANCE);
      }
    },
    TIMEOUT,
  );

  it(
    'hands over to the CPU in the middle of a batch',
    async () => {
      setEnvironment('KEEPERS_PROVIDER', 'webgpu');
      const spawnWorker = killedOn(
        ({ call, argument }) => call === 'run' && argument.pictures?.length === 8,
      );
      const pictures = Array.from({ length: 8 }, (_, seed) => picture(seed));
      let spawned = 0;
      const scorer = await openScorer({
        // Only the first process is killed: the one that runs webgpu.
        spawnWorker: (name) => (spawned++ === 0 ? spawnWorker : spawnNodeWorker)(name),
      });
      const reports: string[] = [];
      scorer.onDeviceChange(({ active }) => reports.push(active ?? 'none'));
      const answers = scores(await scorer.score(pictures));
      expect(spawnWorker.kills()).toBe(1);
      expect(answers.map(({ score }) => score.provider)).toEqual(pictures.map(() => 'cpu'));
      expect(scorer.device.active).toBe('cpu');
      expect(reports).toContain('webgpu');
      expect(reports.at(-1)).toBe('cpu');
      expect(scorer.device.providers.find(({ name }) => name === 'webgpu')).toEqual({
        name: 'webgpu',
        state: 'failed',
        reason: 'It stopped working: its process ended. The CPU took over.',
      });
    },
    TIMEOUT,
  );
});

// Vulkan is what Linux has; other systems find their drivers by other means.
describe.runIf(process.platform === 'linux')('a graphics driver that does not load', () => {
  it('leaves the CPU to score, with the reason', async () => {
    setEnvironment('VK_ICD_FILENAMES', '/nonexistent');
    setEnvironment('VK_DRIVER_FILES', '/nonexistent');
    setEnvironment('KEEPERS_PROVIDER', 'webgpu');
    const scorer = await openScorer();
    expect(scores(await scorer.score([picture(1)]))[0]?.score.provider).toBe('cpu');
    const { active, providers } = scorer.device;
    expect(active).toBe('cpu');
    expect(providers.find(({ name }) => name === 'webgpu')).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^No graphics adapter was found; install a Vulkan driver/),
    });
  });
});
