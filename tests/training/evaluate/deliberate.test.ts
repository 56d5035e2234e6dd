import { describe, expect, it } from 'vitest';
import { deliberateFigures } from '../../../src-main/training/evaluate/deliberate.ts';
import {
  pictureStatistics,
  type PictureStatistics,
} from '../../../src-main/training/evaluate/picture-statistics.ts';
import { evaluatePredictions } from '../../../src-main/training/evaluate/figures.ts';
import { buildReport, reportText } from '../../../src-main/training/evaluate/report.ts';

const SIDE = 16;
const drawn = (color: (x: number, y: number) => readonly [number, number, number]) =>
  pictureStatistics(
    Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return color(pixel % SIDE, Math.floor(pixel / SIDE))[at % 3] ?? 0;
    }),
    SIDE,
  );

describe('pictureStatistics', () => {
  it('tells light, colour and detail apart', () => {
    const grey = drawn(() => [40, 40, 40]);
    expect(grey.brightness).toBeCloseTo(40, 9);
    expect([grey.chroma, grey.detail]).toEqual([0, 0]);
    const red = drawn(() => [255, 0, 0]);
    expect(red.brightness).toBeCloseTo(0.2126 * 255, 9);
    expect(red.chroma).toBe(255);
    const ramp = drawn((x) => [10 * x, 10 * x, 10 * x]);
    // Steps of 10 across and 0 down, over the variance of 16 even levels.
    expect(ramp.detail).toBeCloseTo(100 / 2 / (100 * ((SIDE * SIDE - 1) / 12)), 9);
    const checks = drawn((x, y) => ((x + y) % 2 === 0 ? [200, 200, 200] : [50, 50, 50]));
    expect(checks.detail).toBeCloseTo(4, 9);
  });
});

describe('deliberateFigures', () => {
  const usual: PictureStatistics = { brightness: 120, chroma: 50, detail: 0.2 };
  const statistics = Array.from({ length: 30 }, (_, row): PictureStatistics => {
    // The best ten are rows 20 to 29, of which one is bright and three are dark.
    if (row === 20) return { ...usual, brightness: 220 };
    return row >= 27 || row === 0 ? { ...usual, brightness: 20 } : usual;
  });
  const people = statistics.map((_, row) => 1 + row / 10);
  const scores = people.map((mean, row) => mean - (statistics[row]?.brightness === 20 ? 0.5 : 0.1));
  const options = { draws: 50 };
  const figures = deliberateFigures(scores, people, statistics, options);

  it('looks at the best third alone', () => {
    expect(figures.dark).toMatchObject({ pictures: 3, people: expect.closeTo(3.8) as number });
    expect(figures.dark.error.value).toBeCloseTo(-0.5, 9);
    expect(figures.dark.model).toBeCloseTo(3.3, 9);
    expect(figures.bright.pictures).toBe(1);
    expect(figures.usual.pictures).toBe(6);
    expect(figures.usual.error.value).toBeCloseTo(-0.1, 9);
    expect(figures.colourless).toMatchObject({ pictures: 0, people: NaN });
  });

  it('has a place in the report, beside those of another model', () => {
    const table = Float32Array.from(scores.flatMap((score) => Array<number>(7).fill(score)));
    const emotion = new Float64Array(240).fill(1 / 8);
    const predictions = evaluatePredictions(
      { scores: table },
      { scores: table, emotion },
      { bootstrap: { draws: 5 } },
    );
    const against = {
      model: 'before',
      deliberate: deliberateFigures(people, people, statistics, options),
    };
    const report = buildReport('m', 'validation', { predictions, deliberate: figures, against });
    const text = reportText(report);
    expect(text).toMatch(/score − people +that of before$/m);
    expect(text).toMatch(/^dark +3 +3\.800 +3\.300 +-0\.500 \[.*\] +0\.000 \[0\.000, 0\.000\]$/m);
    expect(text).toMatch(/^colourless +0 +– +–/m);
    expect(reportText(buildReport('m', 'validation', { predictions }))).not.toContain('well rated');
  });
});
