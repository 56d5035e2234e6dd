import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import type { CatalogueWriter } from '../../src-main/catalogue/types.ts';
import { perform, randomAction, stateOf } from './steps-model.ts';
import { addCameraPhotos, addPhotos, newCatalogue, Random } from './support.ts';

const PHOTOS = 5;
const KILLS = 20;

interface Acknowledged {
  readonly count: number;
  readonly ids: readonly number[];
  readonly stars: number;
}

/** Runs a process until it has acknowledged `enough`, then a little longer, and kills it; answers with what it printed. */
async function runAndKill(
  script: string,
  args: readonly (string | number)[],
  enough: number,
  delay: number,
): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, script), ...args.map(String)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > enough) {
      timer ??= setTimeout(() => child.kill('SIGKILL'), delay);
    }
  });
  const signal = await new Promise((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  expect(signal).toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}

async function decideAndKill(
  file: string,
  start: number,
  enough: number,
  delay: number,
): Promise<Acknowledged[]> {
  const all = Array.from({ length: PHOTOS }, (_, index) => index + 1);
  const lines = await runAndKill('deciding-process.ts', [file, PHOTOS, start], enough, delay);
  return lines.map((line) => {
    const [count, id, stars] = line.split(' ');
    return {
      count: Number(count),
      ids: id === 'all' ? all : [Number(id)],
      stars: Number(stars),
    };
  });
}

it(`loses no acknowledged verdict in ${KILLS} kills at random moments`, async () => {
  const { catalogue, file } = newCatalogue();
  const ids = addPhotos(
    catalogue,
    Array.from({ length: PHOTOS }, (_, index) => `${index}.jpg`),
  );
  catalogue.close();
  const random = new Random(7);
  const expected = new Map<number, number>();
  let start = 0;
  let acknowledgedInAll = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const list = await decideAndKill(file, start, 1 + random.below(40), random.below(8));
    acknowledgedInAll += list.length;
    for (const { ids, stars } of list) for (const id of ids) expected.set(id, stars);
    start = (list.at(-1)?.count ?? start) + 1;
    const again = openCatalogue(file);
    const found = again.photos(ids).map(({ verdict }) => verdict.stars);
    const wanted = ids.map((id) => expected.get(id) ?? 0);
    // The one decision that was under way may be there too, but only as a whole.
    const underWay = (start % 5) + 1;
    const with1 = ids.map((id, index) =>
      start % 3 === 0 || id === (start % PHOTOS) + 1 ? underWay : (wanted[index] ?? 0),
    );
    expect([wanted, with1]).toContainEqual(found);
    for (const [index, id] of ids.entries()) {
      expected.set(id, found[index] ?? 0);
      // The log tells the same as the photo.
      expect(again.detail(id)?.history[0]?.after.stars ?? 0).toBe(found[index]);
    }
    again.close();
  }
  expect(acknowledgedInAll).toBeGreaterThan(KILLS);
}, 120_000);

it(`keeps every acknowledged step whole, of whatever kind, in ${KILLS} kills at random moments`, async () => {
  const killed = newCatalogue();
  const spared = newCatalogue();
  const ids = addCameraPhotos(spared.catalogue);
  addCameraPhotos(killed.catalogue);
  killed.catalogue.close();
  const random = new Random(8);
  let next = 0;
  let acknowledgedInAll = 0;
  /** Takes one more step where no one is killed. */
  const follow = () => perform(spared.catalogue, randomAction(new Random(next++), ids));
  const told = (catalogue: CatalogueWriter) => {
    const { steps, total } = catalogue.history({ limit: 500, sidecars: true });
    return {
      state: stateOf(catalogue, ids),
      undo: catalogue.canUndo(),
      redo: catalogue.canRedo(),
      total,
      log: steps.map(({ at, ...step }) => (void at, step)),
    };
  };
  for (let kill = 0; kill < KILLS; kill++) {
    const args = [killed.file, ids.length, next];
    const lines = await runAndKill(
      'acting-process.ts',
      args,
      1 + random.below(40),
      random.below(8),
    );
    acknowledgedInAll += lines.length;
    while (next <= Number(lines.at(-1) ?? -1)) follow();
    const again = openCatalogue(killed.file);
    const found = told(again);
    again.close();
    const acknowledged = told(spared.catalogue);
    // The one step that was under way may be there too, but only as a whole.
    if (found.total !== acknowledged.total) follow();
    expect(found).toEqual(told(spared.catalogue));
  }
  expect(acknowledgedInAll).toBeGreaterThan(KILLS);
}, 120_000);
