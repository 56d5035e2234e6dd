import path from 'node:path';
import { toErrorInfo } from '../../src-shared/errors.ts';
import { createDecoder } from '../decoding/index.ts';
import {
  createModelStore,
  createPhraseEncoder,
  createScorer,
  type ModelStore,
  type PhraseEncoder,
  type ResolvedModel,
  type Scorer,
} from '../inference/index.ts';
import { createMetadata } from '../metadata/index.ts';
import {
  modelPicture,
  scoreFiles,
  type FailedFile,
  type ScoredFile,
} from '../workflows/score-files.ts';
import {
  FileGrouping,
  type FileGroup,
  type FileGroupingRooms,
  type GroupOptions,
  type VariedOptions,
} from './file-grouping.ts';
import { fitFiles, type FittingFiles } from '../workflows/fit-files.ts';
import { PersonWords, type Departures } from '../workflows/person-words.ts';
import { findFiles } from './headless-files.ts';
import type { EngineOptions } from './types.ts';

export type { FailedFile, ScoredFile } from '../workflows/score-files.ts';
export type { FileGroup } from './file-grouping.ts';
export type { FileFit } from '../workflows/fit-files.ts';

export type HeadlessOptions = Pick<EngineOptions, 'home' | 'modelsFolder' | 'spawnWorker'> & {
  /** Sentences for the person: what has to be done without. */
  onTrouble(sentence: string): void;
};

interface WalkOptions {
  readonly signal?: AbortSignal;
  /** How many photos have been found so far; `complete` once the walk is over. */
  onFound?(found: number, complete: boolean): void;
}

/** Scoring without a catalogue, for the command line. Writes nothing. */
export interface Headless {
  /** The model that scores. */
  readonly model: ResolvedModel;
  /**
   * Scores files and the photos in folders, in no fixed order; each is handed over as it is finished, with
   * its path as given (a walked one: the folder as given, then '/').
   */
  score(
    paths: readonly string[],
    options: WalkOptions & {
      readonly measure: boolean;
      /** Whether results carry embeddings. */
      readonly embeddings: boolean;
      /** Whether results carry what words are compared with. */
      readonly spaces?: boolean;
      /** `picture` as the model saw it; while a promise that it answers with is open the next photos wait. */
      onResult(result: ScoredFile | FailedFile, picture?: Uint8Array): void | Promise<void>;
    },
  ): Promise<void>;
  /** The pictures of photos as the model sees them, in the order of the paths: RGB bytes of 224 × 224, or what is wrong with the file. */
  pictures(paths: readonly string[]): Promise<(Uint8Array | FailedFile)[]>;
  /**
   * Of photos that were scored with their embeddings the best, varied, best first: one of each group, spread over
   * what they show or, where the model does not tell that, over time.
   */
  varied(
    scored: readonly ScoredFile[],
    options: VariedOptions,
  ): Promise<{ readonly chosen: readonly ScoredFile[]; readonly spreadBy: 'content' | 'time' }>;
  /**
   * How photos that were scored with their spaces fit a phrase, in their order; undefined where one cannot be compared. `words`: what
   * the person means by them, learnt with this model. Rejects with
   * `phrase-unknown`, `text-missing` and what `PhraseEncoder.encode` rejects with.
   */
  fitting(scored: readonly ScoredFile[], phrase: string, words?: Departures): Promise<FittingFiles>;
  /** See `PhraseEncoder.encode`. */
  encode: PhraseEncoder['encode'];
  close(): Promise<void>;
}

/** Grouping without adding anything to the library, for the command line. Writes nothing. */
export interface HeadlessGroups {
  /** Groups files and the photos in folders by the library's rules, with the best of each burst. */
  group(paths: readonly string[], options: WalkOptions & GroupOptions): Promise<FileGroup[]>;
  close(): Promise<void>;
}

