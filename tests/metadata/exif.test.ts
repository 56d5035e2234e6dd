import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../src-main/metadata/exif.ts';
import { ExifToolRunner } from '../../src-main/metadata/exiftool.ts';
import { dataPath, hasData } from '../support/data.ts';
import { exiftool, exiftoolJson, hasExifTool, openMetadata, temporaryFolder } from './support.ts';

const NO_PERL = { exiftool: { perl: '/nonexistent/perl' } };

async function picture(file: string): Promise<string> {
  await sharp({ create: { width: 32, height: 24, channels: 3, background: '#456' } }).toFile(file);
  return file;
}

describe.skipIf(!hasExifTool)('EXIF that ExifTool wrote (skipped without Perl)', () => {
  const WRITTEN = [
    '-Make=NIKON CORPORATION',
    '-Model=NIKON Z 8',
    '-LensModel=NIKKOR Z 50mm f/1.8 S',
    '-ExposureTime=1/250',
    '-FNumber=1.8',
    '-ISO=640',
    '-FocalLength=50',
    '-FocalLengthIn35mmFormat=50',
    '-ExposureCompensation=-0.7',
    '-EXIF:Flash#=1',
    '-SerialNumber=6001234',
    '-DateTimeOriginal=2024:05:01 10:11:12',
    '-SubSecTimeOriginal=054',
    '-OffsetTimeOriginal=-03:30',
    '-Orientation#=6',
    '-GPSLatitude=-33.5',
    '-GPSLatitudeRef=S',
    '-GPSLongitude=151.25',
    '-GPSLongitudeRef=E',
  ];

  it.each(['jpg', 'tif', 'png', 'webp', 'avif'])('is read from a %s', async (extension) => {
    const file = await picture(path.join(temporaryFolder(), `photo.${extension}`));
    exiftool('-overwrite_original', ...WRITTEN, file);
    const exif = await openMetadata().exif(file);
    expect(exif).toEqual({
      shutter: 1 / 250,
      aperture: 1.8,
      iso: 640,
      focalLength: 50,
      focalLength35: 50,
      exposureCompensation: expect.closeTo(-0.7, 3),
      flash: true,
      lens: 'NIKKOR Z 50mm f/1.8 S',
      camera: 'NIKON Z 8',
      serial: '6001234',
      capturedAt: '2024-05-01T10:11:12.054',
      subSeconds: true,
      utcOffset: -210,
      orientation: 6,
      latitude: expect.closeTo(-33.5, 5),
      longitude: expect.closeTo(151.25, 5),
    });
  });

  it('leaves out what says nothing', async () => {
    const file = await picture(path.join(temporaryFolder(), 'photo.jpg'));
    exiftool(
      '-overwrite_original',
      '-DateTimeOriginal#=0000:00:00 00:00:00',
      '-SubSecTimeOriginal=12',
      '-FocalLength=0',
      '-FNumber=0',
      '-ExposureTime=0',
      '-LensModel=----',
      '-GPSLatitude=0',
      '-GPSLatitudeRef=N',
      '-GPSLongitude=0',
      '-GPSLongitudeRef=E',
      file,
    );
    expect(await openMetadata().exif(file)).toEqual({});
  });

  it('takes the time of digitising, with its own sub-seconds, where the original one is missing', async () => {
    const file = await picture(path.join(temporaryFolder(), 'scan.jpg'));
    exiftool(
      '-overwrite_original',
      '-CreateDate=2020:02:03 04:05:06',
      '-SubSecTimeDigitized=5',
      '-SubSecTimeOriginal=9',
      file,
    );
    const { capturedAt, subSeconds } = await openMetadata().exif(file);
    expect({ capturedAt, subSeconds }).toEqual({
      capturedAt: '2020-02-03T04:05:06.5',
      subSeconds: true,
    });
  });
});

