/**
 * Batches of training data made a second with one worker and with two, and what each kind of edit costs; prints one JSON
 * line.
 *
 *     node benchmarks/training-data.ts [SECONDS] [CACHE]
 *
 * Pictures are those of PARA's validation split in KEEPERS_DATA. CACHE is a folder for their raw cache, which is made first
 * where need be (180 MB); default: a temporary one. `millisecondsPerEdit` is processor time for the weak and the strong copy and
 * the matched original of one picture of 224 × 224 pixels.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { applyEdit, EDIT_NAMES, sampleEdit, type EditName } from '../src-aesnet/edits/index.ts';
import { blank } from '../src-aesnet/picture.ts';
import { Random } from '../src-aesnet/random.ts';
import { throughJpeg, useOneThreadEach } from '../src-main/decoding/training-pictures.ts';
import {
  CACHE_SIDE,
  CacheReader,
  createBatches,
  DEFAULT_AUGMENTATION,
  ensureParaCache,
  readPara,
  type RawCache,
} from '../src-main/training/data/index.ts';
import { dataFolder } from './support/photos.ts';

const SHAPE = { side: 160, photos: 32, edited: 8, stable: 4 };

async function main(seconds: number, given: string | undefined): Promise<void> {
  const folder = given ?? mkdtempSync(path.join(os.tmpdir(), 'keepers-training-data-'));
  try {
    const rows = await readPara(dataFolder('para'), 'validation');
    const cache = await ensureParaCache(rows, { folder, name: 'validation' });
    const batches = [];
    for (const workers of [1, 2]) batches.push(await measureBatches(cache, workers, seconds));
    console.log(
      JSON.stringify({
        benchmark: 'training-data',
        ...SHAPE,
        cpu: os.cpus()[0]?.model,
        cores: os.availableParallelism(),
        load: os.loadavg()[0],
        batches,
        millisecondsPerEdit: await measureEdits(cache),
      }),
    );
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function measureBatches(cache: RawCache, workers: number, seconds: number) {
  const members = Int32Array.from(cache.usable);
  const spec = {
    ...SHAPE,
    cache: cache.folder,
    members,
    seed: 1,
    augmentation: DEFAULT_AUGMENTATION,
  };
  const batches = createBatches(spec, { workers });
  // The code of every worker has been compiled by then.
  for (let batch = 0; batch < 4 * workers; batch++) await batches.next();
  const start = performance.now();
  const before = process.cpuUsage();
  let made = 0;
  while (performance.now() - start < seconds * 1000) {
    await batches.next();
    made++;
  }
  const elapsed = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  await batches.close();
  return {
    workers,
    perSecond: round(made / elapsed),
    picturesPerSecond: round((made * batches.layout.pictures) / elapsed),
    processorMillisecondsPerBatch: round((user + system) / 1000 / made),
  };
}

async function measureEdits(cache: RawCache): Promise<Record<string, number>> {
  const ROUNDS = 12;
  const reader = new CacheReader(cache.folder);
  const picture = blank(CACHE_SIDE, CACHE_SIDE);
  const spent: Partial<Record<EditName, number>> = {};
  // The first turn compiles.
  for (const rounds of [3, ROUNDS]) {
    for (const kind of EDIT_NAMES) {
      const random = Random.from(1);
      const before = process.cpuUsage();
      for (let turn = 0; turn < rounds; turn++) {
        reader.read(cache.usable[turn] ?? 0, picture.data);
        await applyEdit(picture, sampleEdit(random, kind), throughJpeg);
      }
      const { user, system } = process.cpuUsage(before);
      spent[kind] = round((user + system) / 1000 / rounds);
    }
  }
  reader.close();
  return spent;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

useOneThreadEach();
await main(Number(process.argv[2] ?? 10), process.argv[3]);
