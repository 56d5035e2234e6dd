/**
 * How often the sharp one is suggested of a photo and its copy blurred at full size, by the score alone and with what is
 * measured; on the test photographs and on 24 MP mosaics of them, which are as sharp as their pixels. Prints one JSON
 * line.
 *
 *     node benchmarks/suggestion.ts [mosaics]
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { openHeadless, type ScoredFile } from '../src-main/engine/headless.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { suggest } from '../src-main/workflows/grouping/suggest.ts';
import { shareOfSharp, writeBlurredCopies } from '../tests/support/blurred-copies.ts';
import { dataPath } from '../tests/support/data.ts';

const MOSAICS = Number(process.argv[2] ?? 12);
const SIGMAS = [1, 2, 3];
const [WIDTH, HEIGHT] = [6000, 4000];
const TILE = 500;

const clean = dataPath('photos/clean');
if (clean === undefined) {
  console.log(JSON.stringify({ benchmark: 'suggestion', skipped: 'no test photographs' }));
  process.exit(0);
}
const photos = readdirSync(clean)
  .sort()
  .map((name) => path.join(clean, name));

/** Middles of the photographs side by side, another order for each mosaic. */
async function mosaic(file: string, number: number): Promise<void> {
  const tiles = await Promise.all(
    Array.from({ length: (WIDTH / TILE) * (HEIGHT / TILE) }, async (_, index) => ({
      input: await sharp(photos[(index * 7 + number * 5) % photos.length])
        .resize(TILE, TILE, { fit: 'cover', withoutEnlargement: true })
        .toBuffer(),
      left: (index % (WIDTH / TILE)) * TILE,
      top: Math.floor(index / (WIDTH / TILE)) * TILE,
    })),
  );
  await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#777' } })
    .composite(tiles)
    .jpeg({ quality: 95 })
    .toFile(file);
}

async function shares(files: readonly string[], sigma: number, folder: string) {
  mkdirSync(folder, { recursive: true });
  await writeBlurredCopies(files, folder, sigma);
  const headless = await openHeadless({
    home: path.join(folder, 'home'),
    modelsFolder: path.resolve(import.meta.dirname, '../models'),
    spawnWorker: spawnNodeWorker,
    onTrouble: (sentence) => console.error(sentence),
  });
  const results = new Map<string, ScoredFile>();
  try {
    await headless.score([folder], {
      measure: true,
      embeddings: false,
      onResult: (result) => {
        if (!('error' in result)) results.set(path.basename(result.path), result);
      },
    });
  } finally {
    await headless.close();
  }
  const names = [...results.keys()].filter((name) => name.endsWith('-sharp.jpg')).sort();
  const suggested = (measured: boolean) =>
    names.map((name) => {
      const pair = [name, name.replace('-sharp', '-blurred')].map((photo) => ({
        photo,
        ...(measured ? results.get(photo) : { score: results.get(photo)?.score }),
      }));
      return suggest(pair as Parameters<typeof suggest<string>>[0])?.photo;
    });
  rmSync(folder, { recursive: true });
  const share = (measured: boolean) => Number(shareOfSharp(suggested(measured)).toFixed(3));
  return { scoreAlone: share(false), withMeasurements: share(true) };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-suggestion-'));
try {
  const mosaics = Array.from({ length: MOSAICS }, (_, number) =>
    path.join(folder, `mosaic-${number}.jpg`),
  );
  for (const [number, file] of mosaics.entries()) await mosaic(file, number);
  const sets = { photographs: photos, mosaicsOf24MP: mosaics };
  const result: Record<string, unknown> = { benchmark: 'suggestion' };
  for (const [name, files] of Object.entries(sets)) {
    const bySigma: Record<string, unknown> = {};
    for (const sigma of SIGMAS) {
      bySigma[`blurred by ${sigma} px`] = await shares(files, sigma, path.join(folder, 'copies'));
    }
    result[name] = { count: files.length, sharpSuggested: bySigma };
  }
  console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