describe('a TIFF whose directory lies behind the picture', () => {
  it.each(['dng', 'tif'])('is read as a %s, however far that is', async (extension) => {
    const bytes = Buffer.alloc(4_000_000, 0x2a);
    const [directory, make] = [3_000_000, 2_000_000];
    bytes.write('II*\0', 'latin1');
    bytes.writeUInt32LE(directory, 4);
    bytes.writeUInt16LE(2, directory);
    const entry = (index: number, tag: number, count: number): number => {
      const at = directory + 2 + index * 12;
      bytes.writeUInt16LE(tag, at);
      bytes.writeUInt16LE(2, at + 2);
      bytes.writeUInt32LE(count, at + 4);
      return at + 8;
    };
    bytes.writeUInt32LE(make, entry(0, 0x010f, 6));
    bytes.write('Canon\0', make, 'latin1');
    bytes.write('R5\0', entry(1, 0x0110, 3), 'latin1');
    bytes.writeUInt32LE(0, directory + 2 + 24);
    const file = path.join(temporaryFolder(), `photo.${extension}`);
    writeFileSync(file, bytes);
    expect(await openMetadata(NO_PERL).exif(file)).toEqual({ camera: 'Canon R5' });
    // Cut off, it says nothing, and never what happened to lie in memory.
    writeFileSync(file, bytes.subarray(0, 1_000_000));
    expect(await openMetadata(NO_PERL).exif(file)).toEqual({});
  });
});

describe('what is no photo', () => {
  it('gives an empty object for missing, empty, broken and foreign files', async () => {
    const folder = temporaryFolder();
    const files = {
      'empty.jpg': '',
      'text.jpg': 'no picture',
      'text.cr3': 'no picture',
      'text.webp': 'RIFF....WEBP',
      'cut.tif': 'II*\0\xff\xff\xff\xff',
      'notes.txt': 'x',
    };
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(path.join(folder, name), Buffer.from(content, 'latin1'));
    }
    const metadata = openMetadata();
    for (const name of [...Object.keys(files), 'missing.jpg', 'missing.nef']) {
      expect([name, await metadata.exif(path.join(folder, name))]).toEqual([name, {}]);
      expect([name, await metadata.thumbnail(path.join(folder, name))]).toEqual([name, undefined]);
    }
  });

  it.skipIf(!hasData)('survives the fuzzed files (skipped without test data)', async () => {
    const folder = dataPath('photos/damaged') ?? '';
    const metadata = openMetadata(NO_PERL);
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      await expect(metadata.exif(file)).resolves.toBeTypeOf('object');
      await metadata.thumbnail(file);
      await metadata.readVerdict(file);
    }
  });
});

