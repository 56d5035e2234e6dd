/** Makers' notes as cameras write them, put together byte by byte; ExifTool is asked what it reads there. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Exif } from '../../src-shared/photo.ts';
import { Random } from '../catalogue/support.ts';
import { dataPath, hasData } from '../support/data.ts';
import { exiftoolJson, hasExifTool, openMetadata, temporaryFolder } from './support.ts';

const NO_PERL = { exiftool: { perl: '/nonexistent/perl' } };

type Value =
  | { readonly type: 1 | 3 | 4 | 7; readonly values: readonly number[] }
  | { readonly type: 2; readonly text: string }
  | { readonly type: 5 | 10; readonly pairs: readonly (readonly [number, number])[] }
  | { readonly type: 13; readonly directory: Directory };
type Directory = Readonly<Record<number, Value>>;

const bytes = (...values: number[]): Value => ({ type: 1, values });
const short = (...values: number[]): Value => ({ type: 3, values });
const long = (...values: number[]): Value => ({ type: 4, values });
const text = (written: string): Value => ({ type: 2, text: written });
const rational = (...pairs: (readonly [number, number])[]): Value => ({ type: 5, pairs });
/** A list of 16-bit numbers of this length that begins with its own length, as Canon's do. */
const list = (length: number, values: Readonly<Record<number, number>>): Value =>
  short(...Array.from({ length }, (_, at) => (at === 0 ? length * 2 : (values[at] ?? 0))));

/** The bytes of a directory that begins at `start`, with its values behind it; offsets count from `base`. */
function directoryBytes(
  directory: Directory,
  start: number,
  base: number,
  little: boolean,
): Buffer {
  const entries = Object.entries(directory).sort(([a], [b]) => Number(a) - Number(b));
  const table = Buffer.alloc(2 + entries.length * 12 + 4);
  const u16 = (buffer: Buffer, value: number, at: number) =>
    little ? buffer.writeUInt16LE(value, at) : buffer.writeUInt16BE(value, at);
  const u32 = (buffer: Buffer, value: number, at: number) =>
    little ? buffer.writeUInt32LE(value >>> 0, at) : buffer.writeUInt32BE(value >>> 0, at);
  u16(table, entries.length, 0);
  const behind: Buffer[] = [];
  let end = start + table.length;
  for (const [index, [tag, value]] of entries.entries()) {
    const at = 2 + index * 12;
    let data: Buffer;
    let count: number;
    if (value.type === 2) {
      data = Buffer.from(`${value.text}\0`, 'latin1');
      count = data.length;
    } else if (value.type === 13) {
      data = directoryBytes(value.directory, end, base, little);
      count = 1;
    } else if ('pairs' in value) {
      data = Buffer.alloc(value.pairs.length * 8);
      value.pairs.flat().forEach((part, each) => u32(data, part, each * 4));
      count = value.pairs.length;
    } else {
      const size = { 1: 1, 3: 2, 4: 4, 7: 1 }[value.type];
      data = Buffer.alloc(value.values.length * size);
      value.values.forEach((each, place) => {
        if (size === 1) data[place] = each;
        else if (size === 2) u16(data, each & 0xffff, place * 2);
        else u32(data, each, place * 4);
      });
      count = value.values.length;
    }
    u16(table, Number(tag), at);
    u16(table, value.type, at + 2);
    u32(table, count, at + 4);
    if (data.length <= 4 && value.type !== 13) data.copy(table, at + 8);
    else {
      u32(table, end - base, at + 8);
      behind.push(data);
      end += data.length;
    }
  }
  return Buffer.concat([table, ...behind]);
}

interface Camera {
  readonly make: string;
  readonly model: string;
  readonly little?: boolean;
  readonly exif?: Directory;
  /** The note at its place in the TIFF. */
  note(at: number, little: boolean): Buffer;
}

/** A TIFF with a maker's note: header, first directory, EXIF directory, note. */
function tiffOf({ make, model, little = true, exif = {}, note }: Camera): Buffer {
  const build = (bytesOfNote: Buffer) => {
    const header = Buffer.from(little ? 'II*\0\x08\0\0\0' : 'MM\0*\0\0\0\x08', 'latin1');
    const main: Directory = {
      0x010f: text(make),
      0x0110: text(model),
      0x8769: {
        type: 13,
        directory: { ...exif, 0x927c: { type: 7, values: [...bytesOfNote] } },
      },
    };
    return Buffer.concat([header, directoryBytes(main, 8, 0, little)]);
  };
  // Where the note comes to lie depends on its length alone.
  const length = note(0, little).length;
  const at = build(Buffer.alloc(length, 0x5a)).indexOf(Buffer.alloc(length, 0x5a));
  return build(note(at, little));
}

