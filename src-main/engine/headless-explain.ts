import { existsSync } from 'node:fs';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Score } from '../../src-shared/photo.ts';
import { RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import { createDecoder } from '../decoding/index.ts';
import {
  readCalibration,
  suggestChanges,
  type SuggestRooms,
} from '../explaining/suggestions/index.ts';
import {
  createHeatMapper,
  createInspector,
  createPhraseEncoder,
  createScorer,
  type ResolvedModel,
} from '../inference/index.ts';
import { createMetadata } from '../metadata/index.ts';
import { writeNew } from '../transfer/index.ts';
import {
  explainFiles,
  type ExplainOptions,
  type ExplainRooms,
} from '../workflows/explain-files.ts';
import { readSaid } from '../workflows/library-sentences.ts';
import { PersonWords, type Departures } from '../workflows/person-words.ts';
import { PhotoSentences } from '../workflows/photo-sentences.ts';
import { findFiles } from './headless-files.ts';
import { openModelStore, type HeadlessOptions } from './headless.ts';

export type { ExplainedFile } from '../workflows/explain-files.ts';

/** Explaining photos in any folder, for the command line; the library is read beside its engine, if one runs. */
export interface HeadlessExplain {
  /** The model that scores. */
  readonly model: ResolvedModel;
  /** Explains files and the photos in folders, in their order. */
  explain(
    paths: readonly string[],
    options: ExplainOptions & { onFound?(found: number, complete: boolean): void },
  ): Promise<void>;
  close(): Promise<void>;
}

/**
 * `suggestions`: whether to find out what would make photos better, which takes seconds a photo. `profile`: in whose person's words,
 * and with whose model. Rejects with `model-missing`, `model-hash-mismatch` or `provider-failed` where nothing
 * can score.
 */
export async function openHeadlessExplain(
  options: HeadlessOptions & { readonly suggestions: boolean },
  profile?: { readonly model: ResolvedModel; readonly words?: Departures },
): Promise<HeadlessExplain> {
  const { home, spawnWorker, onTrouble } = options;
  const model = profile?.model ?? (await openModelStore(options).resolveDefault());
  const store = { resolveDefault: () => Promise.resolve(model) };
  const scorer = await createScorer({ spawnWorker, store });
  // One sentence, not the same one for every photo.
  await scorer.ready().catch(async (thrown: unknown) => {
    await scorer.close();
    throw thrown;
  });
  const catalogue = openLibrary(home, onTrouble);
  const phrases = createPhraseEncoder({ spawnWorker, store });
  const { abilities, residuals } = model.entry;
  const decoder = createDecoder({ spawnWorker });
  const inspector = createInspector({ spawnWorker, store });
  const suggest = options.suggestions
    ? await suggesting({ decoder, scorer, inspector, model }, onTrouble)
    : undefined;
  const rooms = {
    words: new PhotoSentences(phrases, profile?.words && new PersonWords(phrases, profile.words)),
    spoken: {
      abilities,
      deviations: Object.fromEntries(
        RATED_ATTRIBUTES.map((name) => [name, residuals?.[name]?.standardDeviation]),
      ),
    },
    known: (file: string) => (catalogue === undefined ? undefined : knownOf(catalogue, file)),
    decoder,
    metadata: createMetadata(),
    heatMapper: createHeatMapper({ spawnWorker, store }),
    scorer,
    places: (score: Score) => {
      const found = catalogue?.placesOf(score.values, score.model);
      return found === undefined || found.over === 0 ? undefined : found;
    },
    ...(suggest !== undefined && { suggest }),
    write: writeNew,
  };
  decoder.prepare();
  return {
    model,
    explain: (paths, { onFound, ...more }) =>
      explainFiles(findFiles(paths, onFound, more.signal), rooms, more),
    close: async () => {
      rooms.heatMapper.close();
      inspector.close();
      phrases.close();
      catalogue?.close();
      await Promise.all([scorer.close(), decoder.close(), rooms.metadata.close()]);
    },
  };
}

/** Undefined where the model does not come with what it takes, which is said once. */
async function suggesting(
  rooms: SuggestRooms,
  onTrouble: (sentence: string) => void,
): Promise<ExplainRooms['suggest']> {
  const without = (trouble: KeepersError) => {
    onTrouble(`${trouble.message} Photos are explained without suggestions.`);
    return undefined;
  };
  try {
    const { entry } = rooms.model;
    if ((await readCalibration(rooms.model)) === undefined) {
      return without(new KeepersError('suggestions-missing', { model: entry.name }));
    }
  } catch (thrown) {
    if (thrown instanceof KeepersError) return without(thrown);
    throw thrown;
  }
  return (photo) => suggestChanges(photo, rooms);
}

function openLibrary(home: string, onTrouble: (sentence: string) => void) {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) return undefined;
  try {
    return openCatalogueReader(file);
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    onTrouble(`${thrown.message} Photos are explained without percentiles.`);
    return undefined;
  }
}

function knownOf(catalogue: Pick<CatalogueReader, 'photoIdAt' | 'statements'>, file: string) {
  const id = catalogue.photoIdAt(path.resolve(file));
  if (id === undefined) return undefined;
  // What was found to be wrong is not said again.
  const said = Object.fromEntries(
    catalogue
      .statements(id)
      .map(({ space, said: stored }) => [space, readSaid(stored)?.shows] as const),
  );
  return { id, said };
}
