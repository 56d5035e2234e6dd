import PQueue from 'p-queue';
import { measurePicture } from '../../src-aesnet/descriptions/index.ts';
import { packSpaces, unpackSpaces } from '../../src-aesnet/retrieval/index.ts';
import type { Scored } from '../../src-shared/attribute.ts';
import type { WordSpace } from '../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo } from '../../src-shared/errors.ts';
import {
  enlargedMap,
  heatPixels,
  hottestLevel,
  strongest,
  surfaceSize,
} from '../../src-shared/heat-map.ts';
import { outlineAt } from '../../src-shared/heat-outline.ts';
import { formatOfPath, type Measurements, type Score } from '../../src-shared/photo.ts';
import type { Suggestion } from '../../src-shared/suggestion.ts';
import type { Decoder, Source } from '../decoding/types.ts';
import type { HeatMapper, Inferred, Scorer } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { BatchGatherer } from './gather.ts';
import type { SpokenModel } from './library-sentences.ts';
import type { PhotoSentences } from './photo-sentences.ts';
import {
  mergeWarnings,
  type FailedFile,
  type FileToScore,
  type ScoredFile,
} from './score-files.ts';
import { sourceFor } from './source.ts';

/** Where scores stand, 0–100 each, among so many photos. */
export interface StandsAt {
  readonly values: { readonly [S in Scored]?: number };
  readonly over: number;
}

/** A photo with the reasons of its score. */
export interface ExplainedFile extends ScoredFile {
  readonly measurements: Measurements;
  /** In the library; absent where there is none with scores of this model. */
  readonly percentiles?: StandsAt;
  /** One of each attribute that the model may put into words, and all of it in one line. */
  readonly sentences: { readonly [S in WordSpace]?: string | undefined };
  readonly summary?: string;
  /** What would make it better, best first; absent where the model does not come with what that takes. */
  readonly suggestions?: readonly Suggestion[];
  /** The file that its heat map was written to. */
  readonly heatMap?: string;
}

export interface ExplainRooms {
  readonly decoder: Decoder;
  readonly scorer: Scorer;
  readonly metadata: Pick<Metadata, 'embeddedPreview'>;
  readonly heatMapper: HeatMapper;
  readonly words: PhotoSentences;
  /** What may be said of the model that scores. */
  readonly spoken: SpokenModel;
  /** What the library knows of a file: its id, and what the person says of it. */
  known(
    path: string,
  ): { readonly id: number; readonly said: ExplainedFile['sentences'] } | undefined;
  /** Where a score stands among the library's. */
  places(score: Score): StandsAt | undefined;
  /** Absent where nothing can be suggested. */
  suggest?(photo: {
    readonly source: Source;
    readonly measurements: Measurements;
  }): Promise<ExplainedFile['suggestions']>;
  /** Writes a file that is not there yet; rejects with `target-exists`. */
  write(file: string, bytes: Uint8Array): Promise<unknown>;
}

export interface ExplainOptions {
  /** Heat maps of this score, and the file for that of the photo with this number, from 1. */
  readonly heatMaps?: { readonly of: Scored; fileOf(number: number): string };
  readonly signal?: AbortSignal;
  onResult(result: ExplainedFile | FailedFile): void;
}

/** Long edge of a heat map's picture, pixels. */
const HEAT_MAP_EDGE = 1600;
/** As the window shows it at first. */
const HEAT_MAP_OPACITY = 0.6;

/**
 * Explains files without a catalogue, several at a time, and hands the results over in the order of the files. Writes nothing but heat
 * maps. An aborted `signal` starts no further photo and resolves when those under way are done.
 */
export async function explainFiles(
  files: AsyncIterable<FileToScore>,
  rooms: ExplainRooms,
  options: ExplainOptions,
): Promise<void> {
  const gatherer = new BatchGatherer(rooms.scorer);
  const concurrency = rooms.decoder.processes * 2;
  const queue = new PQueue({ concurrency });
  let handedOver = Promise.resolve();
  let number = 0;
  for await (const file of files) {
    if (options.signal?.aborted === true) break;
    await queue.onSizeLessThan(concurrency);
    const own = ++number;
    const result =
      'error' in file
        ? Promise.resolve(file)
        : queue
            .add(() => explainFile(file.path, own, { rooms, gatherer, options }))
            .catch((thrown: unknown) => ({ path: file.path, error: toErrorInfo(thrown) }));
    handedOver = handedOver.then(async () => options.onResult(await result));
  }
  await handedOver;
}

