import { describe, expect, it } from 'vitest';
import { resample } from '../../src-aesnet/resample.ts';
import { resizeBySharp, throughJpeg } from '../../src-main/decoding/training-pictures.ts';
import { distance, mostDifferent, scene } from '../aesnet/edits/support/pictures.ts';

describe('pictures for training', () => {
  it.each(['lanczos3', 'lanczos2', 'cubic', 'mitchell', 'linear'] as const)(
    'shrinks by %s as sharp does',
    async (kernel) => {
      const photo = scene(1, 300, 200);
      const ours = resample(photo, { width: 120, height: 120, kernel });
      const theirs = await resizeBySharp(photo, 120, 120, kernel);
      expect(distance(ours, theirs)).toBeLessThan(0.8);
      expect(mostDifferent(ours, theirs)).toBeLessThan(16);
    },
  );

  it('goes through JPEG, more coarsely at a lower quality', async () => {
    const photo = scene(2, 120, 80);
    const fine = await throughJpeg(photo, 95);
    const coarse = await throughJpeg(photo, 10);
    expect(coarse).toMatchObject({ width: 120, height: 80 });
    expect(coarse.data).toHaveLength(120 * 80 * 3);
    expect(distance(photo, fine)).toBeGreaterThan(0.5);
    expect(distance(photo, coarse)).toBeGreaterThan(1.4 * distance(photo, fine));
  });
});
