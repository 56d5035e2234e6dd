// Prints one JSON line: how fast 100,000 files in 1,000 folders are scanned and walked once the system has them
// cached, and how many native watch handles and how much memory it takes to watch them.
// Usage: node --expose-gc benchmarks/watching.ts [FILES] [FOLDERS]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createWatching, walkPhotos } from '../src-main/watching/index.ts';

const files = Number(process.argv[2] ?? 100_000);
const folders = Number(process.argv[3] ?? 1_000);
const root = mkdtempSync(path.join(os.tmpdir(), 'keepers-benchmark-'));
const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** Scans once; gives the time, the CPU time and what is held afterwards. */
async function scan() {
  const before = heap();
  // No file counts as fresh, so that the time is that of the scan.
  const watching = createWatching({ freshMs: 0 });
  const scanned = new Promise<void>((resolve) => {
    watching.onEvent((event) => {
      if (event.type === 'scanned') resolve();
    });
  });
  const cpu = process.cpuUsage();
  const started = performance.now();
  await watching.add(root);
  await scanned;
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const handles = watching.handles();
  const bytes = heap() - before;
  await watching.close();
  return { seconds, cpuSeconds: (user + system) / 1e6, handles, bytes };
}

try {
  for (let index = 0; index < files; index++) {
    const folder = path.join(root, `shoot-${index % folders}`);
    if (index < folders) mkdirSync(folder);
    writeFileSync(path.join(folder, `IMG_${index}.jpg`), '');
  }
  await scan();
  const { seconds, cpuSeconds, handles, bytes } = await scan();
  const started = performance.now();
  let walked = 0;
  for await (const { problem } of walkPhotos(root)) if (problem === undefined) walked++;
  const walkSeconds = (performance.now() - started) / 1000;
  console.log(
    JSON.stringify({
      benchmark: 'watching',
      files,
      folders,
      scanFilesPerSecond: Math.round(files / seconds),
      scanFilesPerCpuSecond: Math.round(files / cpuSeconds),
      walkFilesPerSecond: Math.round(walked / walkSeconds),
      handles,
      // Without --expose-gc, memory that is no longer in use is counted too.
      heapMegabytes: Number((bytes / 1e6).toFixed(1)),
    }),
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
