import type { ParameterLayout, ParameterSlot } from '../layers/parameters.ts';
import type { Random } from '../random.ts';

/** SD of token and position vectors: what CLIP starts from (Radford et al., ICML 2021). */
const PIECE_DEVIATION = 0.02;
const POSITION_DEVIATION = 0.01;

/** By how much the fusion's last layer starts smaller than others: g is near zero, so that z starts as P_k v. */
const FUSION_SHARE = 0.01;

/** Whether a parameter is of the text encoder, the projections, the fusion or the temperature. */
export function isContrastive(name: string): boolean {
  return /^(text|spaces|fusion|contrastive)\./.test(name);
}

/**
 * Draws the first values of the text encoder, the projections, the fusion and the temperature into `vector`: linear layers with an SD
 * of 1/√inputs, which keeps lengths as they are, and normalisations that change nothing. Other parameters of the layout are left as they are.
 */
export function startContrastive(
  layout: ParameterLayout,
  vector: Float32Array,
  random: Random,
): void {
  for (const slot of layout.slots) {
    if (!isContrastive(slot.name)) continue;
    const values = layout.view(vector, slot.name);
    if (slot.name.endsWith('.weight')) {
      const deviation = deviationOf(slot);
      for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
    } else {
      values.fill(slot.name.endsWith('.scale') ? 1 : 0);
    }
  }
}

function deviationOf({ name, shape }: ParameterSlot): number {
  switch (name) {
    case 'text.pieces.weight':
      return PIECE_DEVIATION;
    case 'text.positions.weight':
      return POSITION_DEVIATION;
    case 'fusion.output.weight':
      return FUSION_SHARE / Math.sqrt(shape[1] as number);
    default:
      // Linear layers are [out, in], projections [7, in, out].
      return 1 / Math.sqrt(shape[1] as number);
  }
}
