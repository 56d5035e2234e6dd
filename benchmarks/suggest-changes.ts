/**
 * How long it takes to find out what would change a photo, with the processes of the app; prints one JSON line.
 *
 *     node benchmarks/suggest-changes.ts [PHOTOS]
 *
 * `clean` are the photos of KEEPERS_DATA as they are; `large` three of them upscaled to 24 MP, with noise. Milliseconds from
 * asking to the answer, and of that the decoder's alone: decoding, making copies and handing them over.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { median, quantile } from '../src-aesnet/evaluation/quantile.ts';
import { createDecoder } from '../src-main/decoding/index.ts';
import { suggestChanges } from '../src-main/explaining/suggestions/index.ts';
import { createModelStore, createScorer, createInspector } from '../src-main/inference/index.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { dataFolder, makeLargePhotos } from './support/photos.ts';

const count = Number(process.argv[2] ?? 20);
const folder = dataFolder('photos/clean');
const names = readdirSync(folder)
  .filter((name) => /\.jpg$/.test(name))
  .sort()
  .slice(0, count);
const store = createModelStore({
  builtInFolder: path.join(import.meta.dirname, '../models'),
  installedFolder: path.join(os.tmpdir(), 'keepers-benchmark-no-models'),
  spawnWorker: spawnNodeWorker,
});
const model = await store.resolveDefault();
process.env.KEEPERS_PROVIDER ??= 'cpu';
const scorer = await createScorer({ spawnWorker: spawnNodeWorker, store });
await scorer.ready();
const decoder = createDecoder({ spawnWorker: spawnNodeWorker });
const inspector = createInspector({ spawnWorker: spawnNodeWorker, store });
const rooms = { decoder, scorer, inspector, model };
const large = mkdtempSync(path.join(os.tmpdir(), 'keepers-benchmark-'));
try {
  const files = await makeLargePhotos(large, 3);
  const clean = names.map((name) => path.join(folder, name));
  // Processes start, and code is compiled.
  await timed(clean.slice(0, 3));
  const { trials } = await decoder.editedCopies({ kind: 'file', path: files[0] ?? '' }, {});
  console.log(
    JSON.stringify({
      benchmark: 'suggest-changes',
      model: `${model.entry.id}@${model.entry.version}`,
      cpu: os.cpus()[0]?.model,
      cores: os.availableParallelism(),
      load: os.loadavg()[0],
      copies: trials.copies.length,
      clean: await timed(clean),
      large: await timed(files),
    }),
  );
} finally {
  rmSync(large, { recursive: true });
  inspector.close();
  await Promise.all([scorer.close(), decoder.close()]);
}

async function timed(files: readonly string[]): Promise<Record<string, number>> {
  const all: number[] = [];
  const decoding: number[] = [];
  for (const file of files) {
    const source = { kind: 'file', path: file } as const;
    let start = performance.now();
    await suggestChanges({ source }, rooms);
    all.push(performance.now() - start);
    start = performance.now();
    await decoder.editedCopies(source, {});
    decoding.push(performance.now() - start);
  }
  const round = (value: number) => Math.round(value);
  return {
    photos: files.length,
    medianMs: round(median(all)),
    p90Ms: round(quantile(all, 0.9)),
    copiesMs: round(median(decoding)),
  };
}
