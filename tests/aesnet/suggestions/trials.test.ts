import { describe, expect, it } from 'vitest';
import { SCORED } from '../../../src-shared/attribute.ts';
import type { CropWindow } from '../../../src-shared/suggestion.ts';
import { tilt } from '../../../src-aesnet/edits/geometry.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { resample } from '../../../src-aesnet/resample.ts';
import { answersOf } from '../../../src-aesnet/suggestions/answers.ts';
import { applyChange } from '../../../src-aesnet/suggestions/apply.ts';
import { framings } from '../../../src-aesnet/suggestions/framings.ts';
import { copyMaker } from '../../../src-aesnet/suggestions/make-copies.ts';
import { TONE_TRIALS, trialsOf, type Trial } from '../../../src-aesnet/suggestions/trials.ts';

const isCrop = (trial: Trial): trial is Trial & { amount: CropWindow } => trial.edit === 'crop';

describe('framings', () => {
  it('lie within the frame, keep its shape or a common one, and put the subject on a third', () => {
    const random = Random.from(4);
    for (let round = 0; round < 200; round++) {
      const aspect = Math.exp(random.uniform(-1, 1));
      const subject = { x: random.uniform(), y: random.uniform() };
      const { kept, changed } = framings({ aspect, subject });
      const all = [...kept, ...changed.flatMap(({ windows, neutral }) => [...windows, ...neutral])];
      for (const { x, y, w, h } of all) {
        for (const start of [x, y]) expect(start).toBeGreaterThanOrEqual(-1e-9);
        expect(x + w).toBeLessThanOrEqual(1 + 1e-9);
        expect(y + h).toBeLessThanOrEqual(1 + 1e-9);
      }
      for (const { w, h } of kept) expect(w).toBeCloseTo(h, 9);
      const plain = framings({ aspect }).kept.length;
      for (const { x, y, w, h } of kept.slice(plain)) {
        for (const place of [(subject.x - x) / w, (subject.y - y) / h]) {
          expect(Math.min(Math.abs(place - 1 / 3), Math.abs(place - 2 / 3))).toBeLessThan(1e-9);
        }
      }
      for (const { windows, neutral } of changed) {
        const areas = [...windows, ...neutral].map(({ w, h }) => w * h);
        for (const area of areas) expect(area).toBeCloseTo(areas[0] ?? NaN, 9);
        const long = Math.max(
          ...windows.slice(0, 1).map(({ w, h }) => Math.max((w / h) * aspect, h / (w * aspect))),
        );
        expect([1, 1.25, 4 / 3, 1.5, 16 / 9].some((ratio) => Math.abs(ratio - long) < 1e-9)).toBe(
          true,
        );
      }
    }
    // Portraits stay portraits.
    const upright = framings({ aspect: 2 / 3 }).changed.flatMap(({ windows }) => windows);
    for (const { w, h } of upright) expect((w / h) * (2 / 3)).toBeLessThanOrEqual(1 + 1e-9);
  });
});

