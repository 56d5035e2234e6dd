/**
 * What undoing each known damage would gain, told from what every block of an encoder sees (mlsp.ts): a picture that was darkened or
 * has a cast shows it, and people's ratings, which a score has learnt, ask for neither as such.
 */
import { Graph } from '../graph/graph.ts';
import { DYNAMIC, type Value } from '../graph/operator.ts';
import { linear } from '../layers/linear.ts';
import { surveyParameters, type ParameterLayout, type Parameters } from '../layers/parameters.ts';
import { DIRECTIONS } from '../suggestions/directions.ts';
import { MLSP, pooled, standardised, type Standard } from './mlsp.ts';
import { mobileNetV2WithMaps } from './mobilenet-v2.ts';
import { encoderInput } from './normalised.ts';
import { shippedParameters } from './shipped-parameters.ts';

/** Side of the pictures in pixels. */
export const DAMAGE_SIDE = 224;
/** Brings the features to mean 0 and deviation 1. */
export const DAMAGE_STANDARD: Standard = { shift: 'damage.shift', scale: 'damage.scale' };
/** Name of the linear head. */
export const DAMAGE_HEAD = 'damage.gains';

/** Features [N, MLSP] → gains each way in points, [N, 14], in the order of DIRECTIONS. */
export function damageGains(graph: Graph, parameters: Parameters, features: Value): Value {
  const standard = standardised(graph, parameters, features, DAMAGE_STANDARD);
  return linear(graph, parameters, DAMAGE_HEAD, standard, DIRECTIONS.length);
}

/** The head's parameters as places in one vector. */
export function damageLayout(): ParameterLayout {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    damageGains(scratch, parameters, scratch.input('features', [1, MLSP]));
  });
}

/**
 * The network as it is shipped, its large parameters in half precision. Input `pictures` uint8 [N, side, side, 3]; output `gains`
 * float32 [N, 14].
 */
export function buildDamage(values: (name: string) => Float32Array): Graph {
  const graph = new Graph();
  const parameters = shippedParameters(graph, values);
  const pictures = graph.input('pictures', [DYNAMIC, DAMAGE_SIDE, DAMAGE_SIDE, 3], 'uint8');
  const image = encoderInput(graph, pictures);
  const features = pooled(graph, mobileNetV2WithMaps(graph, parameters, image));
  graph.output(damageGains(graph, parameters, features), 'gains');
  return graph;
}
