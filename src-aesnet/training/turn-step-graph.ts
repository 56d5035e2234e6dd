/** The training step of the network that tells by how much a picture has to be turned. */
import { Graph } from '../graph/graph.ts';
import type { ParameterLayout } from '../layers/parameters.ts';
import { sharesLoss } from '../losses/shares.ts';
import { squaresInput, TOLD_TURNS, turnLayout, turnLogits } from '../networks/turn-network.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

/**
 * Inputs: `squares` uint8 [batch, side, side, 3], `targets` [batch, 25] (see `turnTargets`), and those of `updateByLoss`, whose outputs
 * it has. The loss is the cross-entropy of the turns.
 */
export function buildTurnStep(settings: UpdateSettings & { readonly batch: number }): {
  readonly graph: Graph;
  readonly layout: ParameterLayout;
} {
  const { batch } = settings;
  const layout = turnLayout();
  const graph = new Graph();
  const squares = squaresInput(graph, batch);
  const targets = graph.input('targets', [batch, TOLD_TURNS.length]);
  updateByLoss(graph, layout, settings, (parameters) =>
    sharesLoss(graph, turnLogits(graph, parameters, squares), targets),
  );
  return { graph, layout };
}

/** What a turn says of each of `TOLD_TURNS`: a Gaussian about it, of `deviation` degrees, that sums to 1. */
export function turnTargets(degrees: number, deviation: number): Float32Array {
  const powers = TOLD_TURNS.map((turn) => Math.exp(-0.5 * ((turn - degrees) / deviation) ** 2));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}
