/** An inference model, applied to many pictures with the session that the app scores with. */
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { ModelEntry } from '../inference/manifest.ts';
import { shapesOf, type RawOutputs } from '../inference/outputs.ts';
import { ModelSession } from '../inference/session.ts';
import { CacheReader, PICTURE_BYTES, type RawCache } from './data/index.ts';

export interface SessionOptions {
  /** The execution provider's name. */
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
}

export interface ApplyOptions {
  readonly signal?: AbortSignal;
  onProgress?(done: number, count: number): void;
}

/** Pictures a run: more would only take more memory. */
const BATCH = 16;

/** Opens a model; what onnxruntime throws becomes `provider-failed`. */
export async function openSession(
  bytes: Uint8Array,
  entry: ModelEntry,
  { provider, threads }: SessionOptions,
): Promise<ModelSession> {
  try {
    return await ModelSession.open(bytes, entry, { provider, threads });
  } catch (thrown) {
    throw new KeepersError(
      'provider-failed',
      { provider, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/** What the model gives for pictures of 224×224×3 bytes, row after row. Throws `cancelled`. */
export async function applyToPictures(
  session: ModelSession,
  entry: ModelEntry,
  count: number,
  read: (index: number) => Uint8Array,
  { signal, onProgress }: ApplyOptions = {},
): Promise<RawOutputs> {
  const shapes = shapesOf(entry);
  const all = Object.fromEntries(
    shapes.map(({ of, width }) => [of, new Float32Array(count * width)]),
  );
  for (let start = 0; start < count; start += BATCH) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    const here = Math.min(BATCH, count - start);
    const outputs = await session.run(Array.from({ length: here }, (_, at) => read(start + at)));
    for (const { of, width } of shapes) {
      const values = outputs[of];
      if (values !== undefined) all[of]?.set(values, start * width);
    }
    onProgress?.(start + here, count);
  }
  // The manifest has scores and features in every model.
  return all as unknown as RawOutputs;
}

/** The same for slots of a cache. */
export async function applyToCache(
  session: ModelSession,
  entry: ModelEntry,
  cache: RawCache,
  slots: readonly number[],
  options: ApplyOptions = {},
): Promise<RawOutputs> {
  const reader = new CacheReader(cache.folder);
  try {
    const read = (index: number) => {
      const picture = new Uint8Array(PICTURE_BYTES);
      reader.read(slots[index] as number, picture);
      return picture;
    };
    return await applyToPictures(session, entry, slots.length, read, options);
  } finally {
    reader.close();
  }
}
