/** What the head on multi-level features starts from. */
import type { ParameterLayout } from '../../../src-aesnet/layers/parameters.ts';
import { MLSP, mlspLayout, type Standard } from '../../../src-aesnet/networks/mlsp.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { FeaturePool } from '../pools/feature-pool.ts';

/** A deviation below this is rounding: such a feature is left at 0. */
const LEAST_DEVIATION = 1e-3;

/** A head as `mlspLayout` has it, drawn from `seed`, not standardised yet. */
export function mlspStart(hidden: number, seed: number): Float32Array {
  const layout = mlspLayout(hidden);
  const vector = new Float32Array(layout.size);
  const random = Random.from(seed);
  for (const name of ['mlsp.hidden.weight', 'mlsp.output.weight']) {
    const inputs = layout.find(name).shape[1] as number;
    const values = layout.view(vector, name);
    for (let i = 0; i < values.length; i++) values[i] = random.normal() / Math.sqrt(inputs);
  }
  return vector;
}

/** Sets what brings the pool's unedited photos to mean 0 and deviation 1, feature by feature: the parameters `standard` of `vector`. */
export function standardise(
  pool: FeaturePool,
  standard: Standard,
  layout: ParameterLayout,
  vector: Float32Array,
): void {
  const [sums, squares] = [new Float64Array(MLSP), new Float64Array(MLSP)];
  const { photos } = pool.layout;
  for (let batch = 0; batch < pool.batches; batch++) {
    for (let at = 0; at < photos; at++) {
      const features = pool.features(batch, at);
      for (let i = 0; i < MLSP; i++) {
        const value = features[i] as number;
        sums[i] = (sums[i] as number) + value;
        squares[i] = (squares[i] as number) + value * value;
      }
    }
  }
  const count = pool.batches * photos;
  const shift = layout.view(vector, standard.shift);
  const scale = layout.view(vector, standard.scale);
  for (let i = 0; i < MLSP; i++) {
    const mean = (sums[i] as number) / count;
    const deviation = Math.sqrt(Math.max(0, (squares[i] as number) / count - mean * mean));
    const factor = deviation < LEAST_DEVIATION ? 0 : 1 / deviation;
    scale[i] = factor;
    shift[i] = -mean * factor;
  }
}
