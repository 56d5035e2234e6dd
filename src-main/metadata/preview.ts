import { stat } from 'node:fs/promises';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { readExifBlocks, TAG } from './exif-tags.ts';
import type { ExifToolRunner, ToolTags } from './exiftool.ts';
import { jpegSize } from './jpeg.ts';
import type { EmbeddedPreview } from './types.ts';

const PREVIEW_TAGS = [
  'JpgFromRaw',
  'JpgFromRaw2',
  'PreviewImage',
  'ZoomedPreviewImage',
  'OtherImage',
  'ThumbnailImage',
];

/** Where previews begin; beyond the end of the file if that was cut off. */
const START_TAGS = ['PreviewImageStart', 'JpgFromRawStart', 'OtherImageStart', 'ThumbnailOffset'];

const ARGS = [
  '-b',
  // exiftool-vendored's own filter mends malformed UTF-8, and takes a CRW's JPEG for that when the same
  // process has read the file before. One that does nothing keeps it away; ExifTool then writes base64.
  '-api',
  'Filter=1',
  // All copies of a tag, told apart by group and copy number: a DNG holds several previews.
  '-a',
  '-G1:4',
  ...PREVIEW_TAGS.map((tag) => `-${tag}`),
  '-Orientation#',
  '-Rotation#',
  '-ImageSize#',
  '-PreviewColorSpace#',
  '-InteropIndex#',
  '-EXIF:ColorSpace#',
  '-MIMEType',
  ...START_TAGS.map((tag) => `-${tag}#`),
];

interface Candidate {
  /** The directory that it was found in, such as `IFD0`. */
  readonly group: string;
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The largest JPEG inside the RAW at `path`, by pixels. Throws `photo-no-preview`, `photo-damaged`,
 * `photo-timed-out`, `exiftool-missing`, `file-missing`, `file-empty` or `file-no-permission`.
 */
export async function readEmbeddedPreview(
  path: string,
  exiftool: ExifToolRunner,
): Promise<EmbeddedPreview> {
  const fileSize = await checkFile(path);
  const tags = await readTags(path, exiftool);
  const best = Object.entries(tags)
    .flatMap(([key, value]) => candidate(key, value) ?? [])
    .reduce<Candidate | undefined>(
      (largest, next) =>
        largest === undefined || next.width * next.height > largest.width * largest.height
          ? next
          : largest,
      undefined,
    );
  if (best === undefined) {
    const reason = complaint(tags, fileSize);
    throw reason === undefined
      ? new KeepersError('photo-no-preview')
      : new KeepersError('photo-damaged', { reason });
  }
  const orientation = orientationOf(tags);
  return {
    bytes: best.bytes,
    orientation,
    colorSpace: await colorSpaceOf(best, tags),
    ...fullSize(tags, orientation, best),
  };
}

/** The size of the file in bytes. */
async function checkFile(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new KeepersError('file-not-photo');
    if (info.size === 0) throw new KeepersError('file-empty');
    return info.size;
  } catch (error) {
    if (error instanceof KeepersError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new KeepersError('file-missing', { path });
    if (code === 'EACCES' || code === 'EPERM') throw new KeepersError('file-no-permission');
    throw new KeepersError('file-unreadable', { reason: code }, { cause: error });
  }
}

async function readTags(path: string, exiftool: ExifToolRunner): Promise<ToolTags> {
  try {
    return await exiftool.read(path, ARGS);
  } catch (error) {
    if (error instanceof KeepersError) throw error;
    const reason = reasonOf(error);
    throw new KeepersError('photo-damaged', { reason }, { cause: error });
  }
}

/** `IFD0:Copy1:PreviewImage` → `PreviewImage`. */
function tagName(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}

function candidate(key: string, value: unknown): Candidate | undefined {
  if (!PREVIEW_TAGS.includes(tagName(key)) || typeof value !== 'string') return undefined;
  if (!value.startsWith('base64:')) return undefined;
  const bytes = Buffer.from(value.slice('base64:'.length), 'base64');
  const size = jpegSize(bytes);
  return size === undefined ? undefined : { group: groupOf(key), bytes, ...size };
}

function groupOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** What is wrong with a file without a preview; undefined where it simply holds none. */
function complaint(tags: ToolTags, fileSize: number): string | undefined {
  const type = String(first(tags, 'MIMEType'));
  if (!type.startsWith('image/')) return `it is a file of type ${type}`;
  const starts = START_TAGS.flatMap((tag) => [...values(tags, tag)].map(([, value]) => value));
  if (starts.some((start) => Number(start) >= fileSize)) return 'the file is cut off';
  if (first(tags, 'ImageSize') === undefined) return 'its directory cannot be read';
  const all = [...(tags.errors ?? []), ...(tags.warnings ?? [])];
  return all.find((line) =>
    /error|truncat|corrupt|bad|invalid|unknown|eof|past end|outside/i.test(line),
  );
}

function* values(tags: ToolTags, name: string): Generator<[group: string, value: unknown]> {
  for (const [key, value] of Object.entries(tags)) {
    if (tagName(key) === name) yield [groupOf(key), value];
  }
}

function first(tags: ToolTags, name: string): unknown {
  return values(tags, name).next().value?.[1];
}

/** The orientation of the RAW's first directory; a CRW has a rotation in degrees instead. */
function orientationOf(tags: ToolTags): number {
  const all = [...values(tags, 'Orientation')];
  const value = (all.find(([group]) => group === 'IFD0') ?? all[0])?.[1];
  if (typeof value === 'number' && value >= 1 && value <= 8) return value;
  for (const [group, degrees] of values(tags, 'Rotation')) {
    if (group === 'CanonRaw') return { 90: 6, 180: 3, 270: 8 }[Number(degrees)] ?? 1;
  }
  return 1;
}

/**
 * The preview's own tag decides. Previews without EXIF (Nikon's, Adobe's) were made in the colour space
 * that the RAW names: Adobe's `PreviewColorSpace` (3 is Adobe RGB), or the camera's setting.
 */
async function colorSpaceOf(
  { bytes, group }: Candidate,
  tags: ToolTags,
): Promise<'srgb' | 'adobe-rgb'> {
  const own = (await readExifBlocks(bytes))?.blocks;
  const index = own?.interop?.[TAG.interopIndex];
  const space = own?.exif?.[TAG.colorSpace];
  if (index !== undefined || space !== undefined) {
    // 2 is no value of the standard, but cameras write it for Adobe RGB.
    return String(index).startsWith('R03') || space === 2 ? 'adobe-rgb' : 'srgb';
  }
  const previewSpace = [...values(tags, 'PreviewColorSpace')].find(([of]) => of === group)?.[1];
  if (previewSpace !== undefined) return previewSpace === 3 ? 'adobe-rgb' : 'srgb';
  const adobe =
    String(first(tags, 'InteropIndex')).startsWith('R03') || first(tags, 'ColorSpace') === 2;
  return adobe ? 'adobe-rgb' : 'srgb';
}

/** The RAW's own size, upright. Absent where ExifTool can only see a size smaller than the preview's. */
function fullSize(
  tags: ToolTags,
  orientation: number,
  preview: Candidate,
): { fullWidth?: number; fullHeight?: number } {
  const written = first(tags, 'ImageSize');
  const match = /^(\d+)[ x](\d+)$/.exec(String(written));
  if (match === null) return {};
  const [width, height] = [Number(match[1]), Number(match[2])];
  if (width * height < preview.width * preview.height) return {};
  return orientation >= 5
    ? { fullWidth: height, fullHeight: width }
    : { fullWidth: width, fullHeight: height };
}
