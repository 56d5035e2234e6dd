import { formatOfPath, type Exif } from '../../src-shared/photo.ts';
import { cameraName, capturedAt, firstNumber, positive, text, utcOffset } from './exif-values.ts';
import { readExifBlocks, readPrefix, TAG, type ExifBlocks } from './exif-tags.ts';
import type { ExifToolRunner, ToolTags } from './exiftool.ts';
import { cr3Blocks } from './cr3.ts';
import { panoramaXmp } from './panorama-xmp.ts';
import { SERIES_TOOL_TAGS, seriesOfBlocks, seriesOfTool } from './series.ts';
import { readTiffBytes, readTiffFile } from './tiff-reader.ts';
import { webpExif } from './webp.ts';

/** What ExifTool is asked for where exifr does not know the format; `#` asks for plain numbers. */
const TOOL_TAGS = [
  '-ExposureTime#',
  '-FNumber#',
  '-ISO#',
  '-FocalLength#',
  '-FocalLengthIn35mmFormat#',
  '-ExposureCompensation#',
  '-Flash#',
  '-LensModel',
  '-LensID',
  '-Make',
  '-Model',
  '-SerialNumber',
  '-DateTimeOriginal',
  '-CreateDate',
  '-SubSecTimeOriginal',
  '-SubSecTimeDigitized',
  '-OffsetTimeOriginal',
  '-OffsetTimeDigitized',
  '-Orientation#',
  '-GPSLatitude#',
  '-GPSLongitude#',
  ...SERIES_TOOL_TAGS,
];

/**
 * EXIF of the photo at `path`. exifr reads JPEG, PNG and HEIF from a prefix, we TIFF and what is built like
 * it, ExifTool the rest (CRW, RAF, X3F, AVIF). Without ExifTool those give `{}`. Never throws.
 */
export async function readExif(path: string, exiftool: ExifToolRunner): Promise<Exif> {
  const format = formatOfPath(path);
  if (format === undefined || format === 'gif') return {};
  const blocks = await readBlocks(path, format);
  if (blocks !== undefined) {
    const exif = fromBlocks(blocks);
    return format === 'jpeg' ? { ...exif, ...(await panoramaXmp(path)) } : exif;
  }
  if (format !== 'raw' && format !== 'avif' && format !== 'heic') return {};
  try {
    return fromTool(await exiftool.read(path, TOOL_TAGS));
  } catch {
    return {};
  }
}

async function readBlocks(path: string, format: string): Promise<ExifBlocks | undefined> {
  if (format === 'raw' || format === 'tiff') {
    const blocks = (await readTiffFile(path)) ?? (await cr3Blocks(path));
    // A JPEG that is called a RAW, as some converters leave behind.
    if (blocks !== undefined || !(await isJpeg(path))) return blocks;
  }
  if (format === 'webp') {
    const tiff = await webpExif(path);
    return tiff === undefined ? {} : ((await readTiffBytes(tiff)) ?? {});
  }
  if (format === 'avif') {
    const head = await readPrefix(path, 65_536);
    // The item table stands at the start; without an Exif item there is nothing to look for.
    return head?.includes('Exif') === true ? undefined : {};
  }
  const read = await readExifBlocks(path);
  if (read?.tiff === undefined) return read?.blocks;
  const maker = (await readTiffBytes(Buffer.from(read.tiff)))?.maker;
  return { ...read.blocks, ...(maker !== undefined && { maker }) };
}

async function isJpeg(path: string): Promise<boolean> {
  return (await readPrefix(path, 3))?.toString('hex') === 'ffd8ff';
}

function fromBlocks(blocks: ExifBlocks): Exif {
  const { ifd0 = {}, exif = {}, gps, maker } = blocks;
  const original = text(exif[TAG.dateTimeOriginal]);
  const [date, subSec, offset] =
    original !== undefined && capturedAt(original) !== undefined
      ? [original, exif[TAG.subSecTimeOriginal], exif[TAG.offsetTimeOriginal]]
      : [
          text(exif[TAG.dateTimeDigitized]),
          exif[TAG.subSecTimeDigitized],
          exif[TAG.offsetTimeDigitized],
        ];
  const assembled = assemble({
    shutter: exif[TAG.exposureTime],
    aperture: exif[TAG.fNumber],
    iso: exif[TAG.iso],
    // The ISO tag is 16 bits wide; above 65,535 cameras write that and the truth beside it.
    highIso: exif[TAG.recommendedExposureIndex],
    focalLength: exif[TAG.focalLength],
    focalLength35: exif[TAG.focalLength35],
    exposureCompensation: exif[TAG.exposureCompensation],
    flash: exif[TAG.flash],
    lens: text(exif[TAG.lensModel]),
    make: text(ifd0[TAG.make]),
    model: text(ifd0[TAG.model]),
    serial: text(exif[TAG.bodySerialNumber]) ?? maker?.serial,
    date,
    subSec,
    offset,
    orientation: ifd0[TAG.orientation],
    latitude: gps?.latitude,
    longitude: gps?.longitude,
  });
  return { ...assembled, ...seriesOfBlocks(blocks, assembled.orientation ?? 1) };
}