async function explainFile(
  path: string,
  number: number,
  {
    rooms,
    gatherer,
    options,
  }: {
    readonly rooms: ExplainRooms;
    readonly gatherer: BatchGatherer;
    readonly options: ExplainOptions;
  },
): Promise<ExplainedFile> {
  const { decoder, metadata, places, suggest } = rooms;
  const source = await sourceFor(path, formatOfPath(path) ?? 'jpeg', metadata);
  const first = await decoder.passOne(source, { pictures: false });
  const [inferred, second, heatMap] = await Promise.all([
    gatherer.score(first.tensor),
    decoder.passTwo(source),
    drawHeatMap(source, first, rooms, options.heatMaps && { ...options.heatMaps, number }),
  ]);
  const { measurements } = second;
  const { score } = inferred;
  const percentiles = places(score);
  const [words, suggestions] = await Promise.all([
    wordsOf(path, { inferred, measurements, tensor: first.tensor }, rooms),
    suggest?.({ source, measurements }),
  ]);
  return {
    path,
    ...{ width: first.width, height: first.height, score, measurements },
    warnings: mergeWarnings(first.warnings, second.warnings),
    ...words,
    ...(suggestions !== undefined && { suggestions }),
    ...(percentiles !== undefined && { percentiles }),
    ...(heatMap !== undefined && { heatMap }),
  };
}

/** Side of the picture as the model sees it. */
const SIDE = 224;

/** As the window says it of a photo of the library; of others by what is in the picture, so that the same photo has the same words. */
async function wordsOf(
  path: string,
  {
    inferred: { score, attributeEmbeddings },
    measurements,
    tensor,
  }: {
    readonly inferred: Inferred;
    readonly measurements: Measurements;
    readonly tensor: Uint8Array;
  },
  { words, spoken, known }: ExplainRooms,
): Promise<Pick<ExplainedFile, 'sentences' | 'summary'>> {
  const { id, said = {} } = known(path) ?? {};
  const { abilities, deviations } = spoken;
  const photometry = measurePicture({ width: SIDE, height: SIDE, data: tensor });
  const photo = {
    seed: id ?? seedOf(tensor),
    score,
    measurements,
    photometry,
    abilities,
    deviations,
  };
  if (attributeEmbeddings === undefined) return { sentences: said };
  try {
    // Packed as the library keeps them, which may settle what is as good.
    const { sentences, summary } = await words.of(
      photo,
      unpackSpaces(packSpaces(attributeEmbeddings)),
    );
    const found = Object.fromEntries(sentences.map(({ space, text }) => [space, text]));
    return { sentences: { ...found, ...said }, ...(summary !== undefined && { summary }) };
  } catch (thrown) {
    // The model reads no words, or its text side does not run: numbers say it without them.
    if (thrown instanceof KeepersError && thrown.code !== 'cancelled') return { sentences: said };
    throw thrown;
  }
}

/** A whole number from what is in a picture (FNV-1a). */
function seedOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

async function drawHeatMap(
  source: Source,
  { tensor, width, height }: { tensor: Uint8Array; width: number; height: number },
  { decoder, heatMapper, write }: ExplainRooms,
  wanted: (NonNullable<ExplainOptions['heatMaps']> & { readonly number: number }) | undefined,
): Promise<string | undefined> {
  if (wanted === undefined) return undefined;
  const maps = await heatMapper.map(tensor);
  const values = maps.maps[wanted.of];
  if (values === undefined) {
    const model = `${maps.model.id}@${maps.model.version}`;
    const reason = `it gives no ${wanted.of}`;
    throw new KeepersError('heat-map-unsupported', { model, reason });
  }
  const size = surfaceSize(width / height);
  const surface = enlargedMap({ ...maps, values }, size.width, size.height);
  const overlay = {
    ...size,
    pixels: new Uint8Array(heatPixels(surface, strongest(values)).buffer),
    opacity: HEAT_MAP_OPACITY,
    outline: outlineAt(surface, size, hottestLevel(surface)),
  };
  const { bytes } = await decoder.overlaid(source, overlay, HEAT_MAP_EDGE);
  const file = wanted.fileOf(wanted.number);
  try {
    await write(file, bytes);
  } catch (thrown) {
    const isTaken = thrown instanceof KeepersError && thrown.code === 'target-exists';
    throw isTaken ? new KeepersError('output-exists', { path: file }, { cause: thrown }) : thrown;
  }
  return file;
}
