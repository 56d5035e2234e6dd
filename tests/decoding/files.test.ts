import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { passTwo, render } from '../../src-main/decoding/full.ts';
import { LARGE_PIXELS } from '../../src-main/decoding/limits.ts';
import { passOne } from '../../src-main/decoding/pass-one.ts';
import { fileError } from '../../src-main/decoding/read-photo.ts';
import type { Source } from '../../src-main/decoding/types.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { dataPath } from '../support/data.ts';
import { withFolder } from './support/folder.ts';
import { meanDifference } from './support/pixels.ts';
import { scene, sceneJpeg } from './support/scenes.ts';

const folder = withFolder();
const file = (path: string): Source => ({ kind: 'file', path });

async function failure(path: string): Promise<{ code: string; message: string }> {
  const result = await passOne(file(path), false).catch((thrown: unknown) => thrown);
  if (!(result instanceof KeepersError)) throw new Error(`no KeepersError for ${path}`);
  return result.info;
}

async function warnings(path: string): Promise<string[]> {
  return (await passOne(file(path), false)).warnings.map(({ code }) => code);
}

/** A PNG whose header promises this size and whose data is a few rows of nothing. */
function pngHeader(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(4000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('files that hold no picture', () => {
  it('are told apart', async () => {
    expect((await failure(await folder.write('empty.jpg', ''))).code).toBe('file-empty');
    expect((await failure(folder.path('nowhere.jpg'))).code).toBe('file-missing');
    expect((await failure(folder.path('empty.jpg/below.jpg'))).code).toBe('file-missing');
    const text = await failure(await folder.write('text.jpg', 'Dear diary, no photo today.'));
    expect(text).toMatchObject({ code: 'photo-damaged' });
    expect(text.message).toContain('its bytes do not begin like a photo');
    expect((await failure(await folder.write('notes.txt', 'text'))).code).toBe('file-not-photo');
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    expect((await failure(await folder.write('drawing.jpg', svg))).code).toBe('photo-damaged');
    const jxl = await folder.write('photo.jpg', Buffer.from([0xff, 0x0a, 1, 2, 3, 4, 5, 6]));
    expect((await failure(jxl)).message).toContain('JPEG XL');
    const raw = await scene(60, 40).tiff().toBuffer();
    expect((await failure(await folder.write('photo.nef', raw))).code).toBe(
      'photo-format-unsupported',
    );
  });

  it('neither hang nor mislead when they are no files at all', async () => {
    await mkdir(folder.path('folder.jpg'));
    expect((await failure(folder.path('folder.jpg'))).message).toContain('it is a folder');
    await symlink(folder.path('loop.jpg'), folder.path('loop.jpg'));
    expect((await failure(folder.path('loop.jpg'))).message).toContain('go round in a circle');
    execFileSync('mkfifo', [folder.path('pipe.jpg')]);
    expect((await failure(folder.path('pipe.jpg'))).message).toContain('it is a pipe');
  });

  it('of which the system says no are explained', () => {
    const system = (code: string) => Object.assign(new Error(code), { code });
    const info = (code: string) => (fileError(system(code), '/p.jpg') as KeepersError).info;
    expect(info('EACCES').code).toBe('file-no-permission');
    expect(info('EPERM').code).toBe('file-no-permission');
    expect(info('ENOENT').message).toContain('/p.jpg');
    expect(info('EIO').message).toContain('the drive reported an error');
    expect(info('EWEIRD').message).toContain('EWEIRD');
  });

  it('are refused by their header when they are too large', async () => {
    const huge = await failure(await folder.write('huge.png', pngHeader(100_000, 100_000)));
    expect(huge).toEqual({
      code: 'photo-too-large',
      message: 'The picture is 100000 × 100000 pixels; Keepers reads up to 400 megapixels.',
    });
  });
});

describe('files that hold another picture than expected', () => {
  it('are read by their bytes, with a warning', async () => {
    const path = await folder.write('really-a-png.jpg', await scene(300, 200).png().toBuffer());
    const one = await passOne(file(path), true);
    expect(one.format).toBe('png');
    expect(one.warnings).toEqual([
      { code: 'mislabelled', message: expect.stringContaining('PNG') as string },
    ]);
    expect(await warnings(await folder.write('fine.jpeg', await sceneJpeg()))).toEqual([]);
  });

  it('show their first frame, with a warning', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer();
      const one = await passOne(file(await folder.write(`moving.${format}`, bytes)), false);
      expect(one).toMatchObject({ format, width: 60, height: 40 });
      expect(one.dominantColor).toMatch(/^#f[def]0[0-3]0[0-3]$/);
      expect(one.warnings[0]).toEqual({
        code: 'animated',
        message: 'Only the first of its 3 frames was looked at.',
      });
    }
    // The further pages of a TIFF are no animation.
    const pages = await sharp(frames, { join: { animated: true } })
      .tiff()
      .toBuffer();
    expect((await sharp(pages).metadata()).pages).toBe(3);
    expect(await warnings(await folder.write('pages.tif', pages))).toEqual([]);
  });

  it('of thin panoramas keep enough of their short edge for the model', async () => {
    const path = await folder.write('panorama.jpg', await sceneJpeg(9000, 600));
    const one = await passOne(file(path), true);
    expect(one.preview).toMatchObject({ width: 6000, height: 400 });
    expect(one.thumbnail).toMatchObject({ width: 512, height: 34 });
    expect(one).toMatchObject({ width: 9000, height: 600 });
  });
});

describe('previews inside RAWs', () => {
  it('report the RAW’s size and warn of their own', async () => {
    const bytes = await sceneJpeg(900, 600);
    const source: Source = {
      kind: 'embedded',
      path: 'photo.nef',
      bytes,
      orientation: 6,
      colorSpace: 'srgb',
      fullWidth: 4000,
      fullHeight: 6000,
    };
    const one = await passOne(source, true);
    expect(one).toMatchObject({ format: 'raw', width: 4000, height: 6000 });
    expect(one.preview).toMatchObject({ width: 600, height: 900 });
    const warning = {
      code: 'preview-only',
      message: 'Measured on the embedded preview, 600 × 900.',
    };
    expect(one.warnings).toEqual([warning]);
    const two = await passTwo({ source, roomForLarge: false });
    expect(two).toMatchObject({
      measurements: { measuredAt: { width: 600, height: 900 } },
      warnings: [warning],
    });
    const same = await passOne({ ...source, fullWidth: 604, fullHeight: 904 }, false);
    expect(same.warnings).toEqual([]);
  });

  it('that are no JPEG fail', async () => {
    const bytes = new Uint8Array(1000);
    const source: Source = {
      kind: 'embedded',
      path: 'p.nef',
      bytes,
      orientation: 1,
      colorSpace: 'srgb',
    };
    await expect(passOne(source, false)).rejects.toMatchObject({ code: 'photo-damaged' });
  });
});

describe('full decodes', () => {
  it('measure all pixels, and wait when the picture is large', async () => {
    const path = await folder.write('photo.jpg', await sceneJpeg(2000, 1333));
    const two = await passTwo({ source: file(path), roomForLarge: false });
    expect(two).toMatchObject({ measurements: { measuredAt: { width: 2000, height: 1333 } } });
    const edge = Math.ceil(Math.sqrt(LARGE_PIXELS)) + 1;
    const large = await folder.write('large.png', pngHeader(edge, edge));
    expect(await passTwo({ source: file(large), roomForLarge: false })).toEqual({
      tooLargeForNow: true,
    });
    expect(await render({ source: file(large), roomForLarge: false })).toEqual({
      tooLargeForNow: true,
    });
  });

  it('are rendered to a JPEG that any browser shows', async () => {
    const path = await folder.write(
      'photo.tif',
      await scene(700, 500).toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
    );
    const picture = await render({ source: file(path), roomForLarge: false });
    if ('tooLargeForNow' in picture) throw new Error('it is small');
    expect(picture).toMatchObject({ mime: 'image/jpeg', width: 700, height: 500 });
    const pixels = await sharp(picture.bytes).raw().toBuffer();
    expect(meanDifference(pixels, await scene(700, 500).raw().toBuffer())).toBeLessThan(2);
  });

  const heif = [
    ['photos/heif/samplefilehub.heif', 'heic', 640, 426],
    ['photos/heif/8bit-sRGB.avif', 'avif', 1617, 1080],
  ] as const;
  it.skipIf(dataPath('photos/heif') === undefined).each(heif)(
    'decode %s (needs KEEPERS_DATA)',
    async (relative, format, width, height) => {
      const path = dataPath(relative) ?? '';
      const one = await passOne(file(path), true);
      expect(one).toMatchObject({ format, width, height, warnings: [] });
      // The thumbnail and the tensor show the same picture.
      const shown = await sharp(one.thumbnail?.bytes)
        .resize({ width: 224, height: 224, fit: 'fill' })
        .raw()
        .toBuffer();
      expect(meanDifference(shown, one.tensor)).toBeLessThan(3);
      const two = await passTwo({ source: file(path), roomForLarge: false });
      expect(two).toMatchObject({ measurements: { measuredAt: { width, height } } });
    },
  );
});
