/** Training runs with text: descriptions built from pictures, then steps in onnxruntime. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSentences } from '../../src-main/training/contrast/index.ts';
import { readCheckpoint } from '../../src-main/training/checkpoint.ts';
import { buildDatabase } from '../../src-main/training/descriptions/index.ts';
import { readTrainedNetwork } from '../../src-main/training/model-of-checkpoint.ts';
import { openTrainingData } from '../../src-main/training/open-data.ts';
import type { TrainingConfig } from '../../src-main/training/config.ts';
import { pretrain, type TrainingData } from '../../src-main/training/pretrain.ts';
import { readStart } from '../../src-main/training/start.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { jsonLines } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { digest, randomEncoder, tinyConfig, writePara } from './support.ts';

const weights = randomEncoder();
const CONTRASTIVE = {
  contrastiveWeight: 1,
  featureAffinityWeight: 0.1,
  spaces: 3,
  sigma: 0.4,
  shareSigma: 0.15,
  fused: 0.5,
  pieces: 1200,
};
const config = tinyConfig({ photos: 5, edited: 1, stable: 1, epochs: 2, ...CONTRASTIVE });
let data: TrainingData;

beforeAll(async () => {
  const folder = temporaryFolder('para');
  await writePara(folder);
  const cache = path.join(folder, 'cache');
  const out = path.join(folder, 'descriptions.jsonl');
  const shared = { data: folder, cache, processes: 2, onProgress: () => {} };
  await buildDatabase({ ...shared, out, split: 'train', seed: 1 });
  const read = await openTrainingData({
    ...shared,
    encoder: { weights, sha256: 'a'.repeat(64) },
    provider: 'cpu',
    threads: 1,
  });
  const ids = read.rows.map(({ id }) => id);
  data = { ...read, sentences: await readSentences(out, ids, () => expect.unreachable()) };
}, 60_000);

interface RunOptions {
  readonly stopAfter?: number;
  readonly from?: TrainingData;
  readonly start?: string;
  readonly config?: TrainingConfig;
  readonly onTextStep?: (step: number) => void;
}

async function run(
  folder: string,
  { stopAfter = Infinity, from = data, start = 'general', ...rest }: RunOptions = {},
) {
  const controller = new AbortController();
  return await pretrain(from, {
    ...{ folder, provider: 'cpu', threads: 2, workers: 1, config, signal: controller.signal },
    ...rest,
    start: start === 'general' ? { kind: 'general', weights } : await warm(start),
    onProgress: ({ step }) => {
      if (step === stopAfter) controller.abort();
    },
  });
}

async function warm(file: string) {
  return { kind: 'warm', ...(await readStart(file)) } as const;
}

describe('a run with text', { timeout: 120_000 }, () => {
  const whole = temporaryFolder('whole');
  const losses = (folder: string) =>
    jsonLines<Record<string, number>>(readFileSync(path.join(folder, 'log.jsonl'), 'utf8')).flatMap(
      (line) => ('loss.contrastive' in line ? [line['loss.contrastive'] ?? NaN] : []),
    );

  it('contrasts pictures with sentences, and trains both sides', async () => {
    expect(await run(whole)).toMatchObject({ finished: true });
    // Chance is the logarithm of how many sentences are compared, of at most 8.
    expect(losses(whole).every((loss) => loss > 0 && loss < 4)).toBe(true);
    const { header, state } = await readCheckpoint(path.join(whole, 'checkpoint.bin'));
    expect(header.text?.pieces).toBe(vocabularyOf(whole).length);
    const layout = aesNetLayout(header.text && { text: header.text, spaces: 2 });
    for (const name of ['text.pieces.weight', 'spaces.image.weight', 'fusion.hidden.weight']) {
      const moments = layout.view(state.firstMoment, name);
      expect(Math.max(...moments.map(Math.abs).slice(0, 10_000)), name).toBeGreaterThan(0);
    }
  });

  it('goes on where it was stopped, with its own vocabulary', async () => {
    const folder = temporaryFolder('stopped');
    expect(await run(folder, { stopAfter: 3 })).toMatchObject({ finished: false });
    expect(await run(folder)).toMatchObject({ finished: true });
    const end = async (of: string) =>
      digest((await readCheckpoint(path.join(of, 'checkpoint.bin'))).state.parameters);
    expect(await end(folder)).toBe(await end(whole));
  });

  it('lets the text side learn from sentences first, once', async () => {
    const heard: number[] = [];
    const onTextStep = (step: number) => heard.push(step);
    const own = { config: { ...config, textSteps: 2 }, onTextStep };
    const [first, plain] = [temporaryFolder('text-first'), temporaryFolder('plain')];
    await run(first, { ...own, stopAfter: 1 });
    await run(plain, { stopAfter: 1 });
    expect(heard).toEqual([1, 2]);
    const [one, other] = await Promise.all(
      [first, plain].map((folder) => readCheckpoint(path.join(folder, 'checkpoint.bin'))),
    );
    const layout = aesNetLayout(one?.header.text && { text: one.header.text, spaces: 2 });
    for (const name of ['text.pieces.weight', 'spaces.text.weight']) {
      const parts = [one, other].map((run) =>
        digest(layout.view(run?.state.parameters ?? new Float32Array(), name)),
      );
      expect(parts[0], name).not.toBe(parts[1]);
    }
    await run(first, { ...own, stopAfter: 2 });
    expect(heard).toEqual([1, 2]);
  });

  it('is a network without its text to everything else, and a start for a run with text', async () => {
    const file = path.join(whole, 'checkpoint.bin');
    const { parameters, header } = await readTrainedNetwork(file);
    expect(parameters).toHaveLength(aesNetLayout().size);
    expect(header.size).toBeGreaterThan(parameters.length);
    const folder = temporaryFolder('warm');
    const heard: number[] = [];
    const started = { start: file, config: { ...config, textSteps: 2, learningRate: 1e-12 } };
    const onTextStep = (step: number) => heard.push(step);
    expect(await run(folder, { ...started, stopAfter: 1, onTextStep })).toMatchObject({
      finished: false,
    });
    // With its text side, which has learnt already, and the vocabulary whose ids it knows.
    expect(heard).toEqual([]);
    expect(vocabularyOf(folder)).toEqual(vocabularyOf(whole));
    const [before, after] = await Promise.all([whole, folder].map(textOf));
    expect(after).toHaveLength(before?.length ?? NaN);
    expect(
      Math.max(...(after ?? []).map((value, i) => Math.abs(value - (before?.[i] ?? NaN)))),
    ).toBeLessThan(1e-6);
  });

  /** Some of what a run's text side has learnt. */
  async function textOf(folder: string): Promise<number[]> {
    const { text } = await readTrainedNetwork(path.join(folder, 'checkpoint.bin'));
    if (text === undefined) throw new Error(`${folder} has no text`);
    return [...text.layout.view(text.parameters, 'text.pieces.weight').slice(0, 1000)];
  }

  it('says so when it has no descriptions, or its vocabulary is damaged', async () => {
    const folder = temporaryFolder('none');
    await expect(run(folder, { from: { ...data, sentences: undefined } })).rejects.toMatchObject({
      code: 'descriptions-missing',
    });
    expect(existsSync(path.join(folder, 'log.jsonl'))).toBe(false);
    writeFileSync(path.join(folder, 'vocabulary.txt'), 'the\n');
    await expect(run(folder)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
  });
});

function vocabularyOf(folder: string): string[] {
  return readFileSync(path.join(folder, 'vocabulary.txt'), 'utf8').trimEnd().split('\n');
}