const plain = (make: string, model: string, directory: Directory): Camera => ({
  ...{ make, model },
  note: (at, little) => directoryBytes(directory, at, 0, little),
});

const behind =
  (head: string, directory: Directory, own: boolean) => (at: number, little: boolean) => {
    const start = Buffer.from(head, 'latin1');
    return Buffer.concat([
      start,
      directoryBytes(directory, at + start.length, own ? at : 0, little),
    ]);
  };

const nikon = (directory: Directory): Camera => ({
  ...{ make: 'NIKON CORPORATION', model: 'NIKON D850' },
  note: (at) => {
    const start = Buffer.from('Nikon\0\x02\x10\0\0MM\0*\0\0\0\x08', 'latin1');
    return Buffer.concat([start, directoryBytes(directory, at + start.length, at + 10, false)]);
  },
});

const fujifilm = (directory: Directory): Camera => ({
  ...{ make: 'FUJIFILM', model: 'X-T4' },
  note: behind('FUJIFILM\x0c\0\0\0', directory, true),
});

const olympus = (settings: Directory, focus: Directory = {}): Camera => ({
  ...{ make: 'OLYMPUS CORPORATION', model: 'E-M1MarkII' },
  note: behind(
    'OLYMPUS\0II\x03\0',
    {
      0x2010: { type: 13, directory: { 0x0100: text('S0067'), 0x0101: text('BHR123456') } },
      0x2020: {
        type: 13,
        directory: { 0x0000: { type: 7, values: [...'0100'].map(Number) }, ...settings },
      },
      0x2050: {
        type: 13,
        directory: { 0x0000: { type: 7, values: [...'0100'].map(Number) }, ...focus },
      },
    },
    true,
  ),
});

