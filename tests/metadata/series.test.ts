import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readMovie } from '../../src-main/metadata/movie.ts';
import { exiftool, exiftoolJson, hasExifTool, openMetadata, temporaryFolder } from './support.ts';

async function picture(extension: string): Promise<string> {
  const file = path.join(temporaryFolder(), `photo.${extension}`);
  await sharp({ create: { width: 40, height: 20, channels: 3, background: '#456' } }).toFile(file);
  return file;
}

describe.skipIf(!hasExifTool)('what EXIF says of series (skipped without Perl)', () => {
  it.each(['jpg', 'tif', 'webp', 'avif'])('is read from a %s', async (extension) => {
    const file = await picture(extension);
    exiftool(
      '-overwrite_original',
      '-ExposureMode=Auto bracket',
      '-SubjectDistance=1.25',
      '-GPSImgDirection=275.5',
      file,
    );
    // A TIFF always says how it lies.
    expect({ ...(await openMetadata().exif(file)), orientation: undefined }).toEqual({
      bracket: { of: 'exposure' },
      focusDistance: 1.25,
      heading: 275.5,
    });
  });

  it.each([
    [['-ExposureMode=Manual'], { exposureMode: 'manual' }],
    [['-ExposureMode=Auto'], { exposureMode: 'auto' }],
    [['-CustomRendered#=6'], { panorama: 'stitched' }],
    [['-CustomRendered#=1'], {}],
    [['-SubjectDistance=inf'], {}],
    [['-SubjectDistance=0'], {}],
    [
      ['-XMP-GPano:ProjectionType=equirectangular', '-XMP-GPano:PoseHeadingDegrees=-10'],
      { panorama: 'stitched', heading: 350 },
    ],
    [['-XMP-drone-dji:GimbalYawDegree=-170.5'], { heading: 189.5 }],
  ])('%j', async (tags, expected) => {
    const file = await picture('jpg');
    exiftool('-overwrite_original', ...tags, file);
    expect(await openMetadata().exif(file)).toEqual(expected);
  });

  it.each([
    [1, { x: 0.1, y: 0.25 }],
    [2, { x: 0.9, y: 0.25 }],
    [3, { x: 0.9, y: 0.75 }],
    [4, { x: 0.1, y: 0.75 }],
    [5, { x: 0.25, y: 0.1 }],
    [6, { x: 0.75, y: 0.1 }],
    [7, { x: 0.75, y: 0.9 }],
    [8, { x: 0.25, y: 0.9 }],
  ])('the subject is where it is in the upright picture (%i)', async (orientation, point) => {
    const file = await picture('jpg');
    exiftool(
      '-overwrite_original',
      `-IFD0:Orientation#=${orientation}`,
      '-ExifImageWidth=40',
      '-ExifImageHeight=20',
      '-SubjectArea=4 5 10 10',
      file,
    );
    const { focusPoint } = await openMetadata().exif(file);
    expect(focusPoint).toEqual({ x: expect.closeTo(point.x, 5), y: expect.closeTo(point.y, 5) });
  });
});

/** A box of the ISO base media file format. */
function box(type: string, ...content: Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.reduce((sum, { length }) => sum + length, 0));
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...content]);
}

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32BE(value, at * 4));
  return bytes;
};

/** Seconds from 1904 to 1970. */
const FROM_1904 = 2_082_844_800;

function film(seconds: number, described: Readonly<Record<string, string>> = {}): Buffer {
  const names = Object.keys(described);
  const keys = box(
    'keys',
    u32(0, names.length),
    ...names.map((name) => Buffer.concat([u32(8 + name.length), Buffer.from(`mdta${name}`)])),
  );
  const items = names.map((name, index) =>
    box(
      u32(index + 1).toString('latin1'),
      box('data', u32(1, 0), Buffer.from(described[name] ?? '')),
    ),
  );
  const handler = box('hdlr', u32(0, 0), Buffer.from('mdta'), u32(0, 0, 0), Buffer.alloc(1));
  const header = box('mvhd', u32(0, seconds, seconds, 600, 1200), Buffer.alloc(80));
  const meta = box('meta', handler, keys, box('ilst', ...items));
  return Buffer.concat([
    box('ftyp', Buffer.from('qt  '), u32(0), Buffer.from('qt  ')),
    box('moov', header, ...(names.length > 0 ? [meta] : [])),
  ]);
}

describe('a film', () => {
  const write = (bytes: Buffer) => {
    const file = path.join(temporaryFolder(), 'IMG_1.MOV');
    writeFileSync(file, bytes);
    return file;
  };
  const id = '570F1469-09C7-4E50-9875-05F21D5BD166';
  const described = {
    'com.apple.quicktime.make': 'Apple',
    'com.apple.quicktime.content.identifier': id,
    'com.apple.quicktime.creationdate': '2021-04-11T15:47:53-0500',
  };

  it('says which photo it belongs to, and when it was taken', async () => {
    const file = write(film(FROM_1904 + 1_000_000, described));
    expect(await readMovie(file)).toEqual({
      contentId: id,
      takenAt: Date.UTC(2021, 3, 11, 20, 47, 53),
    });
    if (!hasExifTool) return;
    expect(exiftoolJson('-ContentIdentifier', '-CreationDate', file)[0]).toMatchObject({
      ContentIdentifier: id,
      CreationDate: '2021:04:11 15:47:53-05:00',
    });
  });

  it('says when it was taken in its header alone', async () => {
    expect(await readMovie(write(film(FROM_1904 + 1_000_000)))).toEqual({ takenAt: 1e9 });
    expect(await readMovie(write(film(0)))).toEqual({});
  });

  it('that is none, cut off or missing says nothing', async () => {
    const whole = film(FROM_1904 + 1_000_000, described);
    for (const length of [0, 7, 20, 40, 60, 130, 200, 260]) {
      await expect(readMovie(write(whole.subarray(0, length)))).resolves.toBeTypeOf('object');
    }
    expect(await readMovie(write(Buffer.from('no film at all')))).toEqual({});
    expect(await readMovie('/no/such/film.mov')).toEqual({});
  });
});
