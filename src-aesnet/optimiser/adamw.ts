/**
 * AdamW (Loshchilov and Hutter, ICLR 2019) with the gradient clipped by its global norm and an exponential
 * moving average of the parameters, over one vector of all parameters.
 */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { div } from '../operators/div.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduce-sum.ts';
import { sqrt } from '../operators/sqrt.ts';
import { sub } from '../operators/sub.ts';

export interface AdamWSettings {
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  /** Keeps a step finite where a gradient has been nothing but zero. */
  readonly epsilon: number;
  /** Largest norm of the whole gradient. */
  readonly maxNorm: number;
}

/** float32 [size] each, except the scalars. */
export interface AdamWState {
  readonly parameters: Value;
  readonly firstMoment: Value;
  readonly secondMoment: Value;
  readonly average: Value;
}

export interface AdamWInputs {
  readonly gradient: Value;
  /** The schedule's learning rate for this step, shape []. */
  readonly rate: Value;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ, t counting steps from 1, shape []. */
  readonly correction1: Value;
  readonly correction2: Value;
  /** Share of the average that stays, shape []: 0 makes it the parameters themselves. */
  readonly averageDecay: Value;
  /** By how much each parameter's rate differs from the schedule's [size]; 0 freezes it. */
  readonly rateScale: Value;
  /** Decoupled weight decay a unit of rate [size]: 0 for biases. */
  readonly decay: Value;
}

/** The state after one step, and the gradient's norm before clipping (shape []). */
export function adamW(
  graph: Graph,
  state: AdamWState,
  inputs: AdamWInputs,
  { beta1, beta2, epsilon, maxNorm }: AdamWSettings,
): AdamWState & { readonly norm: Value } {
  const number = (value: number) => graph.number(value);
  const { gradient, rate, correction1, correction2, averageDecay, rateScale, decay } = inputs;
  const norm = sqrt(graph, reduceSum(graph, mul(graph, gradient, gradient), [0]));
  // min(1, maxNorm / norm), without dividing by zero.
  const limited = div(graph, number(maxNorm), clip(graph, norm, maxNorm, 1e30));
  const clipped = mul(graph, gradient, limited);
  const mix = (old: Value, fresh: Value, keep: number) =>
    add(graph, mul(graph, old, number(keep)), mul(graph, fresh, number(1 - keep)));
  const firstMoment = mix(state.firstMoment, clipped, beta1);
  const secondMoment = mix(state.secondMoment, mul(graph, clipped, clipped), beta2);
  const direction = div(
    graph,
    div(graph, firstMoment, correction1),
    add(graph, sqrt(graph, div(graph, secondMoment, correction2)), number(epsilon)),
  );
  const decayed = add(graph, direction, mul(graph, decay, state.parameters));
  const parameters = sub(graph, state.parameters, mul(graph, mul(graph, decayed, rateScale), rate));
  const average = add(
    graph,
    parameters,
    mul(graph, sub(graph, state.average, parameters), averageDecay),
  );
  return { parameters, firstMoment, secondMoment, average, norm };
}
