import PQueue from 'p-queue';
import { KeepersError, toErrorInfo } from '../../src-shared/errors.ts';
import { formatOfPath, type Measurements, type Score } from '../../src-shared/photo.ts';
import type { Decoder, Source } from '../decoding/types.ts';
import type { Scorer } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { BatchGatherer } from './gather.ts';
import type { FailedFile } from './score-files.ts';
import { sourceFor } from './source.ts';

/** What was found out about a file, as far as it was asked for and could be. */
export interface Looked {
  readonly score?: Score;
  readonly contentEmbedding?: Float32Array;
  readonly measurements?: Measurements;
}

/** What is to be found out. */
export interface Wanted {
  readonly score: boolean;
  readonly measurements: boolean;
}

export interface LookRooms {
  readonly decoder: Decoder;
  /** Undefined where no model can score: then there are no scores. */
  readonly scorer: Scorer | undefined;
  readonly metadata: Pick<Metadata, 'embeddedPreview'>;
}

/**
 * Looks at files one by one, several at a time, for what only their pictures tell, and remembers it: grouping asks
 * for ever fewer files, and for more of each.
 */
export class Looker {
  readonly #rooms: LookRooms;
  readonly #gatherer: BatchGatherer | undefined;
  readonly #queue: PQueue;
  readonly #found = new Map<string, Looked>();
  readonly #failed = new Map<string, FailedFile>();

  constructor(rooms: LookRooms) {
    this.#rooms = rooms;
    this.#gatherer = rooms.scorer && new BatchGatherer(rooms.scorer);
    this.#queue = new PQueue({
      concurrency: rooms.decoder.processes * 2 + (rooms.scorer?.batchSize ?? 0),
    });
  }

  /** What is known of a file before it is looked at. */
  know(path: string, known: Looked): void {
    this.#found.set(path, { ...this.#found.get(path), ...known });
  }

  /** What is known of a file. */
  at(path: string): Looked {
    return this.#found.get(path) ?? {};
  }

  /** Files that could not be looked at, each with its reason, in the order in which that was found. */
  get failed(): readonly FailedFile[] {
    return [...this.#failed.values()];
  }

  /** Looks at what is not known yet. An aborted `signal` starts no further file. */
  async look(
    paths: readonly string[],
    wanted: Wanted,
    { signal, onLooked }: { readonly signal?: AbortSignal; readonly onLooked?: () => void } = {},
  ): Promise<void> {
    await this.#queue.addAll(
      paths.map((path) => async () => {
        if (signal?.aborted !== true) await this.#lookAt(path, wanted);
        onLooked?.();
      }),
    );
  }

  async #lookAt(path: string, wanted: Wanted): Promise<void> {
    const known = this.at(path);
    const scores = wanted.score && this.#gatherer !== undefined && known.score === undefined;
    const measures = wanted.measurements && known.measurements === undefined;
    if (this.#failed.has(path) || !(scores || measures)) return;
    try {
      const source = await sourceFor(path, formatOfPath(path) ?? 'jpeg', this.#rooms.metadata);
      const [score, measured] = await Promise.all([
        scores ? this.#score(source) : {},
        measures ? this.#rooms.decoder.passTwo(source) : undefined,
      ]);
      this.know(path, {
        ...score,
        ...(measured !== undefined && { measurements: measured.measurements }),
      });
    } catch (thrown) {
      this.#failed.set(path, { path, error: toErrorInfo(thrown) });
    }
  }

  async #score(source: Source): Promise<Looked> {
    const { tensor } = await this.#rooms.decoder.passOne(source, { pictures: false });
    if (this.#gatherer === undefined) throw new KeepersError('internal', { reason: 'no scorer' });
    const { score, contentEmbedding } = await this.#gatherer.score(tensor);
    return { score, ...(contentEmbedding !== undefined && { contentEmbedding }) };
  }
}
