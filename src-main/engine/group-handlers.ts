import type { Handlers } from '../../src-shared/bridge-server.ts';
import type { CatalogueWriter, UndoStep } from '../catalogue/types.ts';
import { burstDifference } from '../workflows/burst-difference.ts';
import { setsToMerge, setsToSplit, suggestions, variedPhotos } from '../workflows/group-actions.ts';
import type { Library } from './library.ts';

/** What the engine answers to requests about groups, cameras and the best of the library. */
export function createGroupHandlers({
  library,
  catalogue,
}: {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
}) {
  const { groups, modelFacts } = library;
  const regrouped = (step: UndoStep) => {
    if (step.regrouped === true) groups.placementsChanged();
    library.events.statusChanged();
    return { summary: step.summary, ids: [...step.ids] };
  };

  /** The catalogue, whose scores are the person's own while their ranking is on. */
  const ranked = () =>
    library.taste.ranking === 'general'
      ? catalogue
      : { ...catalogue, overallScores: (ids: readonly number[]) => catalogue.ownScores(ids) };

  return {
    'groups.list': async ({ filter }) => {
      const now = await groups.current();
      const sort = { by: 'name', direction: 'ascending' } as const;
      const members = filter && (await library.membersFor(filter));
      const asked = filter && new Set(catalogue.query(filter, sort, members));
      const files = (id: number) => now.pairOf.get(id)?.photos ?? [{ id }];
      const isAsked = ({ id }: { readonly id: number }) =>
        asked === undefined || files(id).some((file) => asked.has(file.id));
      return {
        groups: now.groups
          .filter(({ photos }) => photos.some(isAsked))
          .map(({ kind, photos, manual }) => ({ kind, ids: photos.map(({ id }) => id), manual })),
        pairs: now.pairs
          .filter(({ photos: [first] }) => isAsked(first))
          .map(({ photos, movie }) => ({
            ids: photos.map(({ id }) => id),
            ...(movie !== undefined && { movie: movie.name }),
          })),
      };
    },
    'groups.suggest': async ({ ids }) =>
      suggestions(await groups.current(), ids, catalogue, modelFacts.abilities),
    'groups.difference': async ({ id }) => {
      const { abilities } = modelFacts;
      const difference = burstDifference(await groups.current(), id, catalogue, abilities);
      return { ...(difference !== undefined && { difference }) };
    },
    'groups.merge': async ({ ids, kind }) =>
      regrouped(catalogue.regroup(setsToMerge(await groups.current(), ids, kind))),
    'groups.split': async ({ ids, each = false }) =>
      regrouped(catalogue.regroup(setsToSplit(await groups.current(), ids, each))),
    'photos.varied': async (request) => {
      const members = await library.membersFor(request.filter);
      return variedPhotos(await groups.current(), members, request, ranked(), modelFacts);
    },
    'cameras.list': () => catalogue.cameras(),
    'cameras.preview': (question) => catalogue.clockPreview(question),
    'cameras.setClock': ({ cameraId, seconds }) => {
      const camera = catalogue.setCameraClock(cameraId, seconds);
      groups.rulesChanged();
      library.events.libraryChanged();
      return camera;
    },
  } satisfies Partial<Handlers>;
}
