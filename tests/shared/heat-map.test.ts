import { describe, expect, it } from 'vitest';
import {
  enlargedMap,
  heatPixels,
  hottestLevel,
  strongest,
  type HeatMap,
} from '../../src-shared/heat-map.ts';

const map: HeatMap = { width: 3, height: 2, values: [0.1, -0.2, 0.3, 0.05, 0.4, -0.1] };

/** Relative luminance, 0 to 1, as WCAG has it. */
function luminance([red, green, blue]: readonly number[]): number {
  const linear = [red, green, blue].map((code = 0) => {
    const share = code / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

describe('an enlarged map', () => {
  it('is the map in the middle of every place, and goes on as its edge beyond the outermost', () => {
    const large = enlargedMap(map, 27, 18);
    for (const [at, value] of Array.from(map.values).entries()) {
      const [x, y] = [(at % 3) * 9 + 4, Math.floor(at / 3) * 9 + 4];
      expect(large[y * 27 + x]).toBeCloseTo(value, 6);
    }
    expect(large[0]).toBeCloseTo(0.1, 6);
    expect(large[26]).toBeCloseTo(0.3, 6);
  });

  it('has no steps, and is flat where the map is', () => {
    const large = enlargedMap(map, 90, 60);
    for (let at = 1; at < large.length; at++) {
      if (at % 90 === 0) continue;
      expect(Math.abs((large[at] ?? 0) - (large[at - 1] ?? 0))).toBeLessThan(0.05);
    }
    const flat = enlargedMap(
      { width: 3, height: 3, values: new Array<number>(9).fill(0.7) },
      10,
      7,
    );
    for (const value of flat) expect(value).toBeCloseTo(0.7, 6);
  });

  it('of one place is that place everywhere', () => {
    expect(enlargedMap({ width: 1, height: 1, values: [2] }, 2, 2)).toEqual(
      Float32Array.of(2, 2, 2, 2),
    );
  });
});

describe('the hottest tenth', () => {
  it('is what exceeds its level', () => {
    const surface = Float32Array.from({ length: 1000 }, (_, at) => ((at * 7919) % 1000) / 1000);
    const level = hottestLevel(surface);
    expect(surface.filter((value) => value > level)).toHaveLength(100);
  });

  it('never holds what lowers a score', () => {
    expect(hottestLevel(Float32Array.of(-3, -2, -1))).toBe(0);
  });
});

describe('the colours of a map', () => {
  it('say which way by brightness as well as hue, and how much by how little is seen below', () => {
    const pixels = heatPixels(Float32Array.of(0.5, -0.5, 0.25, 0), strongest([0.5, -0.5, 0.1]));
    const [lifts, lowers, half, nothing] = [0, 1, 2, 3].map((at) =>
      Array.from(pixels.subarray(4 * at, 4 * at + 4)),
    ) as [number[], number[], number[], number[]];
    const [light, dark] = [luminance(lifts), luminance(lowers)];
    // What WCAG asks between large text and its ground: so they can be told apart without any colour.
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(3);
    expect([lifts[3], lowers[3], nothing[3]]).toEqual([255, 255, 0]);
    expect(half[3]).toBeGreaterThan(128);
    expect(half[3]).toBeLessThan(255);
  });

  it('of a map of nothing are clear', () => {
    expect(Math.max(...heatPixels(new Float32Array(4), 0).filter((_, at) => at % 4 === 3))).toBe(0);
  });
});
