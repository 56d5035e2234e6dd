/**
 * Grouping 100,000 photos on one core, by what there is to group, and choosing the best fifty of them; then the same
 * from a catalogue, as the app does it. Prints one JSON line.
 *
 *     node benchmarks/grouping.ts [photos]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import { LibraryGroups } from '../src-main/workflows/library-groups.ts';
import type { Exif } from '../src-shared/photo.ts';
import { duplicateCandidates, nearDuplicates } from '../src-main/workflows/grouping/duplicates.ts';
import { groupByCapture, type GroupingPhoto } from '../src-main/workflows/grouping/index.ts';
import { applyPlacements } from '../src-main/workflows/grouping/placements.ts';
import { dot } from '../src-main/workflows/grouping/duplicates.ts';
import { varied } from '../src-main/workflows/grouping/varied.ts';

const PHOTOS = Number(process.argv[2] ?? 100_000);
const REPEATS = 3;
/** Dimensions of a content embedding. */
const CONTENT = 128;
const START = Date.UTC(2024, 0, 1);

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

type Frame = (index: number) => {
  readonly ms: number;
  readonly exif?: Exif;
  readonly name?: string;
};

function library(frame: Frame): GroupingPhoto[] {
  return Array.from({ length: PHOTOS }, (_, index) => {
    const { ms, exif, name = `IMG_${index}.JPG` } = frame(index);
    const folder = `/photos/${Math.floor(index / 3000)}`;
    return {
      path: `${folder}/${name}`,
      folder,
      name,
      format: name.endsWith('.CR3') ? 'raw' : 'jpeg',
      exif: {
        camera: 'Canon EOS R5',
        serial: String(index % 2),
        capturedAt: new Date(START + ms).toISOString().slice(0, 23),
        subSeconds: true,
        shutter: 1 / 200,
        aperture: 4,
        iso: 400,
        focalLength: 50,
        ...exif,
      },
      width: 8192,
      height: 5464,
    };
  });
}

const random = generator(1);
/** Ten frames in a second, then a pause. */
const inBursts: Frame = (index) => ({ ms: Math.floor(index / 10) * 20_000 + (index % 10) * 100 });
const LIBRARIES: Readonly<Record<string, Frame>> = {
  bursts: inBursts,
  brackets: (index) => ({
    ms: Math.floor(index / 6) * 30_000 + (index % 6) * 300,
    exif: { serial: '1', bracket: { of: 'exposure' }, exposureCompensation: (index % 3) - 1 },
  }),
  exposurePatterns: (index) => ({
    ms: Math.floor(index / 3) * 30_000 + (index % 3) * 300,
    exif: { serial: '1', shutter: 2 ** ((index % 3) - 1) / 100, exposureMode: 'manual' },
  }),
  pairs: (index) => ({
    ms: Math.floor(index / 2) * 7_000,
    name: `IMG_${Math.floor(index / 2)}.${index % 2 === 0 ? 'CR3' : 'JPG'}`,
    exif: { serial: '1' },
  }),
  singles: (index) => ({ ms: index * 3_000 }),
  oneSecond: (index) => ({ ms: index % 1000 }),
  mixed: (index) =>
    index % 30 < 20
      ? inBursts(index)
      : { ms: Math.floor(index / 30) * 60_000 + (index % 30) * 1500 },
};

/** Each of a scene's photos a little off its middle. */
function contents(photos: readonly GroupingPhoto[]): ReadonlyMap<GroupingPhoto, Float32Array> {
  const made = new Map<GroupingPhoto, Float32Array>();
  let scene = unit(() => random() - 0.5);
  for (const [index, photo] of photos.entries()) {
    if (index % 4 === 0) scene = unit(() => random() - 0.5);
    made.set(
      photo,
      unit((at) => (scene[at] ?? 0) + (random() - 0.5) * 0.02),
    );
  }
  return made;
}

function unit(value: (at: number) => number): Float32Array {
  const vector = Float32Array.from({ length: CONTENT }, (_, at) => value(at));
  const length = Math.hypot(...vector);
  return vector.map((each) => each / length);
}

/** Least of a few runs: processor seconds, as another program may be using the core meanwhile. */
function timed<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  let seconds = Infinity;
  let result = work();
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const before = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds: Number(seconds.toPrecision(3)), result };
}

