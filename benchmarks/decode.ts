/**
 * Photos of 24 MP decoded a second: pass one against shrink-on-load decoding to the same size and nothing
 * else, pass two against full decoding and nothing else; prints one JSON line.
 *
 *     node benchmarks/decode.ts [PHOTOS] [ROUNDS]
 *
 * The photos are upscaled from those in KEEPERS_DATA with noise added (benchmarks/support/photos.ts), in a
 * temporary folder. `wall`: all kinds of work in turn in every round, in as many processes with as many photos
 * under way, so that whatever else the machine does slows all alike; the medians over the rounds. `processor`:
 * the same work on one photo at a time in one process, in milliseconds of processor time; the least of four times
 * as many rounds, since whatever else the machine does can only add to it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { passTwo } from '../src-main/decoding/full.ts';
import { createDecoder } from '../src-main/decoding/index.ts';
import { passOne } from '../src-main/decoding/pass-one.ts';
import type { Source } from '../src-main/decoding/types.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { makeLargePhotos } from './support/photos.ts';

/** Long edge of pass one's decode. */
const EDGE = 1500;
const BASELINE = '--baseline';
const KINDS = [
  'passOne',
  'passOneWithoutPictures',
  'shrinkOnLoad',
  'passTwo',
  'fullDecode',
] as const;
type Kind = (typeof KINDS)[number];
type Decode = (file: string) => Promise<unknown>;

/** Decodes with sharp and does nothing else. */
function decodeAlone(file: string, full: boolean): Promise<Buffer> {
  const image = sharp(file).autoOrient();
  const sized = full ? image : image.resize({ width: EDGE, height: EDGE, fit: 'inside' });
  return sized.raw().toBuffer();
}

function serveBaseline(): void {
  process.on('message', ({ id, file, full }: { id: number; file: string; full: boolean }) => {
    void decodeAlone(file, full).then(() => process.send?.({ id }));
  });
  process.on('disconnect', () => process.exit(0));
}

async function main(count: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-decode-'));
  const decoder = createDecoder({ spawnWorker: spawnNodeWorker });
  const baseline = new Baseline(decoder.processes);
  const source = (file: string): Source => ({ kind: 'file', path: file });
  try {
    const files = await makeLargePhotos(folder, count);
    // Under way at once: two photos a process in pass one, one in pass two, as the pool has it.
    const many = decoder.processes * 2;
    const wall = await timeInTurn(rounds, {
      passOne: () => inFlight(files, many, (f) => decoder.passOne(source(f), { pictures: true })),
      passOneWithoutPictures: () =>
        inFlight(files, many, (f) => decoder.passOne(source(f), { pictures: false })),
      shrinkOnLoad: () => inFlight(files, many, (f) => baseline.decode(f, false)),
      passTwo: () => inFlight(files, decoder.processes, (f) => decoder.passTwo(source(f))),
      fullDecode: () => inFlight(files, decoder.processes, (f) => baseline.decode(f, true)),
    });
    const least = await processorTime(files[0] ?? '', rounds * 4, {
      passOne: (f) => passOne(source(f), true),
      passOneWithoutPictures: (f) => passOne(source(f), false),
      shrinkOnLoad: (f) => decodeAlone(f, false),
      passTwo: (f) => passTwo({ source: source(f), roomForLarge: false }),
      fullDecode: (f) => decodeAlone(f, true),
    });
    const perSecond = mapKinds((kind) => round(count / median(wall[kind])));
    console.log(
      JSON.stringify({
        benchmark: 'decode',
        photos: `${count} × 6000×4000 JPEG, upscaled with noise`,
        cpu: os.cpus()[0]?.model,
        cores: os.availableParallelism(),
        load: os.loadavg()[0],
        processes: decoder.processes,
        wall: {
          photosPerSecond: perSecond,
          passOneRatio: medianRatio(wall.passOne, wall.shrinkOnLoad),
          passTwoRatio: medianRatio(wall.passTwo, wall.fullDecode),
        },
        processor: {
          millisecondsPerPhoto: mapKinds((kind) => round(least[kind])),
          passOneRatio: round(least.passOne / least.shrinkOnLoad),
          passTwoRatio: round(least.passTwo / least.fullDecode),
        },
      }),
    );
  } finally {
    baseline.close();
    await decoder.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processes that decode with sharp alone. */
class Baseline {
  readonly #children: ChildProcess[];
  readonly #open = new Map<number, () => void>();
  #next = 0;

  constructor(processes: number) {
    this.#children = Array.from({ length: processes }, () =>
      fork(import.meta.filename, [BASELINE]),
    );
    for (const child of this.#children) {
      child.on('message', ({ id }: { id: number }) => this.#open.get(id)?.());
    }
  }

  decode(file: string, full: boolean): Promise<void> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#open.set(id, resolve);
      this.#children[id % this.#children.length]?.send({ id, file, full });
    });
  }

  close(): void {
    for (const child of this.#children) child.disconnect();
  }
}

async function inFlight(files: readonly string[], most: number, decode: Decode): Promise<void> {
  const waiting = [...files];
  const lane = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await decode(file);
  };
  await Promise.all(Array.from({ length: most }, lane));
}

/** Seconds of each kind in each round; a first round, which starts processes and warms up, is left out. */
async function timeInTurn(
  rounds: number,
  work: Record<Kind, () => Promise<void>>,
): Promise<Record<Kind, number[]>> {
  const seconds = mapKinds((): number[] => []);
  for (let turn = 0; turn <= rounds; turn++) {
    for (const kind of KINDS) {
      const start = performance.now();
      await work[kind]();
      if (turn > 0) seconds[kind].push((performance.now() - start) / 1000);
    }
  }
  return seconds;
}

/** Milliseconds of processor time that each kind takes for this photo, at least. */
async function processorTime(
  file: string,
  rounds: number,
  work: Record<Kind, Decode>,
): Promise<Record<Kind, number>> {
  const least = mapKinds(() => Infinity);
  // Apart, or freeing the memory of a full decode would count for the light one after it.
  for (const group of [KINDS.slice(0, 3), KINDS.slice(3)]) {
    for (let turn = 0; turn < rounds; turn++) {
      for (const kind of group) {
        const before = process.cpuUsage();
        await work[kind](file);
        const { user, system } = process.cpuUsage(before);
        least[kind] = Math.min(least[kind], (user + system) / 1000);
      }
    }
  }
  return least;
}

function mapKinds<T>(value: (kind: Kind) => T): Record<Kind, T> {
  return Object.fromEntries(KINDS.map((kind) => [kind, value(kind)])) as Record<Kind, T>;
}

function medianRatio(a: readonly number[], b: readonly number[]): number {
  return round(median(a.map((value, index) => value / (b[index] ?? NaN))));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

sharp.concurrency(1);
sharp.cache(false);
if (process.argv[2] === BASELINE) serveBaseline();
else await main(Number(process.argv[2] ?? 12), Number(process.argv[3] ?? 5));
