import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { Abilities } from '../../src-shared/ability.ts';
import type { ContentSimilarity } from '../../src-shared/content-similarity.ts';
import { toErrorInfo } from '../../src-shared/errors.ts';
import { isSet } from '../../src-shared/group.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import type { Metadata } from '../metadata/types.ts';
import { duplicateCandidates, nearDuplicates } from './grouping/duplicates.ts';
import { groupByCapture, type GroupingPhoto, type Movie, type Pair } from './grouping/index.ts';
import { mayHaveMovie } from './grouping/pairs.ts';
import { applyPlacements, type PlacedGroup, type Placement } from './grouping/placements.ts';
import { suggest, type Suggestion } from './grouping/suggest.ts';
import type { Looked, Looker } from './look.ts';
import type { FailedFile, FileToScore } from './score-files.ts';

/** What the library knows of a file; what is in its picture only where its contents are the same. */
export interface LibraryFile extends Looked {
  readonly clockOffset?: number;
  readonly placement?: Placement;
  readonly width?: number;
  readonly height?: number;
}

/** A file as grouping sees it. */
export interface FilePhoto extends GroupingPhoto {
  readonly placement?: Placement;
}

export interface GroupFilesRooms {
  readonly metadata: Pick<Metadata, 'exif'>;
  readonly looker: Looker;
  /** Rejects where a file cannot be read, or begins like no photo. */
  check(path: string): Promise<void>;
  /** The films in a folder, with what they say of themselves. */
  movies(folder: string): Promise<readonly Movie[]>;
  /** What the library knows of a file in this state. */
  known(path: string, state: { bytes: number; modifiedAt: number }): LibraryFile | undefined;
}

/** Files whose EXIF is read at the same time. */
const READS_AT_ONCE = 8;

/**
 * Reads how files were taken, each file once by whatever path it is named first, and tells the looker what the library
 * knows of them. What cannot be read is handed to `onFailed`.
 */
export async function readFiles(
  files: AsyncIterable<FileToScore>,
  { metadata, looker, check, known }: GroupFilesRooms,
  onFailed: (failure: FailedFile) => void,
  signal?: AbortSignal,
): Promise<FilePhoto[]> {
  const found: { readonly path: string; photo?: FilePhoto }[] = [];
  const seen = new Set<string>();
  const queue = new PQueue({ concurrency: READS_AT_ONCE });
  for await (const file of files) {
    if (signal?.aborted === true) break;
    if ('error' in file) {
      onFailed(file);
      continue;
    }
    const { path } = file;
    const entry: (typeof found)[number] = { path };
    found.push(entry);
    await queue.onSizeLessThan(READS_AT_ONCE);
    void queue.add(async () => {
      let info: Stats;
      try {
        await check(path);
        info = await stat(path);
      } catch (thrown) {
        onFailed({ path, error: toErrorInfo(thrown) });
        return;
      }
      // A folder and a file in it, a link and what it leads to.
      const identity = `${info.dev}:${info.ino}`;
      if (info.ino !== 0 && seen.has(identity)) return;
      seen.add(identity);
      const library = known(path, { bytes: info.size, modifiedAt: info.mtimeMs });
      if (library !== undefined) looker.know(path, evidenceIn(library));
      const { placement, width, height, clockOffset } = library ?? {};
      entry.photo = {
        path,
        ...placeOf(path),
        format: formatOfPath(path) ?? 'jpeg',
        exif: await metadata.exif(path),
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(clockOffset !== undefined && { clockOffset }),
        ...(placement !== undefined && { placement }),
      };
    });
  }
  await queue.onIdle();
  return found.flatMap(({ photo }) => photo ?? []);
}

function evidenceIn({ score, contentEmbedding, measurements }: LibraryFile): Looked {
  return {
    ...(score !== undefined && { score }),
    ...(contentEmbedding !== undefined && { contentEmbedding }),
    ...(measurements !== undefined && { measurements }),
  };
}

/** The folder of a path as it was given, and the name there. */
function placeOf(path: string): { folder: string; name: string } {
  const separator =
    process.platform === 'win32'
      ? Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
      : path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, separator)), name: path.slice(separator + 1) };
}

