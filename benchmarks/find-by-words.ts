/**
 * Finding by words in a catalogue of 50,000 photos, filters included: from the request to the ids, as it is asked at every keystroke.
 *
 * `node benchmarks/find-by-words.ts [PHOTOS]`. The catalogue, the index and the text side are the real ones; the photos' vectors are
 * drawn at random, which costs the same. Prints one JSON line: medians in milliseconds, `cpu` of this process alone, which is what a
 * busy machine does not change much.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SPACES } from '../src-aesnet/descriptions/index.ts';
import { packSpaces } from '../src-aesnet/retrieval/index.ts';
import { Random } from '../src-aesnet/random.ts';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import { createModelStore, createPhraseEncoder } from '../src-main/inference/index.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { LibraryWords } from '../src-main/workflows/library-words.ts';
import { SCENES } from '../src-shared/attribute.ts';
import type { Filter } from '../src-shared/bridge.ts';

const COUNT = Number(process.argv[2] ?? 50_000);
const BATCH = 1000;
const PHRASES = ['warm evening light', 'moody low-key portrait', 'peaceful scene in soft colours'];
/** Values of `looksOf`. */
const LOOKS = 8;
const FILTERS: Readonly<Record<string, Filter>> = {
  none: {},
  flagged: { flags: ['pick'] },
  scored: { score: { of: 'aesthetic', min: 3 }, stars: { min: 0, max: 3 } },
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-words-'));
const models = path.join(import.meta.dirname, '..', 'models');
const store = createModelStore({
  ...{ builtInFolder: models, installedFolder: path.join(folder, 'models') },
  spawnWorker: spawnNodeWorker,
});
const { entry } = await store.resolveDefault();
const size = entry.outputs.attributeEmbeddings?.size;
if (size === undefined || entry.text === undefined) throw new Error('the model reads no words');
const catalogue = openCatalogue(path.join(folder, 'catalogue.db'), { exists: () => true });
const phrases = createPhraseEncoder({ spawnWorker: spawnNodeWorker, store });
try {
  fill(size);
  const words = new LibraryWords({ catalogue, phrases });
  const firstIndex = await timed(() => words.prepare());
  const results: Record<string, unknown> = {};
  for (const [name, filter] of Object.entries(FILTERS)) {
    const times = { keystroke: [], cpu: [], query: [], encode: [] } as Record<string, number[]>;
    for (let turn = 0; turn < 15; turn++) {
      // Another phrase each time, so that nothing is remembered.
      const phrase = `${PHRASES[turn % PHRASES.length] ?? ''}${' very'.repeat(1 + (turn % 5))}`;
      const query = () => catalogue.query(filter, { by: 'time', direction: 'ascending' });
      times.encode?.push(await timed(() => phrases.encode([phrase])));
      times.query?.push(await timed(() => Promise.resolve(query())));
      const before = process.cpuUsage();
      times.keystroke?.push(
        await timed(() => words.find({ phrase, show: 'all', ranked: true }, query)),
      );
      const { user, system } = process.cpuUsage(before);
      times.cpu?.push((user + system) / 1000);
    }
    results[name] = {
      photos: catalogue.query(filter, { by: 'name', direction: 'ascending' }).length,
      ...Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, median(all)])),
    };
  }
  const changed = catalogue.query({}, { by: 'added', direction: 'ascending' }).slice(0, 500);
  words.photosChanged(changed);
  const update = await timed(() => words.prepare());
  console.log(
    JSON.stringify({
      ...{ photos: COUNT, model: `${entry.id}@${entry.version}` },
      firstIndex: round(firstIndex),
      after500Changes: round(update),
      byFilter: results,
      residentMegabytes: round(process.memoryUsage().rss / 2 ** 20),
    }),
  );
} finally {
  phrases.close();
  catalogue.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Photos with scores, scenes, a verdict now and then, and vectors. */
function fill(width: number): void {
  const random = Random.from(1);
  const root = catalogue.addRoot('/photos', 'none');
  const model = { id: entry.id, version: entry.version };
  catalogue.setCurrentModel(model);
  const vectors = Array.from({ length: 200 }, () =>
    packSpaces(Float32Array.from({ length: SPACES.length * width }, () => random.normal())),
  );
  for (let start = 0; start < COUNT; start += BATCH) {
    const files = Array.from({ length: Math.min(BATCH, COUNT - start) }, (_, at) => ({
      path: `/photos/${String(Math.floor(start / BATCH))}/IMG_${String(start + at)}.jpg`,
      ...{ format: 'jpeg' as const, bytes: 1000 + start + at, modifiedAt: 1_600_000_000_000 },
      ...{ fileId: `1:${String(start + at)}`, identity: `id-${String(start + at)}` },
    }));
    const { added } = catalogue.upsertFiles(root.id, files);
    catalogue.setDecoded(
      added.map((id) => ({
        ...{ id, format: 'jpeg', width: 6000, height: 4000 },
        ...{ previewWidth: 2048, previewHeight: 1365, dominantColor: '#102030' },
        ...{ pictureVersion: `v${String(id)}`, exif: {}, warnings: [] },
      })),
    );
    catalogue.setScored(
      added.map((id) => {
        const scene = Object.fromEntries(SCENES.map((name) => [name, random.uniform()]));
        const values = { aesthetic: 1 + 4 * random.uniform() };
        return {
          ...{ id, score: { values, scene, model, provider: 'cpu' } },
          ...{ features: new Float32Array(4), spaces: random.pick(vectors) },
          looks: Float32Array.from({ length: LOOKS }, () => 50 * random.uniform()),
        };
      }),
    );
    catalogue.decide(
      added.filter((id) => id % 5 === 0).map((id) => ({ id, change: { flag: 'pick' } })),
      { kind: 'person', scoreVisible: false },
    );
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN);
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
