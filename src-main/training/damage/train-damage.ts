/** Learns what undoing each known damage would gain, from edited copies of pictures (src-aesnet/networks/damage-network.ts). */
import path from 'node:path';
import { EDIT_NAMES, marginOf, type EditName } from '../../../src-aesnet/edits/index.ts';
import { groupedFolds } from '../../../src-aesnet/linear/folds.ts';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { chooseRidge } from '../../../src-aesnet/linear/ridge-folds.ts';
import {
  buildDamage,
  DAMAGE_HEAD,
  DAMAGE_STANDARD,
  damageLayout,
} from '../../../src-aesnet/networks/damage-network.ts';
import { MLSP, MOST_DEVIATIONS } from '../../../src-aesnet/networks/mlsp.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { DIRECTIONS, INVERSES } from '../../../src-aesnet/suggestions/directions.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { writeDurably } from '../../inference/index.ts';
import { MlspFeatures } from '../mlsp/mlsp-features.ts';
import { standardise } from '../mlsp/mlsp-start.ts';
import type { TrainedNetwork } from '../model-of-checkpoint.ts';
import { openPool, type FeaturePool, type PoolShape } from '../pools/feature-pool.ts';
import type { RatedPhotos } from '../validation.ts';

/** Name of the network's file in a run's folder. */
export const DAMAGE_FILE = 'damage.onnx';
/** Pictures of a batch of features. */
const SHAPE: PoolShape = { photos: 64, edited: 32 };
const SEED = 1;
const FOLDS = 3;
/** Relative to a feature of variance 1. */
const LAMBDAS = [0.05, 0.2, 0.8];

export interface TrainDamageOptions {
  readonly folder: string;
  readonly network: TrainedNetwork;
  /** Batches of features, each of 32 edits. */
  readonly batches: number;
  readonly provider: string;
  readonly threads: number;
  /** Threads that make pictures. */
  readonly workers: number;
  /** How many pictures a batch holds. Default: 64 photos, which only say what is usual, and 32 edits. */
  readonly shape?: PoolShape;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number): void;
}

export interface TrainedDamage {
  readonly file: string;
  /** The ridge of each direction, and the share of its variance that is left on pictures that were not learnt from. */
  readonly directions: Readonly<Record<string, { readonly lambda: number; readonly left: number }>>;
}

/**
 * A ridge regression from multi-level features of the network, which stays as it is, to the gain each way: undoing a damage gains what
 * training asked of it (`marginOf`), anything else nothing. λ is chosen by folds of whole pictures. Features are kept in the folder, and
 * a run that was stopped goes on. Throws `cancelled`, or `checkpoint-invalid` for a folder of another network.
 */
export async function trainDamage(
  { cache }: Pick<RatedPhotos, 'cache'>,
  options: TrainDamageOptions,
): Promise<TrainedDamage> {
  const { folder, network, batches, provider, threads, workers, signal, onProgress } = options;
  const features = await MlspFeatures.open(network.parameters, { provider, threads });
  const pool = await openPool({
    ...{ folder, sha256: network.sha256, batches, seed: SEED, workers, signal },
    ...{ shape: options.shape ?? SHAPE, width: MLSP, precision: 'float16', faults: false },
    ...{ cache: cache.folder, members: Int32Array.from(cache.usable) },
    featuresOf: (pictures, count) => features.of(pictures, count),
    onProgress: (done, count) => onProgress('Features', done, count),
  }).finally(() => features.close());
  const layout = damageLayout();
  const values = new Float32Array(layout.size);
  standardise(pool, DAMAGE_STANDARD, layout, values);
  const view = (name: string) => layout.view(values, name);
  const { x, y, pictures } = rowsOf(pool, view(DAMAGE_STANDARD.shift), view(DAMAGE_STANDARD.scale));
  const folds = groupedFolds(pictures, FOLDS, SEED);
  const { model, lambdas, errors } = chooseRidge(
    matrix(x, MLSP),
    matrix(y, DIRECTIONS.length),
    folds,
    LAMBDAS,
  );
  const weights = view(`${DAMAGE_HEAD}.weight`);
  for (let at = 0; at < weights.length; at++) {
    const [target, feature] = [Math.floor(at / MLSP), at % MLSP];
    weights[at] = model.weights[feature * DIRECTIONS.length + target] as number;
  }
  view(`${DAMAGE_HEAD}.bias`).set(model.intercepts);
  const encoder = aesNetLayout();
  const graph = buildDamage((name) =>
    layout.has(name) ? view(name) : encoder.view(network.parameters, name),
  );
  const file = path.join(folder, DAMAGE_FILE);
  await writeDurably(file, writeModel(graph));
  const directions = DIRECTIONS.map((direction, target) => {
    const lambda = lambdas[target] as number;
    const left = errors[LAMBDAS.indexOf(lambda) * DIRECTIONS.length + target] as number;
    return [direction, { lambda, left: Number(left.toFixed(3)) }] as const;
  });
  return { file, directions: Object.fromEntries(directions) };
}

/** Every original, weak and strong copy: standardised features, gains each way, and whose picture it is. */
function rowsOf(pool: FeaturePool, shift: Float32Array, scale: Float32Array) {
  const { layout, batches } = pool;
  const { photos, edited } = layout;
  const count = 3 * edited * batches;
  const x = new Float32Array(count * MLSP);
  const y = new Float32Array(count * DIRECTIONS.length);
  const pictures: string[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const { rows, edits } = pool.facts(batch);
    for (let at = 0; at < edited; at++) {
      const kind = EDIT_NAMES[edits.kinds[at] as number] as EditName;
      const inverse = INVERSES[kind];
      for (const [place, amount] of [
        [layout.originals, 0],
        [layout.weak, edits.weak[at] as number],
        [layout.strong, edits.strong[at] as number],
      ] as const) {
        const features = pool.features(batch, place + at);
        const start = pictures.length * MLSP;
        for (let i = 0; i < MLSP; i++) {
          const value = (features[i] as number) * (scale[i] as number) + (shift[i] as number);
          x[start + i] = Math.min(MOST_DEVIATIONS, Math.max(-MOST_DEVIATIONS, value));
        }
        if (inverse !== undefined && amount > 0) {
          const target = DIRECTIONS.indexOf(inverse);
          y[pictures.length * DIRECTIONS.length + target] = marginOf(kind, amount);
        }
        pictures.push(String(rows[photos + at]));
      }
    }
  }
  return { x, y, pictures };
}
