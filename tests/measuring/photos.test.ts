import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { measure, type FullPicture } from '../../src-main/measuring/index.ts';
import type { Measurements } from '../../src-shared/photo.ts';
import { dataPath } from '../support/data.ts';
import { apart, decoded, image, jpeg, moved, noisy, turned } from './plant.ts';

const folder = dataPath('photos/clean');
const found =
  folder === undefined ? [] : readdirSync(folder).filter((name) => /\.jpe?g$/.test(name));
const title =
  found.length > 0
    ? 'effects planted in photographs'
    : 'effects planted in photographs (no test data: skipped)';

describe.skipIf(found.length === 0)(title, () => {
  const photos: FullPicture[] = [];
  /** What is measured of each as it is. */
  const clean: Measurements[] = [];
  /** Copies take a while: where a kind of them has its share with every second photo, that is enough. */
  const isSecond = (at: number) => at % 2 === 1;
  const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / hits.length;

  beforeAll(async () => {
    for (const name of found) photos.push(await decoded(sharp(path.join(folder ?? '', name))));
    clean.push(...photos.map((photo) => measure(photo)));
  });

  it('focus rises with each blur of σ = 1, 2, 4 and 8 px in 95 %', async () => {
    const rises: boolean[] = [];
    for (const [i, photo] of photos.entries()) {
      if (isSecond(i)) continue;
      const read = [clean[i]?.focus ?? NaN];
      for (const sigma of [1, 2, 4, 8]) {
        const blurred = await decoded(image(photo).blur(sigma));
        read.push(measure(blurred).focus ?? NaN);
      }
      rises.push(read.every((value, i) => i === 0 || value > (read[i - 1] as number)));
    }
    expect(share(rises)).toBeGreaterThanOrEqual(0.95);
  }, 300_000);

  it.each([5, 10, 20])(
    'noise of σ = %i is found within a quarter in 80 %',
    async (sigma) => {
      const raw: boolean[] = [];
      const coded: boolean[] = [];
      const near = (picture: FullPicture) =>
        Math.abs((measure(picture).noise ?? NaN) / sigma - 1) <= 0.25;
      for (const [i, photo] of photos.entries()) {
        // Of every third both ways, of others every second one.
        if (i % 3 !== 0 && isSecond(i)) continue;
        const planted = noisy(photo, sigma, i + 1);
        raw.push(near(planted));
        if (i % 3 === 0) coded.push(near(await jpeg(planted, 95)));
      }
      expect(share(raw)).toBeGreaterThanOrEqual(0.9);
      expect(share(coded)).toBeGreaterThanOrEqual(0.8);
    },
    300_000,
  );

  it('clean photographs have little noise', () => {
    expect(share(clean.map(({ noise }) => (noise ?? 0) < 2))).toBeGreaterThanOrEqual(0.95);
  });

  it('a tilt is found within 1° where it is sure, and it is sure of 15 % both level and tilted', async () => {
    const sure: boolean[] = [];
    const wrong: string[] = [];
    const asPlanted: boolean[] = [];
    for (const [i, photo] of photos.entries()) {
      const level = (clean[i] as Measurements).horizon;
      for (const tilt of [-2 - ((i * 3) % 9), 2 + ((i * 5) % 9)]) {
        const { degrees, confidence } = measure(await turned(photo, -tilt)).horizon;
        sure.push(confidence > 0.8 && level.confidence > 0.8);
        if (confidence > 0.8) asPlanted.push(Math.abs(degrees - tilt) <= 1);
        if (sure.at(-1) === true && Math.abs(degrees - level.degrees - tilt) > 1) {
          wrong.push(`${found[i] ?? ''} by ${tilt}°: ${degrees} after ${level.degrees}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(share(sure)).toBeGreaterThanOrEqual(0.15);
    // Some photographs are not level themselves.
    expect(share(asPlanted)).toBeGreaterThanOrEqual(0.85);
  }, 300_000);

  it('the angle of a motion is found within 15° where it is sure, as it is of four in five', async () => {
    const sure: boolean[] = [];
    const wrong: string[] = [];
    for (const [i, photo] of photos.entries()) {
      const length = 10 + ((i * 7) % 21);
      const angle = (i * 37) % 180;
      const { motion } = measure(await moved(photo, length, angle));
      sure.push(motion.confidence > 0.8);
      if (sure.at(-1) === true && (motion.length === 0 || apart(motion.angle, angle) > 15)) {
        wrong.push(`${found[i] ?? ''} by ${length} px at ${angle}°: ${JSON.stringify(motion)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(share(sure)).toBeGreaterThanOrEqual(0.8);
  }, 300_000);

  it('neither a clean nor a blurred nor a noisy photograph is taken for moved', async () => {
    const moving: string[] = [];
    for (const [i, photo] of photos.entries()) {
      if (isSecond(i)) continue;
      const copies = [await decoded(image(photo).blur(4)), noisy(photo, 8), await jpeg(photo, 60)];
      for (const { motion } of [clean[i] as Measurements, ...copies.map((copy) => measure(copy))]) {
        if (motion.length > 0 && motion.confidence > 0.8) moving.push(found[i] ?? '');
      }
    }
    expect(moving).toEqual([]);
  }, 300_000);
});
