import { describe, expect, it } from 'vitest';
import { defocus, gaussianBlur, motionBlur } from '../../../src-aesnet/edits/blur.ts';
import {
  kelvinOf,
  saturate,
  shiftTemperature,
  shiftTint,
} from '../../../src-aesnet/edits/color.ts';
import { tilt } from '../../../src-aesnet/edits/geometry.ts';
import {
  blowHighlights,
  crushShadows,
  dullHighlights,
  expose,
  fadeShadows,
  meanLuma,
  scaleContrast,
} from '../../../src-aesnet/edits/light.ts';
import { addNoise } from '../../../src-aesnet/edits/noise.ts';
import { pixelate } from '../../../src-aesnet/edits/pixelate.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { distance, flat, mostDifferent, pixel, ramps, scene } from './support/pictures.ts';

/** All 256 codes of grey. */
const greys: Picture = {
  width: 256,
  height: 1,
  data: Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3)),
};

const reds = ({ data }: Picture) => [...data.filter((_, at) => at % 3 === 0)];

describe('light', () => {
  it('exposes in linear light: one stop doubles it', () => {
    // sRGB codes of 0.1, 0.2, 0.4 and 0.5 of full light.
    const [tenth, fifth, twoFifths, half] = [89, 124, 170, 188];
    const exposed = (code: number, stops: number) =>
      pixel(expose(flat([code, code, code]), stops), 0, 0)[1] ?? NaN;
    expect(Math.abs(exposed(tenth, 1) - fifth)).toBeLessThanOrEqual(1);
    expect(Math.abs(exposed(tenth, 2) - twoFifths)).toBeLessThanOrEqual(1);
    expect(Math.abs(exposed(twoFifths, -1) - fifth)).toBeLessThanOrEqual(1);
    expect(Math.abs(exposed(255, -1) - half)).toBeLessThanOrEqual(1);
  });

  it('exposes every code more with more stops, and keeps their order', () => {
    let before = reds(expose(greys, -3));
    for (let stops = -2.5; stops <= 3; stops += 0.5) {
      const now = reds(expose(greys, stops));
      expect(now.every((value, at) => value >= (before[at] ?? 0))).toBe(true);
      expect(now[100]).toBeGreaterThan(before[100] ?? 0);
      expect(now.every((value, at) => at === 0 || value >= (now[at - 1] ?? 0))).toBe(true);
      before = now;
    }
  });

  it('moves black, white or both as each edit says, and keeps the order of codes', () => {
    const ends = (picture: Picture) => [pixel(picture, 0, 0)[0], pixel(picture, 255, 0)[0]];
    expect(ends(crushShadows(greys, 0.3))).toEqual([0, 255]);
    expect(pixel(crushShadows(greys, 0.3), 76, 0)[0]).toBe(0);
    expect(ends(fadeShadows(greys, 0.2))).toEqual([51, 255]);
    expect(ends(blowHighlights(greys, 0.4))).toEqual([0, 255]);
    expect(pixel(blowHighlights(greys, 0.4), 153, 0)[0]).toBe(255);
    expect(ends(dullHighlights(greys, 0.4))).toEqual([0, 153]);
    expect(pixel(dullHighlights(greys, 0.4), 10, 0)[0]).toBe(10);
    for (const edited of [crushShadows, fadeShadows, blowHighlights, dullHighlights]) {
      const codes = reds(edited(greys, 0.35));
      expect(codes.every((value, at) => at === 0 || value >= (codes[at - 1] ?? 0))).toBe(true);
    }
  });

  it('scales contrast about the mean, which stays', () => {
    const picture = scene(5);
    const flatter = scaleContrast(picture, 0.5);
    expect(meanLuma(flatter)).toBeCloseTo(meanLuma(picture), 0);
    const spread = (of: Picture) => distance(of, flat([128, 128, 128], 96));
    expect(spread(flatter)).toBeLessThan(spread(picture));
  });
});