/** The models of this installation. */
export function openModelStore({
  home,
  modelsFolder,
  spawnWorker,
}: Pick<HeadlessOptions, 'home' | 'modelsFolder' | 'spawnWorker'>): ModelStore {
  return createModelStore({
    builtInFolder: modelsFolder,
    installedFolder: path.join(home, 'models'),
    spawnWorker,
  });
}

/**
 * Opens scoring with the model in use, or with `model`. Rejects with `model-missing`, `model-hash-mismatch`, `model-unknown` or
 * `provider-failed` where nothing can score.
 */
export async function openHeadless(
  options: HeadlessOptions,
  chosen?: ResolvedModel,
): Promise<Headless> {
  const model = chosen ?? (await openModelStore(options).resolveDefault());
  const scorer = await openScorer(options, { resolveDefault: () => Promise.resolve(model) });
  const rooms = openRooms(options);
  const { decoder, metadata } = rooms;
  decoder.prepare();
  let grouping: FileGrouping | undefined;
  const phrases = createPhraseEncoder({
    spawnWorker: options.spawnWorker,
    store: { resolveDefault: () => Promise.resolve(model) },
  });
  return {
    model,
    score: (paths, { measure, embeddings, spaces = false, signal, onResult, onFound }) =>
      scoreFiles(
        findFiles(paths, onFound, signal),
        { decoder, scorer, metadata },
        {
          measure,
          embeddings,
          spaces,
          onResult,
          ...(signal !== undefined && { signal }),
        },
      ),
    pictures: (paths) =>
      Promise.all(
        paths.map((each) =>
          modelPicture(each, rooms).catch((thrown: unknown) => ({
            path: each,
            error: toErrorInfo(thrown),
          })),
        ),
      ),
    varied: async (scored, varied) => {
      grouping ??= new FileGrouping(
        { ...rooms, scorer, model: model.entry },
        options.home,
        options.onTrouble,
      );
      return await grouping.varied(scored, varied);
    },
    fitting: (scored, phrase, words) =>
      fitFiles(scored, phrase, words === undefined ? phrases : new PersonWords(phrases, words)),
    encode: (texts) => phrases.encode(texts),
    close: async () => {
      grouping?.close();
      phrases.close();
      await Promise.all([scorer.close(), rooms.close()]);
    },
  };
}

/** Where no model can score, groups are found all the same; what is suggested of them rests on measurements alone. */
export async function openHeadlessGroups(options: HeadlessOptions): Promise<HeadlessGroups> {
  const store = openModelStore(options);
  const scoring = await openScorer(options, store)
    .then(async (scorer) => ({ scorer, model: (await store.resolveDefault()).entry }))
    .catch((thrown: unknown) => {
      options.onTrouble(`${toErrorInfo(thrown).message} Photos are grouped without their scores.`);
      return { scorer: undefined, model: undefined };
    });
  const rooms = openRooms(options);
  const grouping = new FileGrouping({ ...rooms, ...scoring }, options.home, options.onTrouble);
  return {
    group: (paths, walk) => grouping.group(findFiles(paths, walk.onFound, walk.signal), walk),
    close: async () => {
      grouping.close();
      await Promise.all([scoring.scorer?.close(), rooms.close()]);
    },
  };
}

async function openScorer(
  { spawnWorker }: HeadlessOptions,
  store: Pick<ModelStore, 'resolveDefault'>,
): Promise<Scorer> {
  const scorer = await createScorer({ spawnWorker, store });
  // One sentence, not the same one for every photo.
  await scorer.ready().catch(async (thrown: unknown) => {
    await scorer.close();
    throw thrown;
  });
  return scorer;
}

function openRooms({
  spawnWorker,
}: HeadlessOptions): Omit<FileGroupingRooms, 'scorer' | 'model'> & { close(): Promise<void> } {
  const decoder = createDecoder({ spawnWorker });
  const metadata = createMetadata();
  return {
    decoder,
    metadata,
    close: async () => {
      await Promise.all([decoder.close(), metadata.close()]);
    },
  };
}
