import { describe, expect, it } from 'vitest';
import { applyEdit, sampleEdit, withGrain, type Edit } from '../../../src-aesnet/edits/index.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { throughJpeg } from '../../../src-main/decoding/training-pictures.ts';

const SIDE = 224;

/** A gradient, as smooth as a sky. */
function sky(): Picture {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < data.length; at++) {
    const x = Math.floor(at / 3) % SIDE;
    data[at] = 60 + (120 * x) / SIDE + 20 * (at % 3);
  }
  return { width: SIDE, height: SIDE, data };
}

/** Mean of how far a pixel departs from its neighbours in a row, 8-bit codes. */
function roughness({ width, data }: Picture): number {
  let sum = 0;
  for (let at = 3; at < data.length - 3; at++) {
    const beside = (data[at - 3] as number) + (data[at + 3] as number);
    const inside = at % (3 * width) >= 3 && at % (3 * width) < 3 * (width - 1);
    if (inside) sum += Math.abs((data[at] as number) - beside / 2);
  }
  return sum / data.length;
}

const compressed = (grain?: number): Edit => {
  const edit = sampleEdit(Random.from(3), 'jpeg');
  // Grey: JPEG halves the resolution of colours at every quality.
  const setting = { ...edit.setting, chroma: 0 };
  return { ...edit, weak: 0, setting: { ...setting, ...(grain !== undefined && { grain }) } };
};

describe('the grain of a photo that is compressed before it is shrunk', () => {
  it('is in all copies alike, and compression takes it away', async () => {
    const { original, weak, strong } = await applyEdit(sky(), compressed(5), throughJpeg);
    expect(roughness(original)).toBeGreaterThan(0.5);
    // A quality of 100 keeps it.
    expect(roughness(weak) / roughness(original)).toBeCloseTo(1, 1);
    expect(roughness(strong)).toBeLessThan(0.7 * roughness(original));
  });

  it('is not there unless it is asked for: compression of smooth pictures adds blocks', async () => {
    const { original, strong } = await applyEdit(sky(), compressed(), throughJpeg);
    expect(roughness(original)).toBeLessThan(0.6);
    expect(roughness(strong)).toBeGreaterThan(roughness(original));
  });

  it('is drawn for compression alone, from none to much', () => {
    const random = Random.from(1);
    const grains = Array.from({ length: 300 }, () => {
      const drawn = sampleEdit(random);
      const edit = withGrain(drawn, random);
      if (drawn.kind !== 'jpeg') expect(edit).toBe(drawn);
      return edit.setting.grain;
    }).filter((grain) => grain !== undefined);
    expect(grains.length).toBeGreaterThan(10);
    expect(Math.min(...grains)).toBeLessThan(1.5);
    expect(Math.max(...grains)).toBeGreaterThan(4.5);
  });
});