describe('colour', () => {
  const grey = flat([128, 128, 128]);
  const luminance = (picture: Picture) => {
    const [red = 0, green = 0, blue = 0] = pixel(picture, 0, 0).map((code) => (code / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  it('warms below 6504 K, cools above, and keeps the luminance of grey', () => {
    let before = -Infinity;
    for (const kelvin of [18000, 9000, 6504, 5000, 4000, 3000, 2000]) {
      const [red = 0, , blue = 0] = pixel(shiftTemperature(grey, kelvin), 0, 0);
      expect(red - blue, `${kelvin} K`).toBeGreaterThan(before);
      before = red - blue;
    }
    for (const kelvin of [3000, 5000, 9000, 18000]) {
      expect(luminance(shiftTemperature(grey, kelvin))).toBeCloseTo(luminance(grey), 1);
    }
    expect(mostDifferent(shiftTemperature(scene(1), kelvinOf(0)), scene(1))).toBeLessThanOrEqual(1);
    expect(kelvinOf(346)).toBeCloseTo(2001, -1);
    expect(kelvinOf(-98)).toBeCloseTo(17936, -2);
  });

  it.each([
    // Chromaticities of black bodies, from tables.
    [10_000, 0.2807, 0.2884],
    [5000, 0.3451, 0.3516],
    [4000, 0.3805, 0.3768],
    [3000, 0.4369, 0.4041],
  ])('gives grey the colour of a black body of %d K', (kelvin, x, y) => {
    const linear = (code: number) =>
      code <= 10 ? code / 255 / 12.92 : ((code / 255 + 0.055) / 1.055) ** 2.4;
    const [r = 0, g = 0, b = 0] = pixel(shiftTemperature(grey, kelvin), 0, 0).map(linear);
    const X = 0.4124 * r + 0.3576 * g + 0.1805 * b;
    const Y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    const Z = 0.0193 * r + 0.1192 * g + 0.9505 * b;
    // Daylight is a little greener than a black body, and stays so.
    expect(Math.abs(X / (X + Y + Z) - x)).toBeLessThan(0.005);
    expect(Math.abs(Y / (X + Y + Z) - y)).toBeLessThan(0.008);
  });

  it('tints between green and magenta at equal luminance', () => {
    const [red = 0, green = 0, blue = 0] = pixel(shiftTint(grey, 1), 0, 0);
    expect(green).toBeGreaterThan(red + 20);
    expect(red).toBe(blue);
    expect(luminance(shiftTint(grey, 1))).toBeCloseTo(luminance(grey), 2);
    const magenta = pixel(shiftTint(grey, -1), 0, 0);
    expect(magenta[1]).toBeLessThan((magenta[0] ?? 0) - 20);
    expect(shiftTint(scene(1), 0).data).toEqual(scene(1).data);
  });

  it('saturates about grey, which stays', () => {
    expect(saturate(grey, 3).data).toEqual(grey.data);
    expect(pixel(saturate(flat([200, 100, 50]), 0), 0, 0)).toEqual([124, 124, 124]);
    expect(pixel(saturate(flat([140, 120, 130]), 2), 0, 0)).toEqual([153, 113, 133]);
  });
});

describe('blur', () => {
  it.each(['linear', 'coded'] as const)('keeps the light of a picture (%s)', (space) => {
    const dot = flat([0, 0, 0], 33);
    for (let y = 13; y < 20; y++) dot.data.fill(255, (y * 33 + 13) * 3, (y * 33 + 20) * 3);
    for (const blurred of [
      defocus(dot, 3, 5, space),
      gaussianBlur(dot, 1.5, 2.5, space),
      motionBlur(dot, 6, -4, space),
    ]) {
      const light = (code: number) => (space === 'coded' ? code / 255 : (code / 255) ** 2.2);
      const sum = reds(blurred).reduce((total, code) => total + light(code), 0) / 49;
      expect(sum).toBeGreaterThan(0.97);
      expect(sum).toBeLessThan(1.03);
      // Symmetric about where the dot was.
      const turned = { ...blurred, data: blurred.data.toReversed() };
      expect(mostDifferent(blurred, turned)).toBeLessThanOrEqual(1);
    }
  });

  it('smears along its own direction only', () => {
    const stripes: Picture = { ...flat([0, 0, 0], 32) };
    for (let y = 0; y < 32; y += 4) stripes.data.fill(255, y * 32 * 3, (y + 2) * 32 * 3);
    expect(motionBlur(stripes, 9, 0, 'coded').data).toEqual(stripes.data);
    expect(distance(motionBlur(stripes, 0, 9, 'coded'), stripes)).toBeGreaterThan(50);
  });

  it('reaches as far as the disc and no farther, each way by its own radius', () => {
    const dot = flat([0, 0, 0], 41);
    dot.data.fill(255, (20 * 41 + 20) * 3, (20 * 41 + 21) * 3);
    const seen = defocus(dot, 3, 7, 'linear');
    expect(pixel(seen, 23, 20)[0]).toBeGreaterThan(0);
    expect(pixel(seen, 24, 20)[0]).toBe(0);
    expect(pixel(seen, 20, 27)[0]).toBeGreaterThan(0);
    expect(pixel(seen, 20, 28)[0]).toBe(0);
    // Round: nothing in the corners of the rectangle around it.
    expect(pixel(seen, 23, 27)[0]).toBe(0);
  });
});

describe('noise and pixels', () => {
  it('adds the standard deviation that was asked for, without moving the mean', () => {
    const grey = flat([128, 128, 128], 128);
    const noisy = addNoise(grey, 20, 0.6, Random.from(1));
    expect(distance(noisy, grey)).toBeCloseTo(20, 0);
    expect(meanLuma(noisy)).toBeCloseTo(128, 0);
  });

  it('is grey or coloured as asked', () => {
    const grey = flat([128, 128, 128], 64);
    const coloured = (picture: Picture) => distance(picture, saturate(picture, 0));
    expect(coloured(addNoise(grey, 20, 0, Random.from(1)))).toBeLessThan(0.7);
    expect(coloured(addNoise(grey, 20, 1, Random.from(1)))).toBeGreaterThan(10);
  });

  it('shows blocks as their mean', () => {
    const picture = scene(2, 8, 8);
    const blocks = pixelate(picture, 4);
    const mean = (x: number, y: number) => {
      let sum = 0;
      for (let j = 0; j < 4; j++)
        for (let i = 0; i < 4; i++) sum += pixel(picture, x + i, y + j)[1] ?? 0;
      return Math.round(sum / 16);
    };
    expect(pixel(blocks, 0, 0)[1]).toBe(mean(0, 0));
    expect(pixel(blocks, 3, 3)).toEqual(pixel(blocks, 0, 0));
    expect(pixel(blocks, 7, 2)[1]).toBe(mean(4, 0));
  });
});

describe('tilt', () => {
  const side = 256;
  /** Where in the source a pixel came from, in pixels, read off the ramps. */
  const source = (picture: Picture, x: number, y: number) => {
    const [red = 0, green = 0] = pixel(picture, x, y);
    return { x: (red / 255) * (side - 1), y: (green / 255) * (side - 1) };
  };

  it.each([1.5, 1, 2 / 3])('turns a squashed photo of shape %s as a photo turns', (aspect) => {
    const turned = tilt(ramps(side), 8, 8, aspect);
    const [left, right] = [source(turned, 20, 128), source(turned, 236, 128)];
    const [top, bottom] = [source(turned, 128, 20), source(turned, 128, 236)];
    // In the photo's own units both axes are turned by the same angle, and scaled alike.
    const across = { x: (right.x - left.x) * aspect, y: right.y - left.y };
    const down = { x: (bottom.x - top.x) * aspect, y: bottom.y - top.y };
    const degrees = (y: number, x: number) => (Math.atan2(y, x) * 180) / Math.PI;
    expect(degrees(across.y, across.x)).toBeCloseTo(8, 0);
    expect(degrees(-down.x, down.y)).toBeCloseTo(8, 0);
    expect(Math.hypot(across.x, across.y) / aspect).toBeCloseTo(Math.hypot(down.x, down.y), -1);
  });

  it('shows nothing from beyond the edge, and the largest frame without that', () => {
    for (const aspect of [1.5, 1, 0.75]) {
      const turned = tilt(ramps(side), 10, 10, aspect);
      const corners = [0, side - 1].flatMap((y) => [0, side - 1].map((x) => source(turned, x, y)));
      const coordinates = corners.flatMap(({ x, y }) => [x, y, side - 1 - x, side - 1 - y]);
      const nearest = Math.min(...coordinates);
      expect(nearest).toBeGreaterThanOrEqual(0);
      expect(nearest).toBeLessThan(2);
    }
  });

  it('gives the original the frame of the copy that is turned', () => {
    const original = tilt(ramps(side), 0, 10, 1.5);
    const turned = tilt(ramps(side), 10, 10, 1.5);
    const width = (picture: Picture) => {
      const [left, right] = [source(picture, 0, 128), source(picture, side - 1, 128)];
      return Math.hypot((right.x - left.x) * 1.5, right.y - left.y) / 1.5;
    };
    // Codes are whole pixels here, and both ends are read.
    expect(Math.abs(width(original) - width(turned))).toBeLessThan(1.5);
    expect(width(original)).toBeLessThan(0.85 * side);
    expect(source(original, 128, 128)).toEqual(source(turned, 128, 128));
  });
});
