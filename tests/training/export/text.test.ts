/** A checkpoint with text: exported, verified, evaluated by its words and quoted, by the commands. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createModelStore, createPhraseEncoder } from '../../../src-main/inference/index.ts';
import { parseManifest, type ModelEntry } from '../../../src-main/inference/manifest.ts';
import type { EvaluationReport } from '../../../src-main/training/evaluate/report.ts';
import { readTrainedNetwork } from '../../../src-main/training/model-of-checkpoint.ts';
import { spawnNodeWorker } from '../../../src-main/workers/node.ts';
import { formatVocabulary } from '../../../src-aesnet/text/vocabulary.ts';
import { MLSP } from '../../../src-aesnet/networks/mlsp.ts';
import { SPACES } from '../../../src-aesnet/descriptions/units.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { SENTENCES } from '../../aesnet/text/support/sentences.ts';
import { codeOf, openScorer, picture, scores } from '../../inference/support.ts';
import { keepers } from '../../support/keepers.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { COUNTS, tinyText, writeRandomCheckpoint, writeScene, writeSplits } from './support.ts';

const folder = temporaryFolder('export-text');
const at = (...names: string[]) => path.join(folder, ...names);
const DATA = at('para');
const CHECKPOINT = at('run', 'checkpoint.bin');
const VOCABULARY = at('run', 'vocabulary.txt');
const HEADS = at('heads.json');
const MODELS = at('models');
const OUT = at('models', 'aesnet-t', '3');
const home = { KEEPERS_HOME: at('home'), KEEPERS_MODELS: MODELS };
const DATA_OPTIONS = ['--data', DATA, '--threads', '2'];
const EXPORT = ['export', '--checkpoint', CHECKPOINT, '--heads', HEADS, '--out', OUT];
const { vocabulary, shape } = tinyText([
  ...SENTENCES,
  'The quick brown fox jumps over a lazy dog.',
]);

async function done(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await keepers(args, home);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code, stderr).toBe(0);
  return stdout;
}

const storeHere = () =>
  createModelStore({
    builtInFolder: MODELS,
    installedFolder: at('installed'),
    spawnWorker: spawnNodeWorker,
  });

function entryNow(): ModelEntry {
  const file = path.join(MODELS, 'manifest.json');
  return parseManifest(readFileSync(file, 'utf8'), file).models[0] as ModelEntry;
}

beforeAll(async () => {
  await writeSplits(DATA);
  mkdirSync(at('run'));
  await writeRandomCheckpoint(CHECKPOINT, 3, shape);
  writeFileSync(VOCABULARY, formatVocabulary(vocabulary));
  mkdirSync(at('photos'));
  await writeScene(at('photos', 'a.jpg'), 1, 320);
  await done([
    'train-heads',
    ...DATA_OPTIONS,
    '--refit',
    '0',
    '--checkpoint',
    CHECKPOINT,
    '--out',
    HEADS,
  ]);
});

describe('a checkpoint with text', { timeout: 240_000 }, () => {
  it('becomes a model with spaces, a text model and a vocabulary', async () => {
    expect(await done(EXPORT)).toBe('aesnet-t@3\n');
    const { outputs, text } = entryNow();
    expect(outputs.attributeEmbeddings).toEqual({
      name: 'spaces',
      columns: [...SPACES],
      size: 128,
    });
    expect(text).toMatchObject({ pieces: vocabulary.size, tokens: shape.tokens });
    expect(readFileSync(path.join(OUT, 'vocabulary.txt'), 'utf8')).toBe(
      formatVocabulary(vocabulary),
    );
    const card = readFileSync(path.join(OUT, 'card.md'), 'utf8');
    expect(card).toContain('## Text');
    expect(card).not.toContain('There is no text in it yet');
    expect(await done(['models', 'verify', 'aesnet-t'])).toContain('verified');
  });

  it('carries the projections that were trained, and else what a model without text has', async () => {
    const weights = readWeights(readFileSync(path.join(OUT, 'model.onnx')));
    const { text, parameters } = await readTrainedNetwork(CHECKPOINT);
    const trained = text?.layout.view(text.parameters, 'spaces.image.weight') ?? [];
    const shipped = weights.get('spaces.image.weight')?.data ?? [];
    expect(shipped).toHaveLength(trained.length);
    for (const index of [0, 1, 163_839, 163_840, trained.length - 1]) {
      // In half precision.
      expect(shipped[index]).toBeCloseTo(trained[index] ?? NaN, 3);
    }
    const plain = at('plain.bin');
    await writeRandomCheckpoint(plain, 3);
    expect((await readTrainedNetwork(plain)).parameters).toEqual(parameters);
    const other = at('plain', 'aesnet-t', '3');
    await done(['export', '--checkpoint', plain, '--heads', HEADS, '--out', other]);
    const without = readWeights(readFileSync(path.join(other, 'model.onnx')));
    expect([...weights.keys()].filter((name) => !without.has(name))).toEqual([
      'spaces.image.weight',
    ]);
  });

  it('compares pictures by all blocks where it was trained so, and says it', async () => {
    const blocks = at('blocks.bin');
    await writeRandomCheckpoint(blocks, 3, { ...shape, allBlocks: true });
    const out = at('blocks', 'aesnet-t', '3');
    const options = ['--heads', HEADS, '--vocabulary', VOCABULARY, '--out', out];
    await done(['export', '--checkpoint', blocks, ...options]);
    const weights = readWeights(readFileSync(path.join(out, 'model.onnx')));
    expect(weights.get('spaces.image.weight')?.shape).toEqual([7, MLSP, 128]);
    expect(weights.get('spaces.image.scale')?.data).toEqual(new Float32Array(MLSP).fill(1));
    const cardOf = (of: string) => readFileSync(path.join(of, 'card.md'), 'utf8');
    expect(cardOf(out)).toContain('Pictures are compared with sentences by mean and deviation');
    expect(cardOf(OUT)).not.toContain('Pictures are compared with sentences by');
  });

  it('gives the app pictures and phrases in the same spaces', async () => {
    const store = storeHere();
    const scorer = await openScorer({ store, processes: 1 });
    const [answer] = scores(await scorer.score([picture(9)]));
    const encoder = createPhraseEncoder({ spawnWorker: spawnNodeWorker, store });
    onTestFinished(() => encoder.close());
    const [phrase] = await encoder.encode(['The horizon tilts.']);
    for (const vectors of [answer?.attributeEmbeddings, phrase?.embeddings]) {
      expect(vectors).toHaveLength(7 * 128);
      for (let space = 0; space < 7; space++) {
        const own = vectors?.subarray(space * 128, (space + 1) * 128) ?? [];
        expect(Math.hypot(...own)).toBeCloseTo(1, 4);
      }
    }
  });

  it('is measured by what words find, and quotes it', async () => {
    const args = ['evaluate', ...DATA_OPTIONS, '--photos', at('photos'), '--model', 'aesnet-t'];
    const json = await done([...args, '--json']);
    const { retrieval, goals } = JSON.parse(json) as EvaluationReport;
    expect(retrieval?.levels.light.pictures).toBe(COUNTS.validation);
    expect(retrieval?.levels.light.withinOne.value).toBeGreaterThan(0);
    const dark = retrieval?.phrases.find(({ phrase }) => phrase === 'too dark');
    expect(dark).toMatchObject({ space: 'light', edit: 'darker' });
    expect(dark?.rated.pictures).toBe(COUNTS.validation);
    expect(dark?.photos?.pictures).toBe(1);
    // Weights at random have earned no words, so levels are no goal; phrases always are.
    expect(retrieval?.spacesAlike.map((row, at) => row[at])).toEqual(
      Array.from({ length: 7 }, () => expect.closeTo(1, 9)),
    );
    expect(retrieval?.inWords).toEqual([]);
    expect(goals.filter(({ name }) => name.includes('“too dark”'))).toHaveLength(2);
    writeFileSync(at('figures.json'), json);
    await done([...EXPORT, '--figures', at('figures.json')]);
    expect(entryNow().figures.map(({ name }) => name)).toContain(
      '“too dark” finds what was edited so',
    );
    const card = readFileSync(path.join(OUT, 'card.md'), 'utf8');
    expect(card).toContain('edited above original for');
    expect(card).toContain('](residuals.svg)');
    const store = storeHere();
    const plots = await store.plots('aesnet-t');
    expect(plots.map(({ svg }) => svg.slice(0, 4))).toEqual(['<svg', '<svg']);
    expect(plots[1]?.svg.match(/<circle /g)).toHaveLength(6 * COUNTS.validation);
    expect((await store.list())[0]).toMatchObject({ plots: 2, readsWords: true });
    writeFileSync(path.join(OUT, 'score.svg'), '<svg/>');
    expect(await codeOf(store.plots('aesnet-t'))).toBe('model-hash-mismatch');
    await done([...EXPORT, '--figures', at('figures.json')]);
  });

  it('is looked at on a sheet of what words find', async () => {
    const photos = at('sheet');
    mkdirSync(photos);
    for (const seed of [1, 2, 3]) await writeScene(path.join(photos, `p${seed}.jpg`), seed, 96);
    writeFileSync(path.join(photos, 'damaged.jpg'), 'no picture');
    writeFileSync(path.join(photos, 'notes.txt'), 'not looked at');
    const out = at('sheet.svg');
    const args = ['retrieve', photos, '--out', out, '--phrase', 'light=too dark', '--count', '2'];
    const { code, stdout, stderr } = await keepers(args, home);
    // The damaged one is named, and left out.
    expect([code, stdout]).toEqual([1, `${out}\n`]);
    expect(stderr).toContain('damaged.jpg: No picture could be read');
    const svg = readFileSync(out, 'utf8');
    expect(svg).toContain('“too dark”');
    expect(svg.match(/<image href="data:image\/jpeg;base64,/g)).toHaveLength(4);
    const captions = [...svg.matchAll(/(-?\d\.\d\d) {2}(p\d\.jpg)/g)].map((found) =>
      found.slice(1),
    );
    const cosines = captions.map(([cosine]) => Number(cosine));
    expect(cosines[0]).toBeGreaterThanOrEqual(cosines[1] ?? NaN);
    expect(cosines[2]).toBeLessThanOrEqual(cosines[3] ?? NaN);
    expect(captions[0]?.[1]).not.toBe(captions[2]?.[1]);
    const jpeg = at('sheet.jpg');
    await keepers(['retrieve', photos, '--out', jpeg], home);
    expect(readFileSync(jpeg).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  it.each([
    [['retrieve'], 2, 'name one folder'],
    [['retrieve', folder, '--out', 'x.png'], 2, '.svg or .jpg'],
    [['retrieve', folder, '--out', 'x.svg', '--phrase', 'too dark'], 2, 'such as “light=too dark”'],
    [['retrieve', folder, '--out', 'x.svg', '--phrase', 'light='], 1, 'There is no word'],
    [['retrieve', at('no-such'), '--out', 'x.svg'], 1, 'no-such'],
    [['retrieve', DATA, '--out', 'x.svg'], 1, 'not a photo'],
  ])('says why there is no sheet: %j', async (args, expected, words) => {
    const { code, stdout, stderr } = await keepers(args, home);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('needs its own vocabulary', async () => {
    const refused = async (more: readonly string[], words: string) => {
      const { code, stderr } = await keepers([...EXPORT, ...more], home);
      expect(stderr).toContain(words);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
    };
    const shorter = at('shorter.txt');
    writeFileSync(shorter, `${formatVocabulary(vocabulary).split('\n').slice(0, -2).join('\n')}\n`);
    await refused(['--vocabulary', shorter], `its text encoder ${vocabulary.size}`);
    writeFileSync(shorter, 'nothing of the kind');
    await refused(['--vocabulary', shorter], 'cannot be used');
    await refused(['--vocabulary', at('no-such')], at('no-such'));
    mkdirSync(at('elsewhere'));
    copyFileSync(CHECKPOINT, at('elsewhere', 'checkpoint.bin'));
    const moved = EXPORT.map((one) =>
      one === CHECKPOINT ? at('elsewhere', 'checkpoint.bin') : one,
    );
    const { code, stderr } = await keepers(moved, home);
    expect([code, stderr]).toEqual([1, expect.stringContaining('vocabulary.txt')]);
    expect((await keepers([...moved, '--vocabulary', VOCABULARY], home)).code).toBe(0);
  });
});
