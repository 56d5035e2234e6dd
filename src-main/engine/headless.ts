import { stat } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { createDecoder } from '../decoding/index.ts';
import {
  createModelStore,
  createScorer,
  type ModelStore,
  type ResolvedModel,
} from '../inference/index.ts';
import { createMetadata } from '../metadata/index.ts';
import { walkPhotos } from '../watching/index.ts';
import {
  scoreFiles,
  type FailedFile,
  type FileToScore,
  type ScoredFile,
} from '../workflows/score-files.ts';
import type { EngineOptions } from './types.ts';

export type { FailedFile, ScoredFile } from '../workflows/score-files.ts';

export type HeadlessOptions = Pick<EngineOptions, 'home' | 'modelsFolder' | 'spawnWorker'>;

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
    options: {
      readonly measure: boolean;
      /** Whether results carry embeddings. */
      readonly embeddings: boolean;
      readonly signal?: AbortSignal;
      onResult(result: ScoredFile | FailedFile): void;
      /** How many photos have been found so far; `complete` once the walk is over. */
      onFound?(found: number, complete: boolean): void;
    },
  ): Promise<void>;
  close(): Promise<void>;
}

/** The models of this installation. */
export function openModelStore({ home, modelsFolder, spawnWorker }: HeadlessOptions): ModelStore {
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
  const { spawnWorker } = options;
  const model = chosen ?? (await openModelStore(options).resolveDefault());
  const store = { resolveDefault: () => Promise.resolve(model) };
  const scorer = await createScorer({ spawnWorker, store });
  // One sentence, not the same one for every photo.
  await scorer.ready().catch(async (thrown: unknown) => {
    await scorer.close();
    throw thrown;
  });
  const decoder = createDecoder({ spawnWorker });
  decoder.prepare();
  const metadata = createMetadata();
  return {
    model,
    score: (paths, { measure, embeddings, signal, onResult, onFound }) =>
      scoreFiles(
        findFiles(paths, onFound, signal),
        { decoder, scorer, metadata },
        {
          measure,
          embeddings,
          onResult,
          ...(signal !== undefined && { signal }),
        },
      ),
    close: async () => {
      await Promise.all([decoder.close(), scorer.close(), metadata.close()]);
    },
  };
}

/** The photos that the person means: files named outright, and what lies in folders. */
async function* findFiles(
  paths: readonly string[],
  onFound: ((found: number, complete: boolean) => void) | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileToScore> {
  let found = 0;
  for (const given of paths) {
    for await (const file of findIn(given, signal)) {
      onFound?.(++found, false);
      yield file;
    }
  }
  onFound?.(found, true);
}

async function* findIn(
  given: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileToScore> {
  const info = await stat(given).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (info instanceof Error) {
    yield { path: given, error: reachError(given, info).info };
    return;
  }
  if (!info.isDirectory()) {
    const known = formatOfPath(given) !== undefined;
    yield known ? { path: given } : { path: given, error: new KeepersError('file-not-photo').info };
    return;
  }
  for await (const item of walkPhotos(given, signal)) {
    if (item.problem === undefined) yield { path: item.path };
    else {
      const error = new KeepersError(item.problem, { path: item.path, reason: item.reason });
      yield { path: item.path, error: error.info };
    }
  }
}

function reachError(given: string, error: NodeJS.ErrnoException): KeepersError {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new KeepersError('file-missing', { path: given });
    case 'EACCES':
    case 'EPERM':
      return new KeepersError('file-no-permission');
    default:
      return new KeepersError('file-unreadable', { reason: error.code ?? error.message });
  }
}
