/** A network of a few hundred parameters with everything that MobileNetV2 has, and a loss. */
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { linear } from '../../../src-aesnet/layers/linear.ts';
import { sharesLoss } from '../../../src-aesnet/losses/shares.ts';
import { add } from '../../../src-aesnet/operators/add.ts';
import { clip } from '../../../src-aesnet/operators/clip.ts';
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { globalAveragePool } from '../../../src-aesnet/operators/global-average-pool.ts';
import { reshape } from '../../../src-aesnet/operators/reshape.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Built, Checkable } from './gradient-check.ts';
import { NewInputs } from './input-parameters.ts';
import { filled, normal } from './values.ts';

const BATCH = 2;
const SIDE = 8;
const CLASSES = 3;

function build(graph: Graph): Built {
  const parameters = new NewInputs(graph);
  let x = graph.input('image', [BATCH, 3, SIDE, SIDE]);
  const layer = (
    name: string,
    channels: number,
    { size = 1, stride = 1, depthwise = false, active = true } = {},
  ) => {
    const perGroup = depthwise ? 1 : (x.shape[1] as number);
    const weight = parameters.get(`${name}.weight`, [channels, perGroup, size, size]);
    const before = size === 1 || stride === 2 ? 0 : 1;
    const after = size === 1 ? 0 : 1;
    const y = conv(graph, x, weight, parameters.get(`${name}.bias`, [channels]), {
      strides: [stride, stride],
      pads: [before, before, after, after],
      group: depthwise ? channels : 1,
    });
    x = active ? clip(graph, y, 0, 6) : y;
  };
  layer('stem', 4, { size: 3, stride: 2 });
  const before = x;
  layer('block0.expand', 6);
  layer('block0.depthwise', 6, { size: 3, depthwise: true });
  layer('block0.project', 4, { active: false });
  x = add(graph, x, before);
  layer('block1.expand', 8);
  layer('block1.depthwise', 8, { size: 3, stride: 2, depthwise: true });
  layer('block1.project', 5, { active: false });
  layer('last', 6);
  const features = reshape(graph, globalAveragePool(graph, x), [BATCH, 6]);
  const logits = linear(graph, parameters, 'head', features, CLASSES);
  const loss = sharesLoss(graph, logits, graph.input('shares', [BATCH, CLASSES]));
  return { loss, parameters: parameters.values, others: { features, logits } };
}

export function tinyNetwork(): Checkable {
  const random = Random.from(7);
  const graph = new Graph();
  const { parameters } = build(graph);
  const feeds: Record<string, Array64> = {
    image: filled([BATCH, 3, SIDE, SIDE], normal, random),
    shares: { shape: [BATCH, CLASSES], data: Float64Array.of(1, 0, 0, 0.25, 0.25, 0.5) },
  };
  for (const { name, shape } of parameters) feeds[name] = weights(shape, random);
  return { build, feeds };
}

/** He's scale keeps activations around 1, so that some are clipped at either end and most are not. */
function weights(shape: Value['shape'], random: Random): Array64 {
  const inner = shape.slice(1).reduce((product, size) => product * size, 1);
  const scale = shape.length === 1 ? 0.5 : 1.6 * Math.sqrt(2 / inner);
  return filled(shape, (of, count) => normal(of, count).map((value) => scale * value), random);
}
