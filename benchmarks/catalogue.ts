/**
 * A catalogue of 100,000 photos: time to fill, open, query, sort and decide. Prints one JSON line.
 *
 *     node benchmarks/catalogue.ts [photos]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RATED_ATTRIBUTES, SCORED } from '../src-shared/attribute.ts';
import { BUILT_IN, type Rule, type Rules } from '../src-shared/collection.ts';
import { PHOTOS_PER_REQUEST, SORT_KEYS, type Filter } from '../src-shared/bridge.ts';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import type { CatalogueWriter, GroupMembers } from '../src-main/catalogue/types.ts';

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

const LENSES = [16, 24, 35, 50, 85, 135, 400];

/** Rules by what they ask. */
const RULES: Readonly<Record<string, Rules>> = {
  ...Object.fromEntries(Object.entries(BUILT_IN).map(([id, { rules }]) => [id, rules])),
  score: all({ of: 'score', score: 'aesthetic', min: 4 }),
  residual: all({ of: 'residual', attribute: 'light', min: 0.3 }),
  camera: all({ of: 'text', value: 'camera', is: 'contains', text: 'bench' }),
  lens: all({ of: 'text', value: 'lens', is: 'contains', text: '50' }),
  exif: all(
    { of: 'exif', value: 'iso', min: 1600 },
    { of: 'exif', value: 'shutter', max: 1 / 60 },
    { of: 'exif', value: 'aperture', max: 4 },
    { of: 'exif', value: 'focalLength', min: 50, not: true },
  ),
  captured: all({ of: 'captured', from: '2024-01-01', to: '2024-12-31' }),
  burst: all({ of: 'group', any: ['burst'] }),
  notBurst: all({ of: 'group', any: ['burst'], not: true }),
  anyOfMany: {
    match: 'any',
    rules: [
      { of: 'score', score: 'light', min: 4.5 },
      { of: 'residual', attribute: 'composition', min: 0.4 },
      { of: 'exif', value: 'iso', max: 100 },
      { of: 'stars', min: 4 },
      { of: 'group', any: ['burst'] },
    ],
  },
};

function all(...rules: Rule[]): Rules {
  return { match: 'all', rules };
}

function fill(catalogue: CatalogueWriter): void {
  const random = generator(1);
  const number = (below: number) => Math.floor(random() * below);
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
          lens: `Benchmark ${LENSES[number(LENSES.length)] ?? 0} mm`,
          iso: 100 * 2 ** number(8),
          shutter: 1 / 2 ** number(12),
          aperture: 1.4 * 2 ** (number(6) / 2),
          focalLength: LENSES[number(LENSES.length)] ?? 0,
        },
        warnings: [],
      })),
    );
    catalogue.setScored(
      added.map((id) => ({
        id,
        score: {
          values: Object.fromEntries(SCORED.map((of) => [of, 1 + 4 * random()])),
          residuals: Object.fromEntries(RATED_ATTRIBUTES.map((of) => [of, random() - 0.5])),
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
  // Half of the library in bursts.
  const everyOther = catalogue
    .query({}, { by: 'time', direction: 'ascending' })
    .filter((_, at) => at % 2 === 0);
  const groups: GroupMembers = { inKind: () => everyOther, at: () => everyOther };
  const collections = Object.fromEntries(
    Object.entries(RULES).map(([name, rules]) => {
      const collection = catalogue.addCollection({ name, rules });
      const sort = { by: 'aesthetic', direction: 'descending' } as const;
      return [
        name,
        {
          count: timed(() => catalogue.countMatching(rules, groups)),
          query: timed(() => catalogue.query({ collection }, sort, groups)),
        },
      ];
    }),
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
    collections,
    history: timed(() => catalogue.history({ limit: 100, sidecars: false })),
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
    restoreBeginning: timed(() => catalogue.restore(0), 1),
    undoRestore: timed(() => catalogue.undo(), 1),
    newModel: timed(() => catalogue.setCurrentModel({ ...MODEL, version: '2' }), 1),
  };
  catalogue.close();
  console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