describe('trials', () => {
  const photo = { aspect: 1.5, horizon: -1.4, subject: { x: 0.4, y: 0.5 } };

  it('try every edit, each turn against the same crop unturned', () => {
    const { copies, trials } = trialsOf(photo);
    expect(copies[0]).toEqual({ kind: 'whole' });
    expect(trials.filter(({ edit }) => edit !== 'crop' && edit !== 'straighten')).toHaveLength(
      TONE_TRIALS,
    );
    const turns = trials.filter(({ edit }) => edit === 'straighten');
    expect(turns.map(({ amount }) => amount as number).sort((a, b) => a - b)).toEqual(
      [...Array.from({ length: 21 }, (_, at) => at - 10).filter((at) => at !== 0), -1.4].sort(
        (a, b) => a - b,
      ),
    );
    for (const { amount, copy, against } of turns) {
      const frame = Math.abs(amount as number);
      expect(copies[copy]).toEqual({ kind: 'turn', degrees: amount, frame });
      expect(against.map(({ copy: at, weight }) => [copies[at], weight])).toEqual([
        [{ kind: 'turn', degrees: 0, frame }, 1],
      ]);
    }
    for (const { copy, against } of trials) {
      for (const at of [copy, ...against.map((share) => share.copy)])
        expect(copies[at]).toBeDefined();
      expect(against.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    }
    expect(
      trialsOf({ ...photo, edits: ['exposure'] }).trials.every(({ edit }) => edit === 'exposure'),
    ).toBe(true);
  });

  it('count a crop of another shape net of what the shape alone does to a squashed picture', () => {
    const { copies, trials } = trialsOf(photo);
    const random = Random.from(6);
    const base = copies.map(() => SCORED.map(() => random.uniform(2, 4)));
    const gains = (scores: number[][]) =>
      answersOf({ copies, trials }, scores).trials.flatMap(({ trial, gains: [gain = 0] }) =>
        isCrop(trial) ? [gain] : [],
      );
    const before = gains(base);
    // Every square window scores a point more, whatever is in it.
    const shifted = base.map((scores, at) => {
      const copy = copies[at];
      const isSquare =
        copy?.kind === 'window' && Math.abs((copy.window.w / copy.window.h) * 1.5 - 1) < 1e-9;
      return scores.map((score) => score + (isSquare ? 1 : 0));
    });
    expect(shifted).not.toEqual(base);
    gains(shifted).forEach((gain, at) => expect(gain).toBeCloseTo(before[at] ?? NaN, 9));
  });

  it('are answered by as many scores as there are copies', () => {
    const all = trialsOf(photo);
    expect(() => answersOf(all, [])).toThrow(RangeError);
  });
});

describe('copies', () => {
  /** A dark line across a bright field, level in the middle. */
  const lined: Picture = (() => {
    const data = new Uint8Array(300 * 200 * 3).fill(200);
    data.fill(30, 100 * 300 * 3, 104 * 300 * 3);
    return { width: 300, height: 200, data };
  })();
  const slope = ({ width, height, data }: Picture) => {
    const row = (x: number) => {
      let darkest = 0;
      for (let y = 0; y < height; y++) {
        const at = (y * width + x) * 3;
        if ((data[at] ?? 255) < (data[(darkest * width + x) * 3] ?? 255)) darkest = y;
      }
      return darkest;
    };
    return (row(width - 20) - row(20)) / (width - 40);
  };
  const asPicture = (data: Uint8Array): Picture => ({ width: 224, height: 224, data });

  it('level what leans when turned by as much, clockwise where positive', () => {
    // Counter-clockwise: the line rises to the right.
    const leaning = tilt(lined, 6, 6, 1.5);
    expect(slope(leaning)).toBeLessThan(-0.08);
    const make = copyMaker(leaning, { aspect: 1.5, side: 224 });
    const turned = (degrees: number) => slope(asPicture(make({ kind: 'turn', degrees, frame: 6 })));
    expect(Math.abs(turned(6))).toBeLessThan(0.02);
    expect(turned(0)).toBeLessThan(-0.1);
    expect(turned(-6)).toBeLessThan(2 * turned(0) + 0.05);
    expect(Math.abs(slope(applyChange(leaning, { edit: 'straighten', amount: 6 })))).toBeLessThan(
      0.02,
    );
  });

  it('are the squashed photo, its windows and its tones', () => {
    const make = copyMaker(lined, { aspect: 1.5, side: 224 });
    const whole = resample(lined, { width: 224, height: 224, kernel: 'lanczos3' }).data;
    expect(make({ kind: 'whole' })).toEqual(whole);
    expect(make({ kind: 'tone', edit: 'exposure', amount: 0 })).toEqual(whole);
    const upper = make({ kind: 'window', window: { x: 0, y: 0, w: 1, h: 0.4 } });
    expect(upper.every((value) => value > 150)).toBe(true);
    const cropped = applyChange(lined, { edit: 'crop', amount: { x: 0, y: 0, w: 0.5, h: 0.4 } });
    expect([cropped.width, cropped.height]).toEqual([150, 80]);
  });
});
