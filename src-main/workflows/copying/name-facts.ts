import path from 'node:path';
import type { NameFacts } from '../../../src-shared/naming.ts';
import { formatOfPath, type Exif } from '../../../src-shared/photo.ts';
import type { Verdict } from '../../../src-shared/verdict.ts';
import type { Metadata } from '../../metadata/types.ts';
import { isMovie, type FileSet } from './file-sets.ts';

/** What is known of a photo beside its files. */
export interface KnownOfPhoto {
  readonly exif?: Exif;
  readonly verdict?: Verdict;
  /** 1–5. */
  readonly score?: number;
}

/** What a template's words stand for, for the files of a set. Never rejects. */
export async function nameFacts(
  { leader, folder, name }: FileSet,
  metadata: Pick<Metadata, 'exif' | 'movie'>,
  known: KnownOfPhoto = {},
): Promise<NameFacts> {
  const isPhoto = formatOfPath(leader.path) !== undefined;
  const exif = known.exif ?? (isPhoto ? await metadata.exif(leader.path) : {});
  const film = !isPhoto && isMovie(leader.path) ? await metadata.movie(leader.path) : {};
  const { verdict, score } = known;
  return {
    name,
    ending: leader.ending,
    folder: path.basename(folder),
    takenAt: exif.capturedAt ?? localTime(film.takenAt ?? leader.modifiedAt),
    ...(exif.camera !== undefined && { camera: exif.camera }),
    ...(exif.lens !== undefined && { lens: exif.lens }),
    ...(exif.iso !== undefined && { iso: exif.iso }),
    ...(verdict !== undefined && {
      stars: verdict.stars,
      flag: verdict.flag,
      color: verdict.color,
    }),
    ...(score !== undefined && { score }),
  };
}

/** Milliseconds since 1970 as this machine's wall clock shows them. */
function localTime(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 19);
}
