import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { isOnCameraCard } from './camera-card.ts';
import { readAsShot } from './develop/as-shot.ts';
import { developProperties } from './develop/develop-properties.ts';
import { takeBackDevelop, writeDevelop } from './develop/write-develop.ts';
import { readExif } from './exif.ts';
import { ExifToolRunner, type ExifToolOptions } from './exiftool.ts';
import { readFocusPoint } from './focus-point.ts';
import { readMovie } from './movie.ts';
import { readEmbeddedPreview } from './preview.ts';
import { readEmbeddedSource, readKeywords, readSources } from './read-sources.ts';
import { sidecarPath } from './sidecar-files.ts';
import { planWrites, writeFiles, type WriteOptions } from './write-files.ts';
import { readThumbnail } from './thumbnail.ts';
import type { FoundVerdict, Metadata } from './types.ts';
import type { Said } from './verdict-encodings.ts';
import { mergeSources, type MergedVerdict, type VerdictSource } from './verdict-sources.ts';

export { findExifTool } from './exiftool.ts';
export { isEmbeddable } from './embed.ts';

const DEFAULT_OPTIONS: WriteOptions = { profile: 'lightroom', embed: false };

export interface MetadataOptions {
  readonly exiftool?: ExifToolOptions;
}

/** EXIF, embedded previews and XMP of photos. ExifTool is started at the first photo that needs it. */
export function createMetadata(options: MetadataOptions = {}): Metadata {
  const exiftool = new ExifToolRunner(options.exiftool);
  const inLine = oneAtATime();

  const sources = (photo: string): Promise<VerdictSource[]> => readSources(photo, exiftool);
  const embedded = async (photo: string): Promise<Said | undefined> =>
    (await readEmbeddedSource(photo, exiftool))?.says;
  const write: Metadata['write'] = (photo, what, options) =>
    // RAW and JPEG may share a sidecar, so photos of one stem wait for one another.
    inLine(path.resolve(sidecarPath(photo)), async () => {
      if (await isOnCameraCard(photo)) throw new KeepersError('camera-card');
      return await writeFiles(photo, what, options, () => embedded(photo));
    });

  const beside = <T>(photo: string, work: () => Promise<T>): Promise<T> =>
    inLine(path.resolve(sidecarPath(photo)), async () => {
      if (!(await isOnCameraCard(photo))) return await work();
      const reason = 'it would lie on a camera’s card, where Keepers writes nothing';
      throw new KeepersError('write-failed', { path: sidecarPath(photo), reason });
    });

  return {
    exif: (photo) => readExif(photo, exiftool),
    focusPoint: (photo) => readFocusPoint(photo, exiftool),
    movie: (film) => readMovie(film),
    thumbnail: (photo) => readThumbnail(photo),
    embeddedPreview: (photo) => readEmbeddedPreview(photo, exiftool),
    sidecarPath,
    readVerdict: async (photo) => {
      const all = await sources(photo);
      for (const { error } of all) if (error !== undefined) throw KeepersError.from(error);
      return foundVerdict(mergeSources(all));
    },
    inspectVerdict: async (photo) => {
      const all = await sources(photo);
      const { says, dissent } = mergeSources(all);
      return { says, dissent, sources: all };
    },
    keywords: (photo) => readKeywords(photo, exiftool),
    planVerdict: async (photo, verdict, options = DEFAULT_OPTIONS) => {
      if (await isOnCameraCard(photo)) throw new KeepersError('camera-card');
      const writes = await planWrites(photo, { verdict }, options, () => embedded(photo));
      return writes.map(({ path: file, as, changes }) => ({ path: file, as, changes }));
    },
    writeVerdict: (photo, verdict, options = DEFAULT_OPTIONS) => write(photo, { verdict }, options),
    write,
    writeRights: (photo, rights) => write(photo, { rights }, DEFAULT_OPTIONS),
    writeDevelop: (photo, changes, size) =>
      beside(photo, async () => {
        const format = formatOfPath(photo);
        const raw = format === 'raw';
        const turned = format !== 'heic' && format !== 'avif';
        // HEIF turns its picture itself: what EXIF says of it is no news.
        const orientation = turned ? ((await readExif(photo, exiftool)).orientation ?? 1) : 1;
        const asksForBalance = changes.some(
          ({ edit }) => edit === 'temperature' || edit === 'tint',
        );
        const asShot = raw && asksForBalance ? await readAsShot(photo, exiftool) : undefined;
        const developed = developProperties(changes, { ...size, orientation, raw, asShot });
        const { properties, leftOut } = developed;
        if (properties.length === 0) return { leftOut };
        return { written: await writeDevelop(photo, developed), leftOut };
      }),
    takeBackDevelop: (photo, written) => {
      const own = [sidecarPath(photo), `${photo}.xmp`];
      if (!own.includes(written.file.replace(/XMP$/, 'xmp'))) {
        const reason = `${written.file} is no sidecar of ${photo}`;
        return Promise.reject(new KeepersError('bad-request', { reason }));
      }
      return beside(photo, () => takeBackDevelop(written));
    },
    close: () => exiftool.close(),
  };
}

function foundVerdict({ says, from, dissent }: MergedVerdict): FoundVerdict | undefined {
  if (from === undefined) return undefined;
  return {
    ...says,
    ...(from.where === 'sidecar' && { path: from.path, modifiedAt: from.modifiedAt }),
    ...(dissent.length > 0 && { dissent }),
  };
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
