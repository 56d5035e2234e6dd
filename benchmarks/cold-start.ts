/**
 * Cold start on 500 photos of 24 MP: an empty library, from starting the process to the address, the first
 * photo catalogued, the first thumbnail and a first screen of 30, then how fast all are scored and measured.
 * Prints one JSON line. `cold-start.ts [PHOTOS]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { processorSeconds, residentMegabytes, serveEngine } from './support/engine.ts';
import { makeLargePhotos, multiply } from './support/photos.ts';

const SCREEN = 30;
const photos = Number(process.argv[2] ?? 500);

const folder = await mkdtemp(path.join(os.tmpdir(), 'keepers-cold-start-'));
try {
  const large = await makeLargePhotos(path.join(folder, 'large'), 20);
  await multiply(large, path.join(folder, 'shoot'), photos);
  // A shoot has lain there a while: files written this instant are waited for until they stop growing.
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const startedAt = performance.now();
  const seconds = () => Number(((performance.now() - startedAt) / 1000).toFixed(2));
  const engine = await serveEngine(path.join(folder, 'home'), [path.join(folder, 'shoot')]);
  const address = seconds();
  const marks: Record<string, number> = {};
  let memory = 0;
  let used: Record<string, number> = {};
  for (;;) {
    const status = await engine.client.request('status', {});
    memory = Math.max(memory, residentMegabytes(engine.process.pid) ?? 0);
    if (status.photos > 0 && marks.catalogued === undefined) marks.catalogued = seconds();
    if (marks.screen === undefined && status.photos > 0) {
      const { ids } = await engine.client.request('photos.query', {
        filter: {},
        sort: { by: 'time', direction: 'ascending' },
      });
      const screen = ids.slice(0, SCREEN);
      // As the grid does: what is on screen is asked for first.
      if (marks.asked === undefined && screen.length === SCREEN) {
        await engine.client.request('photos.visible', { ids: screen });
        marks.asked = seconds();
      }
      const shown = await engine.client.request('photos.get', { ids: screen });
      const ready = shown.filter(({ pictureVersion }) => pictureVersion !== undefined).length;
      if (ready > 0) marks.thumbnail ??= seconds();
      if (ready >= Math.min(SCREEN, photos)) marks.screen = seconds();
    }
    if (status.scored + status.failed >= photos && marks.scored === undefined) {
      marks.scored = seconds();
      used = processorSeconds(engine.process.pid);
    }
    const working = status.tasks.some(({ state }) => state === 'running');
    if (marks.scored !== undefined && !working) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const all = seconds();
  await engine.stop();
  const scored = marks.scored ?? all;
  console.log(
    JSON.stringify({
      benchmark: 'cold-start',
      photos,
      secondsToAddress: address,
      secondsToFirstCatalogued: marks.catalogued,
      secondsToFirstThumbnail: marks.thumbnail,
      secondsToFirstScreen: marks.screen,
      secondsToAllScored: scored,
      processorSecondsToAllScored: used,
      decodeShareOfScoring: Number(
        ((used.decoding ?? 0) / Object.values(used).reduce((sum, each) => sum + each, 0)).toFixed(
          2,
        ),
      ),
      scoredPerSecond: Number((photos / scored).toFixed(1)),
      measuredPerSecond: Number((photos / (all - scored)).toFixed(1)),
      engineResidentMegabytes: memory,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
