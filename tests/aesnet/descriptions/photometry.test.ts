import { describe, expect, it } from 'vitest';
import { lineSlopeOf } from '../../../src-aesnet/descriptions/photometry/crossing-line.ts';
import { noiseOf } from '../../../src-aesnet/descriptions/photometry/detail.ts';
import { labOf } from '../../../src-aesnet/descriptions/photometry/lab.ts';
import {
  measurePicture,
  type Photometry,
} from '../../../src-aesnet/descriptions/photometry/measure.ts';
import { applyEdit, sampleEdit, type EditName } from '../../../src-aesnet/edits/index.ts';
import { blank, type Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { flat, ramps, scene } from '../edits/support/pictures.ts';

/** Lines and edges are looked for at the size that the model sees; tones and colours have none. */
const SIDE = 224;
const SMALL = 96;
const noCodec = (picture: Picture) => Promise.resolve(picture);

/** A picture of one tone above a line and of another below; the line drops by `slope` pixels a pixel. */
function divided(above: number, below: number, slope: number, side = SIDE): Picture {
  const picture = blank(side, side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const code = y < side / 2 + slope * (x - side / 2) ? above : below;
      picture.data.fill(code, (y * side + x) * 3, (y * side + x + 1) * 3);
    }
  }
  return picture;
}

const normal = (random: Random, sigma: number) => random.normal() * sigma;

describe('CIE L*a*b*', () => {
  it.each([
    // After Bruce Lindbloom's calculator, sRGB and D65.
    [
      [255, 255, 255],
      [100, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [119, 119, 119],
      [50.03, 0, 0],
    ],
    [
      [255, 0, 0],
      [53.24, 80.09, 67.2],
    ],
    [
      [0, 255, 0],
      [87.73, -86.18, 83.18],
    ],
    [
      [0, 0, 255],
      [32.3, 79.19, -107.86],
    ],
  ])('of %j is %j', (code, expected) => {
    const { lightness, a, b } = labOf(flat(code, 2));
    for (const [at, value] of [lightness[0], a[0], b[0]].entries()) {
      expect(value).toBeCloseTo(expected[at] ?? NaN, 0);
    }
  });
});

describe('what is measured on a picture', () => {
  it('is nothing but its tone where it is flat', () => {
    const grey = measurePicture(flat([119, 119, 119], 32));
    expect(grey.lightness).toBeCloseTo(50, 0);
    expect(grey).toMatchObject({ tonalRange: 0, whiteArea: 0, blackArea: 0, noise: 0 });
    expect(grey.chroma).toBeCloseTo(0, 3);
    expect(grey).not.toHaveProperty('sharpness');
    expect(grey).not.toHaveProperty('lineSlope');
  });

  it('is defined for a picture of one pixel', () => {
    for (const value of Object.values(measurePicture(flat([9, 200, 30], 1)))) {
      expect(Number.isFinite(value)).toBe(true);
    }
  });

  it('counts white and black as shares of the picture', () => {
    const { whiteArea, blackArea, tonalRange } = measurePicture(divided(255, 0, 0));
    expect(whiteArea).toBeCloseTo(0.5, 2);
    expect(blackArea).toBeCloseTo(0.5, 2);
    expect(tonalRange).toBeCloseTo(100, 0);
  });

  it('names colours: leaves are green and not warm, skies neither red nor warm', () => {
    const leaf = measurePicture(flat([70, 130, 40], 8));
    expect(leaf).toMatchObject({ greenArea: 1, redArea: 0 });
    expect(leaf.warmth).toBeLessThan(measurePicture(flat([190, 120, 50], 8)).warmth / 2);
    for (const sky of [
      [40, 90, 170],
      [110, 160, 220],
      [10, 30, 120],
    ]) {
      const measured = measurePicture(flat(sky, 8));
      expect(measured).toMatchObject({ greenArea: 0, redArea: 0 });
      expect(measured.warmth).toBeLessThan(-8);
    }
    for (const red of [
      [200, 30, 30],
      [230, 130, 160],
      [120, 40, 110],
    ]) {
      expect(measurePicture(flat(red, 8))).toMatchObject({ greenArea: 0, redArea: 1 });
    }
  });

  it('takes light for warm where all tones are, not where one thing is', async () => {
    const plain = scene(3, SMALL, SMALL);
    const edit = { ...sampleEdit(Random.from(2), 'warm'), weak: 60, strong: 200 };
    const { strong } = await applyEdit(grey(plain), edit, noCodec);
    expect(measurePicture(strong).lightWarmth).toBeGreaterThan(13);
    // An orange on a grey table.
    const orange = grey(plain);
    for (let at = 0; at < orange.data.length / 3; at += 3) orange.data.set([230, 130, 30], at);
    const one = measurePicture(orange);
    expect(one.warmth).toBeGreaterThan(8);
    expect(one.lightWarmth).toBeLessThan(5);
  });

  it.each<[EditName, keyof Photometry, 1 | -1]>([
    ['crushed_shadows', 'blackArea', 1],
    ['blown_highlights', 'whiteArea', 1],
    ['faded_shadows', 'tonalRange', -1],
  ])('moves on a grey ramp with the edit %s: %s by %i', async (kind, name, sign) => {
    const edit = sampleEdit(Random.from(1), kind);
    const { original, weak, strong } = await applyEdit(grey(ramps(SMALL)), edit, noCodec);
    const level = (picture: Picture) => sign * Number(measurePicture(picture)[name]);
    expect(level(weak)).toBeGreaterThan(level(original));
    expect(level(strong)).toBeGreaterThan(level(weak));
  });

  it.each<[EditName, keyof Photometry, 1 | -1]>([
    ['darker', 'lightness', -1],
    ['brighter', 'lightness', 1],
    ['flatter', 'tonalRange', -1],
    ['harsher', 'tonalRange', 1],
    ['desaturated', 'chroma', -1],
    ['oversaturated', 'chroma', 1],
    ['warm', 'warmth', 1],
    ['cool', 'warmth', -1],
    ['gaussian_blur', 'sharpness', -1],
    ['defocus', 'sharpness', -1],
  ])('moves with the edit %s: %s by %i, more the stronger', async (kind, name, sign) => {
    const side = name === 'sharpness' ? SIDE : SMALL;
    for (const seed of [1, 2, 3]) {
      const edit = sampleEdit(Random.from(seed), kind);
      const copies = await applyEdit(smoothed(scene(seed, side, side)), edit, noCodec);
      const [original, weak, strong] = [copies.original, copies.weak, copies.strong].map(
        (copy) => measurePicture(copy)[name] ?? NaN,
      ) as [number, number, number];
      expect(sign * (weak - original)).toBeGreaterThan(0);
      expect(sign * (strong - weak)).toBeGreaterThan(0);
    }
  });

  it('reads sharpness whatever the contrast', () => {
    const hard = smoothed(scene(4, SIDE, SIDE));
    const faint = { ...hard, data: hard.data.map((code) => 100 + code / 4) };
    const [sharp = NaN, same = NaN] = [hard, faint].map((one) => measurePicture(one).sharpness);
    // A quarter of the contrast, rounded to whole codes.
    expect(Math.abs(same / sharp - 1)).toBeLessThan(0.1);
  });

  it('reads the noise that was added, beside edges and slopes', () => {
    const random = Random.from(5);
    for (const sigma of [0.5, 2, 5]) {
      const lightness = Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
        const x = at % SIDE;
        return 20 + x / 5 + (x > 150 ? 25 : 0) + normal(random, sigma);
      });
      const found = noiseOf({ width: SIDE, height: SIDE, lightness });
      expect(Math.abs(found / sigma - 1)).toBeLessThan(0.05);
    }
  });
});

