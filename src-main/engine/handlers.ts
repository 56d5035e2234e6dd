import path from 'node:path';
import { SCORE_MAX, SCORE_MIN } from '../../src-shared/attribute.ts';
import type { Settings } from '../../src-shared/bridge.ts';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { UndoStep } from '../catalogue/types.ts';
import type { ModelStore } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { browseFolders } from './browse.ts';
import { createCollectionHandlers } from './collection-handlers.ts';
import { createCopyingHandlers, type CopyingRooms } from './copying-handlers.ts';
import { createGroupHandlers } from './group-handlers.ts';
import { createKeepingHandlers, type KeepingRooms } from './keeping-handlers.ts';
import { pathsOf } from './known-photos.ts';
import { createShowingHandlers } from './showing-handlers.ts';
import { createSuggestionHandlers, type SuggestionRooms } from './suggestion-handlers.ts';
import { createTasteHandlers } from './taste-handlers.ts';
import { createVerdictHandlers } from './verdict-handlers.ts';
import { createWordHandlers } from './word-handlers.ts';

/** Bins of the library's distribution, over the range of scores: 0.05 each. */
const DISTRIBUTION_BINS = (SCORE_MAX - SCORE_MIN) * 20;

export interface HandlerRooms
  extends CopyingRooms, KeepingRooms, Pick<SuggestionRooms, 'scorer' | 'inspector'> {
  readonly store: ModelStore;
  readonly metadata: Metadata;
  /** Where the practice shoot goes when no place is named. */
  readonly picturesFolder: string;
}

/** What the engine answers to each request of the bridge. */
export function createHandlers(rooms: HandlerRooms): Handlers {
  const { library, catalogue, store } = rooms;

  const verdictStep = (step: UndoStep) => {
    if (step.regrouped === true) library.groups.placementsChanged();
    if (step.clocks === true) library.groups.rulesChanged();
    library.events.photosChanged(step.ids);
    library.events.libraryChanged();
    library.sidecars.wake();
    library.taste.decisionsChanged();
    library.keywords.wake();
    return { summary: step.summary, ids: [...step.ids] };
  };

  return {
    ...createGroupHandlers(rooms),
    ...createCollectionHandlers(rooms),
    ...createVerdictHandlers({ ...rooms, verdictStep }),
    ...createCopyingHandlers(rooms),
    ...createKeepingHandlers(rooms),
    ...createShowingHandlers(rooms),
    ...createSuggestionHandlers(rooms),
    ...createTasteHandlers(rooms),
    ...createWordHandlers({ ...rooms, verdictStep }),
    status: () => library.status(),

    'roots.add': ({ path: folder }) => library.roots.add(folder),
    'roots.open': ({ path: folder }) => library.roots.open(folder),
    'roots.remove': async ({ rootId }) => {
      await library.roots.remove(rootId);
      return {};
    },
    'roots.rescan': async ({ rootId }) => {
      await library.roots.rescan(rootId);
      return {};
    },
    'folders.list': () => catalogue.folders(),
    'folders.browse': ({ path: folder }) => browseFolders(folder),
    'days.list': () => catalogue.days(),

    'photos.get': ({ ids }) => catalogue.photos(ids),
    'photos.detail': ({ id }) => {
      const detail = catalogue.detail(id);
      const [photo] = catalogue.photos([id]);
      if (detail === undefined || photo === undefined) {
        throw new KeepersError('photo-unknown', { id });
      }
      const inLibrary = catalogue.percentiles(id);
      const inShoot = catalogue.percentiles(id, 'shoot');
      const personal = library.taste.detail(id);
      return {
        photo,
        ...(photo.score !== undefined && { score: { ...photo.score, ...detail.scoreDetail } }),
        ...(personal !== undefined && { personal }),
        path: detail.path,
        bytes: detail.bytes,
        modifiedAt: detail.modifiedAt,
        exif: detail.exif,
        ...(detail.measurements !== undefined && { measurements: detail.measurements }),
        percentiles: inLibrary.values,
        percentilesOver: inLibrary.over,
        shootPercentiles: inShoot.values,
        shootOver: inShoot.over,
        ...(detail.sidecarPath !== undefined && { sidecarPath: detail.sidecarPath }),
        ...(detail.sidecarError !== undefined && { sidecarError: detail.sidecarError }),
        ...(photo.conflict === true && { conflict: catalogue.conflict(id) }),
        history: [...detail.history],
      };
    },
    'photos.heatMaps': ({ id }, signal) => library.heatMaps.of(id, signal),
    'photos.focus': ({ ids }) => library.focusPoints.find(ids),
    'photos.retry': ({ ids }) => {
      catalogue.clearFailure(ids);
      library.events.photosChanged(ids);
      library.pipeline.resume();
      return {};
    },
    'photos.visible': ({ ids }) => {
      library.pipeline.setVisible(ids);
      return {};
    },
    'library.distribution': ({ of }) => catalogue.distribution(of, DISTRIBUTION_BINS),

    'verdicts.apply': ({ ids, change, scoreVisible, reason }) =>
      verdictStep(
        catalogue.decide(
          ids.map((id) => ({ id, change })),
          { kind: 'person', scoreVisible, ...(reason !== undefined && { reason }) },
        ),
      ),
    'verdicts.decide': ({ changes, scoreVisible, reason }) =>
      verdictStep(
        catalogue.decide(
          changes.flatMap(({ ids, change }) => ids.map((id) => ({ id, change }))),
          { kind: 'person', scoreVisible, ...(reason !== undefined && { reason }) },
        ),
      ),
    'verdicts.undo': () => verdictStep(catalogue.undo()),
    'verdicts.redo': () => verdictStep(catalogue.redo()),
    'history.list': ({ before, limit, sidecars = false }) =>
      catalogue.history({ before, limit, sidecars }),
    'history.restore': ({ point }) => verdictStep(catalogue.restore(point)),

    'tasks.cancel': ({ taskId }) => {
      library.cancelTask(taskId);
      return {};
    },

    'device.report': () => library.status().device,
    'models.list': () => store.list(),
    'models.plots': ({ id }) => store.plots(id),
    'models.verify': ({ id }) => store.verify(id),
    'models.install': async ({ path: file }) => {
      const model = await store.install(file);
      await library.useOtherModel();
      return model;
    },
    'models.remove': async ({ id }) => {
      await store.remove(id);
      await library.useOtherModel();
      return {};
    },

    'settings.get': () => catalogue.settings(),
    'settings.set': (change) => {
      const settings = catalogue.setSettings(change as Partial<Settings>);
      if (change.previewCacheBytes !== undefined) {
        library.setPreviewLimit(change.previewCacheBytes);
      }
      if (change.burstGap !== undefined) library.groups.rulesChanged();
      library.events.settings(settings);
      return settings;
    },

    'sample.create': async ({ path: asked }) => {
      const folder = asked ?? path.join(rooms.picturesFolder, 'Keepers practice shoot');
      await library.tasks.run(
        { kind: 'sample', label: 'Rendering the practice shoot' },
        async (task, signal) => {
          // Loaded at the first need, as it brings pixels into this process.
          const { renderPracticeShoot } = await import('../sample/index.ts');
          await renderPracticeShoot(folder, {
            signal,
            onProgress: ({ done, total }) => {
              task.setTotal(total);
              task.setDone(done);
            },
          });
        },
      );
      return await library.roots.add(folder);
    },

    'host.paths': ({ ids }) => pathsOf(rooms.catalogue, ids),
    'host.picture': ({ id, kind }) => library.pictures.find(id, kind),
  };
}
