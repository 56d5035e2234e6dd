import { PHOTOS_PER_REQUEST, type Filter, type Photo } from '../../src-shared/bridge.ts';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { toErrorInfo } from '../../src-shared/errors.ts';
import type { ScoreBands } from '../../src-shared/score-bands.ts';
import type { CatalogueWriter, UndoStep } from '../catalogue/types.ts';
import type { Metadata } from '../metadata/types.ts';
import {
  bandKeywords,
  bandPhotos,
  countBands,
  type BandedPhoto,
} from '../workflows/score-bands.ts';
import type { Library } from './library.ts';

/** Photos whose files a preview looks at. */
const PREVIEWED = 200;

/** What the engine answers to requests about verdicts in files, conflicts among them, and bands of scores. */
export function createVerdictHandlers({
  library,
  catalogue,
  metadata,
  verdictStep,
}: {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
  readonly metadata: Metadata;
  /** Tells clients about a step, and has it written. */
  verdictStep(step: UndoStep): { summary: string; ids: number[] };
}) {
  const banded = (filter: Filter, bands: ScoreBands): { all: number; banded: BandedPhoto[] } => {
    const ids = catalogue.query(filter, { by: 'time', direction: 'ascending' });
    const photos: Photo[] = [];
    for (let at = 0; at < ids.length; at += PHOTOS_PER_REQUEST) {
      photos.push(...catalogue.photos(ids.slice(at, at + PHOTOS_PER_REQUEST)));
    }
    return { all: ids.length, banded: bandPhotos(photos, bands) };
  };

  return {
    'verdicts.settle': ({ id, verdict }) => {
      const step = catalogue.decide([{ id, change: verdict }], {
        kind: 'person',
        scoreVisible: false,
        reason: 'settled',
      });
      catalogue.settle(id);
      return verdictStep({ ...step, ids: [id] });
    },

    'sidecars.preview': async ({ profile, embed }) => {
      const { photos, total } = catalogue.judgedPhotos(PREVIEWED);
      const planned = await Promise.all(
        photos.map(async ({ path, verdict }) => {
          try {
            return { path, files: await metadata.planVerdict(path, verdict, { profile, embed }) };
          } catch (thrown) {
            return { path, error: toErrorInfo(thrown) };
          }
        }),
      );
      return {
        photos: total,
        lookedAt: photos.length,
        files: planned.flatMap(({ files = [] }) =>
          files.map(({ path, as, changes }) => ({ path, as, changes: [...changes] })),
        ),
        errors: planned.flatMap(({ path, error }) => (error === undefined ? [] : { path, error })),
      };
    },
    'sidecars.rewrite': () => {
      const photos = catalogue.queueJudged();
      library.sidecars.resume();
      library.events.libraryChanged();
      return { photos };
    },
    'sidecars.resume': () => {
      library.sidecars.resume();
      library.keywords.resume();
      library.events.statusChanged();
      return {};
    },

    'bands.preview': ({ filter, bands }) => {
      const found = banded(filter, bands);
      return { photos: found.all, bands: countBands(found.banded, bands) };
    },
    'bands.apply': async ({ filter, bands }) => {
      const { banded: photos } = banded(filter, bands);
      const step = catalogue.decide(
        photos.filter(({ change }) => Object.keys(change).length > 0),
        { kind: 'person', scoreVisible: true, reason: 'bands' },
        bandKeywords(photos, bands, (id) => catalogue.givenKeywords(id)),
      );
      const failed = await library.tasks.run(
        { kind: 'write-sidecars', label: 'Writing keywords' },
        (task, signal) =>
          library.keywords.write({
            signal,
            onPhotos: (done, notDone) => task.advance(done, notDone),
          }),
      );
      return { ...verdictStep(step), failed };
    },
  } satisfies Partial<Handlers>;
}
