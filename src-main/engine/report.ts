/** What the report of photos of the library is made from. */
import { SCORE_MAX, SCORE_MIN, SCORED, type Scored } from '../../src-shared/attribute.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import type { ReportLibrary, ReportOf, ReportPhoto, ShownPhoto } from '../showing/index.ts';
import { variedPhotos } from '../workflows/group-actions.ts';
import { filesOf, type Grouped } from '../workflows/library-groups.ts';
import type { ModelFacts } from './model-facts.ts';

/** Best frames that a report shows. */
export const BEST_FRAMES = 10;
/** Bins of the library's distributions: 0.05 each. */
const BINS = (SCORE_MAX - SCORE_MIN) * 20;

export interface LibraryReportRooms {
  readonly catalogue: Pick<
    CatalogueReader,
    | 'photos'
    | 'detail'
    | 'distribution'
    | 'query'
    | 'measurements'
    | 'contentEmbeddings'
    | 'overallScores'
  >;
  readonly facts: ModelFacts;
  readonly grouped: Grouped;
  /** A photo as it is shown. */
  shown(id: number): ShownPhoto | undefined;
}

/** Of photos of the library, files of one exposure as one. */
export function reportOfLibrary(ids: readonly number[], rooms: LibraryReportRooms): ReportOf {
  const { catalogue, facts, grouped } = rooms;
  const byLead = new Map<number, ReportPhoto>();
  for (const id of ids) {
    const [lead = id] = filesOf(grouped, id);
    if (!byLead.has(lead)) {
      const photo = reportPhoto(filesOf(grouped, lead), rooms);
      if (photo !== undefined) byLead.set(lead, photo);
    }
  }
  const asked = {
    ...catalogue,
    query: () => pickable(ids, catalogue),
    // The best may be alike, but for one of each group: that takes no embeddings.
    contentEmbeddings: () => new Map<number, Float32Array>(),
  };
  const request = { filter: {}, top: ids.length };
  const { ids: best } = variedPhotos(grouped, undefined, request, asked, facts);
  return {
    photos: [...byLead.values()],
    best: best
      .slice(0, BEST_FRAMES)
      .flatMap((id) => byLead.get(filesOf(grouped, id)[0] ?? id) ?? []),
    library: libraryOf(catalogue),
    ...(facts.model !== undefined && { model: facts.model }),
  };
}

/** What is not rejected. */
function pickable(ids: readonly number[], catalogue: Pick<CatalogueReader, 'photos'>): number[] {
  return catalogue.photos(ids).flatMap(({ id, verdict }) => (verdict.flag === 'reject' ? [] : id));
}

/** The first of an exposure's files that has a score speaks for it, with what is known of the others' shot. */
function reportPhoto(
  files: readonly number[],
  { catalogue, shown }: LibraryReportRooms,
): ReportPhoto | undefined {
  const known = catalogue.photos(files).flatMap((photo) => {
    const detail = catalogue.detail(photo.id);
    const as = shown(photo.id);
    return detail === undefined || as === undefined ? [] : [{ photo, detail, as }];
  });
  const best = known.find(({ photo }) => photo.score !== undefined) ?? known[0];
  if (best === undefined) return undefined;
  const { photo, detail, as } = best;
  return {
    ...as,
    scored: photo.score && { ...photo.score, ...detail.scoreDetail },
    measurements: detail.measurements,
    // The clock's correction is in the photo's time.
    exif: {
      ...detail.exif,
      ...(photo.capturedAt !== undefined && { capturedAt: photo.capturedAt }),
    },
  };
}

/** The scores of the model in use in a library; undefined where there are none. */
export function libraryOf(
  catalogue: Pick<CatalogueReader, 'distribution'>,
): ReportLibrary | undefined {
  const curves = SCORED.map((of) => catalogue.distribution(of, BINS));
  const photos = curves[0]?.total ?? 0;
  if (photos === 0) return undefined;
  const bins = curves.flatMap(({ of, bins: counts, total }): [Scored, number[]][] =>
    total === 0 ? [] : [[of, counts]],
  );
  return { photos, bins: Object.fromEntries(bins) };
}
