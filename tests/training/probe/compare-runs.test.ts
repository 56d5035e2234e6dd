import { describe, expect, it } from 'vitest';
import {
  comparisonText,
  difference,
  type ProbedRun,
} from '../../../src-main/training/probe/compare-runs.ts';

const run = (name: string, residuals300: number): ProbedRun => ({
  name,
  checkpoint: 'checkpoint.bin',
  figures: {
    srcc: 0.8,
    residuals300,
    residuals3000: 0.4,
    movesMost: 0.7,
    cleanAboveStrong: 0.9,
    neighbours: 0.6,
    contentNeighbours: 0.7,
    personal: 0.75,
    personalGain: 0.02,
  },
});

describe('runs beside each other', () => {
  it('differ by their means, with the interval of the two-sample t test', () => {
    // R: t.test(c(3, 4, 5), c(1, 2, 3), var.equal = TRUE): 2, from −0.2669 to 4.2669.
    const { value, half } = difference([3, 4, 5], [1, 2, 3]);
    expect(value).toBe(2);
    expect(half).toBeCloseTo(2.2669, 3);
  });

  it('have no interval with one seed', () => {
    expect(difference([3], [1, 2])).toEqual({ value: 1.5 });
  });

  it('are a row a method, with the difference to the first one under each other', () => {
    const text = comparisonText([
      ...[0.2, 0.22].map((figure) => run('control', figure)),
      ...[0.25, 0.27].map((figure) => run('chosen', figure)),
      run('shuffled', 0.2),
    ]);
    const lines = text.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines.map(([name]) => name)).toEqual([
      'seeds',
      'control',
      'chosen',
      'difference',
      'shuffled',
      'difference',
    ]);
    expect(lines[2]?.slice(1, 4)).toEqual(['2', '0.800', '0.260']);
    expect(lines[3]?.slice(1, 3)).toEqual(['+0.000 ± 0.000', '+0.050 ± 0.061']);
    expect(lines[5]?.slice(1, 3)).toEqual(['+0.000', '−0.010']);
  });
});
