/**
 * Taste in a library of 10,000 photos, asked of the engine as the window asks; prints one JSON line, seconds.
 *
 *     node benchmarks/taste-library.ts [PHOTOS] [DECISIONS]
 *
 * The catalogue is made up: shoots of 500, scores of the shipped model's kind with image features that give them, content embeddings of 40
 * subjects, and stars by a taste of its own for 2,000 of them. `create` learns and scores the whole library; `page` is all that the Taste page asks for; `learn` learns
 * anew after one more decision and scores anew; `deep` fine-tunes the head as well; `pair` is the next pair after an answer.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FEATURES } from '../src-aesnet/networks/mobilenet-v2.ts';
import { readWeights } from '../src-aesnet/onnx/read.ts';
import { Random } from '../src-aesnet/random.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES } from '../src-shared/attribute.ts';
import type { Stars } from '../src-shared/verdict.ts';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import { openTestEngine, until } from '../tests/support/engine.ts';

const [PHOTOS = 10_000, DECISIONS = 2_000] = process.argv.slice(2).map(Number);
const MODEL = { id: 'aesnet-s', version: '1' };
const CONTENT = 128;
const SUBJECTS = 40;
const BATCH = 500;

const weights = readWeights(
  readFileSync(path.resolve(import.meta.dirname, '../models/aesnet-s/1/model.onnx')),
);
const weightOf = (name: string) => weights.get(name)?.data ?? new Float32Array();
const [head, bias] = [weightOf('head.level.weight'), weightOf('head.level.bias')[0] ?? 0];
const random = Random.from(1);
const subjects = Array.from({ length: SUBJECTS }, () =>
  Float32Array.from({ length: CONTENT }, () => random.normal()),
);

function shares<Name extends string>(names: readonly Name[]): Record<Name, number> {
  const values = names.map(() => random.uniform() ** 4);
  const sum = values.reduce((total, value) => total + value, 0);
  return Object.fromEntries(names.map((name, at) => [name, (values[at] ?? 0) / sum])) as Record<
    Name,
    number
  >;
}

function scoredPhoto(id: number) {
  const features = Float32Array.from({ length: FEATURES }, () => Math.max(0, random.normal()));
  const level = features.reduce((sum, value, at) => sum + value * (head[at] ?? 0), bias);
  const subject = subjects[random.integer(SUBJECTS)] as Float32Array;
  const own = subject.map((value) => value + 0.3 * random.normal());
  const length = Math.hypot(...own);
  const aesthetic = Math.min(4.9, Math.max(1.1, 3 + 0.1 * level));
  const residuals = Object.fromEntries(RATED_ATTRIBUTES.map((of) => [of, 0.1 * random.normal()]));
  return {
    id,
    score: {
      values: { aesthetic, ...Object.fromEntries(RATED_ATTRIBUTES.map((of) => [of, aesthetic])) },
      ...{ residuals, spread: 0.3, emotion: shares(EMOTIONS), scene: shares(SCENES) },
      ...{ model: MODEL, provider: 'cpu' },
    },
    features,
    contentEmbedding: own.map((value) => value / length),
  };
}

/** A photo's stars: they like strong colours, and one kind of subject. */
function starsOf({ score }: ReturnType<typeof scoredPhoto>): Exclude<Stars, 0> {
  const liking = score.values.aesthetic + 4 * (score.residuals.color ?? 0) + 0.2 * random.normal();
  return (1 + [2.4, 2.8, 3.2, 3.6].filter((cut) => liking > cut).length) as Exclude<Stars, 0>;
}

function fill(file: string): void {
  const catalogue = openCatalogue(file);
  const root = catalogue.addRoot('/photos', 'none');
  catalogue.setCurrentModel(MODEL);
  for (let start = 0; start < PHOTOS; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, PHOTOS - start) }, (_, at) => start + at);
    const { added } = catalogue.upsertFiles(
      root.id,
      numbers.map((number) => ({
        path: `/photos/shoot-${Math.floor(number / 500)}/IMG_${number}.JPG`,
        ...{ format: 'jpeg', bytes: 8_000_000 + number, modifiedAt: 1.7e12 + number * 1000 },
        ...{ fileId: `1:${number}`, identity: number.toString(16).padStart(32, '0') },
      })),
    );
    catalogue.setDecoded(
      added.map((id, at) => ({
        ...{
          id,
          format: 'jpeg',
          width: 6000,
          height: 4000,
          previewWidth: 2048,
          previewHeight: 1365,
        },
        ...{ dominantColor: '#808080', pictureVersion: id.toString(16).padStart(24, '0') },
        exif: { capturedAt: new Date(1.7e12 + (start + at) * 60_000).toISOString().slice(0, 19) },
        warnings: [],
      })),
    );
    const scored = added.map(scoredPhoto);
    catalogue.setScored(scored);
    catalogue.setMeasured(
      added.map((id) => ({
        id,
        measurements: {
          ...{ clippedHighlights: 0, clippedShadows: 0, focus: 1, noise: 1 },
          motion: { length: 0, angle: 0, confidence: 0 },
          horizon: { degrees: 0, confidence: 0 },
          measuredAt: { width: 6000, height: 4000 },
        },
        warnings: [],
      })),
    );
    const every = Math.ceil(PHOTOS / DECISIONS);
    catalogue.decide(
      scored
        .filter(({ id }) => id % every === 0)
        .map((photo) => ({ id: photo.id, change: { stars: starsOf(photo) } })),
      { kind: 'person', scoreVisible: false },
    );
  }
  catalogue.close();
}

const times: Record<string, number> = {};
async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  times[name] = Number(((performance.now() - start) / 1000).toFixed(3));
  return result;
}

const home = mkdtempSync(path.join(os.tmpdir(), 'keepers-benchmark-'));
try {
  fill(path.join(home, 'catalogue.db'));
  const engine = await openTestEngine(home);
  const { client } = engine;
  try {
    await until(
      () => client.request('status', {}),
      ({ device }) => device.active !== undefined,
    );
    const settled = () =>
      until(
        () => client.request('taste.state', {}),
        ({ busy }) => !busy,
        120,
      );
    await settled();
    const { id } = await timed('create', () =>
      client.request('taste.create', {
        name: 'Benchmark',
        sources: { verdicts: true, files: false },
      }),
    );
    await timed('page', () =>
      Promise.all([
        client.request('taste.state', {}),
        client.request('taste.sources', {}),
        client.request('taste.bounds', {}),
      ]),
    );
    const sort = { by: 'best', direction: 'descending' } as const;
    const { ids } = await timed('order', () =>
      client.request('photos.query', { filter: {}, sort }),
    );
    await timed('detail', () => client.request('photos.detail', { id: ids[0] ?? 1 }));
    await client.request('verdicts.apply', {
      ids: [ids[0] ?? 1],
      change: { stars: 5 },
      ...{ scoreVisible: false, reason: 'key' },
    });
    await timed('learn', () => client.request('taste.learn', { id }));
    const { versions } = await timed('deep', () =>
      client.request('taste.change', { id, deep: true }),
    );
    await timed('calibrate', () => client.request('calibration.start', { id }));
    await timed('pair', () => client.request('calibration.answer', { id, chosen: 'left' }));
    console.log(
      JSON.stringify({
        ...{ cores: os.availableParallelism(), photos: PHOTOS, scored: ids.length },
        decisions: versions[0]?.learnt.stars,
        deepWon: versions[0]?.deep?.won,
        ...times,
      }),
    );
  } finally {
    await engine.close();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
