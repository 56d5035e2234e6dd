import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { JpegSettings } from '../../../src-shared/bridge.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { formatOfPath, type Exif } from '../../../src-shared/photo.ts';
import type { Decoder, ExportSettings } from '../../decoding/types.ts';
import type { Metadata } from '../../metadata/types.ts';
import { sourceFor } from '../source.ts';
import { isSidecar, type FileInSet, type FileSet } from './file-sets.ts';

export interface JpegRooms {
  readonly decoder: Pick<Decoder, 'exportJpeg'>;
  readonly metadata: Pick<Metadata, 'embeddedPreview' | 'exif'>;
}

/** Of a set the file whose picture is given away: what the camera or an editor has developed, before a RAW's preview. */
export function pictureOf({ files }: FileSet): FileInSet | undefined {
  const photos = files.filter(({ path: file }) => formatOfPath(file) !== undefined);
  return photos.find(({ path: file }) => formatOfPath(file) !== 'raw') ?? photos.at(-1);
}

/** The JPEG to be given away of a photo. With metadata, what its sidecar says goes into it. */
export async function deliveredJpeg(
  photo: string,
  set: FileSet,
  settings: JpegSettings,
  { decoder, metadata }: JpegRooms,
): Promise<Uint8Array> {
  const format = formatOfPath(photo);
  if (format === undefined) throw new KeepersError('file-not-photo');
  const isKept = settings.metadata === 'keep';
  const sidecar = isKept ? sidecarOf(photo, set) : undefined;
  const xmp = sidecar === undefined ? undefined : await readFile(sidecar, 'utf8');
  // A RAW's preview seldom has the RAW's EXIF.
  const exif = isKept && format === 'raw' ? exifOf(await metadata.exif(photo)) : undefined;
  const { edge, quality, profile } = settings;
  const wanted: ExportSettings = {
    ...{ quality, profile, metadata: settings.metadata },
    ...(edge !== undefined && { edge }),
    ...(xmp !== undefined && { xmp }),
    ...(exif !== undefined && { exif }),
  };
  const source = await sourceFor(photo, format, metadata);
  return (await decoder.exportJpeg(source, wanted)).bytes;
}

/** Its own sidecar, extension form first, else the one that the set shares. */
function sidecarOf(photo: string, { files }: FileSet): string | undefined {
  const sidecars = files.filter(({ path: file }) => isSidecar(file)).map((file) => file.path);
  const own = `${path.basename(photo)}.xmp`.toLowerCase();
  const found = sidecars.find((file) => path.basename(file).toLowerCase() === own);
  return found ?? sidecars.find((file) => !isExtended(file));
}

function isExtended(sidecar: string): boolean {
  return formatOfPath(sidecar.slice(0, -'.xmp'.length)) !== undefined;
}

/** What libvips writes as EXIF: text in the directories of the standard. */
function exifOf(exif: Exif): NonNullable<ExportSettings['exif']> {
  const fraction = (value: number) =>
    value > 0 && value < 1 ? `1/${Math.round(1 / value)}` : `${Math.round(value * 1000)}/1000`;
  const IFD0: Record<string, string> = {};
  const IFD2: Record<string, string> = {};
  if (exif.camera !== undefined) IFD0.Model = exif.camera;
  if (exif.capturedAt !== undefined) {
    IFD2.DateTimeOriginal = exif.capturedAt.slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  }
  if (exif.shutter !== undefined) IFD2.ExposureTime = fraction(exif.shutter);
  if (exif.aperture !== undefined) IFD2.FNumber = fraction(exif.aperture);
  if (exif.focalLength !== undefined) IFD2.FocalLength = fraction(exif.focalLength);
  if (exif.iso !== undefined) IFD2.ISOSpeedRatings = String(exif.iso);
  if (exif.lens !== undefined) IFD2.LensModel = exif.lens;
  return { IFD0, IFD2 };
}
