import sharp from 'sharp';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { measure, type FullPicture } from '../../src-main/measuring/index.ts';
import { MeasurementsSchema } from '../../src-shared/photo.ts';
import {
  apart,
  blurred,
  decoded,
  facade,
  image,
  jpeg,
  leaves,
  moved,
  noisy,
  random,
  turned,
} from './plant.ts';

function flat(width: number, height: number, level: number, channels: 1 | 3 = 3): FullPicture {
  return { width, height, channels, data: new Uint8Array(width * height * channels).fill(level) };
}

function noise(width: number, height: number, seed: number): FullPicture {
  const next = random(seed);
  const data = Uint8Array.from({ length: width * height * 3 }, () => next() * 256);
  return { width, height, channels: 3, data };
}

function set(picture: FullPicture, x: number, y: number, colour: number[]): void {
  picture.data.set(colour, (y * picture.width + x) * picture.channels);
}

describe('any picture', () => {
  const sizes: [number, number][] = [
    [1, 1],
    [1, 2],
    [2, 3000],
    [3000, 2],
    [8, 8],
    [7, 31],
    [160, 120],
    [127, 129],
    [4000, 160],
    [1, 700_000],
    [700_000, 1],
    [801, 757],
  ];
  it.each(sizes)(
    'of %i × %i is measured within the schema, the same each time',
    (width, height) => {
      for (const picture of [
        flat(width, height, 0),
        flat(width, height, 90),
        flat(width, height, 255, 1),
        noise(width, height, 5),
      ]) {
        const first = measure(picture);
        expect(v.parse(MeasurementsSchema, first)).toEqual(first);
        expect(measure(picture)).toEqual(first);
        expect(first.measuredAt).toEqual({ width, height });
        expect(JSON.stringify(first)).not.toContain('null');
      }
    },
  );

  it('measures grey in one channel as in three', () => {
    const grey = leaves(400, 300, 3);
    const one: FullPicture = {
      ...grey,
      channels: 1,
      data: grey.data.filter((_, i) => i % 3 === 0),
    };
    expect(measure(one)).toEqual(measure(grey));
  });

  it('leaves out what a flat picture does not have, and is sure of nothing in it', () => {
    const grey = measure(flat(640, 480, 128));
    expect(grey).not.toHaveProperty('focus');
    expect(grey).not.toHaveProperty('focusRegion');
    expect(grey.noise).toBe(0);
    expect(grey.motion).toEqual({ length: 0, angle: 0, confidence: 0 });
    expect(grey.horizon.confidence).toBe(0);
    // Wholly clipped: no noise could show.
    expect(measure(flat(640, 480, 255))).not.toHaveProperty('noise');
  });
});

describe('clipping', () => {
  it('counts highlights by any channel at 255, and shadows by all at 0', () => {
    const picture = flat(100, 10, 100);
    set(picture, 0, 0, [255, 10, 10]);
    set(picture, 99, 9, [255, 255, 255]);
    set(picture, 50, 5, [254, 254, 254]);
    set(picture, 3, 3, [0, 0, 0]);
    set(picture, 4, 3, [0, 0, 1]);
    const { clippedHighlights, clippedShadows } = measure(picture);
    expect(clippedHighlights).toBe(2 / 1000);
    expect(clippedShadows).toBe(1 / 1000);
  });

  it('keeps the share in a large picture, of which it reads a part', () => {
    const picture = flat(3000, 2000, 100);
    for (let y = 300; y < 800; y++) {
      for (let x = 1000; x < 2500; x++) set(picture, x, y, [255, 200, 200]);
    }
    for (let y = 1500; y < 1700; y++) {
      for (let x = 0; x < 3000; x++) set(picture, x, y, [0, 0, 0]);
    }
    const { clippedHighlights, clippedShadows } = measure(picture);
    expect(clippedHighlights).toBeCloseTo((500 * 1500) / 6e6, 2);
    expect(clippedShadows).toBeCloseTo(0.1, 2);
  });
});

describe('focus', () => {
  const sharpLeaves = leaves(768, 512, 11);

  it.each([1, 2, 4])('finds a blur of σ = %i px within 30 %', async (sigma) => {
    const { focus } = measure(await blurred(sharpLeaves, sigma));
    expect(focus).toBeGreaterThan(0.7 * sigma);
    expect(focus).toBeLessThan(1.3 * sigma);
  });

  it('calls hard edges sharp, and finds them under noise', () => {
    expect(measure(sharpLeaves).focus).toBeLessThan(0.5);
    expect(measure(noisy(sharpLeaves, 10)).focus).toBeLessThan(0.6);
  });

  it('reads the sharp region of a blurred picture, and says where it is', async () => {
    const far = await blurred(leaves(3000, 2000, 12), 5);
    const near = leaves(600, 500, 13);
    const picture = await decoded(
      sharp(
        await image(far)
          .composite([
            {
              input: Buffer.from(near.data),
              raw: { width: near.width, height: near.height, channels: 3 },
              left: 1800,
              top: 900,
            },
          ])
          .png()
          .toBuffer(),
      ),
    );
    const { focus, focusRegion } = measure(picture);
    expect(focus).toBeLessThan(0.6);
    expect(focusRegion?.x).toBeGreaterThanOrEqual(1800 / 3000 - 0.05);
    expect(focusRegion?.x).toBeLessThan(2400 / 3000);
    expect(focusRegion?.y).toBeGreaterThanOrEqual(900 / 2000 - 0.07);
    expect(focusRegion?.y).toBeLessThan(1400 / 2000);
  });

  it('rises with the blur in a large picture', async () => {
    const large = leaves(3000, 2000, 14);
    let before = measure(large).focus ?? NaN;
    for (const sigma of [1, 2, 4, 8]) {
      const { focus } = measure(await blurred(large, sigma));
      expect(focus).toBeGreaterThan(before);
      before = focus ?? NaN;
    }
  });

  it('takes noise alone for no edge', () => {
    expect(measure(noisy(flat(640, 480, 128), 10))).not.toHaveProperty('focus');
  });
});

