/**
 * Heat maps: what one costs on one core, and whether it shows what a score rests on; prints one JSON line.
 *
 *     node benchmarks/heat-maps.ts [SPLIT [PICTURES]]
 *
 * SPLIT is `validation` (the default), `people` or `test` of PARA, or `clean`: the photographs that have nothing to do with it.
 * `milliseconds` are medians: of drawing all seven maps of a decoded picture in its process, and of the whole way from a JPEG of 24
 * megapixels. For the figures see src-main/training/evaluate/heat-map-figures.ts; `keepers evaluate` prints the same with intervals.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { createDecoder } from '../src-main/decoding/index.ts';
import { createHeatMapper, createModelStore } from '../src-main/inference/index.ts';
import { applyToPictures } from '../src-main/training/apply-model.ts';
import {
  readPara,
  readParaTestForFinalFigures,
  type ParaSplit,
} from '../src-main/training/data/para.ts';
import { heatMapFigures } from '../src-main/training/evaluate/heat-map-figures.ts';
import { openModel } from '../src-main/training/open-model.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { dataFolder, makeLargePhotos } from './support/photos.ts';

const SPLITS = ['validation', 'people', 'test', 'clean'] as const;
const split = (process.argv[2] ?? 'validation') as (typeof SPLITS)[number];
const most = Number(process.argv[3] ?? 200);
if (!SPLITS.includes(split)) throw new Error(`expected one of ${SPLITS.join(', ')}`);
const TIMED = 15;
const models = path.join(import.meta.dirname, '../models');

async function files(): Promise<string[]> {
  if (split === 'clean') {
    const folder = dataFolder('photos/clean');
    return readdirSync(folder)
      .sort()
      .map((name) => path.join(folder, name));
  }
  const para = dataFolder('para');
  const rows =
    split === 'test'
      ? await readParaTestForFinalFigures(para)
      : await readPara(para, split satisfies ParaSplit);
  return rows.map(({ image }) => image);
}

async function tensor(file: string): Promise<Uint8Array> {
  const picture = sharp(file).rotate().toColourspace('srgb').removeAlpha();
  return new Uint8Array(await picture.resize(224, 224, { fit: 'fill' }).raw().toBuffer());
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const spent: number[] = [];
  // The first starts a process.
  for (let run = 0; run <= TIMED; run++) {
    const start = performance.now();
    await work();
    if (run > 0) spent.push(performance.now() - start);
  }
  return round(spent.sort((a, b) => a - b)[TIMED >> 1] ?? NaN);
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

async function times(pictures: readonly Uint8Array[]) {
  const store = createModelStore({
    builtInFolder: models,
    installedFolder: path.join(os.tmpdir(), 'keepers-benchmark-no-models'),
    spawnWorker: spawnNodeWorker,
  });
  const mapper = createHeatMapper({ spawnWorker: spawnNodeWorker, store });
  const decoder = createDecoder({ spawnWorker: spawnNodeWorker });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-heat-maps-'));
  try {
    const [large = ''] = await makeLargePhotos(folder, 1);
    let at = 0;
    const drawing = await median(() =>
      mapper.map(pictures[at++ % pictures.length] ?? new Uint8Array()),
    );
    const fromFile = await median(async () => {
      const decoded = await decoder.passOne({ kind: 'file', path: large }, { pictures: false });
      await mapper.map(decoded.tensor);
    });
    return { drawing, fromFile };
  } finally {
    mapper.close();
    await decoder.close();
    rmSync(folder, { recursive: true });
  }
}

const all = await files();
const count = Math.min(most, all.length);
const pictures: Uint8Array[] = [];
for (let at = 0; at < count; at++) {
  pictures.push(await tensor(all[Math.floor((at * all.length) / count)] ?? ''));
}
const model = await openModel(undefined, models, { provider: 'cpu', threads: 1 });
const figures = await heatMapFigures({
  ...{ model, threads: 1, pictures },
  score: (given) =>
    applyToPictures(
      model.session,
      model.entry,
      given.length,
      (at) => given[at] ?? new Uint8Array(),
    ),
});
const { scores, ...about } = figures;
console.log(
  JSON.stringify({
    benchmark: 'heat-maps',
    model: model.name,
    cpu: os.cpus()[0]?.model,
    load: os.loadavg()[0],
    milliseconds: await times(pictures),
    split,
    ...about,
    scores: Object.fromEntries(
      Object.entries(scores).map(([name, of]) => [
        name,
        {
          lowersMore: round(of.lowersMore.value),
          thanOne: round(of.thanOne.value),
          likeOverall: round(of.likeOverall),
          headsShuffled: round(of.headsShuffled),
          allShuffled: round(of.allShuffled),
        },
      ]),
    ),
  }),
);
