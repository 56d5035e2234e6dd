import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { isOnCameraCard } from './camera-card.ts';
import { embeddedXmp } from './embedded-xmp.ts';
import { readExif } from './exif.ts';
import { ExifToolRunner, type ExifToolOptions } from './exiftool.ts';
import { readMovie } from './movie.ts';
import { readEmbeddedPreview } from './preview.ts';
import { writeRightsInto } from './rights.ts';
import { mergeSidecars, readSidecars, sidecarPath, writeSidecars } from './sidecar.ts';
import { readThumbnail } from './thumbnail.ts';
import type { Metadata } from './types.ts';
import { readVerdictFrom, type Said } from './verdict-encodings.ts';
import { XmpPacket } from './xmp.ts';

export { findExifTool } from './exiftool.ts';

export interface MetadataOptions {
  readonly exiftool?: ExifToolOptions;
}

/** EXIF, embedded previews and XMP of photos. ExifTool is started at the first photo that needs it. */
export function createMetadata(options: MetadataOptions = {}): Metadata {
  const exiftool = new ExifToolRunner(options.exiftool);
  const inLine = oneAtATime();

  const embedded = async (photo: string): Promise<Said | undefined> => {
    let said: Said | undefined;
    for (const bytes of await embeddedXmp(photo, exiftool)) {
      said = { ...readPacket(bytes), ...said };
    }
    return said === undefined || Object.keys(said).length === 0 ? undefined : said;
  };

  return {
    exif: (photo) => readExif(photo, exiftool),
    movie: (film) => readMovie(film),
    thumbnail: (photo) => readThumbnail(photo),
    embeddedPreview: (photo) => readEmbeddedPreview(photo, exiftool),
    sidecarPath,
    readVerdict: async (photo) => (await readSidecars(photo)) ?? (await embedded(photo)),
    // RAW and JPEG may share a sidecar, so photos of one stem wait for one another.
    writeVerdict: (photo, verdict) =>
      inLine(path.resolve(sidecarPath(photo)), async () => {
        if (await isOnCameraCard(photo)) throw new KeepersError('camera-card');
        return await writeSidecars(photo, verdict, () => embedded(photo));
      }),
    writeRights: (photo, rights) =>
      inLine(path.resolve(sidecarPath(photo)), async () => {
        if (await isOnCameraCard(photo)) throw new KeepersError('camera-card');
        return await mergeSidecars(photo, (packet) => writeRightsInto(packet, rights));
      }),
    close: () => exiftool.close(),
  };
}

/** A broken packet inside a photo says nothing: the photo itself is not ours to report or mend. */
function readPacket(bytes: Uint8Array): Said | undefined {
  try {
    return readVerdictFrom(XmpPacket.parse(bytes));
  } catch {
    return undefined;
  }
}

/** Runs tasks with the same key one after the other, others at the same time. */
function oneAtATime(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, mine);
    void mine
      .finally(() => {
        if (last.get(key) === mine) last.delete(key);
      })
      .catch(() => undefined);
    return mine;
  };
}
