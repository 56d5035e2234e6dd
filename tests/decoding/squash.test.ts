import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { passOne } from '../../src-main/decoding/pass-one.ts';
import { dataPath } from '../support/data.ts';
import { withFolder } from './support/folder.ts';
import { loadScorer } from './support/model.ts';
import { meanDifference } from './support/pixels.ts';

const folder = withFolder();
const photos = dataPath('photos/clean');
const model = dataPath('weights/aesnet-interim.onnx');
const magick = hasImageMagick();

function hasImageMagick(): boolean {
  try {
    return execFileSync('convert', ['-version'], { encoding: 'utf8' }).includes('ImageMagick');
  } catch {
    return false;
  }
}

/** The photo enlarged to a camera's size, with grain so that there is something to filter away. */
async function enlarge(photo: string, width: number, height: number): Promise<string> {
  const { data, info } = await sharp(photo)
    .resize({ width, height, fit: 'fill', kernel: 'mitchell' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let state = 1;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[index] = Math.max(0, Math.min(255, (data[index] ?? 0) + (state >>> 24) / 8 - 16));
  }
  const file = folder.path(`${width}x${height}-${path.basename(photo)}`);
  await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toFile(file);
  return file;
}

describe.skipIf(photos === undefined || model === undefined || !magick)(
  'the squash to 224×224 (needs KEEPERS_DATA and ImageMagick)',
  () => {
    it('scores within 0.05 of ImageMagick’s Lanczos, at every size', async () => {
      const score = await loadScorer(model ?? '');
      const some = readdirSync(photos ?? '')
        .filter((name) => name.endsWith('.jpg'))
        .filter((_, index) => index % 4 === 0)
        .map((name) => path.join(photos ?? '', name));
      const files = [...some];
      const large = [
        [6000, 4000],
        [4001, 2667],
        [4000, 3000],
        [2667, 4001],
        [1499, 1001],
      ] as const;
      for (const [index, [width, height]] of large.entries()) {
        files.push(await enlarge(some[index] ?? '', width, height));
      }
      for (const file of files) {
        const { tensor } = await passOne({ kind: 'file', path: file }, false);
        const theirs = execFileSync(
          'convert',
          [file, '-filter', 'Lanczos', '-resize', '224x224!', '-depth', '8', 'rgb:-'],
          { maxBuffer: 1e8 },
        );
        expect(meanDifference(tensor, theirs), file).toBeLessThan(1);
        expect(Math.abs((await score(tensor)) - (await score(theirs))), file).toBeLessThan(0.05);
      }
    }, 120_000);

    it('is the same with pictures and without', async () => {
      const file = path.join(photos ?? '', 'kodak-03.jpg');
      const large = await enlarge(file, 3000, 2000);
      const [with_, without] = await Promise.all([
        passOne({ kind: 'file', path: large }, true),
        passOne({ kind: 'file', path: large }, false),
      ]);
      expect(Buffer.from(with_.tensor).equals(without.tensor)).toBe(true);
      expect(without.preview).toBeUndefined();
    });
  },
);
