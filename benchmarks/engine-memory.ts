/**
 * Resident memory of the engine while it takes 10,000 photos in: scanned, decoded, scored and measured.
 * The photos are small (224 px): the engine's own memory does not depend on their size, the decoders' does.
 * Prints one JSON line. `engine-memory.ts [PHOTOS]`
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { residentMegabytes, serveEngine } from './support/engine.ts';
import { dataFolder, multiply } from './support/photos.ts';

const photos = Number(process.argv[2] ?? 10_000);
const folder = await mkdtemp(path.join(os.tmpdir(), 'keepers-memory-'));
try {
  const source = dataFolder('para/images-attributes');
  const files = (await readdir(source)).map((name) => path.join(source, name));
  await multiply(files, path.join(folder, 'shoot'), photos);
  const startedAt = performance.now();
  const engine = await serveEngine(path.join(folder, 'home'), [path.join(folder, 'shoot')]);
  let peak = 0;
  let last = 0;
  for (;;) {
    const status = await engine.client.request('status', {});
    last = residentMegabytes(engine.process.pid) ?? 0;
    peak = Math.max(peak, last);
    const working = status.tasks.some(({ state }) => state === 'running');
    if (status.scored + status.failed >= photos && !working) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await engine.stop();
  console.log(
    JSON.stringify({
      benchmark: 'engine-memory',
      photos,
      seconds: Number(seconds.toFixed(1)),
      peakResidentMegabytes: peak,
      restingResidentMegabytes: last,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
