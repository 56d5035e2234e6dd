/** What can be asked of the library's groups. */
import type { Abilities } from '../../src-shared/ability.ts';
import type { Filter, GroupSuggestion } from '../../src-shared/bridge.ts';
import type { ContentSimilarity } from '../../src-shared/content-similarity.ts';
import type { GroupKind } from '../../src-shared/group.ts';
import type {
  CaptureRecord,
  CatalogueReader,
  GroupMembers,
  SetOfPhotos,
} from '../catalogue/types.ts';
import { bestFirst, chooseVaried } from './grouping/choose.ts';
import { reasonInWords } from './grouping/reason-words.ts';
import { filesOf, type Grouped } from './library-groups.ts';
import { suggestFrames } from './suggested-frames.ts';

/** The set that joins the groups of these photos; none where they are one group already. */
export function setsToMerge(
  grouped: Grouped,
  ids: readonly number[],
  kind: GroupKind | undefined,
): SetOfPhotos[] {
  const groups = new Set(ids.map((id) => grouped.groupOf.get(id)));
  const [only] = groups;
  if (groups.size === 1 && only !== undefined && (kind ?? only.kind) === only.kind) return [];
  const all = ids.flatMap((id) => {
    const members = grouped.groupOf.get(id)?.photos.map((photo) => photo.id) ?? [id];
    return members.flatMap((member) => filesOf(grouped, member));
  });
  return [{ ids: [...new Set(all)], how: 'merged', ...(kind !== undefined && { kind }) }];
}

/** The sets that part these photos from their groups; those that are in none stay as they are. */
export function setsToSplit(
  grouped: Grouped,
  ids: readonly number[],
  each: boolean,
): SetOfPhotos[] {
  const shots = new Set(
    ids
      .filter((id) => grouped.groupOf.has(id))
      .map((id) => grouped.pairOf.get(id)?.photos[0].id ?? id),
  );
  const parted = [...shots].map((id) => filesOf(grouped, id));
  if (each) return parted.map((files) => ({ ids: files, how: 'split' }));
  // A whole group parted from itself is what it was.
  const [group, ...others] = new Set([...shots].map((id) => grouped.groupOf.get(id)));
  if (group === undefined) return [];
  if (others.length === 0 && group.photos.length === shots.size) return [];
  return [{ ids: parted.flat(), how: 'split' }];
}

/** The best of each burst and each group of duplicates that these photos are in; see `groups.suggest`. */
export function suggestions(
  grouped: Grouped,
  ids: readonly number[],
  catalogue: Pick<CatalogueReader, 'photos' | 'measurements'>,
  abilities: Abilities | undefined,
): GroupSuggestion[] {
  const groups = new Set(ids.flatMap((id) => grouped.groupOf.get(id) ?? []));
  const found = suggestFrames(grouped, groups, catalogue, abilities);
  return [...found].flatMap(([{ photos }, { photo, reason }]) => {
    const [first] = photos;
    if (first === undefined) return [];
    return [{ group: first.id, id: photo.id, reason: { ...reason, text: reasonInWords(reason) } }];
  });
}

export interface VariedRequest {
  readonly filter: Filter;
  readonly top: number;
  readonly perHour?: number | undefined;
  readonly perFolder?: number | undefined;
}

/** The best photos that match, varied; see `photos.varied`. What the person has rejected is left out, unless asked for. */
export function variedPhotos(
  grouped: Grouped,
  members: GroupMembers | undefined,
  { filter, top, perHour, perFolder }: VariedRequest,
  catalogue: Pick<
    CatalogueReader,
    'query' | 'photos' | 'measurements' | 'contentEmbeddings' | 'overallScores'
  >,
  model: { readonly abilities: Abilities | undefined; readonly similarity: ContentSimilarity },
): { ids: number[]; spreadBy: 'content' | 'time' } {
  const sort = { by: 'aesthetic', direction: 'descending' } as const;
  const asked = new Set(catalogue.query({ flags: ['pick', 'none'], ...filter }, sort, members));
  const leads = new Map<number, CaptureRecord>();
  for (const id of asked) {
    const lead = grouped.pairOf.get(id)?.photos[0] ?? grouped.captures.get(id);
    if (lead !== undefined) leads.set(lead.id, lead);
  }
  const scores = catalogue.overallScores([...asked]);
  const scoreOf = (id: number) => filesOf(grouped, id).flatMap((file) => scores.get(file) ?? [])[0];
  const scored = [...leads.values()].flatMap((photo) => {
    const score = scoreOf(photo.id);
    return score === undefined ? [] : [{ photo, score }];
  });
  const contents = catalogue.contentEmbeddings(scored.map(({ photo }) => photo.id));
  const spreadBy = contents.size > 0 ? 'content' : 'time';
  const chosen = chooseVaried(scored, grouped.groups, {
    top,
    ...(perHour !== undefined && { perHour }),
    ...(perFolder !== undefined && { perFolder }),
    ...(spreadBy === 'content' && {
      content: { of: ({ id }) => contents.get(id), similarity: model.similarity },
    }),
  });
  const groups = chosen.flatMap(({ id }) => grouped.groupOf.get(id) ?? []);
  const best = suggestFrames(grouped, groups, catalogue, model.abilities);
  const shown = chosen.map((photo) => {
    const group = grouped.groupOf.get(photo.id);
    const suggested = group && best.get(group)?.photo;
    // The best of the group may lie outside of what was asked for.
    return suggested !== undefined && leads.has(suggested.id) ? suggested : photo;
  });
  return { ids: bestFirst(shown, ({ id }) => scoreOf(id)).map(({ id }) => id), spreadBy };
}
