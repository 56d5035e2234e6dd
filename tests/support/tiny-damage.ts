/** Networks that look at a photo for what is wrong with it, of a few hundred bytes each and linear in the mean colour. */
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { DYNAMIC, type Value } from '../../src-aesnet/graph/operator.ts';
import { linear } from '../../src-aesnet/layers/linear.ts';
import { ConstantParameters } from '../../src-aesnet/layers/parameters.ts';
import { DAMAGE_SIDE } from '../../src-aesnet/networks/damage-network.ts';
import { squaresInput, TOLD_TURNS } from '../../src-aesnet/networks/turn-network.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { cast } from '../../src-aesnet/operators/cast.ts';
import { logSoftmax } from '../../src-aesnet/operators/log-softmax.ts';
import { mul } from '../../src-aesnet/operators/mul.ts';
import { reduceMean } from '../../src-aesnet/operators/reduce-mean.ts';
import { DIRECTIONS } from '../../src-aesnet/suggestions/directions.ts';

/** Of an output and a colour. */
export function tinyDamageWeight(output: number, channel: number): number {
  return Math.sin(3.1 * output + 1.7 * channel);
}

export function tinyTurns(): Uint8Array {
  const graph = new Graph();
  const logits = ofMeanColor(graph, squaresInput(graph, DYNAMIC), TOLD_TURNS);
  graph.output(logSoftmax(graph, logits), 'turns');
  return writeModel(graph);
}

export function tinyDamage(): Uint8Array {
  const graph = new Graph();
  const pictures = graph.input('pictures', [DYNAMIC, DAMAGE_SIDE, DAMAGE_SIDE, 3], 'uint8');
  graph.output(ofMeanColor(graph, pictures, [...DIRECTIONS.keys()]), 'gains');
  return writeModel(graph);
}

function ofMeanColor(graph: Graph, pictures: Value, outputs: readonly number[]): Value {
  const shares = mul(graph, cast(graph, pictures, 'float32'), graph.number(1 / 255));
  const parameters = new ConstantParameters(graph, (name) =>
    name.endsWith('.bias')
      ? new Float32Array(outputs.length)
      : Float32Array.from(
          outputs.flatMap((output) =>
            [0, 1, 2].map((channel) => tinyDamageWeight(output, channel)),
          ),
        ),
  );
  return linear(
    graph,
    parameters,
    'head',
    reduceMean(graph, shares, [1, 2], false),
    outputs.length,
  );
}
