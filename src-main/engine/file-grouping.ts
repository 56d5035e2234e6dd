import type { Abilities } from '../../src-shared/ability.ts';
import {
  UNMEASURED_SIMILARITY,
  type ContentSimilarity,
} from '../../src-shared/content-similarity.ts';
import { checkPhoto } from '../decoding/index.ts';
import type { ModelEntry } from '../inference/manifest.ts';
import {
  groupFiles,
  isThinned,
  readFiles,
  suggestFor,
  type GroupFilesRooms,
} from '../workflows/group-files.ts';
import type { PlacedGroup } from '../workflows/grouping/placements.ts';
import { reasonInWords } from '../workflows/grouping/reason-words.ts';
import { Looker, type LookRooms } from '../workflows/look.ts';
import type { FailedFile, FileToScore, ScoredFile } from '../workflows/score-files.ts';
import { variedFiles } from '../workflows/varied-files.ts';
import type { Metadata } from '../metadata/types.ts';
import { openLibraryLookup, type LibraryLookup } from './library-lookup.ts';
import { readMovies } from './movies.ts';

/** A group of files as the command line tells it. */
export interface FileGroup {
  readonly kind: PlacedGroup<never>['kind'] | 'pair';
  readonly paths: readonly string[];
  readonly suggested?: { readonly path: string; readonly reason: string };
}

export interface GroupOptions {
  /** Seconds; what the person has set in the library, or 1, unless given. */
  readonly gap?: number;
  readonly signal?: AbortSignal;
  onFailed(failure: FailedFile): void;
  /** How many frames' pictures were looked at, of how many. */
  onLooked?(looked: number, of: number): void;
}

export interface VariedOptions {
  readonly top: number;
  readonly perHour?: number;
  readonly perFolder?: number;
  /** What a scored file is ranked by; absent: its overall score. */
  worthOf?(path: string): number | undefined;
  readonly signal?: AbortSignal;
}

/** What there is to work with. */
export interface FileGroupingRooms extends LookRooms {
  readonly metadata: Pick<Metadata, 'embeddedPreview' | 'exif' | 'movie'>;
  /** The model that scores; undefined where none does. */
  readonly model: ModelEntry | undefined;
}

/** Groups files by the library's rules, catalogued or not. What the library knows of them is used; nothing is written. */
export class FileGrouping {
  readonly #rooms: GroupFilesRooms;
  readonly #library: LibraryLookup;
  readonly #looker: Looker;
  readonly #abilities: Abilities | undefined;
  readonly #similarity: ContentSimilarity | undefined;

  constructor(rooms: FileGroupingRooms, home: string, onTrouble: (sentence: string) => void) {
    const { model, metadata } = rooms;
    this.#library = openLibraryLookup(home, onTrouble);
    this.#looker = new Looker(rooms);
    this.#abilities = model?.abilities;
    this.#similarity =
      model?.outputs.contentEmbedding === undefined
        ? undefined
        : (model.contentSimilarity ?? UNMEASURED_SIMILARITY);
    this.#rooms = {
      metadata,
      looker: this.#looker,
      check: checkPhoto,
      // Paths are kept as they were given.
      movies: (folder) =>
        readMovies(folder, metadata, (where, name) => (where === '' ? name : `${where}/${name}`)),
      known: (file, state) => this.#library.known(file, state, model),
    };
  }

  /**
   * Pairs and groups of these files, with the best of each burst and each group of near duplicates. Only their
   * frames are decoded, and what may be near duplicates where the model tells what photos show.
   */
  async group(
    files: AsyncIterable<FileToScore>,
    { gap = this.#library.burstGap, signal, onFailed, onLooked }: GroupOptions,
  ): Promise<FileGroup[]> {
    const until = signal === undefined ? {} : { signal };
    const photos = await readFiles(files, this.#rooms, onFailed, signal);
    const similarity = this.#similarity;
    const { pairs, groups } = await groupFiles(photos, this.#rooms, { gap, similarity, ...until });
    const frames = groups.filter(isThinned).reduce((sum, group) => sum + group.photos.length, 0);
    let looked = 0;
    const best = await suggestFor(groups, pairs, this.#looker, {
      abilities: this.#abilities,
      onLooked: () => onLooked?.(++looked, frames),
      ...until,
    });
    for (const failure of this.#looker.failed) onFailed(failure);
    return [
      ...pairs.map(({ photos: all, movie }): FileGroup => ({
        kind: 'pair',
        paths: [...all, ...(movie === undefined ? [] : [movie])].map(({ path }) => path),
      })),
      ...groups.map((group): FileGroup => {
        const found = best.get(group);
        return {
          kind: group.kind,
          paths: group.photos.map(({ path }) => path),
          ...(found !== undefined && {
            suggested: { path: found.photo.path, reason: reasonInWords(found.reason) },
          }),
        };
      }),
    ];
  }

  /** See `variedFiles`. */
  async varied(
    scored: readonly ScoredFile[],
    options: VariedOptions,
  ): Promise<{ readonly chosen: ScoredFile[]; readonly spreadBy: 'content' | 'time' }> {
    return await variedFiles(scored, this.#rooms, {
      ...options,
      gap: this.#library.burstGap,
      similarity: this.#similarity,
      abilities: this.#abilities,
    });
  }

  close(): void {
    this.#library.close();
  }
}
