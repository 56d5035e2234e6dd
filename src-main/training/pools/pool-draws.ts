/** Batches drawn from a pool of features: each mixes photos and edited ones from all over it. */
import type { EditName } from '../../../src-aesnet/edits/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { BatchFacts } from '../data/index.ts';
import type { EditPlace, FeaturePool, PoolShape } from './feature-pool.ts';

/** Sets these draws apart from those of sentences. */
const PURPOSE = 0x7e4a;

export interface PoolBatch extends BatchFacts {
  /** Of photos, then of originals, weak and strong copies, then of first and second variants: [photos + 3 edited + 2 stable, width]. */
  readonly features: Float32Array;
}

/** A kind of edit that batches are to have more often than the pool. */
export interface FavouredEdit {
  readonly kind: EditName;
  /** Of the edited photos that are drawn, 0–1: how many are drawn from those of this kind alone. */
  readonly share: number;
}

/**
 * Batch `step` of this many photos, edited ones and pairs; the same seed and step give the same. Shares of favoured edits are together
 * 1 at most. Throws a `RangeError` for a favoured kind of which the pool has none.
 */
export function drawBatch(
  pool: FeaturePool,
  { photos, edited, stable = 0 }: PoolShape,
  step: number,
  seed: number,
  favoured: readonly FavouredEdit[] = [],
): PoolBatch {
  const random = Random.from(seed, PURPOSE, step);
  const { layout } = pool;
  const drawnPhotos = Array.from({ length: photos }, () => ({
    batch: random.integer(pool.batches),
    at: random.integer(layout.photos),
  }));
  const drawnEdits = Array.from({ length: edited }, () => drawEdit(pool, random, favoured));
  const drawnPairs = Array.from({ length: stable }, () => ({
    batch: random.integer(pool.batches),
    at: random.integer(layout.stable),
  }));
  const features = new Float32Array((photos + 3 * edited + 2 * stable) * pool.width);
  const put = (to: number, batch: number, at: number) =>
    features.set(pool.features(batch, at), to * pool.width);
  for (const [to, { batch, at }] of drawnPhotos.entries()) put(to, batch, at);
  for (const [index, { batch, at }] of drawnEdits.entries()) {
    put(photos + index, batch, layout.originals + at);
    put(photos + edited + index, batch, layout.weak + at);
    put(photos + 2 * edited + index, batch, layout.strong + at);
  }
  for (const [index, { batch, at }] of drawnPairs.entries()) {
    put(photos + 3 * edited + index, batch, layout.firstCopies + at);
    put(photos + 3 * edited + stable + index, batch, layout.secondCopies + at);
  }
  const ofEdits = (values: (facts: BatchFacts['edits']) => ArrayLike<number>) =>
    drawnEdits.map(({ batch, at }) => values(pool.facts(batch).edits)[at] as number);
  const measured = [0, layout.edited].flatMap((copies) =>
    drawnEdits.flatMap(({ batch, at }) => pool.facts(batch).edits.measured[copies + at] ?? []),
  );
  return {
    batch: step,
    features,
    rows: Int32Array.from([
      ...drawnPhotos.map(({ batch, at }) => pool.facts(batch).rows[at] as number),
      ...drawnEdits.map(({ batch, at }) => pool.facts(batch).rows[layout.photos + at] as number),
      ...drawnPairs.map(({ batch, at }) => pool.facts(batch).rows[layout.labelled + at] as number),
    ]),
    edits: {
      kinds: Int32Array.from(ofEdits(({ kinds }) => kinds)),
      attributes: Int32Array.from(ofEdits(({ attributes }) => attributes)),
      faults: Uint8Array.from(ofEdits(({ faults }) => faults)),
      weak: Float32Array.from(ofEdits(({ weak }) => weak)),
      strong: Float32Array.from(ofEdits(({ strong }) => strong)),
      weakMargins: Float32Array.from(ofEdits(({ weakMargins }) => weakMargins)),
      strongMargins: Float32Array.from(ofEdits(({ strongMargins }) => strongMargins)),
      measured,
    },
  };
}

/** An edited photo: of a favoured kind in as many cases as its share says, else any. */
function drawEdit(pool: FeaturePool, random: Random, favoured: readonly FavouredEdit[]): EditPlace {
  const any = () => ({
    batch: random.integer(pool.batches),
    at: random.integer(pool.layout.edited),
  });
  if (favoured.length === 0) return any();
  const rest = 1 - favoured.reduce((sum, { share }) => sum + share, 0);
  const kind = random.pick(
    [undefined, ...favoured.map((edit) => edit.kind)],
    [rest, ...favoured.map(({ share }) => share)],
  );
  if (kind === undefined) return any();
  const places = pool.editsOf(kind);
  if (places.length === 0) throw new RangeError(`the pool has no edits of the kind ${kind}`);
  return random.pick(places);
}
