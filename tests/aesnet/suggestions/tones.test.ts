import { describe, expect, it } from 'vitest';
import { EDIT_KINDS, type EditName } from '../../../src-aesnet/edits/index.ts';
import type { EditSetting } from '../../../src-aesnet/edits/types.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { DIRECTIONS, directionOf, INVERSES } from '../../../src-aesnet/suggestions/directions.ts';
import { applyTone } from '../../../src-aesnet/suggestions/tones.ts';
import { TONE_EDITS } from '../../../src-shared/suggestion.ts';

function noise(seed: number, low = 40, high = 200): Picture {
  const random = Random.from(seed);
  const data = Uint8Array.from({ length: 32 * 24 * 3 }, () => random.uniform(low, high));
  return { width: 32, height: 24, data };
}

const grey: Picture = {
  width: 256,
  height: 1,
  data: Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3)),
};

const distance = (a: Picture, b: Picture) =>
  a.data.reduce((sum, value, at) => sum + Math.abs(value - (b.data[at] ?? 0)), 0) / a.data.length;

const mean = ({ data }: Picture, channel: number) => {
  let sum = 0;
  for (let at = channel; at < data.length; at += 3) sum += data[at] ?? 0;
  return (3 * sum) / data.length;
};

describe('edits of tone and colour', () => {
  it.each(TONE_EDITS)('%s by nothing changes nothing, and by more changes more', (edit) => {
    const picture = noise(1);
    expect(distance(applyTone(picture, edit, 0), picture)).toBeLessThan(0.6);
    const full = edit === 'exposure' ? 1 : 60;
    const half = distance(applyTone(picture, edit, full / 2), picture);
    expect(half).toBeGreaterThan(1);
    expect(distance(applyTone(picture, edit, full), picture)).toBeGreaterThan(half * 1.3);
  });

  it('go the ways that their signs say', () => {
    const picture = noise(2);
    const moved = (edit: (typeof TONE_EDITS)[number], amount: number) =>
      [0, 1, 2].map(
        (channel) => mean(applyTone(picture, edit, amount), channel) - mean(picture, channel),
      );
    for (const by of moved('exposure', 0.5)) expect(by).toBeGreaterThan(5);
    const [warmRed = 0, , warmBlue = 0] = moved('temperature', 40);
    expect(warmRed).toBeGreaterThan(warmBlue + 10);
    const [, magentaGreen = 0] = moved('tint', 40);
    expect(magentaGreen).toBeLessThan(-3);
  });

  it('of shadows and highlights keep black, white and the other end, and no tone overtakes another', () => {
    for (const edit of ['shadows', 'highlights'] as const) {
      for (const amount of [-100, -50, 50, 100]) {
        const { data } = applyTone(grey, edit, amount);
        const tones = Array.from({ length: 256 }, (_, code) => data[3 * code] as number);
        expect([tones[0], tones[255]]).toEqual([0, 255]);
        for (let code = 1; code < 256; code++) {
          expect(tones[code]).toBeGreaterThanOrEqual(tones[code - 1] as number);
        }
        const most = tones.reduce(
          (best, tone, code) =>
            Math.abs(tone - code) > Math.abs((tones[best] as number) - best) ? code : best,
          0,
        );
        expect(most < 128).toBe(edit === 'shadows');
        expect(Math.sign((tones[most] as number) - most)).toBe(Math.sign(amount));
      }
    }
  });

  const setting: EditSetting = {
    aspect: 4 / 3,
    angle: 0,
    turn: 1,
    crop: 1,
    chroma: 1,
    space: 'coded',
    seed: 0,
  };
  /** Amounts at which nothing clips, and what undoes them. */
  const UNDONE: readonly [EditName, number, number][] = [
    ['darker', 0.5, 0.5],
    ['brighter', 0.2, -0.2],
    ['flatter', 0.5, 50],
    ['harsher', 0.2, -20],
    ['desaturated', 0.3, 43],
    ['oversaturated', 0.3, -19],
    ['warm', 30, -30],
    ['cool', 30, 30],
    ['green', 0.3, 30],
    ['magenta', 0.3, -30],
  ];

  it.each(UNDONE)('undo what training does: %s by %f', async (kind, amount, back) => {
    const picture = noise(3, 90, 160);
    const context = {
      ...{ setting, strong: amount, longX: 32, longY: 24 },
      jpeg: () => Promise.reject(new Error('no codec')),
    };
    const damaged = await EDIT_KINDS[kind].change(picture, amount, context);
    const [edit] = INVERSES[kind]?.split(/[+-]/) ?? [];
    expect(directionOf(edit as 'tint', back)).toBe(INVERSES[kind]);
    const mended = applyTone(damaged, edit as 'tint', back);
    expect(distance(mended, picture)).toBeLessThan(0.35 * distance(damaged, picture));
  });

  it('are the inverse of one kind of damage each', () => {
    expect(new Set(Object.values(INVERSES)).size).toBe(DIRECTIONS.length);
  });
});
