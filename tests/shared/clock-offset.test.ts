import { describe, expect, it } from 'vitest';
import { offsetInWords, parseOffset } from '../../src-shared/clock-offset.ts';

describe('the correction of a clock', () => {
  it.each([
    ['1:00:00', 3600],
    ['+1:00:00', 3600],
    ['-0:30', -30],
    ['−0:00:07.5', -7.5],
    ['2:05', 125],
    ['219000:00:00', 788_400_000],
    ['1 h 30 min', 5400],
    ['- 1h 30m', -5400],
    ['2 d', 172_800],
    ['+90 s', 90],
    ['1,5 h', 5400],
    ['0', undefined],
    ['0 s', 0],
    ['-0:00:00', 0],
    ['', undefined],
    ['an hour', undefined],
    ['1:60', undefined],
    ['1:00:61', undefined],
    ['1:2:3:4', undefined],
    ['5 parsecs', undefined],
    ['1 h later', undefined],
  ])('is read from “%s”', (text, seconds) => {
    expect(parseOffset(text)).toBe(seconds);
  });

  it('is read again from how it is written', () => {
    for (const seconds of [0, 1, -1, 59.5, 3600, -3661, 86_400 * 400, -0.1, 7199.9]) {
      expect(parseOffset(offsetInWords(seconds)), offsetInWords(seconds)).toBe(seconds);
    }
    expect(offsetInWords(0)).toBe('0:00:00');
    expect(offsetInWords(-5430)).toBe('−1:30:30');
  });
});
