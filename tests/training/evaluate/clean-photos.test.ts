/** Evaluation beyond PARA with models whose behaviour is known: simple functions of the pixels. */
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAMAGES } from '../../../src-aesnet/edits/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  evaluateCleanPhotos,
  type PhotoFigures,
} from '../../../src-main/training/evaluate/clean-photos.ts';
import { judge } from '../../../src-main/training/evaluate/goals.ts';
import { evaluatePredictions } from '../../../src-main/training/evaluate/figures.ts';
import { buildReport, reportText } from '../../../src-main/training/evaluate/report.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import sharp from 'sharp';

const PIXELS = 224 * 224;

/** Mean brightness, mean of red less blue, and mean difference of neighbours: each on a scale of points. */
function measure(picture: Uint8Array) {
  let light = 0;
  let warmth = 0;
  let detail = 0;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const at = 3 * pixel;
    const green = picture[at + 1] ?? NaN;
    light += green;
    warmth += (picture[at] ?? NaN) - (picture[at + 2] ?? NaN);
    if (pixel > 0) detail += Math.abs(green - (picture[at - 2] ?? NaN));
  }
  return { light: light / PIXELS / 50, warmth: warmth / PIXELS / 50, detail: detail / PIXELS / 5 };
}

describe('evaluateCleanPhotos', () => {
  const folder = temporaryFolder('clean-photos');
  const calls: number[] = [];
  const done: number[] = [];
  let figures: PhotoFigures;

  beforeAll(async () => {
    for (const name of ['a.jpg', 'b.JPG']) {
      const random = Random.from(name.length, name.charCodeAt(0));
      const data = new Uint8Array(320 * 240 * 3);
      for (let pixel = 0; pixel < 320 * 240; pixel++) {
        const square = (Math.floor(pixel / 20) + Math.floor(pixel / 320 / 20)) % 2;
        for (let c = 0; c < 3; c++) data[pixel * 3 + c] = 70 + 90 * square + random.integer(8);
      }
      await sharp(data, { raw: { width: 320, height: 240, channels: 3 } })
        .jpeg({ quality: 95 })
        .toFile(path.join(folder, name));
    }
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toFile(path.join(folder, 'not-taken.png'));
    figures = await evaluateCleanPhotos({
      folder,
      // Overall: the brighter, the better. light: brightness; color: warmth; technical quality: detail.
      score: (pictures) => {
        calls.push(pictures.length);
        expect(new Set(pictures).size).toBe(pictures.length);
        const rows = pictures.flatMap((picture) => {
          expect(picture).toHaveLength(3 * PIXELS);
          const { light, warmth, detail } = measure(picture);
          return [light, detail, 3, warmth, 3, light, 3];
        });
        return Promise.resolve({ scores: Float32Array.from(rows) });
      },
      deviations: [1, 1, 1, 1, 1, 1],
      onPhoto: (count) => done.push(count),
    });
  }, 60_000);

  it('reads the JPEG files and scores every picture once', () => {
    expect(figures.photos).toBe(2);
    expect(done).toEqual([1, 2]);
    // The photo, two copies a damage (three where the clean one is framed anew), ten harmless changes, five kernels.
    expect(calls).toEqual([35, 35]);
  });

  it('sums up damages: this model likes light', () => {
    expect(Object.keys(figures.damages)).toEqual(DAMAGES.map(({ kind }) => kind));
    const { darker, brighter } = figures.damages;
    expect(darker).toMatchObject({
      photos: 2,
      cleanAboveStrong: 1,
      cleanAboveWeak: 1,
      weakAboveStrong: 1,
    });
    expect(darker.strongMargin).toBeGreaterThan(darker.weakMargin);
    expect(darker.strongMargin).toBeGreaterThan(0.5);
    expect(brighter).toMatchObject({ cleanAboveStrong: 0, weakAboveStrong: 0 });
    expect(brighter.strongMargin).toBeLessThan(-0.5);
  });

  it('is stable where nothing of the light changes', () => {
    expect(figures.harmlessAll.photos).toBe(20);
    expect(figures.harmlessAll.maximum).toBeLessThan(0.15);
    for (const { maximum } of Object.values(figures.kernels)) expect(maximum).toBeLessThan(0.05);
    expect(Object.keys(figures.kernels)).toEqual([
      'lanczos2',
      'cubic',
      'mitchell',
      'area',
      'linear',
    ]);
  });

  it('sees which attribute an edit moves most', () => {
    expect(figures.sensitivity.darker).toEqual({ attribute: 'light', photos: 2, share: 1 });
    expect(figures.sensitivity.warm).toEqual({ attribute: 'color', photos: 2, share: 1 });
    expect(figures.sensitivity.defocus).toEqual({
      attribute: 'technical_quality',
      photos: 2,
      share: 1,
    });
    // Nothing here measures composition.
    expect(figures.sensitivity.tilt.share).toBe(0);
  });

  it('has goals and a place in the report', () => {
    const scores = Float32Array.from({ length: 70 }, (_, i) => 1 + ((i * 7) % 40) / 10);
    const emotion = new Float64Array(80).fill(1 / 8);
    const predictions = evaluatePredictions(
      { scores },
      { scores, emotion },
      { bootstrap: { draws: 10 } },
    );
    const goals = new Map(judge({ predictions, photos: figures }).map((goal) => [goal.name, goal]));
    expect(goals.get('darker: clean first')).toMatchObject({ value: 1, atLeast: 0.95, met: true });
    expect(goals.get('brighter: median margin')).toMatchObject({ atLeast: 0.3, met: false });
    expect(goals.get('tilt: clean first')).toMatchObject({ atLeast: 0.7 });
    expect(goals.get('jpeg: median margin')).toBeUndefined();
    expect(goals.get('harmless changes, most')).toMatchObject({ atMost: 0.15, met: true });
    expect(goals.get('linear kernel, 95th percentile')).toMatchObject({ atMost: 0.15, met: true });
    expect(goals.get('light moves most under its edits')).toMatchObject({
      atLeast: 0.8,
      met: true,
    });
    const text = reportText(buildReport('m', 'test', { predictions, photos: figures }));
    expect(text).toMatch(/^darker +1\.000 +\d\.\d{3} +1\.000 +1\.000 \(light\)$/m);
  });

  it('refuses a folder without photos and a scorer that does not answer for each', async () => {
    const empty = temporaryFolder('no-photos');
    const score = () => Promise.resolve({ scores: new Float32Array(7) });
    const deviations = [1, 1, 1, 1, 1, 1];
    await expect(evaluateCleanPhotos({ folder: empty, score, deviations })).rejects.toThrow(
      'no JPEG file',
    );
    await expect(evaluateCleanPhotos({ folder, score, deviations })).rejects.toThrow('7 scores');
  });
});
