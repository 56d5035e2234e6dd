import PQueue from 'p-queue';
import { looksOf, packSpaces, type PackedSpaces } from '../../src-aesnet/retrieval/index.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import {
  formatOfPath,
  type Measurements,
  type Score,
  type Warning,
} from '../../src-shared/photo.ts';
import type { Decoder } from '../decoding/types.ts';
import type { Scorer } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { BatchGatherer } from './gather.ts';
import { sourceFor } from './source.ts';

export interface ScoredFile {
  readonly path: string;
  /** Upright size of the original in pixels. */
  readonly width: number;
  readonly height: number;
  readonly score: Score;
  /** The image feature v, where embeddings were asked for. */
  readonly embedding?: Float32Array;
  /** The content embedding, where the model has one, too. */
  readonly contentEmbedding?: Float32Array;
  /** The picture in the attribute spaces, where that was asked for and the model has them. */
  readonly spaces?: PackedSpaces;
  /** With them, what is measured of it as the model sees it. */
  readonly looks?: Float32Array;
  readonly measurements?: Measurements;
  readonly warnings: readonly Warning[];
}

export interface FailedFile {
  readonly path: string;
  readonly error: ErrorInfo;
}

/** A photo to be scored, or one that could not even be reached. */
export type FileToScore = { readonly path: string } | FailedFile;

export interface ScoreFilesRooms {
  readonly decoder: Decoder;
  readonly scorer: Scorer;
  readonly metadata: Pick<Metadata, 'embeddedPreview'>;
}

/**
 * Scores files without a catalogue, several at a time, and hands each result over as it is finished.
 *
 * Writes nothing. A photo's result depends on its picture alone. An aborted `signal` starts no further
 * photo and resolves when those under way are done. What `onResult` throws it rejects with in the end.
 */
export async function scoreFiles(
  files: AsyncIterable<FileToScore>,
  rooms: ScoreFilesRooms,
  options: {
    /** Also the full decode and its measurements. */
    readonly measure: boolean;
    /** Also the embeddings: kilobytes a photo. */
    readonly embeddings: boolean;
    /** Also the picture in the attribute spaces. */
    readonly spaces?: boolean;
    readonly signal?: AbortSignal;
    /**
     * `picture`: RGB bytes of 224 × 224, as the model saw them; of failed files none. While a promise that it answers with is open
     * the next photos wait.
     */
    onResult(result: ScoredFile | FailedFile, picture?: Uint8Array): void | Promise<void>;
  },
): Promise<void> {
  const gatherer = new BatchGatherer(rooms.scorer);
  // Enough under way to fill a batch while the decoders never wait.
  const concurrency = rooms.decoder.processes * 2 + rooms.scorer.batchSize;
  const queue = new PQueue({ concurrency });
  const thrownByCaller: unknown[] = [];
  for await (const file of files) {
    if (options.signal?.aborted === true) break;
    if ('error' in file) {
      await options.onResult(file);
      continue;
    }
    await queue.onSizeLessThan(concurrency);
    void queue.add(async () => {
      const { result, picture } = await scoreFile(file.path, rooms, gatherer, options).catch(
        (thrown: unknown): Scored => ({ result: { path: file.path, error: toErrorInfo(thrown) } }),
      );
      try {
        await options.onResult(result, picture);
      } catch (thrown) {
        thrownByCaller.push(thrown);
      }
    });
  }
  await queue.onIdle();
  if (thrownByCaller.length > 0) throw thrownByCaller[0];
}

/** The picture of a photo as the model sees it: RGB bytes of 224 × 224. Rejects with what is wrong with the file. */
export async function modelPicture(
  path: string,
  { decoder, metadata }: Pick<ScoreFilesRooms, 'decoder' | 'metadata'>,
): Promise<Uint8Array> {
  const source = await sourceFor(path, formatOfPath(path) ?? 'jpeg', metadata);
  return (await decoder.passOne(source, { pictures: false })).tensor;
}

interface Scored {
  readonly result: ScoredFile | FailedFile;
  readonly picture?: Uint8Array;
}

async function scoreFile(
  path: string,
  { decoder, metadata }: ScoreFilesRooms,
  gatherer: BatchGatherer,
  {
    measure,
    embeddings,
    spaces = false,
  }: { readonly measure: boolean; readonly embeddings: boolean; readonly spaces?: boolean },
): Promise<Scored> {
  const source = await sourceFor(path, formatOfPath(path) ?? 'jpeg', metadata);
  const first = await decoder.passOne(source, { pictures: false });
  const [inferred, second] = await Promise.all([
    gatherer.score(first.tensor),
    measure ? decoder.passTwo(source) : undefined,
  ]);
  const result = {
    path,
    width: first.width,
    height: first.height,
    score: inferred.score,
    ...(embeddings && { embedding: inferred.features }),
    ...(embeddings &&
      inferred.contentEmbedding !== undefined && {
        contentEmbedding: inferred.contentEmbedding,
      }),
    ...(spaces &&
      inferred.attributeEmbeddings !== undefined && {
        spaces: packSpaces(inferred.attributeEmbeddings),
        looks: looksOf(first.tensor),
      }),
    ...(second !== undefined && { measurements: second.measurements }),
    warnings: mergeWarnings(first.warnings, second?.warnings ?? []),
  };
  return { result, picture: first.tensor };
}

/** The warnings of both passes, each code once. */
export function mergeWarnings(
  first: readonly Warning[],
  second: readonly Warning[],
): readonly Warning[] {
  const codes = new Set(first.map(({ code }) => code));
  return [...first, ...second.filter(({ code }) => !codes.has(code))];
}
