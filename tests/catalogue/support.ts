import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach } from 'vitest';
import { openCatalogue, type CatalogueOptions } from '../../src-main/catalogue/index.ts';
import type {
  CatalogueWriter,
  DecodedRecord,
  FileRecord,
  ScoredRecord,
} from '../../src-main/catalogue/types.ts';
import type { Scored } from '../../src-shared/attribute.ts';
import type { Measurements } from '../../src-shared/photo.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** Runs after the test, the latest first. */
export function afterwards(cleanup: () => void): void {
  cleanups.push(cleanup);
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-catalogue-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Damages the first page of a table or index: noise but for the byte that says what it is, or (`slightly`) its
 * count of unused bytes, which nothing but a check notices.
 */
export function damagePage(file: string, of: string, slightly = false): void {
  const database = new Database(file);
  const page = database
    .prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(of);
  database.close();
  if (page === undefined) throw new Error(`there is no ${of}`);
  const bytes = readFileSync(file);
  if (slightly) bytes[(page - 1) * 4096 + 7] = 9;
  else bytes.fill(0xff, (page - 1) * 4096 + 1, page * 4096);
  writeFileSync(file, bytes);
}

export interface TestCatalogue {
  readonly catalogue: CatalogueWriter;
  readonly file: string;
  /** Paths that the disk has, besides `/photos` and `/other`; the catalogue asks here. */
  readonly disk: Set<string>;
  /** Closes and opens it again, as a restart does. */
  reopen(): CatalogueWriter;
}

/** A new catalogue with a clock that advances one millisecond a look, and a disk that is a set of paths. */
export function newCatalogue(options: CatalogueOptions = {}): TestCatalogue {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  const disk = new Set(['/photos', '/other']);
  let clock = 1_700_000_000_000;
  const all = { exists: (path: string) => disk.has(path), now: () => clock++, ...options };
  let catalogue = openCatalogue(file, all);
  afterwards(() => catalogue.close());
  return {
    catalogue,
    file,
    disk,
    reopen: () => {
      catalogue.close();
      catalogue = openCatalogue(file, all);
      return catalogue;
    },
  };
}

/** A file with these contents at this path. The inode is the contents', as on a drive without copies. */
export function file(
  path: string,
  contents: string,
  over: Partial<FileRecord> = {},
): FileRecord & { identity: string } {
  return {
    path,
    format: 'jpeg',
    bytes: 1000 + contents.length,
    modifiedAt: 1_600_000_000_000,
    fileId: `1:${contents}`,
    identity: `id-${contents}`,
    ...over,
  };
}

/** Adds files called `name` at `/photos/name`, with their names as contents; returns their ids in order. */
export function addPhotos(catalogue: CatalogueWriter, names: readonly string[]): number[] {
  const root = catalogue.addRoot('/photos', 'native');
  return catalogue.upsertFiles(
    root.id,
    names.map((name) => file(`/photos/${name}`, name)),
  ).added;
}

/** Six photos of one camera, a day apart. */
export function addCameraPhotos(catalogue: CatalogueWriter): number[] {
  const ids = addPhotos(
    catalogue,
    Array.from({ length: 6 }, (_, index) => `${index}.jpg`),
  );
  catalogue.setDecoded(
    ids.map((id) => decoded(id, { exif: { camera: 'A', capturedAt: `2024-06-0${id}T10:00:00` } })),
  );
  return ids;
}

export function decoded(id: number, over: Partial<DecodedRecord> = {}): DecodedRecord {
  return {
    id,
    format: 'jpeg',
    width: 6000,
    height: 4000,
    previewWidth: 2048,
    previewHeight: 1365,
    dominantColor: '#102030',
    pictureVersion: `version-${id}`,
    exif: {},
    warnings: [],
    ...over,
  };
}

export const MODEL = { id: 'model', version: '1' };

export function scored(
  id: number,
  values: Partial<Record<Scored, number>>,
  model = MODEL,
): ScoredRecord {
  return {
    id,
    score: { values, spread: 0.5, model, provider: 'cpu' },
    features: Float32Array.of(0.5, -1, 2),
  };
}

export function measurements(focus?: number): Measurements {
  return {
    clippedHighlights: 0.25,
    clippedShadows: 0,
    ...(focus !== undefined && { focus }),
    motion: { length: 0, angle: 0, confidence: 0 },
    horizon: { degrees: -1.5, confidence: 0.75 },
    measuredAt: { width: 6000, height: 4000 },
  };
}

/** The only photo of these ids. */
export function photo(catalogue: CatalogueWriter, id: number) {
  const [found] = catalogue.photos([id]);
  if (found === undefined) throw new Error(`photo ${id} is not there`);
  return found;
}

export { Random } from './random.ts';
