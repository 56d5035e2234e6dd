import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { fitPerson } from '../../../src-aesnet/personal/fit-person.ts';
import type { TastePrior } from '../../../src-aesnet/personal/prior.ts';
import type { TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  tasteLayout,
  type Depth,
  type GeneralValues,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import type { ModelEntry } from '../../../src-main/inference/index.ts';
import { ModelSession } from '../../../src-main/inference/session.ts';
import {
  deepFinetune,
  type DeepOptions,
  type DeepProblem,
} from '../../../src-main/personal/deep/deep-finetune.ts';
import { deepProgress } from '../../../src-main/personal/deep/deep-progress.ts';
import {
  StageInputs,
  TasteLevels,
  trainTaste,
} from '../../../src-main/personal/deep/taste-network.ts';
import { repositoryRoot } from '../../support/data.ts';
import { SCORED } from '../../../src-shared/attribute.ts';
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
/** The image features v of the pictures, row-major. */
let features: Float32Array;
const WIDTH = 1280;

function starsBy(likes: (photo: number) => number): Decision[] {
  return pictures.map((_, photo) => ({ kind: 'stars', photo, stars: likes(photo) }));
}

function optionsOf(depths: readonly Depth[], more: Partial<DeepOptions> = {}): DeepOptions {
  return {
    ...{ general, depths, provider: 'cpu', threads: 1 },
    progress: deepProgress(temporaryFolder('deep'), 1),
    inputsOf: (_, photos) => {
      const some = new Float32Array(photos.length * WIDTH);
      for (const [at, photo] of photos.entries()) {
        some.set(features.subarray(photo * WIDTH, (photo + 1) * WIDTH), at * WIDTH);
      }
      return Promise.resolve(some);
    },
    onProgress: () => {},
    ...more,
  };
}

function problemOf(decisions: readonly Decision[], more: Partial<DeepProblem> = {}): DeepProblem {
  const by = more.prior ?? prior;
  return {
    ...{ table, decisions, used: decisions, prior: by, model: fitPerson(table, decisions, by) },
    groupOf: String,
    ...more,
  };
}

beforeAll(async () => {
  const folder = path.join(repositoryRoot, 'models');
  const bytes = readFileSync(path.join(folder, 'aesnet-s/5/model.onnx'));
  const weights = readWeights(bytes);
  general = (name) => weights.get(name)?.data ?? expect.unreachable(name);
  const { models } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as {
    models: [ModelEntry];
  };
  const session = await ModelSession.open(bytes, models[0], { provider: 'cpu', threads: 1 });
  const outputs = await session.run(pictures);
  ({ features } = outputs);
  // What the closed-form model could go by says nothing of the pictures.
  const random = Random.from(1);
  const noise = Float64Array.from({ length: COUNT * 2 }, () => random.normal());
  table = {
    score: Float64Array.from(pictures, (_, photo) => outputs.scores[photo * SCORED.length] ?? NaN),
    features: matrix(noise, 2),
    groups: ['scene', 'scene'],
  };
}, 60_000);

describe('deep fine-tuning', { timeout: 240_000 }, () => {
  const odd = starsBy((photo) => (photo % 2 === 1 ? 4 : 2));

  it('finds what the closed-form model has no feature for, and is kept', async () => {
    const found = await deepFinetune(problemOf(odd), optionsOf(['head']));
    expect(found?.againstClosedForm.open).toBe(true);
    expect(found?.againstClosedForm.gain).toBeGreaterThan(0.1);
    expect(found?.againstGeneral.open).toBe(true);
    const { taste } = found ?? {};
    expect(taste?.depth).toBe('head');
    expect(taste?.departures.some((value) => value !== 0)).toBe(true);
    // Out of fold it puts nearly all of those above nearly all others, which the general score does not.
    const share = (of: (photo: number) => number) => {
      const odds = pictures.keys().filter((photo) => photo % 2 === 1);
      const right = [...odds].flatMap((a) =>
        pictures.map((_, b) => Number(b % 2 === 0 && of(a) > of(b))),
      );
      return (4 * right.reduce((sum, each) => sum + each, 0)) / COUNT ** 2;
    };
    expect(found?.decisions).toBe(COUNT);
    expect(found?.scores.size).toBe(COUNT);
    expect(share((photo) => found?.scores.get(photo) ?? NaN)).toBeGreaterThan(0.85);
    expect(share((photo) => table.score[photo] ?? NaN)).toBeLessThan(0.2);
    expect(found?.accuracy?.personal.lower).toBeGreaterThan(found?.accuracy?.general.upper ?? 1);
  });

  it('moves the last stage with the head, so that the preferred ones rise', async () => {
    const few = pictures.slice(0, 8);
    const network = { depth: 'stage', general, provider: 'cpu', threads: 1 } as const;
    const stage = await StageInputs.open(network);
    const inputs = await stage.of(few);
    await stage.close();
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
      onStep: () => {},
      isLook: (step) => step === 4,
      onLook: async (_, { average }) => {
        looks.push(average);
      },
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
    const found = await deepFinetune(
      problemOf(
        starsBy((photo) => stars[photo] as number),
        { prior: { ...prior, variances: { scene: 1e-9 } } },
      ),
      optionsOf(['head']),
    );
    expect(found).toBeDefined();
    expect(found?.taste).toBeUndefined();
  });

  it('is not kept where stars are noise', async () => {
    const random = Random.from(11);
    const found = await deepFinetune(
      problemOf(starsBy(() => 1 + random.integer(5))),
      optionsOf(['head']),
    );
    expect(found?.againstClosedForm.open).toBe(false);
    expect(found?.taste).toBeUndefined();
  });

  it('goes on within a fold where it was interrupted, and finds the same', async () => {
    const folder = temporaryFolder('resumed');
    const heard: number[] = [];
    const options = (stopAt: number) =>
      optionsOf(['head'], {
        progress: deepProgress(folder, 'these'),
        onProgress: (what, _, done) => {
          if (what !== 'trying') return;
          heard.push(done);
          if (done === stopAt) throw new Error('interrupted');
        },
      });
    // In the second of three folds, after three of its looks.
    await expect(deepFinetune(problemOf(odd), options(1200 + 350))).rejects.toThrow('interrupted');
    const whole = await deepFinetune(problemOf(odd), optionsOf(['head']));
    heard.length = 0;
    // What is damaged is not gone on from: the fold begins anew.
    const state = path.join(folder, 'under-way.bin');
    const kept = readFileSync(state);
    const damaged = Uint8Array.from(kept);
    damaged.set([damaged.at(-1) === 0 ? 1 : 0], damaged.length - 1);
    writeFileSync(state, damaged);
    await expect(deepFinetune(problemOf(odd), options(1201))).rejects.toThrow('interrupted');
    expect(heard).toEqual([1201]);
    writeFileSync(state, kept);
    heard.length = 0;
    const resumed = await deepFinetune(problemOf(odd), options(NaN));
    expect(heard[0]).toBe(1200 + 301);
    expect(resumed).toEqual(whole);
    // Of other decisions nothing is taken over, and what is forgotten leaves nothing behind.
    expect(await deepProgress(folder, 'others').find('head 0')).toBeUndefined();
    expect(await deepProgress(folder, 'these').find('head 0')).toBeDefined();
    await deepProgress(folder, 'these').forget();
    expect(existsSync(folder)).toBe(false);
  });

  it('learns from what it is given, and closed forms from all the rest', async () => {
    // Photos that the network is not given are about something else.
    const used = odd.slice(0, 50);
    const found = await deepFinetune(problemOf(odd, { used }), optionsOf(['head']));
    expect(found?.decisions).toBe(50);
    expect(Math.max(...(found?.scores.keys() ?? []))).toBe(49);
    expect(found?.againstClosedForm.open).toBe(true);
  });

  it('refuses features that are not behind the scores', async () => {
    const before = features;
    features = before.toReversed();
    await expect(deepFinetune(problemOf(odd), optionsOf(['head']))).rejects.toMatchObject({
      code: 'deep-unsupported',
    });
    features = before;
  });

  it('finds nothing in too few groups, or where all decisions are alike', async () => {
    const groupOf = (photo: number) => `${photo % 2}`;
    expect(await deepFinetune(problemOf(odd, { groupOf }), optionsOf(['head']))).toBeUndefined();
    expect(await deepFinetune(problemOf(starsBy(() => 3)), optionsOf(['head']))).toBeUndefined();
  });
});
