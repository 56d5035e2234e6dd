import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import type { TastePrior } from '../../../src-aesnet/personal/prior.ts';
import type { TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  tasteLayout,
  type Depth,
  type GeneralValues,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import {
  deepFinetune,
  deepProgress,
  type DeepOptions,
} from '../../../src-main/personal/deep/index.ts';
import {
  tasteInputs,
  TasteLevels,
  trainTaste,
} from '../../../src-main/personal/deep/taste-network.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const COUNT = 60;
const SIDE = 224;
const prior: TastePrior = { variances: { scene: 0.01 }, scale: 0.3, generalScale: 0.3 };
let general: GeneralValues;

/** Stripes of a colour: of odd photos warm, of even ones cold. */
const pictures = Array.from({ length: COUNT }, (_, photo) => {
  const random = Random.from(photo);
  const warm = photo % 2 === 1;
  const width = 4 + random.integer(40);
  const bytes = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < SIDE * SIDE; at++) {
    const light = Math.floor(((at % SIDE) + at / SIDE) / width) % 2 === 0 ? 90 : 190;
    const noise = random.integer(30);
    bytes.set([light + (warm ? 50 : 0) + noise / 2, light, light + (warm ? 0 : 50)], at * 3);
  }
  return bytes;
});
let table: TasteTable;

function starsBy(likes: (photo: number) => number): Decision[] {
  return pictures.map((_, photo) => ({ kind: 'stars', photo, stars: likes(photo) }));
}

function optionsOf(depths: readonly Depth[], more: Partial<DeepOptions> = {}): DeepOptions {
  return {
    ...{ general, depths, provider: 'cpu', threads: 1, signal: new AbortController().signal },
    progress: deepProgress(path.join(temporaryFolder('deep'), 'progress.json'), 1),
    onProgress: () => {},
    ...more,
  };
}

const learn = (decisions: readonly Decision[], options: DeepOptions, by = prior) =>
  deepFinetune(table, decisions, by, pictures, (photo) => `${photo}`, options);

beforeAll(async () => {
  const file = path.join(import.meta.dirname, '../../../models/aesnet-s/2/model.onnx');
  const weights = readWeights(readFileSync(file));
  general = (name) => weights.get(name)?.data ?? expect.unreachable(name);
  const network = { depth: 'head', general, provider: 'cpu', threads: 1 } as const;
  const levels = await TasteLevels.open(network);
  const own = await levels.of(
    await tasteInputs(pictures, network, () => {}),
    new Float32Array(1281),
  );
  await levels.close();
  // What the closed-form model could go by says nothing of the pictures.
  const random = Random.from(1);
  const features = matrix(
    Float64Array.from({ length: COUNT * 2 }, () => random.normal()),
    2,
  );
  table = {
    score: Float64Array.from(own, (level) => 3 + 0.5 * level),
    features,
    groups: ['scene', 'scene'],
  };
}, 60_000);

describe('deep fine-tuning', { timeout: 240_000 }, () => {
  const odd = starsBy((photo) => (photo % 2 === 1 ? 4 : 2));

  it('finds what the closed-form model has no feature for, and is kept', async () => {
    const found = await learn(odd, optionsOf(['head']));
    expect(found?.againstClosedForm.open).toBe(true);
    expect(found?.againstClosedForm.gain).toBeGreaterThan(0.1);
    expect(found?.againstGeneral.open).toBe(true);
    const { taste } = found ?? {};
    expect(taste).toMatchObject({ depth: 'head', deviation: expect.closeTo(0.5, 3) as number });
    expect(taste?.departures.some((value) => value !== 0)).toBe(true);
  });

  it('moves the last stage with the head, so that the preferred ones rise', async () => {
    const few = pictures.slice(0, 8);
    const network = { depth: 'stage', general, provider: 'cpu', threads: 1 } as const;
    const inputs = await tasteInputs(few, network, () => {});
    const levels = await TasteLevels.open(network);
    const looks: Float32Array[] = [];
    const lead = (of: Float32Array) =>
      few.reduce((sum, _, photo) => sum + (photo % 2 === 1 ? 1 : -1) * (of[photo] as number), 0);
    const layout = tasteLayout('stage');
    const before = lead(await levels.of(inputs, new Float32Array(layout.size)));
    await trainTaste({
      ...network,
      ...{ inputs, offsets: few.map(() => 0), deviation: 0.5, scale: 0.3, steps: 120, until: 4 },
      pairAt: (_, at) => [1 + 2 * (at % 4), 2 * ((at + 1) % 4)],
      isLook: (step) => step === 4,
      onLook: async (_, departures) => {
        looks.push(departures);
      },
      signal: new AbortController().signal,
    });
    const [departures = expect.unreachable()] = looks;
    for (const name of ['block13.expand.weight', 'last.weight', 'head.level.weight']) {
      expect(
        layout.view(departures, name).some((value) => value !== 0),
        name,
      ).toBe(true);
    }
    expect(lead(await levels.of(inputs, departures))).toBeGreaterThan(before);
    await levels.close();
  });

  it('is not kept where stars follow the general score already', async () => {
    const random = Random.from(7);
    const liking = Array.from(table.score, (score) => score + 0.1 * random.normal());
    const sorted = liking.toSorted((a, b) => a - b);
    const stars = liking.map((value) => 1 + Math.floor((5 * sorted.indexOf(value)) / COUNT));
    // A closed-form model that leaves the score alone: what is told apart from it is the network.
    const found = await learn(
      starsBy((photo) => stars[photo] as number),
      optionsOf(['head']),
      { ...prior, variances: { scene: 1e-9 } },
    );
    expect(found).toBeDefined();
    expect(found?.taste).toBeUndefined();
  });

  it('goes on where it was cancelled, and finds the same', async () => {
    const file = path.join(temporaryFolder('resumed'), 'progress.json');
    const controller = new AbortController();
    const heard: number[] = [];
    const options = (signal: AbortSignal) =>
      optionsOf(['head'], {
        signal,
        progress: deepProgress(file, 'these'),
        onProgress: (what, done) => {
          if (what !== 'Trying') return;
          heard.push(done);
          // In the second of three folds.
          if (done === 150) controller.abort();
        },
      });
    await expect(learn(odd, options(controller.signal))).rejects.toMatchObject({
      code: 'cancelled',
    });
    heard.length = 0;
    const resumed = await learn(odd, options(new AbortController().signal));
    expect(Math.min(...heard)).toBe(120);
    const whole = await learn(odd, optionsOf(['head']));
    expect(resumed).toEqual(whole);
    // Of other decisions nothing is taken over.
    expect(await deepProgress(file, 'others').find('head 0')).toBeUndefined();
  });

  it('finds nothing in too few groups, or where all decisions are alike', async () => {
    const two = await deepFinetune(
      table,
      odd,
      prior,
      pictures,
      (photo) => `${photo % 2}`,
      optionsOf(['head']),
    );
    expect(two).toBeUndefined();
    expect(
      await learn(
        starsBy(() => 3),
        optionsOf(['head']),
      ),
    ).toBeUndefined();
  });
});
