/**
 * Image features of photos and edited copies, with what is known of them: what the text side is trained on. They are made once and
 * kept in the run's folder, batch after batch, so that an interrupted run goes on where it was.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import {
  CACHE_SIDE,
  createBatches,
  DEFAULT_AUGMENTATION,
  layoutOf,
  type BatchEdits,
  type BatchFacts,
  type BatchLayout,
} from '../data/index.ts';
import type { Predictor } from '../predict.ts';

/** How many pictures a batch of the pool holds: photos, and edited ones in three versions. */
export interface PoolShape {
  readonly photos: number;
  readonly edited: number;
}
export const POOL_SHAPE: PoolShape = { photos: 64, edited: 32 };
/** Names of its files in a run's folder. */
const VALUES = 'features.f32';
const FACTS = 'features.jsonl';

export interface PoolOptions {
  readonly folder: string;
  /** Of the network's parameters, so that its features are not taken for another's. */
  readonly sha256: string;
  readonly batches: number;
  /** Default: `POOL_SHAPE`. */
  readonly shape?: PoolShape | undefined;
  /** Folder of a whole raw cache, and the slots that are drawn from. */
  readonly cache: string;
  readonly members: Int32Array;
  readonly seed: number;
  readonly predictor: Predictor;
  readonly workers: number;
  readonly signal: AbortSignal;
  onProgress(done: number, count: number): void;
}

/** A picture's features and its facts, where they lie in the pool. */
export class FeaturePool {
  readonly #values: Float32Array;
  readonly #facts: readonly BatchFacts[];
  /** Of each batch. */
  readonly layout: BatchLayout;

  constructor(values: Float32Array, facts: readonly BatchFacts[], layout: BatchLayout) {
    this.#values = values;
    this.#facts = facts;
    this.layout = layout;
  }

  get batches(): number {
    return this.#facts.length;
  }

  facts(batch: number): BatchFacts {
    return this.#facts[batch] as BatchFacts;
  }

  /** v [1280] of the picture at this place of a batch's layout. */
  features(batch: number, at: number): Float32Array {
    const start = (batch * this.layout.pictures + at) * FEATURES;
    return this.#values.subarray(start, start + FEATURES);
  }
}

/** What the files of a pool belong to: their first line. */
interface Origin extends PoolShape {
  readonly sha256: string;
  readonly seed: number;
}

/** The pool of a run's folder; what it lacks is made first. Throws `cancelled`, or `checkpoint-invalid` for another network's. */
export async function openPool(options: PoolOptions): Promise<FeaturePool> {
  const { folder, sha256, seed, batches: wanted, signal, onProgress } = options;
  const { photos, edited } = options.shape ?? POOL_SHAPE;
  const shape = { side: CACHE_SIDE, photos, edited, stable: 0 };
  const layout = layoutOf(shape);
  const batchBytes = layout.pictures * FEATURES * Float32Array.BYTES_PER_ELEMENT;
  const origin: Origin = { sha256, seed, photos, edited };
  await mkdir(folder, { recursive: true });
  const [values, lines] = [path.join(folder, VALUES), path.join(folder, FACTS)];
  const facts = await factsOf(lines, origin);
  const whole = existsSync(values) ? Math.floor((await stat(values)).size / batchBytes) : 0;
  // Features are written before their facts: what a killed run left without facts is made again.
  const kept = facts.slice(0, whole);
  if (existsSync(values)) await truncate(values, kept.length * batchBytes);
  await writeFile(lines, [origin, ...kept.map(pack)].map(line).join(''));
  if (kept.length < wanted) {
    const { cache, members, predictor, workers } = options;
    const batches = createBatches(
      { ...shape, cache, members, seed, augmentation: DEFAULT_AUGMENTATION, faults: true },
      { from: kept.length, workers },
    );
    try {
      while (kept.length < wanted) {
        if (signal.aborted) throw new KeepersError('cancelled');
        const { pictures, ...of } = await batches.next();
        const features = await predictor.featuresOf(pictures, layout.pictures);
        await appendFile(values, new Uint8Array(features.buffer));
        await appendFile(lines, line(pack(of)));
        kept.push(of);
        onProgress(kept.length, wanted);
      }
    } finally {
      await batches.close();
    }
  }
  const bytes = await readFile(values);
  const { buffer, byteOffset } = bytes;
  const aligned = buffer.slice(byteOffset, byteOffset + wanted * batchBytes);
  return new FeaturePool(new Float32Array(aligned), kept.slice(0, wanted), layout);
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

/** Facts as JSON has them: without typed arrays. */
interface PackedFacts {
  readonly batch: number;
  readonly rows: readonly number[];
  readonly edits: { readonly [Name in Exclude<keyof BatchEdits, 'measured'>]: readonly number[] };
  readonly measured: BatchEdits['measured'];
}

function pack({ batch, rows, edits: { measured, ...edits } }: BatchFacts): PackedFacts {
  return {
    batch,
    rows: [...rows],
    edits: {
      kinds: [...edits.kinds],
      attributes: [...edits.attributes],
      faults: [...edits.faults],
      weak: [...edits.weak],
      strong: [...edits.strong],
      weakMargins: [...edits.weakMargins],
      strongMargins: [...edits.strongMargins],
    },
    measured,
  };
}

function unpack({ batch, rows, edits, measured }: PackedFacts): BatchFacts {
  return {
    batch,
    rows: Int32Array.from(rows),
    edits: {
      kinds: Int32Array.from(edits.kinds),
      attributes: Int32Array.from(edits.attributes),
      faults: Uint8Array.from(edits.faults),
      weak: Float32Array.from(edits.weak),
      strong: Float32Array.from(edits.strong),
      weakMargins: Float32Array.from(edits.weakMargins),
      strongMargins: Float32Array.from(edits.strongMargins),
      measured,
    },
  };
}

/** The batches whose facts are there; a torn last line is none. */
async function factsOf(file: string, origin: Origin): Promise<BatchFacts[]> {
  if (!existsSync(file)) return [];
  const [first, ...lines] = (await readFile(file, 'utf8')).split('\n');
  const facts: BatchFacts[] = [];
  try {
    const given = JSON.parse(first ?? '') as Origin;
    const same = (Object.keys(origin) as (keyof Origin)[]).every(
      (name) => given[name] === origin[name],
    );
    if (!same) {
      const reason = 'it is of another network or seed: choose another folder with --run';
      throw new KeepersError('checkpoint-invalid', { file, reason });
    }
    for (const text of lines) facts.push(unpack(JSON.parse(text) as PackedFacts));
  } catch (thrown) {
    if (thrown instanceof KeepersError) throw thrown;
  }
  return facts;
}