/** Each camera, what we must read, and what ExifTool must say to the same bytes. */
const CAMERAS: readonly (readonly [string, Camera, Exif, Record<string, unknown>])[] = [
  [
    'Canon, second frame of an exposure bracket',
    plain('Canon', 'Canon EOS R5', {
      0x0001: list(48, { 5: 5, 7: 1 }),
      0x0004: list(34, { 16: 2, 17: 0xffec, 19: 300, 20: 200 }),
      0x0093: list(22, { 3: 1, 5: 2 }),
      0x0096: text('KQ0121813'),
    }),
    {
      serial: 'KQ0121813',
      drive: 'continuous',
      focusMode: 'continuous',
      bracket: { of: 'exposure', value: expect.closeTo(-2 / 3, 3) },
      sequence: 2,
      focusDistance: 2.5,
    } as unknown as Exif,
    {
      ContinuousDrive: 5,
      FocusMode: 1,
      BracketMode: 1,
      BracketShotNumber: 2,
      AEBBracketValue: expect.closeTo(-2 / 3, 3),
      FocusDistanceUpper: 3,
      FocusDistanceLower: 2,
    },
  ],
  [
    'Canon, a focus bracket',
    plain('Canon', 'Canon EOS R5', {
      0x0001: list(52, { 5: 0, 7: 0 }),
      0x4053: long(32, 1, 10, 4, 1, 0, 0, 0),
    }),
    { drive: 'single', focusMode: 'single', bracket: { of: 'focus' } },
    { ContinuousDrive: 0, FocusBracketing: 1 },
  ],
  [
    'Canon, a frame of a panorama with a self-timer',
    plain('Canon', 'Canon PowerShot SX10 IS', {
      0x0001: list(48, { 2: 100, 5: 0, 7: 4 }),
      0x0005: short(1, 256, 1, 160, 0, 0),
    }),
    { drive: 'timer', focusMode: 'single', panorama: 'frame' },
    { SelfTimer: 100, PanoramaFrameNumber: 1 },
  ],
  [
    'Nikon, a bracket with continuous release',
    nikon({
      0x0007: text('AF-C  '),
      0x0019: { type: 10, pairs: [[-4, 6]] },
      0x001d: text('3005678'),
      0x0089: short(0x11),
      0x00a7: long(12_345),
    }),
    {
      serial: '3005678',
      drive: 'continuous',
      focusMode: 'continuous',
      bracket: { of: 'exposure', value: expect.closeTo(-2 / 3, 3) },
      imageCount: 12_345,
    } as unknown as Exif,
    { ShootingMode: 17, ExposureBracketValue: expect.closeTo(-2 / 3, 3), ShutterCount: 12_345 },
  ],
  [
    'Nikon, white balance bracket, manual focus, unknown count',
    nikon({ 0x0007: text('MANUAL'), 0x0089: short(0x50), 0x00a7: long(4_294_965_247) }),
    { drive: 'single', focusMode: 'manual', bracket: { of: 'white-balance' } },
    { ShootingMode: 80 },
  ],
  [
    'Sony, third of an exposure bracket',
    plain('SONY', 'ILCE-7M3', {
      0x201b: bytes(3),
      0x2027: short(6000, 4000, 1500, 3000),
      0xb049: short(5),
      0xb04a: short(3),
    }),
    {
      bracket: { of: 'exposure' },
      sequence: 3,
      focusMode: 'continuous',
      focusPoint: { x: 0.25, y: 0.75 },
    },
    { ReleaseMode: 5, SequenceNumber: 3, FocusMode: 3, FocusLocation: '6000 4000 1500 3000' },
  ],
  [
    'Sony, a burst, with a name before the note',
    {
      ...{ make: 'SONY', model: 'DSC-RX100' },
      note: behind('SONY DSC \0\0\0', { 0xb049: short(2), 0xb04a: short(65_535) }, false),
    },
    { drive: 'continuous' },
    { ReleaseMode: 2 },
  ],
  [
    'Panasonic, focus bracket',
    {
      ...{ make: 'Panasonic', model: 'DC-G9' },
      note: behind(
        'Panasonic\0\0\0',
        {
          0x0007: short(2),
          0x0025: { type: 7, values: [...Buffer.from('F621234567890123')] },
          0x002a: short(3),
          0x002b: long(4),
          0x004d: rational([1, 4], [1, 2]),
        },
        false,
      ),
    },
    {
      serial: 'F621234567890123',
      bracket: { of: 'focus' },
      sequence: 4,
      focusMode: 'manual',
      focusPoint: { x: 0.25, y: 0.5 },
    },
    { BurstMode: 3, SequenceNumber: 4, FocusMode: 2, AFPointPosition: '0.25 0.5' },
  ],
  [
    'Olympus, a burst',
    olympus(
      { 0x0301: short(2, 4), 0x0600: short(1, 5, 0, 0, 2, 3) },
      { 0x0305: rational([850, 1]) },
    ),
    {
      serial: 'BHR123456',
      drive: 'continuous',
      sequence: 5,
      focusMode: 'continuous',
      focusDistance: 0.85,
    },
    { DriveMode: '1 5 0 0 2 3', FocusDistance: 0.85 },
  ],
  [
    'Olympus, a focus bracket',
    olympus({ 0x0600: short(5, 2, 1 << 6, 0, 2, 0) }),
    { serial: 'BHR123456', bracket: { of: 'focus' }, sequence: 2 },
    { DriveMode: '5 2 64 0 2 0' },
  ],
  [
    'Olympus, a frame of a panorama',
    olympus({ 0x0600: short(0, 0), 0x0601: short(1, 2) }),
    { serial: 'BHR123456', drive: 'single', panorama: 'frame' },
    { PanoramaMode: '1 2' },
  ],
  [
    'Fujifilm, a bracket',
    fujifilm({
      0x0010: text('FFDT32144214'),
      0x1021: short(1),
      0x1100: short(1),
      0x1101: short(2),
      0x1103: long(2),
      0x1438: short(0x8000 | 77),
    }),
    {
      serial: 'FFDT32144214',
      drive: 'continuous',
      bracket: { of: 'exposure' },
      sequence: 2,
      focusMode: 'manual',
      imageCount: 77,
    },
    { AutoBracketing: 1, SequenceNumber: 2, DriveMode: 2, ImageCount: 77 },
  ],
  [
    'Fujifilm, a stitched panorama',
    fujifilm({ 0x1150: long(32), 0x1153: short(180) }),
    { panorama: 'stitched' },
    { PanoramaAngle: 180 },
  ],
  [
    'Pentax, a bracket',
    {
      ...{ make: 'PENTAX', model: 'PENTAX K-3', little: false },
      note: behind(
        'AOC\0MM',
        {
          0x000d: short(0x111),
          0x0018: short(3, 0),
          0x0034: bytes(1, 0, 0, 0),
          0x0229: text('6211161'),
        },
        false,
      ),
    },
    {
      serial: '6211161',
      drive: 'continuous',
      bracket: { of: 'exposure' },
      focusMode: 'continuous',
    },
    { AutoBracketing: '1 0', DriveMode: '1 0 0 0' },
  ],
  [
    'Apple, a Live Photo',
    {
      ...{ make: 'Apple', model: 'iPhone 13', little: false },
      note: behind(
        'Apple iOS\0\0\x01MM',
        { 0x0011: text('570F1469-09C7-4E50-9875-05F21D5BD166') },
        true,
      ),
    },
    { contentId: '570F1469-09C7-4E50-9875-05F21D5BD166' },
    { ContentIdentifier: '570F1469-09C7-4E50-9875-05F21D5BD166' },
  ],
];