describe('a line across the frame', () => {
  const slopeOf = (picture: Picture) => lineSlopeOf(labOf(picture));

  it.each([0, 2, 5.5, 10])('that slopes by %d° is found, either way up', (degrees) => {
    const slope = Math.tan((degrees * Math.PI) / 180);
    for (const picture of [divided(200, 90, slope), divided(60, 120, -slope)]) {
      expect(Math.abs((slopeOf(picture) ?? NaN) - degrees)).toBeLessThanOrEqual(0.5);
    }
  });

  it('is not one that is steep, faint, short or the edge of a border', () => {
    expect(slopeOf(divided(200, 90, Math.tan(0.4)))).toBeUndefined();
    expect(slopeOf(divided(100, 108, 0))).toBeUndefined();
    const short = divided(200, 90, 0);
    for (let y = 0; y < SIDE; y++) short.data.fill(90, y * SIDE * 3, (y * SIDE + 70) * 3);
    expect(slopeOf(short)).toBeUndefined();
    const border = divided(200, 90, 0);
    border.data.fill(90);
    border.data.fill(0, 0, SIDE * 8 * 3);
    expect(slopeOf(border)).toBeUndefined();
  });

  it('is none where halves change from dark above to dark below', () => {
    const crossed = divided(200, 90, 0);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE / 2; x++) {
        crossed.data.fill(y < SIDE / 2 ? 90 : 200, (y * SIDE + x) * 3, (y * SIDE + x + 1) * 3);
      }
    }
    expect(slopeOf(crossed)).toBeUndefined();
  });
});

function grey({ width, height, data }: Picture): Picture {
  const out = data.map((_, at) => data[at - (at % 3) + 1] as number);
  return { width, height, data: out };
}

/** Without the scene's grain, which blur would take for edges. */
function smoothed({ width, height, data }: Picture): Picture {
  const out = data.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let at = (y * width + 1) * 3; at < ((y + 1) * width - 1) * 3; at++) {
      let sum = 0;
      for (const row of [-1, 0, 1]) {
        for (const column of [-1, 0, 1]) sum += data[at + (row * width + column) * 3] as number;
      }
      out[at] = sum / 9;
    }
  }
  return { width, height, data: out };
}
