import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ExifToolRunner } from '../../src-main/metadata/exiftool.ts';
import { findExifTool } from '../../src-main/metadata/index.ts';
import { dataPath, hasData, repositoryRoot } from '../support/data.ts';
import { exiftool, hasExifTool, openMetadata, temporaryFolder } from './support.ts';

const NO_PERL = { exiftool: { perl: '/nonexistent/perl' } };
const raw = (name: string): string => dataPath(`photos/raw/${name}`) ?? '';

/** A copy of the DNG, the one RAW among the samples that ExifTool can rewrite. */
function writableRaw(folder: string): string {
  const file = path.join(folder, 'photo.dng');
  writeFileSync(file, readFileSync(raw('canon-6d.dng')));
  return file;
}

describe.skipIf(!hasData || !hasExifTool)(
  'previews inside a RAW (skipped without test data or Perl)',
  () => {
    it.each([
      ['nikon-1.nef', '-PreviewImage', { width: 425, height: 640 }, [2000, 3008]],
      ['canon-r6.cr3', '-PreviewImage', { width: 1620, height: 1080 }, [3408, 2272]],
      ['canon-6d.dng', '-SubIFD1:PreviewImage', { width: 1024, height: 683 }, [1224, 816]],
      ['pentax.pef', '-PreviewImage', { width: 720, height: 480 }, [6080, 4032]],
      ['canon.crw', '-JpgFromRaw', { width: 1440, height: 960 }, [2160, 1440]],
    ])('%s: the largest one, byte for byte', async (name, tag, size, full) => {
      const metadata = openMetadata();
      // Reading EXIF first is what happens in use, and once made ExifTool garble the CRW's preview.
      await metadata.exif(raw(name));
      const preview = await metadata.embeddedPreview(raw(name));
      expect(Buffer.from(preview.bytes).equals(exiftool('-b', tag, raw(name)))).toBe(true);
      expect(await sharp(preview.bytes).metadata()).toMatchObject(size);
      expect([preview.fullWidth, preview.fullHeight]).toEqual(full);
      expect([preview.orientation, preview.colorSpace]).toEqual([1, 'srgb']);
    });

    it('come with the orientation of the RAW, and its size upright', async () => {
      const file = writableRaw(temporaryFolder());
      exiftool('-overwrite_original', '-IFD0:Orientation#=8', file);
      const { orientation, fullWidth, fullHeight } = await openMetadata().embeddedPreview(file);
      expect({ orientation, fullWidth, fullHeight }).toEqual({
        orientation: 8,
        fullWidth: 816,
        fullHeight: 1224,
      });
    });

    it.each([
      ['R03', 'adobe-rgb'],
      ['R98', 'srgb'],
    ])('have the colour space of their own tag: %s', async (index, expected) => {
      const folder = temporaryFolder();
      const inside = path.join(folder, 'inside.jpg');
      await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#345' } })
        .jpeg()
        .toFile(inside);
      exiftool('-overwrite_original', `-InteropIndex=${index}`, '-ColorSpace#=65535', inside);
      const file = writableRaw(folder);
      // What the RAW itself says is the opposite.
      const opposite = index === 'R03' ? 'R98' : 'R03';
      exiftool('-overwrite_original', `-InteropIndex=${opposite}`, file);
      exiftool('-overwrite_original', `-SubIFD1:PreviewImage<=${inside}`, file);
      const preview = await openMetadata().embeddedPreview(file);
      expect(await sharp(preview.bytes).metadata()).toMatchObject({ width: 1200 });
      expect(preview.colorSpace).toBe(expected);
    });

    it.each([
      ['-SubIFD1:PreviewColorSpace=Adobe RGB', 'adobe-rgb'],
      ['-SubIFD1:PreviewColorSpace=sRGB', 'srgb'],
      ['-SubIFD1:PreviewColorSpace=', 'adobe-rgb'],
    ])("have the RAW's colour space where they have no tag: %s", async (change, expected) => {
      const file = writableRaw(temporaryFolder());
      exiftool('-overwrite_original', '-InteropIndex=R03', '-ColorSpace#=65535', change, file);
      expect((await openMetadata().embeddedPreview(file)).colorSpace).toBe(expected);
    });

    it.each([
      '-dash.nef',
      'two\nlines\r.nef',
      ' spaces .nef',
      '📷 fête.nef',
      '#comment.nef',
      '$(touch x)%d.nef',
      '-execute\n-delete.nef',
    ])('are found under the name %j', async (name) => {
      const folder = temporaryFolder();
      const file = path.join(folder, name);
      copyFileSync(raw('nikon-1.nef'), file);
      const preview = await openMetadata().embeddedPreview(file);
      expect(preview.bytes.length).toBe(10_518);
      expect(readFileSync(file).equals(readFileSync(raw('nikon-1.nef')))).toBe(true);
    });

    it('are found by a relative name with a leading dash', async () => {
      const folder = temporaryFolder();
      copyFileSync(raw('nikon-1.nef'), path.join(folder, '-ver.nef'));
      const before = process.cwd();
      process.chdir(folder);
      try {
        expect((await openMetadata().embeddedPreview('-ver.nef')).bytes.length).toBe(10_518);
      } finally {
        process.chdir(before);
      }
    });

    it('many at once', async () => {
      const metadata = openMetadata();
      const names = ['nikon-1.nef', 'canon-r6.cr3', 'pentax.pef', 'canon.crw'];
      const all = await Promise.all(
        [...names, ...names, ...names].map((name) => metadata.embeddedPreview(raw(name))),
      );
      const sizes = [10_518, 389_456, 53_753, 281_610];
      expect(all.map(({ bytes }) => bytes.length)).toEqual([...sizes, ...sizes, ...sizes]);
    });
  },
);

