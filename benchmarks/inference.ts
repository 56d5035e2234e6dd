/**
 * Pictures scored a second on each execution provider that works here, at batches of 1, 4 and 8; prints one
 * JSON line.
 *
 *     node benchmarks/inference.ts [SECONDS]
 *
 * The whole way is timed, from RGB bytes in this process to answers back in it; `batch` is what is handed
 * over to a process at once.
 */
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { goldenPicture } from '../src-main/inference/golden-pictures.ts';
import { createModelStore } from '../src-main/inference/index.ts';
import { PoolFailure, ProviderPool } from '../src-main/inference/pool.ts';
import { candidatesFor, CPU } from '../src-main/inference/providers.ts';
import type { ResolvedModel } from '../src-main/inference/types.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';

const seconds = Number(process.argv[2] ?? 5);
const pictures = Array.from({ length: 8 }, (_, seed) => goldenPicture(seed, 224));
const store = createModelStore({
  builtInFolder: path.join(import.meta.dirname, '../models'),
  installedFolder: path.join(os.tmpdir(), 'keepers-benchmark-no-models'),
  spawnWorker: spawnNodeWorker,
});
const model = await store.resolveDefault();

const cores = os.availableParallelism();
const runs = [{ provider: CPU, processes: 1, threads: cores }];
if (cores > 1) runs.push({ provider: CPU, processes: Math.min(4, cores), threads: 1 });
for (const provider of candidatesFor(process.platform)) {
  runs.push({ provider, processes: 1, threads: Math.min(4, cores) });
}
const results = [];
for (const run of runs) results.push(await measure(model, run));
console.log(
  JSON.stringify({
    benchmark: 'inference',
    model: `${model.entry.id}@${model.entry.version}`,
    cpu: os.cpus()[0]?.model,
    cores,
    load: os.loadavg()[0],
    results,
  }),
);

async function measure(
  resolved: ResolvedModel,
  run: { provider: string; processes: number; threads: number },
): Promise<Record<string, unknown>> {
  const pool = new ProviderPool({ spawnWorker: spawnNodeWorker, model: resolved, ...run });
  try {
    const start = performance.now();
    await pool.start();
    const startSeconds = round((performance.now() - start) / 1000);
    const batches = [];
    for (const batch of [1, 4, 8]) {
      batches.push({
        ...(await measureBatch(pool, batch)),
        residentMegabytes: residentOfChildren(),
      });
    }
    return { ...run, startSeconds, batches };
  } catch (thrown) {
    if (thrown instanceof PoolFailure) return { ...run, failed: thrown.message };
    throw thrown;
  } finally {
    pool.close();
  }
}

async function measureBatch(pool: ProviderPool, batch: number): Promise<Record<string, number>> {
  const given = pictures.slice(0, batch);
  const everyProcess = () =>
    Promise.all(Array.from({ length: pool.processes }, () => pool.run(given)));
  await everyProcess();
  const start = performance.now();
  let done = 0;
  // Each process has the next batch waiting, as it has in use.
  await Promise.all(
    Array.from({ length: pool.processes * 2 }, async () => {
      while (performance.now() - start < seconds * 1000) {
        await pool.run(given);
        done += batch;
      }
    }),
  );
  const elapsed = (performance.now() - start) / 1000;
  return { batch, picturesPerSecond: round(done / elapsed) };
}

/** Resident memory of the worker processes, where the system's `ps` tells. */
function residentOfChildren(): number | undefined {
  if (process.platform === 'win32') return undefined;
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,rss=,args='], { encoding: 'utf8' }).split(
    '\n',
  );
  const kilobytes = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(
      (match) => Number(match?.[1]) === process.pid && match?.[3]?.includes('inference') === true,
    )
    .reduce((sum, match) => sum + Number(match?.[2]), 0);
  return round(kilobytes / 1024);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
