import { describe, expect, it } from 'vitest';
import { KERNELS, resample } from '../../src-aesnet/resample.ts';
import { distance, flat, mostDifferent, pixel, ramps, scene } from './edits/support/pictures.ts';

describe('resampling', () => {
  it.each(KERNELS)('%s leaves a flat picture flat, smaller and larger', (kernel) => {
    for (const side of [5, 16, 41]) {
      const { data } = resample(flat([10, 200, 77]), { width: side, height: side + 3, kernel });
      expect(data).toHaveLength(side * (side + 3) * 3);
      expect(data.every((value, at) => value === [10, 200, 77][at % 3])).toBe(true);
    }
  });

  it.each(['lanczos3', 'lanczos2', 'cubic', 'linear', 'area'] as const)(
    '%s gives back a picture that keeps its size',
    (kernel) => {
      const picture = scene(1);
      expect(resample(picture, { width: 96, height: 96, kernel }).data).toEqual(picture.data);
    },
  );

  it.each(KERNELS)('%s moves nothing', (kernel) => {
    // A ramp keeps its values wherever a pixel's centre comes to lie; edges, where it ends, aside.
    const ramp = ramps(52);
    for (const side of [20, 120]) {
      const turned = resample(ramp, { width: side, height: side, kernel });
      for (const at of [Math.round(side * 0.3), Math.round(side * 0.5), Math.round(side * 0.7)]) {
        const expected = 5 * (((at + 0.5) * 52) / side - 0.5);
        // Without interpolation, area is as exact as half a pixel.
        const tolerance = kernel === 'area' ? 2.6 : 1;
        const [red = NaN, green = NaN] = pixel(turned, at, at);
        expect(Math.abs(red - expected)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(green - expected)).toBeLessThanOrEqual(tolerance);
      }
    }
  });

  it('shrinks by means of areas exactly', () => {
    const picture = scene(2, 8, 4);
    const { data } = resample(picture, { width: 4, height: 2, kernel: 'area' });
    const mean = [0, 1].flatMap((y) => [0, 1].map((x) => pixel(picture, x, y)[0] ?? 0));
    expect(data[0]).toBe(Math.round(mean.reduce((sum, value) => sum + value, 0) / 4));
  });

  it('takes a window, and mirrors it', () => {
    const picture = scene(3, 40, 40);
    const window = { x: 10, y: 5, width: 20, height: 30 };
    const options = { width: 20, height: 30, kernel: 'cubic', window } as const;
    const taken = resample(picture, options);
    expect(pixel(taken, 0, 0)).toEqual(pixel(picture, 10, 5));
    expect(pixel(taken, 19, 29)).toEqual(pixel(picture, 29, 34));
    const mirrored = resample(picture, { ...options, mirrored: true });
    expect(pixel(mirrored, 0, 0)).toEqual(pixel(taken, 19, 0));
    expect(pixel(mirrored, 4, 7)).toEqual(pixel(taken, 15, 7));
  });

  it('is sharper with Lanczos than with Mitchell, as these kernels are', () => {
    const picture = scene(4);
    const small = (kernel: 'lanczos3' | 'mitchell') =>
      resample(picture, { width: 40, height: 40, kernel });
    const contrast = (picture40: ReturnType<typeof small>) =>
      distance(picture40, resample(picture40, { width: 40, height: 40, kernel: 'mitchell' }));
    expect(contrast(small('lanczos3'))).toBeGreaterThan(1.2 * contrast(small('mitchell')));
    expect(mostDifferent(small('lanczos3'), small('mitchell'))).toBeGreaterThan(8);
  });
});