describe.skipIf(!hasExifTool)('what has no preview (skipped without Perl)', () => {
  it('is told apart', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'empty.nef'), '');
    writeFileSync(path.join(folder, 'text.nef'), 'not a RAW at all');
    mkdirSync(path.join(folder, 'folder.nef'));
    const tiff = path.join(folder, 'tiff.dng');
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#222' } })
      .tiff({ compression: 'deflate' })
      .toFile(`${tiff}.tif`);
    copyFileSync(`${tiff}.tif`, tiff);
    const metadata = openMetadata();
    const codes: Record<string, unknown> = {};
    for (const name of ['empty.nef', 'text.nef', 'folder.nef', 'tiff.dng', 'missing.nef']) {
      codes[name] = await metadata
        .embeddedPreview(path.join(folder, name))
        .catch((error: { code: string }) => error.code);
    }
    expect(codes).toEqual({
      'empty.nef': 'file-empty',
      'text.nef': 'photo-damaged',
      'folder.nef': 'file-not-photo',
      'tiff.dng': 'photo-no-preview',
      'missing.nef': 'file-missing',
    });
  });

  it.skipIf(!hasData).each(['canon.crw', 'canon-6d.dng'])(
    'a RAW cut off before its preview is damaged: %s',
    async (name) => {
      const file = path.join(temporaryFolder(), name);
      writeFileSync(file, readFileSync(raw(name)).subarray(0, 50_000));
      await expect(openMetadata().embeddedPreview(file)).rejects.toMatchObject({
        code: 'photo-damaged',
      });
    },
  );
});

describe('without Perl', () => {
  it('says so, each time, and goes on with the rest', async () => {
    const metadata = openMetadata(NO_PERL);
    const file = path.join(temporaryFolder(), 'photo.crw');
    writeFileSync(file, 'x');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(metadata.embeddedPreview(file)).rejects.toMatchObject({
        code: 'exiftool-missing',
      });
    }
    expect(await metadata.exif(file)).toEqual({});
    await expect(findExifTool(NO_PERL.exiftool)).rejects.toMatchObject({
      code: 'exiftool-missing',
    });
  });

  it('a Perl that cannot run ExifTool counts as none', async () => {
    const file = path.join(temporaryFolder(), 'photo.crw');
    writeFileSync(file, 'x');
    const metadata = openMetadata({ exiftool: { perl: '/bin/false' } });
    await expect(metadata.embeddedPreview(file)).rejects.toMatchObject({
      code: 'exiftool-missing',
    });
  });
});

describe.skipIf(!hasExifTool)("ExifTool's processes (skipped without Perl)", () => {
  const isRunning = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it('end on close', async () => {
    const runner = new ExifToolRunner();
    await runner.read('./package.json', []);
    const pids = runner.pids;
    expect(pids.map(isRunning)).toContain(true);
    await runner.close();
    expect(pids.map(isRunning)).not.toContain(true);
    await expect(runner.read('x', [])).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('do not keep the program alive, nor outlive it', async () => {
    const module = path.join(repositoryRoot, 'src-main/metadata/exiftool.ts');
    const script = `
      const { ExifToolRunner } = await import(${JSON.stringify(module)});
      const runner = new ExifToolRunner();
      await runner.read("./package.json", []);
      console.log(runner.pids.join(' '));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      { timeout: 30_000 },
    );
    const pids = stdout.trim().split(' ').map(Number);
    expect(pids.length).toBeGreaterThan(0);
    await expect.poll(() => pids.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  });

  it('a file that takes too long is given up', async () => {
    const folder = temporaryFolder();
    const perl = path.join(folder, 'perl');
    // An interpreter that answers the version and then no more.
    writeFileSync(
      perl,
      '#!/bin/sh\ncase "$2" in -ver) echo 13.0; exit;; esac\nwhile read line; do case "$line" in -ver) v=1;; -execute) test -n "$v" && echo 13.0 && echo "{ready}"; v=;; esac; done\n',
      { mode: 0o755 },
    );
    const runner = new ExifToolRunner({ perl, timeout: 1500 });
    await expect(runner.read('/etc/hostname', ['-Make'])).rejects.toMatchObject({
      code: 'photo-timed-out',
    });
    await runner.close();
  });
});
