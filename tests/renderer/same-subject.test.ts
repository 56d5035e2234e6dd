import { describe, expect, it } from 'vitest';
import { subjectOffset, type GreyPicture } from '../../src-renderer/state/same-subject.ts';
import { surveyColumns } from '../../src-renderer/state/survey-layout.ts';

const SIZE = { width: 384, height: 256 };

/** A scene of smooth blobs, seen from so many pixels further to the right and down; `light` brightens it. */
function scene(right = 0, down = 0, light = 1): GreyPicture {
  const values = new Float32Array(SIZE.width * SIZE.height);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const [u, v] = [x + right, y + down];
      const blob =
        Math.sin(u / 11) * Math.cos(v / 13) + Math.sin((u * v) / 900) + Math.sin(u / 29 + v / 17);
      values[y * SIZE.width + x] = light * (128 + 40 * blob);
    }
  }
  return { ...SIZE, values };
}

describe('the same subject', () => {
  it('is found where the camera has moved, to a pixel, also in another light', () => {
    const found = subjectOffset(scene(), scene(21, -13, 0.7), { x: 0.5, y: 0.5 });
    expect((found?.x ?? 0) * SIZE.width).toBeCloseTo(-21, 0);
    expect((found?.y ?? 0) * SIZE.height).toBeCloseTo(13, 0);
  });

  it('is found at the edge of the frame as well', () => {
    const found = subjectOffset(scene(), scene(16, 8), { x: 0.95, y: 0.9 });
    expect((found?.x ?? 0) * SIZE.width).toBeCloseTo(-16, 0);
    expect((found?.y ?? 0) * SIZE.height).toBeCloseTo(-8, 0);
  });

  it('is not made up: not in another scene, on a plain wall, or in another format', () => {
    const plain = { ...SIZE, values: new Float32Array(SIZE.width * SIZE.height).fill(90) };
    const noise = {
      ...SIZE,
      values: plain.values.map((_, at) => (Math.imul(at, 2_654_435_761) >>> 24) % 200),
    };
    expect(subjectOffset(scene(), noise, { x: 0.5, y: 0.5 })).toBeUndefined();
    expect(subjectOffset(plain, scene(), { x: 0.5, y: 0.5 })).toBeUndefined();
    expect(
      subjectOffset(scene(), { ...scene(), width: 256, height: 384 }, { x: 0.5, y: 0.5 }),
    ).toBeUndefined();
  });
});

describe('the survey', () => {
  it('takes the number of columns at which the frames are largest', () => {
    const room = { width: 1200, height: 700 };
    expect(surveyColumns(1, room, 1.5, 28)).toBe(1);
    expect(surveyColumns(2, room, 1.5, 28)).toBe(2);
    expect(surveyColumns(2, room, 4, 28)).toBe(1);
    expect(surveyColumns(4, room, 1.5, 28)).toBe(2);
    expect(surveyColumns(3, { width: 1800, height: 500 }, 0.66, 28)).toBe(3);
  });
});
