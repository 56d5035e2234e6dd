/** What can be asked of the library's groups. */
import type { Abilities } from '../../src-shared/ability.ts';
import type { Filter, GroupSuggestion, Photo } from '../../src-shared/bridge.ts';
import type { ContentSimilarity } from '../../src-shared/content-similarity.ts';
import { isSet, type GroupKind } from '../../src-shared/group.ts';
import type { Measurements } from '../../src-shared/photo.ts';
import type { CaptureRecord, CatalogueReader, SetOfPhotos } from '../catalogue/types.ts';
import { chooseVaried } from './grouping/choose.ts';
import type { PlacedGroup } from './grouping/placements.ts';
import { reasonInWords } from './grouping/reason-words.ts';
import { suggest, type Candidate } from './grouping/suggest.ts';
import { membersOf } from './group-members.ts';
import type { Grouped } from './library-groups.ts';

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
  return [...groups].flatMap((group) => {
    const found = suggestionOf(grouped, group, catalogue, abilities);
    const [first] = group.photos;
    if (found === undefined || first === undefined) return [];
    const { photo, reason } = found;
    return [{ group: first.id, id: photo.id, reason: { ...reason, text: reasonInWords(reason) } }];
  });
}

function suggestionOf(
  grouped: Grouped,
  group: PlacedGroup<CaptureRecord>,
  catalogue: Pick<CatalogueReader, 'photos' | 'measurements'>,
  abilities: Abilities | undefined,
) {
  if (isSet(group.kind)) return undefined;
  const files = group.photos.flatMap(({ id }) => filesOf(grouped, id));
  const photos = new Map(catalogue.photos(files).map((photo) => [photo.id, photo]));
  // A frame that is yet to be looked at may be the best.
  if ([...photos.values()].some(({ stage }) => stage === 'seen' || stage === 'decoded')) {
    return undefined;
  }
  const measured = catalogue.measurements(files);
  return suggest(
    group.photos.map((photo) => evidenceOf(photo, filesOf(grouped, photo.id), photos, measured)),
    abilities,
  );
}

/** Of a pair, the score of the file that stands for it, and what was measured in the larger picture. */
function evidenceOf(
  photo: CaptureRecord,
  files: readonly number[],
  photos: ReadonlyMap<number, Photo>,
  measured: ReadonlyMap<number, Measurements>,
): Candidate<CaptureRecord> {
  const score = files.map((id) => photos.get(id)?.score).find((each) => each !== undefined);
  const [largest] = files
    .flatMap((id) => measured.get(id) ?? [])
    .sort((a, b) => b.measuredAt.width - a.measuredAt.width);
  return {
    photo,
    ...(score !== undefined && { score }),
    ...(largest !== undefined && { measurements: largest }),
  };
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
  { filter, top, perHour, perFolder }: VariedRequest,
  catalogue: Pick<
    CatalogueReader,
    'query' | 'photos' | 'measurements' | 'contentEmbeddings' | 'overallScores'
  >,
  model: { readonly abilities: Abilities | undefined; readonly similarity: ContentSimilarity },
): { ids: number[]; spreadBy: 'content' | 'time' } {
  const sort = { by: 'aesthetic', direction: 'descending' } as const;
  const members = membersOf(grouped);
  const asked = new Set(catalogue.query({ flags: ['pick', 'none'], ...filter }, sort, members));
  const leads = new Map<number, CaptureRecord>();
  for (const id of asked) {
    const lead = grouped.pairOf.get(id)?.photos[0] ?? grouped.captures.get(id);
    if (lead !== undefined) leads.set(lead.id, lead);
  }
  const scores = catalogue.overallScores([...asked]);
  const scored = [...leads.values()].flatMap((photo) => {
    const [score] = filesOf(grouped, photo.id).flatMap((id) => scores.get(id) ?? []);
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
  const ids = chosen.map(({ id }) => {
    const group = grouped.groupOf.get(id);
    const best = group && suggestionOf(grouped, group, catalogue, model.abilities);
    // The best of the group may lie outside of what was asked for.
    return best !== undefined && leads.has(best.photo.id) ? best.photo.id : id;
  });
  return { ids, spreadBy };
}

/** The photo, and the others of its pair. */
function filesOf({ pairOf }: Grouped, id: number): number[] {
  return pairOf.get(id)?.photos.map((photo) => photo.id) ?? [id];
}