describe('noise', () => {
  it.each([2, 5, 10, 20])('finds σ = %i within a tenth on a plain picture', (sigma) => {
    const { noise: found } = measure(noisy(flat(640, 480, 128), sigma));
    expect(Math.abs((found ?? NaN) / sigma - 1)).toBeLessThan(0.1);
  });

  it.each([5, 20])('finds σ = %i among edges, in a large picture and as JPEG', async (sigma) => {
    const large = noisy(leaves(2400, 1600, 21), sigma);
    for (const picture of [large, await jpeg(large, 95)]) {
      expect(Math.abs((measure(picture).noise ?? NaN) / sigma - 1)).toBeLessThan(0.25);
    }
  });

  it('finds none in a clean picture', () => {
    expect(measure(leaves(768, 512, 22)).noise).toBeLessThan(0.5);
  });
});

describe('horizon', () => {
  it.each([-9, -4, 2.5, 7])('finds a façade that must be turned clockwise by %d°', async (tilt) => {
    const { horizon } = measure(await turned(facade(900, 640), -tilt));
    expect(horizon.confidence).toBeGreaterThan(0.8);
    expect(Math.abs(horizon.degrees - tilt)).toBeLessThan(0.3);
  });

  it.each([-6, 4])('finds level lines alone that must be turned clockwise by %d°', async (tilt) => {
    const bands = flat(900, 640, 120);
    for (let y = 150; y < 640; y++) {
      const level = 60 + ((Math.floor(y / 70) * 47) % 130);
      bands.data.fill(level, y * 900 * 3, (y + 1) * 900 * 3);
    }
    const { horizon } = measure(await turned(bands, -tilt));
    expect(horizon.confidence).toBeGreaterThan(0.8);
    expect(Math.abs(horizon.degrees - tilt)).toBeLessThan(0.3);
  });

  it.each([-7, 5])('finds a horizon at sea that must be turned clockwise by %d°', async (tilt) => {
    const sea = flat(900, 640, 190);
    sea.data.fill(90, 350 * 900 * 3);
    const { horizon } = measure(await turned(noisy(sea, 1), -tilt));
    expect(horizon.confidence).toBeGreaterThan(0.8);
    expect(Math.abs(horizon.degrees - tilt)).toBeLessThan(0.3);
  });

  it('is not sure of parallel edges that do not cross the picture, as a wing has them', async () => {
    const wing = flat(900, 640, 190);
    for (let y = 250; y < 400; y++) {
      const from = y * 900 + y - 100;
      wing.data.fill(y % 50 < 25 ? 60 : 110, from * 3, (from + 500) * 3);
    }
    expect(measure(await turned(wing, 4)).horizon.confidence).toBeLessThan(0.5);
  });

  it('is less sure where level lines contradict the upright ones', () => {
    const front = facade(900, 640);
    const aside = flat(900, 640, 0);
    for (let x = 0; x < 900; x++) {
      const drop = Math.round(x * Math.tan((6 * Math.PI) / 180));
      for (let y = 0; y < 640; y++) {
        const from = (((y + drop) % 640) * 900 + x) * 3;
        set(aside, x, y, [...front.data.subarray(from, from + 3)]);
      }
    }
    expect(measure(front).horizon.confidence).toBeGreaterThan(0.95);
    expect(measure(aside).horizon.confidence).toBeLessThan(0.8);
  });

  it('finds it in a large picture, too', async () => {
    const large = await decoded(image(facade(900, 640)).resize(3600));
    const { horizon } = measure(await turned(large, 3));
    expect(horizon.confidence).toBeGreaterThan(0.8);
    expect(Math.abs(horizon.degrees + 3)).toBeLessThan(0.4);
  });

  it('is not sure where nothing is straight', () => {
    expect(measure(leaves(768, 512, 31)).horizon.confidence).toBeLessThan(0.5);
    expect(measure(noise(768, 512, 31)).horizon.confidence).toBeLessThan(0.5);
  });
});

describe('motion', () => {
  const still = leaves(768, 512, 41);

  it.each([
    [10, 20],
    [15, 90],
    [20, 0],
    [25, 135],
    [30, 65],
  ])('finds %i px at %i°', async (length, angle) => {
    const { motion } = measure(await moved(still, length, angle));
    expect(motion.confidence).toBeGreaterThan(0.8);
    expect(apart(motion.angle, angle)).toBeLessThan(6);
    expect(Math.abs(motion.length / length - 1)).toBeLessThan(0.2);
    expect(motion.angle).toBeLessThan(180);
  });

  it('finds it in a large picture', async () => {
    const { motion } = measure(await moved(leaves(2400, 1600, 42), 20, 110));
    expect(motion.confidence).toBeGreaterThan(0.8);
    expect(apart(motion.angle, 110)).toBeLessThan(6);
  });

  it('takes neither a sharp picture nor a blurred one for moved', async () => {
    for (const picture of [still, await blurred(still, 2), await blurred(still, 6)]) {
      expect(measure(picture).motion).toMatchObject({ length: 0, angle: 0 });
    }
    expect(measure(still).motion.confidence).toBeGreaterThan(0.8);
  });
});