describe.skipIf(!hasData)('real cameras (skipped without test data)', () => {
  it.each([
    ['cameras/Canon_40D.jpg', { camera: 'Canon EOS 40D', shutter: 0.00625, iso: 100, flash: true }],
    ['cameras/Nikon_D70.jpg', { camera: 'NIKON D70', exposureCompensation: -1 }],
    ['raw/canon-6d.dng', { camera: 'Canon EOS 6D', capturedAt: '2019-06-06T07:29:51.00' }],
    [
      'raw/canon-r6.cr3',
      { camera: 'Canon EOS R6', capturedAt: '2021-05-12T12:21:21.92', utcOffset: 120, iso: 100 },
    ],
    ['raw/nikon-1.nef', { camera: 'NIKON D70s', capturedAt: '2010-03-01T21:50:21.70' }],
    ['raw/pentax.pef', { camera: 'PENTAX K-3 II', latitude: expect.closeTo(61.5555, 3) }],
    ['heif/IMG_5195.HEIC', { capturedAt: '2021-04-11T15:47:53.054', utcOffset: -300 }],
  ])('%s, without Perl', async (name, expected) => {
    const exif = await openMetadata(NO_PERL).exif(dataPath(`photos/${name}`) ?? '');
    expect(exif).toMatchObject(expected);
  });

  it.skipIf(!hasExifTool)('agree with ExifTool', async () => {
    const folders = ['cameras', 'raw', 'heif', 'orientation'];
    const files = folders.flatMap((folder) => {
      const full = dataPath(`photos/${folder}`) ?? '';
      return readdirSync(full)
        .filter((name) => !/xmp$|LICENSE/.test(name))
        .map((name) => path.join(full, name));
    });
    const tags = exiftoolJson(
      ...['ExposureTime', 'FNumber', 'FocalLength', 'ExposureCompensation'].map((t) => `-${t}#`),
      ...['Orientation', 'GPSLatitude', 'GPSLongitude'].map((t) => `-EXIF:${t}#`),
      ...files,
    );
    const metadata = openMetadata();
    for (const [index, file] of files.entries()) {
      const exif = await metadata.exif(file);
      const told = tags[index] ?? {};
      for (const [ours, theirs] of [
        [exif.shutter, told.ExposureTime],
        [exif.aperture, told.FNumber],
        [exif.focalLength, told.FocalLength],
        [exif.exposureCompensation, told.ExposureCompensation],
        [exif.orientation, told.Orientation],
      ]) {
        if (ours !== undefined) expect(ours, file).toBeCloseTo(Number(theirs), 4);
      }
      if (exif.latitude !== undefined) {
        expect(Math.abs(exif.latitude)).toBeCloseTo(Math.abs(Number(told.GPSLatitude)), 4);
      }
    }
  });

  it('a CRW needs ExifTool: something with Perl, nothing and no error without', async () => {
    const file = dataPath('photos/raw/canon.crw') ?? '';
    expect(await openMetadata(NO_PERL).exif(file)).toEqual({});
    if (hasExifTool) {
      expect((await openMetadata().exif(file)).capturedAt).toBe('2018-01-01T13:03:32');
    }
  });

  it('starts no ExifTool for formats that exifr knows', async () => {
    const runner = new ExifToolRunner();
    await readExif(dataPath('photos/raw/nikon-1.nef') ?? '', runner);
    await readExif(dataPath('photos/raw/canon-r6.cr3') ?? '', runner);
    expect(runner.pids).toEqual([]);
    await runner.close();
  });
});

describe('thumbnails', () => {
  it.skipIf(!hasData)('are read without ExifTool (skipped without test data)', async () => {
    const metadata = openMetadata(NO_PERL);
    const sizes: Record<string, unknown> = {};
    for (const name of [
      'cameras/Canon_40D.jpg',
      'raw/canon-r6.cr3',
      'raw/canon-6d.dng',
      'raw/nikon-1.nef',
      'raw/pentax.pef',
    ]) {
      const found = await metadata.thumbnail(dataPath(`photos/${name}`) ?? '');
      const { width, height, orientation } = await sharp(found).metadata();
      sizes[name] = [width, height, orientation];
    }
    expect(sizes).toEqual({
      'cameras/Canon_40D.jpg': [68, 46, 1],
      'raw/canon-r6.cr3': [160, 120, 1],
      'raw/canon-6d.dng': [256, 171, 1],
      'raw/nikon-1.nef': [106, 160, 1],
      'raw/pentax.pef': [160, 120, 1],
    });
  });

  it.skipIf(!hasData || !hasExifTool)('come with the orientation of the photo', async () => {
    const file = path.join(temporaryFolder(), 'turned.jpg');
    copyFileSync(dataPath('photos/cameras/Panasonic_DMC-FZ30.jpg') ?? '', file);
    const before = await sharp(await openMetadata().thumbnail(file)).metadata();
    exiftool('-overwrite_original', '-IFD0:Orientation#=8', file);
    const thumbnail = await openMetadata().thumbnail(file);
    expect((await sharp(thumbnail).metadata()).orientation).toBe(8);
    const upright = await sharp(await sharp(thumbnail).autoOrient().toBuffer()).metadata();
    expect([upright.width, upright.height]).toEqual([before.height, before.width]);
  });
});
