import { describe, expect, it } from 'vitest';
import { tilt } from '../../src-aesnet/edits/geometry.ts';
import {
  ORIENTATION_BINS,
  ORIENTATION_MIDDLE,
  ORIENTATIONS,
} from '../../src-aesnet/suggestions/lean-features.ts';
import { measureTilt } from '../../src-main/measuring/index.ts';
import { orientations } from '../../src-main/measuring/orientation.ts';

/** Soft stripes, upright or level. */
function stripes(along: 'x' | 'y', { width = 240, height = 180 } = {}) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = 128 + 90 * Math.sin((along === 'x' ? x : y) / 4);
      for (let channel = 0; channel < 3; channel++) data[to++] = value;
    }
  }
  return { width, height, data };
}

function peakOf(bins: readonly number[]): number {
  return bins.indexOf(Math.max(...bins)) - ORIENTATION_MIDDLE;
}

describe('directions of edges', () => {
  it.each([
    ['upright', 'x', 0],
    ['level', 'y', 1],
  ] as const)('of %s stripes lean by what they were turned, at both scales', (_, along, at) => {
    const picture = stripes(along);
    for (const degrees of [-9, -4, 0, 6]) {
      const turned = tilt(picture, degrees, 9, picture.width / picture.height);
      const { votes } = measureTilt({ ...turned, channels: 3 });
      expect(votes.orientations).toHaveLength(ORIENTATIONS);
      for (const place of [at, at + 2, at + 4, at + 6]) {
        // The edit turns counter-clockwise, and so many degrees clockwise undo it.
        expect(Math.abs(peakOf(votes.orientations[place] ?? []) + degrees)).toBeLessThanOrEqual(1);
      }
      const sum = (bins: readonly number[] = []) => bins.reduce((total, bin) => total + bin, 0);
      expect(sum(votes.orientations[1 - at])).toBeLessThan(0.05 * sum(votes.orientations[at]));
    }
  });

  it('are nothing in a picture without edges or of a pixel, and alike in a large one', () => {
    const flat = (width: number, height: number) =>
      orientations({ width, height, data: new Float32Array(width * height).fill(90) });
    for (const found of [flat(1, 1), flat(3, 2), flat(50, 40), flat(500, 420)]) {
      expect(found).toHaveLength(ORIENTATIONS);
      for (const bins of found) expect(bins).toEqual(new Array(ORIENTATION_BINS).fill(0));
    }
    const small = measureTilt({ ...stripes('x'), channels: 3 }).votes.orientations;
    const large = measureTilt({ ...stripes('x', { width: 720, height: 500 }), channels: 3 });
    expect(peakOf(large.votes.orientations[0] ?? [])).toBe(peakOf(small[0] ?? []));
  });
});
