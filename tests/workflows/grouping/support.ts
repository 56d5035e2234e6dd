import type { Exif } from '../../../src-shared/photo.ts';
import { formatOfPath } from '../../../src-shared/photo.ts';
import {
  groupByCapture,
  type Group,
  type GroupingPhoto,
  type Movie,
} from '../../../src-main/workflows/grouping/index.ts';

/** 2024-06-01T10:00:00 on the wall. */
export const TEN = Date.UTC(2024, 5, 1, 10);

/** A wall-clock time as cameras write it; `digits` of a second, 0 for a clock without. */
export function written(ms: number, digits = 3): Pick<Exif, 'capturedAt' | 'subSeconds'> {
  const at = new Date(ms).toISOString().slice(0, digits === 0 ? 19 : 20 + digits);
  return { capturedAt: at, subSeconds: digits > 0 };
}

/** A photo `seconds` after ten o'clock (undefined: without a time), from one camera unless `over` says else. */
export function photo(
  path: string,
  seconds: number | undefined,
  over: Partial<Exif> = {},
  rest: Partial<GroupingPhoto> = {},
): GroupingPhoto {
  const slash = path.lastIndexOf('/');
  return {
    path,
    folder: path.slice(0, Math.max(0, slash)),
    name: path.slice(slash + 1),
    format: formatOfPath(path) ?? 'jpeg',
    exif: {
      camera: 'NIKON Z 8',
      serial: '6001',
      ...(seconds !== undefined && written(TEN + seconds * 1000)),
      ...over,
    },
    ...rest,
  };
}

/** A clock that knows whole seconds only. */
export const vague = (seconds: number): Partial<Exif> => written(TEN + seconds * 1000, 0);

export function movie(path: string, over: Partial<Movie> = {}): Movie {
  const slash = path.lastIndexOf('/');
  return { path, folder: path.slice(0, slash), name: path.slice(slash + 1), ...over };
}

/** Groups as text, `burst: a.jpg b.jpg`, at a gap of a second. */
export function grouped(photos: readonly GroupingPhoto[], gap = 1000): string[] {
  return named(groupByCapture(photos, { gap }).groups);
}

export function named(groups: readonly Group<GroupingPhoto>[]): string[] {
  return groups.map(({ kind, photos }) => `${kind}: ${photos.map(({ name }) => name).join(' ')}`);
}

/** Pairs as text, `a.CR3 a.JPG`; a film last. */
export function paired(photos: readonly GroupingPhoto[], movies: readonly Movie[] = []): string[] {
  return groupByCapture(photos, { gap: 1000 }, movies).pairs.map(({ photos: all, movie: film }) =>
    [...all.map(({ name }) => name), ...(film === undefined ? [] : [film.name])].join(' '),
  );
}
