import { describe, expect, it } from 'vitest';
import { extremesInWords, outlineAt } from '../../src-shared/heat-outline.ts';

/** The points of a path, in shares of the frame. */
function pointsOf(path: string): [number, number][] {
  return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
}

describe('the outline of what is hottest', () => {
  it('runs where a smooth surface meets the level', () => {
    const size = { width: 60, height: 40 };
    const surface = Float64Array.from({ length: 60 * 40 }, (_, at) => {
      const [x, y] = [((at % 60) + 0.5) / 60 - 0.5, (Math.floor(at / 60) + 0.5) / 40 - 0.5];
      return -Math.hypot(x, y);
    });
    const points = pointsOf(outlineAt(surface, size, -0.25));
    expect(points.length).toBeGreaterThan(60);
    for (const [x, y] of points) expect(Math.hypot(x - 0.5, y - 0.5)).toBeCloseTo(0.25, 2);
  });

  it('is closed at the edge of the frame', () => {
    // The left half is hot.
    const surface = Array.from({ length: 16 }, (_, at) => (at % 4 < 2 ? 1 : 0));
    const points = pointsOf(outlineAt(surface, { width: 4, height: 4 }, 0.5));
    for (const [x, y] of points) {
      expect(x === 0 || y === 0 || y === 1 || Math.abs(x - 0.5) < 1e-9).toBe(true);
    }
    // Every end of a piece is the beginning of another.
    const counts = new Map<string, number>();
    for (const point of points) counts.set(point.join(), (counts.get(point.join()) ?? 0) + 1);
    const ends = [...counts].filter(([key]) => key !== '0,0' && key !== '0,1');
    expect(ends.every(([, count]) => count % 2 === 0)).toBe(true);
  });

  it('parts two corners that meet in a point', () => {
    const points = pointsOf(outlineAt([1, 0, 0, 1], { width: 2, height: 2 }, 0.6));
    const middle = points.filter(([x, y]) => x > 0.2 && x < 0.8 && y > 0.2 && y < 0.8);
    expect(middle.length).toBeGreaterThanOrEqual(4);
  });

  it('is nothing where nothing is hot', () => {
    expect(outlineAt([0, 0, 0, 0], { width: 2, height: 2 }, 0.5)).toBe('');
  });
});

describe('where a map is largest and lowest', () => {
  const size = { width: 7, height: 7 };
  const peakAt = (high: number, low: number) =>
    Array.from({ length: 49 }, (_, at) => (at === high ? 1 : at === low ? -1 : 0));

  it.each([
    [0, 48, 'the top left', 'the bottom right'],
    [24, 3, 'the middle', 'the top'],
    [21, 27, 'the left', 'the right'],
    [45, 6, 'the bottom', 'the top right'],
  ])('is said in words (%i, %i)', (high, low, highest, lowest) => {
    expect(extremesInWords(peakAt(high, low), size)).toEqual({ highest, lowest });
  });
});
