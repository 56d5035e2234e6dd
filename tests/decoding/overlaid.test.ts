import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { overlaid } from '../../src-main/decoding/overlaid.ts';
import { withFolder } from './support/folder.ts';

/** Two by one pixels: the left one in full colour, the right one clear. */
const overlay = {
  pixels: Uint8Array.of(255, 0, 0, 255, 0, 0, 255, 0),
  ...{ width: 2, height: 1, opacity: 0.5, outline: '' },
};

describe('a photo under an overlay', () => {
  const folder = withFolder();
  const colours = async (bytes: Uint8Array) => {
    const { data, info } = await sharp(bytes)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      ...{ width: info.width, height: info.height },
      at: (x: number, y: number) => [...data.subarray(3 * (y * info.width + x)).subarray(0, 3)],
    };
  };
  const write = async (name: string, orientation = 1) => {
    const photo = sharp({
      create: { width: 400, height: 200, channels: 3, background: '#00c800' },
    });
    const bytes = await photo.withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    return { kind: 'file', path: await folder.write(name, bytes) } as const;
  };

  it('is in grey, the overlay stretched over its frame and as strong as was asked', async () => {
    const drawn = await overlaid(await write('a.jpg'), overlay, 1000);
    expect(drawn).toMatchObject({ mime: 'image/png', width: 400, height: 200 });
    const { at } = await colours(drawn.bytes);
    const [red = 0, green = 0, blue = 0] = at(390, 100);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(3);
    const [half = 0, ...others] = at(10, 100);
    expect(half).toBeCloseTo((255 + red) / 2, -1);
    for (const other of others) expect(other).toBeCloseTo(red / 2, -1);
  });

  it('is upright, and no longer than was asked', async () => {
    const drawn = await overlaid(await write('turned.jpg', 6), overlay, 100);
    expect([drawn.width, drawn.height]).toEqual([50, 100]);
    const { at } = await colours(drawn.bytes);
    const [red = 0, , blue = 0] = at(3, 50);
    expect(red - blue).toBeGreaterThan(60);
    const [far = 0, , away = 0] = at(47, 50);
    expect(far - away).toBeLessThan(5);
  });

  it('has a line where an outline is', async () => {
    const outline = 'M0.75 0.2L0.75 0.8';
    const { bytes } = await overlaid(await write('line.jpg'), { ...overlay, outline }, 1000);
    const { at } = await colours(bytes);
    const line = (y: number) => [298, 299, 300, 301].map((x) => Math.min(...at(x, y)));
    // White between dark edges.
    expect(Math.max(...line(100))).toBeGreaterThan(180);
    expect(Math.min(...line(100))).toBeLessThan(80);
    expect(Math.max(...line(10)) - Math.min(...line(10))).toBeLessThan(10);
  });

  it('of a broken photo is refused with its reason', async () => {
    const path = await folder.write('broken.jpg', 'no picture');
    await expect(overlaid({ kind: 'file', path }, overlay, 100)).rejects.toMatchObject({
      code: 'photo-damaged',
    });
  });
});
