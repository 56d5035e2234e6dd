import type { LinearModel } from '../../../src-aesnet/linear/linear-model.ts';
import type { LinearHead } from '../../../src-aesnet/networks/inference-graph.ts';

/** A fitted model, [features, outputs], as a head, [outputs, features]. */
export function headOf({ features, targets, weights, intercepts }: LinearModel): LinearHead {
  return {
    weights: Float32Array.from(
      { length: weights.length },
      (_, at) => weights[(at % features) * targets + Math.floor(at / features)] as number,
    ),
    biases: Float32Array.from(intercepts),
  };
}

/** As a list for JSON, with as many digits as float32 holds. */
export function listed(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(7)));
}
