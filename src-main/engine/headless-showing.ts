import { existsSync } from 'node:fs';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import { createDecoder } from '../decoding/index.ts';
import { createMetadata } from '../metadata/index.ts';
import {
  makeGallery,
  makeReport,
  makeSheet,
  type ReportPhoto,
  type ShownPhoto,
} from '../showing/index.ts';
import { writeNew } from '../transfer/index.ts';
import { pictureOf } from '../workflows/copying/delivered-jpeg.ts';
import type { PhotoSet } from '../workflows/copying/photo-files.ts';
import { sourceFor } from '../workflows/source.ts';
import type { ScoredFile } from '../workflows/score-files.ts';
import type {
  GallerySettings,
  ReportSettings,
  SheetSettings,
  Shown,
} from '../../src-shared/bridge.ts';
import type { Headless, HeadlessOptions } from './headless.ts';
import { asTable, tableRows } from './known-table.ts';
import { libraryOf } from './report.ts';

const THUMBNAIL_EDGE = 512;

/** Shows photos of any folder, without an engine. */
export interface HeadlessShowing {
  sheet(photos: readonly PhotoSet[], settings: SheetSettings): Promise<Shown>;
  gallery(photos: readonly PhotoSet[], settings: GallerySettings): Promise<Shown>;
  /** `best` are files of `shoot`, best first. */
  report(shoot: ScoredShoot, settings: ReportSettings): Promise<Shown>;
  close(): Promise<void>;
}

/** Photos with what scoring their pictures gave; absent where it failed. */
export interface ScoredShoot {
  readonly photos: readonly { readonly photo: PhotoSet; readonly scored?: ScoredFile }[];
  readonly best: readonly ScoredFile[];
  readonly model: Headless['model']['entry'];
}

export function openHeadlessShowing(
  { home, spawnWorker }: Pick<HeadlessOptions, 'home' | 'spawnWorker'>,
  { signal, onPhoto }: { readonly signal: AbortSignal; onPhoto(): void },
): HeadlessShowing {
  const metadata = createMetadata();
  const decoder = createDecoder({ spawnWorker });
  const shown = ({ set, known }: PhotoSet): ShownPhoto => {
    const { path: file } = pictureOf(set) ?? set.leader;
    return {
      name: path.basename(set.leader.path),
      verdict: known.verdict ?? { stars: 0, flag: 'none', color: 'none' },
      ...(known.score !== undefined && { score: known.score }),
      picture: async (edge) => {
        const source = await sourceFor(file, formatOfPath(file) ?? 'jpeg', metadata);
        const { preview, thumbnail } = await decoder.passOne(source, { pictures: true });
        const picture = edge <= THUMBNAIL_EDGE ? thumbnail : preview;
        if (picture === undefined)
          throw new KeepersError('photo-damaged', { reason: 'no picture' });
        return picture;
      },
    };
  };
  const reported = async (one: ScoredShoot['photos'][number]): Promise<ReportPhoto> => {
    const { photo, scored: result } = one;
    const exif = photo.known.exif ?? (await metadata.exif(photo.set.leader.path));
    const { score: scored, measurements } = result ?? {};
    return { ...shown(photo), exif, scored, measurements };
  };
  const rooms = {
    drawSvg: (svg: string) => decoder.drawSvg(svg),
    write: writeNew,
    ...{ signal, onPhoto },
  };
  return {
    sheet: (photos, settings) => makeSheet(photos.map(shown), settings, rooms),
    gallery: (photos, settings) => makeGallery(photos.map(shown), settings, rooms),
    report: async ({ photos, best, model }, settings) => {
      const all = await Promise.all(photos.map(reported));
      const byFile = new Map(photos.map(({ scored }, at) => [scored, all[at]]));
      const { name, version, abilities, residuals } = model;
      const shoot = {
        photos: all,
        best: best.flatMap((file) => byFile.get(file) ?? []),
        library: libraryIn(home),
        model: { name: `${name}, version ${version}`, abilities, residuals },
      };
      return await makeReport(shoot, settings, rooms);
    },
    close: async () => {
      await Promise.all([metadata.close(), decoder.close()]);
    },
  };
}

/** The scores of the library, where there is one that can be read. */
function libraryIn(home: string) {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) return undefined;
  try {
    const catalogue = openCatalogueReader(file);
    try {
      return libraryOf(catalogue);
    } finally {
      catalogue.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    return undefined;
  }
}

/** Writes all that the library knows of the photos that are below these paths, or of all. Returns how many. */
export async function writeTable(
  home: string,
  paths: readonly string[],
  to: string,
): Promise<number> {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) throw new KeepersError('file-missing', { path: file });
  const catalogue = openCatalogueReader(file);
  try {
    const folders = paths.map((one) => path.resolve(one));
    const ids = catalogue.query({}, { by: 'name', direction: 'ascending' }).filter((id) => {
      if (folders.length === 0) return true;
      const photo = catalogue.workItem(id)?.path ?? '';
      return folders.some((folder) => photo === folder || photo.startsWith(folder + path.sep));
    });
    const rows = tableRows(catalogue, ids);
    await writeNew(to, asTable(to, rows));
    return rows.length;
  } finally {
    catalogue.close();
  }
}
