import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { passOne } from '../../src-main/decoding/pass-one.ts';
import { render } from '../../src-main/decoding/full.ts';
import type { Source } from '../../src-main/decoding/types.ts';
import { dataPath } from '../support/data.ts';
import { withFolder } from './support/folder.ts';
import { loadScorer } from './support/model.ts';
import { meanDifference } from './support/pixels.ts';
import { scene } from './support/scenes.ts';

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

/** What a camera held in this way writes: the upright picture turned back, and the tag that mends it. */
async function asStored(upright: Sharp, orientation: number): Promise<Buffer> {
  const data = await upright.png().toBuffer();
  const back: Record<number, (image: Sharp) => Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.flop().rotate(270),
    6: (image) => image.rotate(270),
    7: (image) => image.flop().rotate(90),
    8: (image) => image.rotate(90),
  };
  const turned = back[orientation]?.(sharp(data)) ?? sharp(data);
  return turned
    .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation })
    .toBuffer();
}

describe('orientation', () => {
  const folder = withFolder();

  it.each(ORIENTATIONS)('of EXIF %i is applied once to everything', async (orientation) => {
    const upright = () => scene(2100, 1400);
    const plain = await folder.write('upright.jpg', await asStored(upright(), 1));
    const turned = await folder.write('turned.jpg', await asStored(upright(), orientation));
    const expected = await passOne({ kind: 'file', path: plain }, true);
    const found = await passOne({ kind: 'file', path: turned }, true);
    expect([found.width, found.height]).toEqual([2100, 1400]);
    expect([found.preview?.width, found.preview?.height]).toEqual([1500, 1000]);
    expect(meanDifference(found.tensor, expected.tensor)).toBeLessThan(0.5);
    const thumbnail = (bytes: Uint8Array | undefined) => sharp(bytes).raw().toBuffer();
    expect(
      meanDifference(
        await thumbnail(found.thumbnail?.bytes),
        await thumbnail(expected.thumbnail?.bytes),
      ),
    ).toBeLessThan(1.5);
    const whole = await render({ source: { kind: 'file', path: turned }, roomForLarge: false });
    expect(whole).toMatchObject({ width: 2100, height: 1400 });
  });

  it.each(ORIENTATIONS)('%i of a RAW rules over that of its preview', async (orientation) => {
    const upright = await folder.write('upright.jpg', await asStored(scene(900, 600), 1));
    const expected = await passOne({ kind: 'file', path: upright }, false);
    const bytes = await asStored(scene(900, 600), orientation);
    // The preview's own tag says something else.
    const misleading = await sharp(bytes)
      .withMetadata({ orientation: (orientation % 8) + 1 })
      .toBuffer();
    const source: Source = {
      kind: 'embedded',
      path: 'photo.nef',
      bytes: misleading,
      orientation,
      colorSpace: 'srgb',
    };
    const found = await passOne(source, true);
    expect(meanDifference(found.tensor, expected.tensor)).toBeLessThan(0.7);
    expect([found.preview?.width, found.preview?.height]).toEqual([900, 600]);
  });

  const model = dataPath('weights/aesnet-interim.onnx');
  const files = ORIENTATIONS.map((n) => dataPath(`photos/orientation/Landscape_${n}.jpg`));
  it.skipIf(model === undefined || files.includes(undefined))(
    'gives the eight landscapes one score (needs KEEPERS_DATA)',
    async () => {
      const score = await loadScorer(model ?? '');
      const scores: number[] = [];
      for (const file of files) {
        const { tensor } = await passOne({ kind: 'file', path: file ?? '' }, false);
        scores.push(await score(tensor));
      }
      expect(Math.max(...scores) - Math.min(...scores)).toBeLessThan(0.05);
    },
  );
});