function fromTool(tags: ToolTags): Exif {
  const original = text(tags.DateTimeOriginal);
  const isOriginal = original !== undefined && capturedAt(original) !== undefined;
  const assembled = assemble({
    shutter: tags.ExposureTime,
    aperture: tags.FNumber,
    iso: tags.ISO,
    focalLength: tags.FocalLength,
    focalLength35: tags.FocalLengthIn35mmFormat,
    exposureCompensation: tags.ExposureCompensation,
    flash: tags.Flash,
    lens: text(tags.LensModel) ?? knownLens(tags.LensID),
    make: text(tags.Make),
    model: text(tags.Model),
    serial: text(tags.SerialNumber),
    date: isOriginal ? original : text(tags.CreateDate),
    subSec: isOriginal ? tags.SubSecTimeOriginal : tags.SubSecTimeDigitized,
    offset: isOriginal ? tags.OffsetTimeOriginal : tags.OffsetTimeDigitized,
    orientation: tags.Orientation,
    latitude: tags.GPSLatitude,
    longitude: tags.GPSLongitude,
  });
  return { ...assembled, ...seriesOfTool(tags) };
}

/** ExifTool's name for a lens number; "Unknown (251) 16-35mm" is none. */
function knownLens(value: unknown): string | undefined {
  const name = text(value);
  return name?.startsWith('Unknown') === true ? undefined : name;
}

interface Raw {
  readonly shutter: unknown;
  readonly aperture: unknown;
  readonly iso: unknown;
  readonly highIso?: unknown;
  readonly focalLength: unknown;
  readonly focalLength35: unknown;
  readonly exposureCompensation: unknown;
  readonly flash: unknown;
  readonly lens: string | undefined;
  readonly make: string | undefined;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  readonly date: string | undefined;
  readonly subSec: unknown;
  readonly offset: unknown;
  readonly orientation: unknown;
  readonly latitude: unknown;
  readonly longitude: unknown;
}

/** Checks every value and leaves out those that say nothing. */
function assemble(raw: Raw): Exif {
  const iso = positive(raw.iso);
  const captured = raw.date === undefined ? undefined : capturedAt(raw.date, raw.subSec);
  const compensation = firstNumber(raw.exposureCompensation);
  const flash = firstNumber(raw.flash);
  const orientation = firstNumber(raw.orientation);
  const latitude = firstNumber(raw.latitude);
  const longitude = firstNumber(raw.longitude);
  return defined({
    shutter: positive(raw.shutter),
    aperture: positive(raw.aperture),
    iso: iso === 65_535 ? (positive(raw.highIso) ?? iso) : iso,
    focalLength: positive(raw.focalLength),
    focalLength35: positive(raw.focalLength35),
    exposureCompensation:
      compensation !== undefined && Math.abs(compensation) <= 20 ? compensation : undefined,
    flash: flash === undefined ? undefined : (flash & 1) === 1,
    // Lenses without electronics are written as a row of dashes or zeros.
    lens: raw.lens !== undefined && /[a-z1-9]/i.test(raw.lens) ? raw.lens : undefined,
    camera: cameraName(raw.make, raw.model),
    serial: raw.serial,
    capturedAt: captured?.at,
    subSeconds: captured?.subSeconds,
    utcOffset: captured === undefined ? undefined : utcOffset(raw.offset),
    orientation:
      orientation !== undefined &&
      Number.isInteger(orientation) &&
      orientation >= 1 &&
      orientation <= 8
        ? orientation
        : undefined,
    ...place(latitude, longitude),
  });
}

/** 0°, 0° is what receivers without a fix write. */
function place(latitude: number | undefined, longitude: number | undefined) {
  if (latitude === undefined || longitude === undefined) return {};
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return {};
  return latitude === 0 && longitude === 0 ? {} : { latitude, longitude };
}

type Definite<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(object: T): Definite<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Definite<T>;
}
