/** The end of a training step: gradients, and the optimiser's update of the parameters' vector. */
import { gradients } from '../graph/gradients.ts';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats, sizeOf } from '../graph/tensor.ts';
import {
  ConstantParameters,
  PartlyFrozenParameters,
  VectorParameters,
  type ParameterLayout,
  type Parameters,
  type ParameterSlot,
} from '../layers/parameters.ts';
import { isContrastive } from '../networks/contrastive-start.ts';
import { concat } from '../operators/concat.ts';
import { reshape } from '../operators/reshape.ts';
import { adamW, type AdamWSettings } from '../optimiser/adamw.ts';

export interface UpdateSettings {
  readonly optimiser: AdamWSettings;
  /** By how much the learning rate of what starts at random exceeds the encoder's. */
  readonly headRate: number;
  /** Weight decay a unit of learning rate. */
  readonly decay: number;
}

/** Parameters that stay as they are. */
export interface Frozen {
  isFrozen(name: string): boolean;
  /** The vector of all parameters, from which theirs are taken. */
  readonly values: Float32Array;
}

/**
 * Builds a loss [] from the parameters of `layout`, and what makes it smaller. Inputs: the optimiser's `parameters`, `firstMoment`,
 * `secondMoment`, `average` [size], and `rate`, `correction1`, `correction2`, `averageDecay` []. Outputs: `next.parameters`,
 * `next.firstMoment`, `next.secondMoment`, `next.average`, `loss` and the gradient's `norm`.
 */
export function updateByLoss(
  graph: Graph,
  layout: ParameterLayout,
  { optimiser, headRate, decay, frozen }: UpdateSettings & { readonly frozen?: Frozen | undefined },
  lossOf: (parameters: Parameters) => Value,
): void {
  const state = (name: string) => graph.input(name, [layout.size]);
  const parameters = state('parameters');
  const vector = new VectorParameters(graph, parameters, layout);
  const isFrozen = (name: string) => frozen?.isFrozen(name) ?? false;
  const loss = lossOf(
    frozen === undefined
      ? vector
      : new PartlyFrozenParameters(vector, {
          frozen: new ConstantParameters(graph, (name) => layout.view(frozen.values, name)),
          isFrozen,
        }),
  );
  const next = adamW(
    graph,
    {
      parameters,
      firstMoment: state('firstMoment'),
      secondMoment: state('secondMoment'),
      average: state('average'),
    },
    {
      gradient: vectorGradient(graph, loss, { vector, layout, isFrozen }),
      rate: graph.input('rate', []),
      correction1: graph.input('correction1', []),
      correction2: graph.input('correction2', []),
      averageDecay: graph.input('averageDecay', []),
      rateScale: perParameter(graph, layout, ({ name }) => {
        if (isFrozen(name)) return 0;
        return name.startsWith('head.') || isContrastive(name) ? headRate : 1;
      }),
      // Biases, and what scales and shifts, are left out, as usual.
      decay: perParameter(graph, layout, ({ shape }) => (shape.length < 2 ? 0 : decay)),
    },
    optimiser,
  );
  graph.output(next.parameters, 'next.parameters');
  graph.output(next.firstMoment, 'next.firstMoment');
  graph.output(next.secondMoment, 'next.secondMoment');
  graph.output(next.average, 'next.average');
  graph.output(loss, 'loss');
  graph.output(next.norm, 'norm');
}

/**
 * dL/d(each parameter), joined in the layout's order, 0 for what is frozen. Through the vector's slices it would be as many
 * additions of vectors as there are parameters.
 */
function vectorGradient(
  graph: Graph,
  loss: Value,
  {
    vector,
    layout,
    isFrozen,
  }: { vector: VectorParameters; layout: ParameterLayout; isFrozen(name: string): boolean },
): Value {
  const moving = layout.slots.filter(({ name }) => !isFrozen(name));
  const parameters = moving.map(({ name, shape }) => vector.get(name, shape));
  const found = gradients(graph, loss, parameters);
  const byName = new Map(moving.map(({ name }, index) => [name, found[index]]));
  const parts = layout.slots.map(({ name, shape }) => {
    const size = sizeOf(shape);
    const gradient = byName.get(name);
    return gradient === undefined
      ? graph.constant(floats(new Float32Array(size), [size]))
      : reshape(graph, gradient, [size]);
  });
  return concat(graph, parts, 0);
}

/** A constant [size] that is the same for all values of a parameter. */
function perParameter(
  graph: Graph,
  layout: ParameterLayout,
  value: (slot: ParameterSlot) => number,
): Value {
  const data = new Float32Array(layout.size);
  for (const slot of layout.slots) layout.view(data, slot.name).fill(value(slot));
  return graph.constant(floats(data, [layout.size]));
}
