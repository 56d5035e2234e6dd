import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import { asCsv, asJson, type TableRow } from '../showing/index.ts';

/** All that the catalogue knows of these photos, one object a photo; those that have gone are left out. */
export function tableRows(
  catalogue: Pick<CatalogueReader, 'photos' | 'detail'>,
  ids: readonly number[],
): TableRow[] {
  return ids.flatMap((id) => {
    const [photo] = catalogue.photos([id]);
    const detail = catalogue.detail(id);
    if (photo === undefined || detail === undefined) return [];
    const { name, format, width, height, capturedAt, verdict, score, stage, error, warnings } =
      photo;
    const {
      path: file,
      bytes,
      modifiedAt,
      exif,
      measurements,
      scoreDetail,
      sidecarPath,
      history,
    } = detail;
    return [
      {
        ...{ path: file, name, format, bytes, width, height, capturedAt },
        modifiedAt: new Date(modifiedAt).toISOString(),
        ...verdict,
        score: score === undefined ? undefined : { ...score, ...scoreDetail },
        scoreStale: photo.scoreStale,
        ...{ measurements, exif, stage },
        sidecar: { state: photo.sidecar, path: sidecarPath },
        ...{ warnings, error: error?.message, history },
      },
    ];
  });
}

/** The rows as a file of this name holds them. Throws `bad-request` for another ending than .csv and .json. */
export function asTable(file: string, rows: readonly TableRow[]): Uint8Array {
  switch (path.extname(file).toLowerCase()) {
    case '.csv':
      return Buffer.from(asCsv(rows));
    case '.json':
      return Buffer.from(asJson(rows));
    default:
      throw new KeepersError('bad-request', { reason: 'a table is a .csv or a .json' });
  }
}
