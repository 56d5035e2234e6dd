import type { CatalogueWriter } from '../catalogue/types.ts';
import type { ModelStore, PhraseEncoder, Scorer } from '../inference/types.ts';
import { readDefaults, type Learner, type ProfileStore } from '../personal/index.ts';
import { LibraryTaste } from '../workflows/taste/library-taste.ts';
import type { Library } from './library.ts';

/** What taste needs beside the library. */
export interface TasteParts {
  readonly profiles: ProfileStore;
  readonly learner: Learner;
}

/** The taste of the person whose library this is, and how clients hear of it. */
export function createTaste(
  rooms: TasteParts & {
    readonly catalogue: CatalogueWriter;
    readonly scorer: Scorer;
    readonly phrases: Pick<PhraseEncoder, 'encode'>;
    readonly store: Pick<ModelStore, 'resolve'>;
  },
  library: Pick<Library, 'events' | 'groups' | 'modelFacts' | 'pipeline' | 'tasks' | 'useWords'>,
): LibraryTaste {
  const { catalogue, scorer, store, profiles, learner, phrases } = rooms;
  const { events, groups, modelFacts } = library;
  const taste: LibraryTaste = new LibraryTaste(
    {
      ...{ catalogue, learner, phrases, readDefaults },
      store: profiles,
      groups: () => groups.current(),
      model: async () => {
        const { model } = scorer.device;
        return model === undefined
          ? undefined
          : await store.resolve(`${model.id}@${model.version}`);
      },
      abilities: () => modelFacts.abilities,
      runTask: (label, work) => library.tasks.run({ kind: 'finetune', label }, work),
      // It is made after taste is.
      onUnscored: () => library.pipeline.wake(),
    },
    {
      onChanged: () => {
        library.useWords();
        events.tasteChanged(() => taste.state());
      },
      onScores: () => {
        events.libraryChanged();
        events.tasteChanged(() => taste.state());
      },
      onNotice: (level, message) => events.notice(level, message),
    },
  );
  return taste;
}
