/** From a checkpoint to a model that the app scores with, by the commands, on a data set made for it. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModelStore } from '../../../src-main/inference/index.ts';
import { parseManifest, type ModelEntry } from '../../../src-main/inference/manifest.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src-main/training/checkpoint.ts';
import { readHeads, type Heads } from '../../../src-main/training/heads/heads-file.ts';
import type { ProbedRun } from '../../../src-main/training/probe/compare-runs.ts';
import type { EvaluationReport } from '../../../src-main/training/evaluate/report.ts';
import { readTrainedNetwork } from '../../../src-main/training/model-of-checkpoint.ts';
import { readStart, warmStart } from '../../../src-main/training/start.ts';
import { mlspLayout } from '../../../src-aesnet/networks/mlsp.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { spawnNodeWorker } from '../../../src-main/workers/node.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORED } from '../../../src-shared/attribute.ts';
import { openScorer, picture, scores } from '../../inference/support.ts';
import { keepers } from '../../support/keepers.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { COUNTS, writeRandomCheckpoint, writeScene, writeSplits } from './support.ts';

const folder = temporaryFolder('export');
const at = (...names: string[]) => path.join(folder, ...names);
const DATA = at('para');
const CHECKPOINT = at('checkpoint.bin');
const HEADS = at('heads.json');
const MODELS = at('models');
const OUT = at('models', 'aesnet-t', '2');
const home = { KEEPERS_HOME: at('home'), KEEPERS_MODELS: MODELS };
const DATA_OPTIONS = ['--data', DATA, '--threads', '2'];
// Refitting takes seconds whatever the number of pictures, and has a test of its own.
const TRAIN_HEADS = ['train-heads', ...DATA_OPTIONS, '--refit', '0', '--checkpoint', CHECKPOINT];
const EXPORT = ['export', '--checkpoint', CHECKPOINT, '--heads', HEADS, '--out', OUT];

async function done(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await keepers(args, home);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code, stderr).toBe(0);
  return stdout;
}

function manifestIn(models: string): { default: string; models: readonly ModelEntry[] } {
  return parseManifest(readFileSync(path.join(models, 'manifest.json'), 'utf8'), models);
}

beforeAll(async () => {
  await writeSplits(DATA);
  await writeRandomCheckpoint(CHECKPOINT, 3);
  writeFileSync(at('log.jsonl'), '{"step":1,"loss.level":0.5}\n{"step":1,"validation":0.1}\n');
  mkdirSync(at('photos'));
  await writeScene(at('photos', 'a.jpg'), 1, 320);
});

describe('the commands of training', () => {
  let report: EvaluationReport;

  it('fit heads: calibration, lines, scenes and abilities, with the checkpoint’s hash', async () => {
    expect(await done([...TRAIN_HEADS, '--out', HEADS])).toBe(`${HEADS}\n`);
    const heads = await readHeads(HEADS);
    expect(heads.checkpoint.step).toBe(7);
    // The checkpoint's run has held out a tenth, by whole sessions of two.
    expect(heads.trainingPictures).toBe(COUNTS.train - 2);
    expect(heads.validationPictures).toBe(COUNTS.validation);
    expect(Object.keys(heads.residuals)).toEqual([...RATED_ATTRIBUTES]);
    const again = at('again.json');
    await done([...TRAIN_HEADS, '--out', again]);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(HEADS, 'utf8'));
  });

  it('export a model beside others, and make it the default', async () => {
    expect(await done([...EXPORT, '--log', at('log.jsonl')])).toBe('aesnet-t@2\n');
    const [entry] = manifestIn(MODELS).models;
    expect(entry).toMatchObject({ id: 'aesnet-t', version: '2', figures: [] });
    expect(entry?.licence.text).toContain('You are not allowed to sell');
    expect(readFileSync(path.join(OUT, 'curves.svg'), 'utf8')).toMatch(/^<svg/);
    const card = readFileSync(path.join(OUT, 'card.md'), 'utf8');
    expect(card.replaceAll('\n> ', ' ')).toContain(entry?.licence.text);
    expect(card).toContain('Not measured yet.');
    expect(card).toContain('30 % of the one and 70 % of the');
    expect(card).toContain('of whose weights 60 % are mixed');
    expect(card).toMatch(/90 steps at 160 pixels \(3 epochs\)[^;]*; then 7 steps at 224 pixels/);
    // Another model of the manifest stays as it is.
    const other = at('models', 'other', '1');
    await done([...EXPORT.slice(0, -1), other]);
    const both = manifestIn(MODELS);
    expect(both.models.map(({ id }) => id)).toEqual(['aesnet-t', 'other']);
    expect([both.default, both.models[0]]).toEqual(['other', entry]);
    await done(EXPORT);
    expect(manifestIn(MODELS)).toMatchObject({
      default: 'aesnet-t',
      models: [{ id: 'other' }, entry],
    });
  });

  it('give the app every output, and residuals by the lines', async () => {
    const store = createModelStore({
      builtInFolder: MODELS,
      installedFolder: at('installed'),
      spawnWorker: spawnNodeWorker,
    });
    const scorer = await openScorer({ store, processes: 1 });
    const [answer] = scores(await scorer.score([picture(9)]));
    const { score, features, contentEmbedding } = answer ?? {};
    const lines = (await readHeads(HEADS)).residuals;
    const { aesthetic = NaN } = score?.values ?? {};
    for (const name of RATED_ATTRIBUTES) {
      const { intercept, slope } = lines[name];
      const expected = (score?.values[name] ?? NaN) - (intercept + slope * aesthetic);
      expect(score?.residuals?.[name], name).toBeCloseTo(expected, 9);
    }
    expect(Object.keys(score?.values ?? {})).toEqual([...SCORED]);
    expect(score?.spread).toBeGreaterThan(0);
    for (const [shares, names] of [
      [score?.emotion, EMOTIONS],
      [score?.scene, SCENES],
    ] as const) {
      expect(Object.keys(shares ?? {})).toEqual([...names]);
      let sum = 0;
      for (const share of Object.values(shares ?? {})) sum += share ?? NaN;
      expect(sum).toBeCloseTo(1, 5);
    }
    expect(features).toHaveLength(1280);
    expect(Math.hypot(...(contentEmbedding ?? []))).toBeCloseTo(1, 5);
  });

  it('write a file from which training can start, with the heads that were fitted', async () => {
    const layout = aesNetLayout();
    const biasesIn = async (folder: string) => {
      const { weights } = await readStart(path.join(folder, 'model.onnx'));
      return layout.view(warmStart(layout, weights, 1), 'head.residuals.bias');
    };
    const { state } = await readCheckpoint(CHECKPOINT);
    expect(await biasesIn(OUT)).toEqual(layout.view(state.average, 'head.residuals.bias'));
    const heads = JSON.parse(readFileSync(HEADS, 'utf8')) as Heads;
    const biases = [1, 2, 3, 4, 5, 6];
    const nothing = { trained: 0, refit: 0, mixed: 0 };
    const residualHead = {
      ...{ share: 0.5, lambdas: biases, weights: Array<number>(6 * 1280).fill(0.25), biases },
      srcc: Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, nothing])),
    };
    const refit = at('refit.json');
    writeFileSync(refit, JSON.stringify({ ...heads, residualHead }));
    const out = at('elsewhere', 'aesnet-t', '3');
    await done(['export', '--checkpoint', CHECKPOINT, '--heads', refit, '--out', out]);
    expect(await biasesIn(out)).toEqual(Float32Array.from(biases));
    expect(readFileSync(path.join(out, 'card.md'), 'utf8')).toContain('50 % a ridge regression');
  });

  it('write a model whose ratings are told from all blocks, and say so in its card', async () => {
    const { header, state } = await readCheckpoint(CHECKPOINT);
    const told = new Float32Array(mlspLayout(4).size).fill(0.01);
    const longer = Float32Array.from([...state.average, ...told]);
    const config = { photos: 20, edited: 3, stable: 2, jpegShare: 0.3, brighterShare: 0 };
    const mlsp = { hidden: 4, share: 0.75, run: { step: 30, config } };
    const checkpoint = at('blocks.bin');
    await writeCheckpoint(checkpoint, {
      header: { ...header, size: longer.length, mlsp },
      state: {
        ...{ parameters: longer, average: longer },
        ...{ firstMoment: longer, secondMoment: longer },
      },
    });
    const { sha256 } = await readTrainedNetwork(checkpoint);
    const heads = JSON.parse(readFileSync(HEADS, 'utf8')) as Heads;
    const file = at('blocks.json');
    writeFileSync(file, JSON.stringify({ ...heads, checkpoint: { step: 7, sha256 } }));
    const out = at('blocks', 'aesnet-t', '3');
    await done(['export', '--checkpoint', checkpoint, '--heads', file, '--out', out]);
    const card = readFileSync(path.join(out, 'card.md'), 'utf8');
    expect(card).toContain('75 % told by a head with 4 hidden units');
    expect(card).toContain(
      '30 steps, each with 20 photos, 3 more as they are, weakly and strongly edited (30 % from compressed ones alone),',
    );
    expect(readFileSync(path.join(OUT, 'card.md'), 'utf8')).not.toContain('hidden units');
  });

  it('evaluate the model’s file on a split, on neighbourhoods and on photos', async () => {
    const file = path.join(OUT, 'model.onnx');
    const args = ['evaluate', ...DATA_OPTIONS, '--photos', at('photos')];
    const copy = at('copy.onnx');
    copyFileSync(file, copy);
    const json = await done([...args, '--model', 'aesnet-t', '--against', copy, '--json']);
    report = JSON.parse(json) as EvaluationReport;
    expect(report).toMatchObject({ model: 'aesnet-t@2', split: 'validation' });
    expect(report.predictions.pictures).toBe(COUNTS.validation);
    // The file has been calibrated on these pictures.
    expect(report.predictions.spread?.scale).toBeCloseTo(1, 4);
    expect(report.neighbourhoods?.pictures).toBe(COUNTS.people);
    expect(report.photos?.photos).toBe(1);
    expect(report.against).toEqual({ model: 'copy.onnx', deliberate: report.deliberate });
    writeFileSync(at('figures.json'), json);
    const text = await done(['evaluate', ...DATA_OPTIONS, '--split', 'people', '--model', file]);
    expect(text).toContain(`aesnet-t@2 on ${COUNTS.people} pictures of people`);
    const held = await done(['evaluate', ...DATA_OPTIONS, '--split', 'held-out', '--model', file]);
    // One session of two.
    expect(held).toContain('aesnet-t@2 on 2 pictures of held-out');
  });

  it('quote figures in the card and the manifest, but not those of another model', async () => {
    const before = readFileSync(path.join(OUT, 'model.onnx'));
    await done([...EXPORT, '--figures', at('figures.json')]);
    expect(readFileSync(path.join(OUT, 'model.onnx'))).toEqual(before);
    const { value } = report.predictions.levels.aesthetic.srcc;
    const entry = manifestIn(MODELS).models.find(({ id }) => id === 'aesnet-t');
    expect(entry?.figures[0]?.name).toBe('Overall, SRCC');
    expect(entry?.figures[0]?.value).toContain(`${value.toFixed(3)} [`);
    expect(entry?.figures[0]?.value).toContain(`(${COUNTS.validation} PARA validation pictures)`);
    expect(readFileSync(path.join(OUT, 'card.md'), 'utf8')).toContain('goals met.');
    writeFileSync(at('other.json'), JSON.stringify({ ...report, modelSha256: 'another' }));
    const { code, stderr } = await keepers([...EXPORT, '--figures', at('other.json')], home);
    expect([code, stderr]).toEqual([1, expect.stringContaining('another model file')]);
  });
});

describe('keepers probe', () => {
  it('compares checkpoints by what their feature gives away', async () => {
    const other = at('other.bin');
    await writeRandomCheckpoint(other, 5);
    const args = ['probe', ...DATA_OPTIONS, '--photos', at('photos'), '--json'];
    const runs = JSON.parse(
      await done([...args, `one=${CHECKPOINT}`, `two=${other}`]),
    ) as ProbedRun[];
    expect(runs.map(({ name }) => name)).toEqual(['one', 'two']);
    for (const { figures } of runs) {
      for (const [name, value] of Object.entries(figures)) {
        expect(value, name).toBeGreaterThanOrEqual(-1);
        expect(value, name).toBeLessThanOrEqual(1);
      }
    }
    expect(runs[0]?.figures).not.toEqual(runs[1]?.figures);
  });
});

describe('the commands of training, given what cannot work,', () => {
  const refused = async (args: readonly string[], expected: number, words: string) => {
    const { code, stdout, stderr } = await keepers(args, home);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(expected);
  };
  const empty = temporaryFolder('empty');

  it.each([
    [['train-heads'], '--data'],
    [['train-heads', '--data', DATA], '--checkpoint'],
    [[...TRAIN_HEADS], '--out'],
    [[...TRAIN_HEADS, '--out', 'x', '--pictures', '1'], '--pictures: expected'],
    [['export', '--checkpoint', CHECKPOINT], '--heads'],
    [['export', '--checkpoint', CHECKPOINT, '--heads', HEADS], '--out'],
    [['probe', '--data', DATA], 'NAME=CHECKPOINT'],
    [['probe', '--data', DATA, 'checkpoint.bin'], 'received “checkpoint.bin”'],
    [['evaluate', '--people', '10'], 'needs --personal'],
    [['evaluate', '--data', DATA, '--split', 'tests'], 'received “tests”'],
    [['evaluate', '--data', DATA, '--split', 'train'], 'received “train”'],
    [['evaluate', '--data', DATA, 'more'], 'options alone'],
  ])('explain how they are used: %j', (args, words) => refused(args, 2, words));

  it('name a file or folder that is missing', async () => {
    const missing = at('no-such');
    const out = ['--out', at('never.json')];
    await refused(['train-heads', '--data', DATA, '--checkpoint', missing, ...out], 1, missing);
    await refused(
      ['train-heads', '--data', empty, '--checkpoint', CHECKPOINT, ...out],
      1,
      'train.csv',
    );
    await refused(['evaluate', '--data', empty, '--model', 'other'], 1, 'validation.csv');
    await refused(['evaluate', '--data', DATA, '--photos', missing], 1, missing);
    await refused(['probe', '--data', DATA, '--photos', missing, `a=${CHECKPOINT}`], 1, missing);
    await refused(['probe', '--data', DATA, '--photos', at('photos'), `a=${missing}`], 1, missing);
    await refused(['evaluate', '--data', DATA, '--model', 'unheard-of'], 1, 'unheard-of');
    await refused(['evaluate', '--data', DATA, '--model', `${missing}.onnx`], 1, missing);
    expect(existsSync(at('never.json'))).toBe(false);
  });

  it('say what is wrong with a checkpoint, heads, a model or a place to write', async () => {
    const wrong = at('wrong');
    writeFileSync(wrong, 'nothing of the kind');
    writeFileSync(`${wrong}.onnx`, 'nothing of the kind');
    await refused(
      ['train-heads', '--data', DATA, '--checkpoint', wrong, '--out', wrong],
      1,
      'it is not a checkpoint',
    );
    await refused(['evaluate', '--data', DATA, '--model', `${wrong}.onnx`], 1, 'cpu failed');
    const without = EXPORT.slice(0, 3);
    await refused(
      [...without, '--heads', wrong, '--out', OUT],
      1,
      `The heads in ${wrong} cannot be used`,
    );
    await refused(
      [...without, '--heads', HEADS, '--out', at('models', 'Not A Name', '1')],
      1,
      'plain lower-case name',
    );
    expect(existsSync(at('models', 'Not A Name'))).toBe(false);
    const other = at('other.bin');
    await writeRandomCheckpoint(other, 4);
    await refused(
      ['export', '--checkpoint', other, ...EXPORT.slice(3)],
      1,
      'they belong to another checkpoint',
    );
  });
});
