/**
 * `node benchmarks/measuring.ts`: how well planted effects are measured on the test photographs, and what
 * measuring costs beside decoding. Prints one JSON line. Rates are shares of photographs or of planted copies;
 * times are CPU milliseconds (median of nine after warming up) on a 6000×4000 JPEG made from a photograph
 * by enlarging it and adding noise of σ = 3.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { measure } from '../src-main/measuring/index.ts';
import { dataPath } from '../tests/support/data.ts';
import { apart, decoded, image, moved, noisy, turned } from '../tests/measuring/plant.ts';

sharp.concurrency(1);
sharp.cache(false);

const folder = dataPath('photos/clean');
if (folder === undefined) {
  console.log(JSON.stringify({ benchmark: 'measuring', skipped: 'no test photographs' }));
  process.exit(0);
}
const names = readdirSync(folder).filter((name) => /\.jpe?g$/.test(name));

const rises: boolean[] = [];
const noises = new Map<number, boolean[]>([5, 10, 20].map((sigma) => [sigma, []]));
const tilts = { sure: [] as boolean[], right: [] as boolean[] };
const motions = { sure: [] as boolean[], right: [] as boolean[] };
const falseMotions: boolean[] = [];
for (const [i, name] of names.entries()) {
  const photo = await decoded(sharp(path.join(folder, name)));
  const clean = measure(photo);
  const moves = (found: typeof clean) => found.motion.length > 0 && found.motion.confidence > 0.8;
  falseMotions.push(moves(clean));

  const read = [clean.focus ?? NaN];
  for (const sigma of [1, 2, 4, 8]) {
    const blurred = measure(await decoded(image(photo).blur(sigma)));
    read.push(blurred.focus ?? NaN);
    falseMotions.push(moves(blurred));
  }
  rises.push(read.every((value, at) => at === 0 || value > (read[at - 1] as number)));

  for (const [sigma, hits] of noises) {
    hits.push(Math.abs((measure(noisy(photo, sigma, i + 1)).noise ?? NaN) / sigma - 1) <= 0.25);
  }
  for (const tilt of [-2 - ((i * 3) % 9), 2 + ((i * 5) % 9)]) {
    const { degrees, confidence } = measure(await turned(photo, -tilt)).horizon;
    const sure = confidence > 0.8 && clean.horizon.confidence > 0.8;
    tilts.sure.push(sure);
    if (sure) tilts.right.push(Math.abs(degrees - clean.horizon.degrees - tilt) <= 1);
  }
  const angle = (i * 37) % 180;
  const { motion } = measure(await moved(photo, 10 + ((i * 7) % 21), angle));
  motions.sure.push(motion.confidence > 0.8);
  if (motion.confidence > 0.8) {
    motions.right.push(motion.length > 0 && apart(motion.angle, angle) <= 15);
  }
}

const large = noisy(
  await decoded(sharp(path.join(folder, names[3] ?? '')).resize(6000, 4000, { fit: 'cover' })),
  3,
);
const bytes = await image(large).jpeg({ quality: 92 }).toBuffer();
const decode: number[] = [];
const measuring: number[] = [];
for (let i = 0; i < 14; i++) {
  let before = process.cpuUsage();
  const picture = await decoded(sharp(bytes));
  decode.push(since(before));
  before = process.cpuUsage();
  measure(picture);
  measuring.push(since(before));
}

console.log(
  JSON.stringify({
    benchmark: 'measuring',
    photos: names.length,
    focusRises: share(rises),
    noiseWithinQuarter: Object.fromEntries(
      [...noises].map(([sigma, hits]) => [sigma, share(hits)]),
    ),
    tilt: { sureBoth: share(tilts.sure), rightWhereSure: share(tilts.right) },
    motion: {
      sure: share(motions.sure),
      rightWhereSure: share(motions.right),
      falseAlarms: share(falseMotions),
    },
    cpuMs24MP: { decode: median(decode.slice(-9)), measure: median(measuring.slice(-9)) },
  }),
);

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function share(hits: readonly boolean[]): number {
  return Number((hits.filter(Boolean).length / hits.length).toFixed(3));
}

function median(values: readonly number[]): number {
  return Number((values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN).toFixed(1));
}