async function jpegWith(folder: string, tiff: Buffer): Promise<string> {
  const file = path.join(folder, 'photo.jpg');
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } });
  const jpeg = await picture.jpeg().toBuffer();
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(tiff.length + 8, 2);
  const segment = Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff]);
  writeFileSync(file, Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]));
  return file;
}

describe('makers’ notes', () => {
  it.each(CAMERAS)('%s', async (_, camera, expected) => {
    const folder = temporaryFolder();
    const tiff = tiffOf(camera);
    const metadata = openMetadata(NO_PERL);
    const exif = await metadata.exif(await jpegWith(folder, tiff));
    expect({ ...exif, camera: undefined }).toEqual(expected);
    // The same in a RAW that is built like a TIFF.
    const raw = path.join(folder, 'photo.dng');
    writeFileSync(raw, tiff);
    expect({ ...(await metadata.exif(raw)), camera: undefined }).toEqual(expected);
  });

  it.skipIf(!hasExifTool).each(CAMERAS)('%s, as ExifTool reads it', async (_, camera, __, told) => {
    const file = await jpegWith(temporaryFolder(), tiffOf(camera));
    const tags = Object.keys(told).map((tag) => `-MakerNotes:${tag}#`);
    expect(exiftoolJson(...tags, file)[0]).toMatchObject(told);
  });

  it('that are broken or cut off give nothing, and no error', async () => {
    const folder = temporaryFolder();
    const random = new Random(5);
    const metadata = openMetadata(NO_PERL);
    for (const [, camera] of CAMERAS) {
      const whole = tiffOf(camera);
      for (let times = 0; times < 25; times++) {
        const tiff = Buffer.from(whole);
        for (let flips = 0; flips < 6; flips++)
          tiff[40 + random.below(tiff.length - 40)] = random.below(256);
        const cut =
          random.next() < 0.5 ? tiff : tiff.subarray(0, 60 + random.below(tiff.length - 60));
        const file = path.join(folder, 'photo.dng');
        writeFileSync(file, cut);
        await expect(metadata.exif(file)).resolves.toBeTypeOf('object');
        await expect(metadata.exif(await jpegWith(folder, cut))).resolves.toBeTypeOf('object');
      }
    }
  });

  it('with misplaced offsets give no serial number of nonsense', async () => {
    const camera = plain('Canon', 'Canon EOS R5', { 0x0096: text('KQ0121813') });
    const moved = { ...camera, note: (at: number, little: boolean) => camera.note(at + 7, little) };
    const file = await jpegWith(temporaryFolder(), tiffOf(moved));
    expect((await openMetadata(NO_PERL).exif(file)).serial).toBeUndefined();
  });
});

describe.skipIf(!hasData)('notes of real cameras (skipped without test data)', () => {
  it.each([
    [
      'raw/canon-r6.cr3',
      {
        drive: 'continuous',
        focusMode: 'manual',
        focusDistance: expect.closeTo(2.795, 3),
        exposureMode: 'auto',
      },
    ],
    [
      'raw/nikon-1.nef',
      { drive: 'single', focusMode: 'single', serial: '1005a431', imageCount: 2870 },
    ],
    [
      'raw/pentax.pef',
      {
        drive: 'single',
        focusMode: 'single',
        serial: '6211161',
        heading: expect.closeTo(22.62, 2),
      },
    ],
    ['cameras/Panasonic_DMC-FZ30.jpg', { drive: 'single', focusMode: 'single' }],
    [
      'heif/IMG_5195.HEIC',
      {
        contentId: '570F1469-09C7-4E50-9875-05F21D5BD166',
        focusPoint: { x: expect.closeTo(0.4965, 3), y: expect.closeTo(0.4977, 3) },
      },
    ],
  ])('%s, without Perl', async (name, expected) => {
    const exif = await openMetadata(NO_PERL).exif(dataPath(`photos/${name}`) ?? '');
    expect(exif).toMatchObject(expected);
    expect(exif).not.toHaveProperty('bracket');
  });

  it.skipIf(!hasExifTool)('a CRW, by ExifTool', async () => {
    const exif = await openMetadata().exif(dataPath('photos/raw/canon.crw') ?? '');
    expect(exif).toMatchObject({ drive: 'timer', focusMode: 'manual' });
  });
});
