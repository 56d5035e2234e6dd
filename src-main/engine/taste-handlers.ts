import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Metadata } from '../metadata/types.ts';
import {
  profileHash,
  readProfile,
  readRatings,
  requireModel,
  writeProfile,
  type Profile,
  type RatingAnswer,
} from '../personal/index.ts';
import { CalibrationSession } from '../workflows/taste/calibration.ts';
import { compareProfiles } from '../workflows/taste/compare-versions.ts';
import { offeredCutOffs } from '../workflows/taste/cut-offs.ts';
import { countJudged, lookForRatings } from '../workflows/taste/found-ratings.ts';
import { modelInUse } from '../workflows/taste/rooms.ts';
import { gateState, versionSummary } from '../workflows/taste/summary.ts';
import { falseRejectBounds } from '../../src-aesnet/personal/false-reject.ts';
import { findFiles } from './headless-files.ts';
import type { Library } from './library.ts';

/** What the engine answers to requests about personal taste. */
export function createTasteHandlers({
  library,
  catalogue,
  metadata,
}: {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
  readonly metadata: Metadata;
}) {
  const { taste } = library;
  const { store } = taste.rooms;
  let session: CalibrationSession | undefined;

  const sessionOf = (id: string): CalibrationSession => {
    if (session?.profile !== id) {
      throw new KeepersError('bad-request', { reason: 'calibration has not begun' });
    }
    return session;
  };

  /** A version of a profile with its number; that in use where none is named. */
  const versionOf = async ({
    id,
    version,
  }: {
    readonly id: string;
    readonly version?: number | undefined;
  }): Promise<{ number: number; profile: Profile; force: boolean; name: string }> => {
    const { current, force, name } = await store.settings(id);
    const number = version ?? current;
    if (number === undefined) throw new KeepersError('profile-empty', { name });
    return { number, profile: await store.version(id, number), force, name };
  };

  return {
    'taste.state': () => taste.state(),
    'taste.sources': ({ folderId }) => {
      const judged = catalogue.judgedForTaste(folderId);
      const ids = judged.map(({ id }) => id);
      return {
        ...countJudged(judged),
        unscored: ids.length - catalogue.modelOutputs(ids).length,
      };
    },
    'taste.look': async ({ path: asked }, signal) => {
      const folder = path.resolve(asked);
      const isFolder = await stat(folder).then(
        (info) => info.isDirectory(),
        () => false,
      );
      if (!isFolder) throw new KeepersError('folder-missing', { path: folder });
      const known = catalogue
        .roots()
        .some((root) => folder === root.path || folder.startsWith(root.path + path.sep));
      const found = await lookForRatings(findFiles([folder], undefined, signal), metadata, signal);
      return { ...found, known };
    },
    'taste.create': ({ name, sources }) => taste.create(name, sources),
    'taste.change': ({ id, ...change }) => {
      const { name, sources, force, deep, learning } = change;
      return taste.change(id, {
        ...(name !== undefined && { name }),
        ...(sources !== undefined && { sources }),
        ...(force !== undefined && { force }),
        ...(deep !== undefined && { deep }),
        ...(learning !== undefined && { learning }),
      });
    },
    'taste.use': ({ id }) => taste.use(id),
    'taste.learn': ({ id }) => taste.learn(id),
    'taste.rollBack': ({ id, version }) => taste.rollBack(id, version),
    'taste.delete': ({ id }) => {
      if (session?.profile === id) session = undefined;
      return taste.remove(id);
    },
    'taste.export': async ({ path: asked, ...ref }) => {
      const file = path.resolve(asked);
      const { profile, force, name } = await versionOf(ref);
      const state = gateState(profile, force);
      const exported: Profile = { ...profile, name, gate: { ...profile.gate, state } };
      await writeProfile(file, exported);
      return { path: file, sha256: profileHash(exported) };
    },
    'taste.import': async ({ path: asked }) => {
      const file = path.resolve(asked);
      const profile = await readProfile(file);
      const name = profile.name ?? path.basename(file, path.extname(file)).slice(0, 80);
      return await taste.adopt(profile, name);
    },
    'taste.addRatings': async ({ id, path: asked }) => {
      const { ratings, problems } = await readRatings(path.resolve(asked));
      const at = Date.now();
      const unknown: string[] = [];
      const answers = ratings.flatMap((rating): RatingAnswer[] => {
        const photo = catalogue.photoIdAt(path.resolve(rating.path));
        if (photo === undefined) unknown.push(rating.path);
        const stars = rating.stars as RatingAnswer['stars'];
        return photo === undefined
          ? []
          : [
              {
                ...{ kind: 'rating', at, photo },
                ...(stars !== undefined && { stars }),
                ...(rating.flag !== undefined && { flag: rating.flag }),
              },
            ];
      });
      await store.settings(id);
      await store.addAnswers(id, answers);
      if (answers.length > 0) await taste.learn(id);
      return {
        added: answers.length,
        problems: [
          ...problems,
          ...unknown.map((file) => `${file} is not in the library, so its rating was left out.`),
        ],
      };
    },
    'taste.compare': async ({ a, b }) => {
      const [first, second] = await Promise.all([versionOf(a), versionOf(b)]);
      const { resolved } = await modelInUse(taste.rooms);
      requireModel(first.profile, first.name, resolved);
      requireModel(second.profile, second.name, resolved);
      return {
        a: versionSummary(first.number, first.profile, first.force),
        b: versionSummary(second.number, second.profile, second.force),
        ...compareProfiles(first.profile, second.profile, catalogue),
      };
    },
    'taste.bounds': () => {
      const { ranking, current } = taste;
      const sort = { by: 'added', direction: 'ascending' } as const;
      const bounds =
        (ranking === 'personal' ? current?.bounds.personal : current?.bounds.general) ??
        falseRejectBounds([], offeredCutOffs(catalogue));
      const of = ranking === 'personal' ? 'personal' : 'aesthetic';
      const below = bounds.map(
        ({ cutOff }) => catalogue.query({ score: { of, max: cutOff } }, sort).length,
      );
      return { ranking, bounds, below, photos: catalogue.totals().photos };
    },

    'calibration.start': async ({ id }) => {
      const { duplicates: similar } = library.modelFacts.similarity;
      session = await CalibrationSession.begin(id, taste.rooms, {
        similar,
        seed: Date.now() % 2 ** 31,
      });
      return session.state;
    },
    'calibration.answer': async ({ id, chosen }) => {
      const own = sessionOf(id);
      await own.answer(chosen);
      return own.state;
    },
    'calibration.back': async ({ id }) => {
      const own = sessionOf(id);
      await own.back();
      return own.state;
    },
    'calibration.stop': async ({ id }) => {
      const answered = session?.profile === id && session.state.answers.length > 0;
      session = undefined;
      return answered ? await taste.learn(id) : await taste.profile(id);
    },
  } satisfies Partial<Handlers>;
}