const kinds: Record<string, unknown> = {};
for (const [name, frame] of Object.entries(LIBRARIES)) {
  const photos = library(frame);
  const { seconds, result } = timed(() => groupByCapture(photos, { gap: 1000 }));
  const counts: Record<string, number> = {};
  for (const { kind } of result.groups) counts[kind] = (counts[kind] ?? 0) + 1;
  kinds[name] = { seconds, pairs: result.pairs.length, ...counts };
}

const singles = library(LIBRARIES.singles as Frame);
const content = contents(singles);
const contentOf = (photo: GroupingPhoto) => content.get(photo);
const alone = groupByCapture(singles, { gap: 1000 }).singles;
const duplicates = timed(() =>
  nearDuplicates(duplicateCandidates(alone), { contentOf, cosine: 0.97 }),
);
const placements = timed(() =>
  applyPlacements(duplicates.result, singles, ({ name }) =>
    name.endsWith('0.JPG') ? { set: Number(name.slice(4, -5)) >> 1, how: 'merged' } : undefined,
  ),
);
const choices = singles.map((photo) => ({ photo, path: photo.path, score: 1 + 4 * random() }));
const bestFifty = timed(() =>
  varied(choices, 50, (a, b) => {
    const [one, other] = [contentOf(a), contentOf(b)];
    return one === undefined || other === undefined ? 0 : Math.max(0, dot(one, other));
  }),
);

/** The whole library from a catalogue: cold, after one photo changed, after groups were joined by hand. */
async function fromCatalogue(): Promise<Record<string, number>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-grouping-'));
  const catalogue = openCatalogue(path.join(folder, 'catalogue.db'));
  try {
    const model = { id: 'benchmark', version: '1' };
    const photos = library(LIBRARIES.mixed as Frame);
    const shown = contents(photos);
    const root = catalogue.addRoot('/photos', 'native');
    catalogue.setCurrentModel(model);
    const ids: number[] = [];
    for (let start = 0; start < photos.length; start += 1000) {
      const some = photos.slice(start, start + 1000);
      const { added } = catalogue.upsertFiles(
        root.id,
        some.map((photo, index) => ({
          ...{ path: photo.path, format: photo.format, bytes: 1, modifiedAt: 1 },
          ...{ fileId: `1:${start + index}`, identity: String(start + index) },
        })),
      );
      catalogue.setDecoded(
        some.map(({ exif }, index) => ({
          id: added[index] ?? 0,
          ...{ format: 'jpeg', width: 8192, height: 5464, previewWidth: 2048, previewHeight: 1366 },
          ...{ dominantColor: '#808080', pictureVersion: 'x', exif, warnings: [] },
        })),
      );
      catalogue.setScored(
        some.map((photo, index) => ({
          id: added[index] ?? 0,
          score: { values: { aesthetic: 3 }, model, provider: 'cpu' },
          features: new Float32Array(8),
          contentEmbedding: shown.get(photo) ?? new Float32Array(),
        })),
      );
      ids.push(...added);
    }
    const groups = new LibraryGroups(
      {
        catalogue,
        movies: () => Promise.resolve([]),
        similarity: () => ({ unrelated: 0.75, duplicates: 0.97 }),
      },
      () => undefined,
      () => undefined,
    );
    const measured: Record<string, number> = {};
    const measureNext = async (name: string) => {
      let longest = 0;
      let last = performance.now();
      const ticking = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 1);
      const before = process.cpuUsage();
      await groups.current();
      const { user, system } = process.cpuUsage(before);
      longest = Math.max(longest, performance.now() - last);
      clearInterval(ticking);
      measured[name] = Number(((user + system) / 1e6).toPrecision(3));
      measured[`${name}LongestWaitMs`] = Math.round(longest);
    };
    await measureNext('cold');
    catalogue.setExif([{ id: ids[5] ?? 0, exif: {} }]);
    groups.photosChanged(ids.slice(5, 6));
    await measureNext('onePhotoChanged');
    catalogue.regroup([{ ids: ids.slice(40, 60), how: 'merged' }]);
    groups.placementsChanged();
    await measureNext('joinedByHand');
    await groups.close();
    return measured;
  } finally {
    catalogue.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log(
  JSON.stringify({
    benchmark: 'grouping',
    photos: PHOTOS,
    node: process.version,
    unit: 'CPU seconds on one core, best of three',
    capture: kinds,
    nearDuplicates: { seconds: duplicates.seconds, duplicates: duplicates.result.length },
    placements: { seconds: placements.seconds, groups: placements.result.length },
    bestFiftyVaried: { seconds: bestFifty.seconds },
    library: await fromCatalogue(),
  }),
);