/** Groups of files, and what goes with them. */
export interface FileGroups {
  readonly pairs: readonly Pair<FilePhoto>[];
  readonly groups: readonly PlacedGroup<FilePhoto>[];
}

/**
 * Groups files by the same rules as the library. Near duplicates are looked for where `similarity` is given:
 * of photos that may be such, the content embedding is found out.
 */
export async function groupFiles(
  photos: readonly FilePhoto[],
  { looker, movies }: GroupFilesRooms,
  options: {
    /** Seconds. */
    readonly gap: number;
    readonly similarity: ContentSimilarity | undefined;
    readonly signal?: AbortSignal;
  },
): Promise<FileGroups> {
  const { signal, similarity } = options;
  const folders = new Set(photos.filter(mayHaveMovie).map(({ folder }) => folder));
  const films: Movie[] = [];
  for (const folder of folders) films.push(...(await movies(folder)));
  const found = groupByCapture(photos, { gap: options.gap * 1000 }, films);
  const groups = [...found.groups];
  if (similarity !== undefined) {
    const candidates = duplicateCandidates(found.singles);
    const lookedAt = fullSizeFiles(found.pairs);
    await looker.look(
      candidates.map(({ photo }) => lookedAt(photo)),
      { score: true, measurements: false },
      signal === undefined ? {} : { signal },
    );
    const contentOf = (photo: FilePhoto) => looker.at(lookedAt(photo)).contentEmbedding;
    groups.push(...nearDuplicates(candidates, { contentOf, cosine: similarity.duplicates }));
  }
  const pairOf = new Map(
    found.pairs.flatMap((pair) => pair.photos.map((photo) => [photo, pair.photos] as const)),
  );
  const leads = photos.filter((photo) => (pairOf.get(photo)?.[0] ?? photo) === photo);
  return {
    pairs: found.pairs,
    groups: applyPlacements(
      groups,
      leads,
      (photo) =>
        (pairOf.get(photo) ?? [photo]).find(({ placement }) => placement !== undefined)?.placement,
    ),
  };
}

/** Groups of which one frame may be suggested. */
export function isThinned({ kind }: PlacedGroup<FilePhoto>): boolean {
  return !isSet(kind);
}

/**
 * The best of these groups, by what their files show at full resolution: of a pair the JPEG is looked at, as a RAW's
 * preview may be small. Sets and groups of which nothing can be found out have none.
 */
export async function suggestFor(
  groups: readonly PlacedGroup<FilePhoto>[],
  pairs: readonly Pair<FilePhoto>[],
  looker: Looker,
  options: {
    readonly abilities: Abilities | undefined;
    readonly signal?: AbortSignal;
    onLooked?(): void;
  },
): Promise<Map<PlacedGroup<FilePhoto>, Suggestion<FilePhoto>>> {
  const thinned = groups.filter(isThinned);
  const lookedAt = fullSizeFiles(pairs);
  await looker.look(
    thinned.flatMap(({ photos }) => photos.map(lookedAt)),
    { score: true, measurements: true },
    {
      ...(options.signal !== undefined && { signal: options.signal }),
      ...(options.onLooked !== undefined && { onLooked: options.onLooked }),
    },
  );
  const found = new Map<PlacedGroup<FilePhoto>, Suggestion<FilePhoto>>();
  for (const group of thinned) {
    const candidates = group.photos.map((photo) => ({ photo, ...looker.at(lookedAt(photo)) }));
    const best = suggest(candidates, options.abilities);
    if (best !== undefined) found.set(group, best);
  }
  return found;
}

/** For each photo the path of the file of its pair that shows it at full size. */
export function fullSizeFiles(pairs: readonly Pair<FilePhoto>[]): (photo: FilePhoto) => string {
  const full = new Map(
    pairs.map(({ photos }) => {
      const rendered = photos.find(({ format }) => format !== 'raw') ?? photos[0];
      return [photos[0], rendered.path] as const;
    }),
  );
  return (photo) => full.get(photo) ?? photo.path;
}
