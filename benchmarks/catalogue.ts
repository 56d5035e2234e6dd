/**
 * A catalogue of 100,000 photos: time to fill, open, query, sort and decide. Prints one JSON line.
 *
 *     node benchmarks/catalogue.ts [photos]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SCORED } from '../src-shared/attribute.ts';
import { PHOTOS_PER_REQUEST, SORT_KEYS, type Filter } from '../src-shared/bridge.ts';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import type { CatalogueWriter } from '../src-main/catalogue/types.ts';

const PHOTOS = Number(process.argv[2] ?? 100_000);
const BATCH = 500;
const REPEATS = 5;
const MODEL = { id: 'benchmark', version: '1' };
/** Floats of one photo's features, as many as the shipped model's. */
const FEATURES = 1280;

/** Seconds, with CPU seconds of this process: on a busy machine the two differ. */
function timed(work: () => unknown, repeats = REPEATS): { median: number; cpu: number } {
  const seconds: number[] = [];
  const before = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    work();
    seconds.push((performance.now() - start) / 1000);
  }
  const { user, system } = process.cpuUsage(before);
  seconds.sort((a, b) => a - b);
  return {
    median: rounded(seconds[seconds.length >> 1] ?? 0),
    cpu: rounded((user + system) / 1e6 / repeats),
  };
}

function rounded(seconds: number): number {
  return Number(seconds.toPrecision(3));
}

/** The same pseudo-random numbers every time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function fill(catalogue: CatalogueWriter): void {
  const random = generator(1);
  const root = catalogue.addRoot('/photos', 'native');
  catalogue.setCurrentModel(MODEL);
  const features = Float32Array.from({ length: FEATURES }, random);
  for (let start = 0; start < PHOTOS; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, PHOTOS - start) }, (_, i) => start + i);
    const { added } = catalogue.upsertFiles(
      root.id,
      numbers.map((number) => ({
        path: `/photos/${2000 + Math.floor(number / 5000)}/shoot-${Math.floor(number / 1000)}/IMG_${number}.JPG`,
        format: 'jpeg',
        bytes: 8_000_000 + number,
        modifiedAt: 1.7e12 + number * 1000,
        fileId: `1:${number}`,
        identity: number.toString(16).padStart(32, '0'),
      })),
    );
    catalogue.setDecoded(
      added.map((id) => ({
        id,
        format: 'jpeg',
        width: 6000,
        height: 4000,
        previewWidth: 2048,
        previewHeight: 1365,
        dominantColor: '#808080',
        pictureVersion: id.toString(16).padStart(24, '0'),
        exif: {
          capturedAt: new Date(1.7e12 + Math.floor(random() * 1e11)).toISOString().slice(0, 19),
          camera: 'Benchmark 1',
          lens: '50 mm',
          iso: 400,
        },
        warnings: [],
      })),
    );
    catalogue.setScored(
      added.map((id) => ({
        id,
        score: {
          values: Object.fromEntries(SCORED.map((of) => [of, 1 + 4 * random()])),
          spread: 0.5,
          model: MODEL,
          provider: 'cpu',
        },
        features,
      })),
    );
    catalogue.setMeasured(
      added.map((id) => ({
        id,
        measurements: {
          clippedHighlights: 0,
          clippedShadows: 0,
          focus: random() * 5,
          motion: { length: 0, angle: 0, confidence: 0 },
          noise: random(),
          horizon: { degrees: 0, confidence: 0 },
          measuredAt: { width: 6000, height: 4000 },
        },
        warnings: [],
      })),
    );
    if (start % (BATCH * 10) === 0) {
      catalogue.decide(
        added.map((id) => ({ id, change: { stars: id % 2 === 0 ? 3 : 4 } })),
        { kind: 'person', scoreVisible: true },
      );
    }
  }
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-benchmark-'));
try {
  const file = path.join(folder, 'catalogue.db');
  let catalogue = openCatalogue(file);
  const filled = timed(() => fill(catalogue), 1);
  catalogue.close();
  const opened = timed(() => {
    openCatalogue(file).close();
  });
  catalogue = openCatalogue(file);
  const firstStatus = timed(() => [catalogue.totals(), catalogue.canUndo(), catalogue.roots()], 1);
  const sorted = Object.fromEntries(
    SORT_KEYS.map((by) => [
      by,
      timed(() => {
        const ids = catalogue.query({}, { by, direction: 'descending' });
        if (ids.length !== PHOTOS) throw new Error(`${ids.length} of ${PHOTOS} photos`);
      }),
    ]),
  );
  const filters: Record<string, Filter> = {
    score: { score: { of: 'aesthetic', min: 4 } },
    stars: { stars: { min: 3, max: 5 } },
    name: { name: '99' },
    folder: { folderId: catalogue.folders().find(({ photos }) => photos > 0)?.id ?? 1 },
  };
  const filtered = Object.fromEntries(
    Object.entries(filters).map(([name, filter]) => [
      name,
      timed(() => catalogue.query(filter, { by: 'aesthetic', direction: 'descending' })),
    ]),
  );
  const ids = catalogue
    .query({}, { by: 'aesthetic', direction: 'descending' })
    .slice(0, PHOTOS_PER_REQUEST);
  const [first = 1] = ids;
  let stars = 0;
  const result = {
    benchmark: 'catalogue',
    photos: PHOTOS,
    megabytes: Math.round(statSync(file).size / 1e6),
    node: process.version,
    unit: 'seconds: median wall time, and CPU time a run',
    fill: filled,
    open: opened,
    firstStatus,
    status: timed(() => [catalogue.totals(), catalogue.canUndo(), catalogue.roots()]),
    sorted,
    filtered,
    photosGet: timed(() => catalogue.photos(ids)),
    detail: timed(() => [catalogue.detail(first), catalogue.percentiles(first)]),
    distribution: timed(() => catalogue.distribution('aesthetic', 80)),
    pending: timed(() => catalogue.pending('score', MODEL, 256)),
    pendingOfNewModel: timed(() => catalogue.pending('score', { ...MODEL, version: '2' }, 256)),
    decideOne: timed(
      () =>
        catalogue.decide([{ id: first, change: { stars: stars++ % 2 === 0 ? 1 : 2 } }], {
          kind: 'person',
          scoreVisible: true,
        }),
      101,
    ),
    newModel: timed(() => catalogue.setCurrentModel({ ...MODEL, version: '2' }), 1),
  };
  catalogue.close();
  console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
