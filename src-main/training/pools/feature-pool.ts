/**
 * Image features of photos, edited copies and harmless variants, with what is known of them: what is trained on a finished network
 * learns from them. They are made once and kept in the run's folder, batch after batch, so that an interrupted run goes on where it was.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EDIT_NAMES, type EditName } from '../../../src-aesnet/edits/index.ts';
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

/** How many pictures a batch of the pool holds: photos, edited ones in three versions, and pairs that nobody should tell apart. */
export interface PoolShape {
  readonly photos: number;
  readonly edited: number;
  /** Default: none. */
  readonly stable?: number;
}

/** How features are kept: a wide pool takes half of the memory in half precision. */
type Values = Float32Array | Float16Array;
type Precision = 'float16' | 'float32';
const ARRAYS = { float16: Float16Array, float32: Float32Array };

/** Names of its files in a run's folder. */
const VALUES = 'features.f32';
const FACTS = 'features.jsonl';

export interface PoolOptions {
  readonly folder: string;
  /** Of the network's parameters, so that its features are not taken for another's. */
  readonly sha256: string;
  readonly batches: number;
  readonly shape: PoolShape;
  /** Features of a picture. */
  readonly width: number;
  readonly precision: Precision;
  /** Whether edits are judged and copies measured (`BatchSpec.faults`). */
  readonly faults: boolean;
  /** Folder of a whole raw cache, and the slots that are drawn from. */
  readonly cache: string;
  readonly members: Int32Array;
  readonly seed: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** [count, width] of pictures that lie one after another, in planes of `CACHE_SIDE`. */
  featuresOf(pictures: Uint8Array, count: number): Promise<Float32Array>;
  onProgress(done: number, count: number): void;
}

/** An edited photo of a pool: its batch, and which of that batch's edits it is. */
export interface EditPlace {
  readonly batch: number;
  readonly at: number;
}

/** A picture's features and its facts, where they lie in the pool. */
export class FeaturePool {
  readonly #values: Values;
  readonly #facts: readonly BatchFacts[];
  #byKind: ReadonlyMap<EditName | undefined, readonly EditPlace[]> | undefined;
  /** Of each batch. */
  readonly layout: BatchLayout;
  /** Features of a picture. */
  readonly width: number;

  constructor(values: Values, facts: readonly BatchFacts[], layout: BatchLayout, width: number) {
    this.#values = values;
    this.#facts = facts;
    this.layout = layout;
    this.width = width;
  }

  get batches(): number {
    return this.#facts.length;
  }

  /** Where edited photos of a kind lie; the same list every time. */
  editsOf(kind: EditName): readonly EditPlace[] {
    this.#byKind ??= Map.groupBy(
      this.#facts.flatMap(({ edits }, batch) =>
        Array.from(edits.kinds, (of, at) => ({ batch, at, kind: EDIT_NAMES[of] })),
      ),
      ({ kind }) => kind,
    );
    return this.#byKind.get(kind) ?? [];
  }

  facts(batch: number): BatchFacts {
    return this.#facts[batch] as BatchFacts;
  }

  /** [width] of the picture at this place of a batch's layout. */
  features(batch: number, at: number): Values {
    const start = (batch * this.layout.pictures + at) * this.width;
    return this.#values.subarray(start, start + this.width);
  }
}

/** What the files of a pool belong to: their first line. */
interface Origin extends PoolShape {
  readonly sha256: string;
  readonly seed: number;
  readonly width: number;
}

/** The pool of a run's folder; what it lacks is made first. Throws `cancelled`, or `checkpoint-invalid` for another network's. */
export async function openPool(options: PoolOptions): Promise<FeaturePool> {
  const { folder, sha256, seed, batches: wanted, width, signal, onProgress } = options;
  const { photos, edited, stable = 0 } = options.shape;
  const shape = { side: CACHE_SIDE, photos, edited, stable };
  const layout = layoutOf(shape);
  const Values = ARRAYS[options.precision];
  const batchBytes = layout.pictures * width * Values.BYTES_PER_ELEMENT;
  const origin: Origin = { sha256, seed, width, photos, edited, ...(stable > 0 && { stable }) };
  await mkdir(folder, { recursive: true });
  const [values, lines] = [path.join(folder, VALUES), path.join(folder, FACTS)];
  const facts = await factsOf(lines, origin);
  const whole = existsSync(values) ? Math.floor((await stat(values)).size / batchBytes) : 0;
  // Features are written before their facts: what a killed run left without facts is made again.
  const kept = facts.slice(0, whole);
  if (existsSync(values)) await truncate(values, kept.length * batchBytes);
  await writeFile(lines, [origin, ...kept.map(pack)].map(line).join(''));
  if (kept.length < wanted) {
    const { cache, members, faults, workers } = options;
    const batches = createBatches(
      { ...shape, cache, members, seed, augmentation: DEFAULT_AUGMENTATION, faults },
      { from: kept.length, workers },
    );
    try {
      while (kept.length < wanted) {
        if (signal.aborted) throw new KeepersError('cancelled');
        const { pictures, ...of } = await batches.next();
        const features = new Values(await options.featuresOf(pictures, layout.pictures));
        await appendFile(values, new Uint8Array(features.buffer));
        await appendFile(lines, line(pack(of)));
        kept.push(of);
        onProgress(kept.length, wanted);
      }
    } finally {
      await batches.close();
    }
  }
  const all = new Values(wanted * layout.pictures * width);
  await readInto(values, new Uint8Array(all.buffer));
  return new FeaturePool(all, kept.slice(0, wanted), layout, width);
}

/** What one call reads at most: a single one could not take a whole pool. */
const READ = 2 ** 28;

/** The beginning of a file, as much as there is place for. */
async function readInto(file: string, into: Uint8Array): Promise<void> {
  const handle = await open(file);
  try {
    for (let at = 0; at < into.length;) {
      const { bytesRead } = await handle.read(into, at, Math.min(READ, into.length - at), at);
      if (bytesRead === 0) throw new KeepersError('file-changed', { path: file });
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
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
