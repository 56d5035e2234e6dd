import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import { makeGallery, makeReport, makeSheet, type ShownPhoto } from '../showing/index.ts';
import type { Transfer } from '../transfer/types.ts';
import { asTable, tableRows } from './known-table.ts';
import type { Library } from './library.ts';
import { reportOfLibrary } from './report.ts';

/** Long edges of the pictures that are kept, pixels. */
const THUMBNAIL_EDGE = 512;
const PREVIEW_EDGE = 1500;

export interface ShowingRooms {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
  readonly decoder: Decoder;
  readonly transfer: Transfer;
}

/** What the engine answers to requests to show photos to others. */
export function createShowingHandlers({ library, catalogue, decoder, transfer }: ShowingRooms) {
  const shown = (ids: readonly number[]): ShownPhoto[] =>
    ids.flatMap((id) => {
      const [photo] = catalogue.photos([id]);
      if (photo === undefined) return [];
      const score = photo.score?.values.aesthetic;
      return [
        {
          ...{ name: photo.name, verdict: photo.verdict },
          ...(score !== undefined && { score }),
          picture: async (edge) => {
            const kind = edge <= THUMBNAIL_EDGE ? 'thumbnail' : 'preview';
            const { path: file } = await library.pictures.find(id, kind);
            const { width = 1, height = 1 } = photo;
            const long = edge <= THUMBNAIL_EDGE ? THUMBNAIL_EDGE : PREVIEW_EDGE;
            const scale = Math.min(1, long / Math.max(width, height));
            return { bytes: await readFile(file), width: width * scale, height: height * scale };
          },
        },
      ];
    });
  const write = (file: string, bytes: Uint8Array) =>
    transfer.write(path.resolve(file), bytes, 'show');
  const draw = <T>(
    label: string,
    photos: readonly unknown[],
    make: (rooms: Parameters<typeof makeSheet>[2]) => Promise<T>,
  ) =>
    library.tasks.run({ kind: 'show', label }, (task, signal) => {
      task.setTotal(photos.length);
      const drawSvg = (svg: string) => decoder.drawSvg(svg);
      return make({ drawSvg, write, signal, onPhoto: () => task.advance(1) });
    });

  return {
    'show.sheet': ({ ids, settings }) => {
      const photos = shown(ids);
      return draw('Making the contact sheet', photos, (rooms) =>
        makeSheet(photos, settings, rooms),
      );
    },
    'show.gallery': ({ ids, settings }) => {
      const photos = shown(ids);
      return draw('Making the gallery', photos, (rooms) => makeGallery(photos, settings, rooms));
    },
    'show.report': async ({ ids, settings }) => {
      const grouped = await library.groups.current();
      const shoot = reportOfLibrary(ids, {
        ...{ catalogue, grouped, facts: library.modelFacts },
        shown: (id) => shown([id])[0],
      });
      return await draw('Making the report', shoot.best, (rooms) =>
        makeReport(shoot, settings, rooms),
      );
    },
    'show.table': async ({ ids, to }) => {
      const rows = tableRows(catalogue, ids);
      await write(to, asTable(to, rows));
      return { files: [to], photos: rows.length, failed: [] };
    },
  } satisfies Partial<Handlers>;
}
