/**
 * What cosines of the content embeddings of the model in use mean: of a photograph and the same taken again with the camera
 * moved a little, and of photographs that have nothing to do with each other. Prints one JSON line with the
 * `contentSimilarity` that belongs into the model's manifest entry.
 *
 *     node benchmarks/content-similarity.ts [folder of models]
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { openHeadless } from '../src-main/engine/headless.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { dot } from '../src-main/workflows/grouping/duplicates.ts';
import { dataPath } from '../tests/support/data.ts';

/** Windows of a photograph, shares of its sides: the first is the photo, the others are the same taken again. */
const WINDOWS = [
  { left: 0.06, top: 0.06, side: 0.85 },
  { left: 0.09, top: 0.05, side: 0.85 },
  { left: 0.12, top: 0.04, side: 0.85 },
  { left: 0, top: 0.12, side: 0.85 },
  { left: 0.1, top: 0.1, side: 0.76 },
];

const clean = dataPath('photos/clean');
if (clean === undefined) {
  console.log(JSON.stringify({ benchmark: 'content-similarity', skipped: 'no test photographs' }));
  process.exit(0);
}
const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-similarity-'));
try {
  const names = readdirSync(clean).sort();
  for (const [index, name] of names.entries()) {
    const photo = sharp(path.join(clean, name));
    const { width, height } = await photo.metadata();
    for (const [again, { left, top, side }] of WINDOWS.entries()) {
      await photo
        .clone()
        .extract({
          left: Math.round(left * width),
          top: Math.round(top * height),
          width: Math.round(side * width),
          height: Math.round(side * height),
        })
        .jpeg({ quality: 92 })
        .toFile(path.join(folder, `${index}-${again}.jpg`));
    }
  }
  const headless = await openHeadless({
    home: path.join(folder, 'home'),
    modelsFolder: path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../models')),
    spawnWorker: spawnNodeWorker,
    onTrouble: (sentence) => console.error(sentence),
  });
  const contents = new Map<string, Float32Array>();
  let model = '';
  try {
    await headless.score([folder], {
      measure: false,
      embeddings: true,
      onResult: (result) => {
        if ('error' in result) return;
        model = `${result.score.model.id}@${result.score.model.version}`;
        const { contentEmbedding } = result;
        if (contentEmbedding !== undefined) {
          contents.set(path.basename(result.path, '.jpg'), contentEmbedding);
        }
      },
    });
  } finally {
    await headless.close();
  }
  if (contents.size === 0) {
    console.log(
      JSON.stringify({ benchmark: 'content-similarity', model, contentEmbedding: 'none' }),
    );
  } else {
    const cosine = (a: string, b: string) =>
      dot(contents.get(a) ?? new Float32Array(), contents.get(b) ?? new Float32Array());
    const again = names.flatMap((_, index) =>
      WINDOWS.slice(1).map((__, each) => cosine(`${index}-0`, `${index}-${each + 1}`)),
    );
    const unrelated = names.flatMap((_, index) =>
      names.slice(0, index).map((__, other) => cosine(`${index}-0`, `${other}-0`)),
    );
    const at = (values: readonly number[], share: number) =>
      Number(
        (values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? NaN).toFixed(3),
      );
    const duplicates = at(again, 0.05);
    console.log(
      JSON.stringify({
        benchmark: 'content-similarity',
        model,
        photographs: names.length,
        takenAgain: { least: at(again, 0), fifth: duplicates, median: at(again, 0.5) },
        unrelated: {
          median: at(unrelated, 0.5),
          '99th': at(unrelated, 0.99),
          most: at(unrelated, 0.9999),
        },
        unrelatedAboveDuplicates: Number(
          (unrelated.filter((one) => one >= duplicates).length / unrelated.length).toFixed(4),
        ),
        contentSimilarity: { unrelated: at(unrelated, 0.5), duplicates },
      }),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
