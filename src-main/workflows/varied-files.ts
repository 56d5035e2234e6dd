import type { Abilities } from '../../src-shared/ability.ts';
import type { ContentSimilarity } from '../../src-shared/content-similarity.ts';
import {
  fullSizeFiles,
  groupFiles,
  readFiles,
  suggestFor,
  type FileGroups,
  type FilePhoto,
  type GroupFilesRooms,
} from './group-files.ts';
import { bestFirst, chooseVaried } from './grouping/choose.ts';
import type { FileToScore, ScoredFile } from './score-files.ts';

export interface VariedFilesOptions {
  readonly top: number;
  readonly perHour?: number;
  readonly perFolder?: number;
  /** What a scored file is ranked by; absent: its overall score. */
  worthOf?(path: string): number | undefined;
  /** Longest gap within a burst, seconds. */
  readonly gap: number;
  /** What cosines of content embeddings mean; undefined where the model has none. */
  readonly similarity: ContentSimilarity | undefined;
  readonly abilities: Abilities | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Of files that were scored with their embeddings the best, varied, best first: at most one of each group and pair.
 *
 * Groups compete by the score of their best frame. Of those that are chosen the frames are then measured at full
 * resolution, and the suggested one stands for them: scores hardly see a missed focus.
 */
export async function variedFiles(
  scored: readonly ScoredFile[],
  rooms: GroupFilesRooms,
  { similarity, abilities, gap, signal, worthOf, ...choice }: VariedFilesOptions,
): Promise<{ readonly chosen: ScoredFile[]; readonly spreadBy: 'content' | 'time' }> {
  const { looker } = rooms;
  const until = signal === undefined ? {} : { signal };
  const byPath = new Map(scored.map((result) => [result.path, result]));
  for (const { path, score, contentEmbedding, measurements } of scored) {
    looker.know(path, {
      score,
      ...(contentEmbedding !== undefined && { contentEmbedding }),
      ...(measurements !== undefined && { measurements }),
    });
  }
  const photos = (await readFiles(pathsOf(scored), rooms, () => undefined, signal)).map((photo) => {
    const { width, height } = byPath.get(photo.path) ?? {};
    return width === undefined || height === undefined ? photo : { ...photo, width, height };
  });
  const found = await groupFiles(photos, rooms, { gap, similarity, ...until });
  const lookedAt = fullSizeFiles(found.pairs);
  const worth = worthOf ?? ((path: string) => looker.at(path).score?.values.aesthetic);
  const chosen = chooseVaried(choicesOf(photos, found, worth), found.groups, {
    ...choice,
    ...(similarity !== undefined && {
      content: { of: (photo) => looker.at(lookedAt(photo)).contentEmbedding, similarity },
    }),
  });
  const groups = found.groups.filter((group) => group.photos.some((one) => chosen.includes(one)));
  const best = await suggestFor(groups, found.pairs, looker, { abilities, ...until });
  const shown = chosen.map((photo) => {
    const group = groups.find((one) => one.photos.includes(photo));
    return (group && best.get(group)?.photo) ?? photo;
  });
  return {
    chosen: bestFirst(shown, ({ path }) => worth(path)).flatMap(
      ({ path }) => byPath.get(path) ?? [],
    ),
    spreadBy: similarity === undefined ? 'time' : 'content',
  };
}

async function* pathsOf(scored: readonly ScoredFile[]): AsyncGenerator<FileToScore> {
  for (const { path } of scored) yield await Promise.resolve({ path });
}

/** Photos with their scores; of a pair the one that stands for it, with the score of its JPEG where it has none. */
function choicesOf(
  photos: readonly FilePhoto[],
  { pairs }: FileGroups,
  worthOf: (path: string) => number | undefined,
): { readonly photo: FilePhoto; readonly score: number }[] {
  const second = new Set(pairs.flatMap(({ photos: files }) => files.slice(1)));
  const fullSize = fullSizeFiles(pairs);
  return photos.flatMap((photo) => {
    if (second.has(photo)) return [];
    const score = worthOf(photo.path) ?? worthOf(fullSize(photo));
    return score === undefined ? [] : [{ photo, score }];
  });
}
