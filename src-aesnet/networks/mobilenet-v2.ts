/**
 * MobileNetV2, width 1.0 (Sandler et al., CVPR 2018), with TensorFlow's padding, as the general encoder
 * has it. Batch normalisation is folded into the convolutions, as it is in that encoder's file.
 */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import type { Parameters } from '../layers/parameters.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { conv } from '../operators/conv.ts';
import { globalAveragePool } from '../operators/global-average-pool.ts';
import { reshape } from '../operators/reshape.ts';

/** Width of the image feature v. */
export const FEATURES = 1280;

/** Expansion, channels, repeats, first stride: table 2 of the paper. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Residual blocks, of which the first `block0` comes after the stem. */
export const BLOCKS = STAGES.reduce((sum, [, , repeats]) => sum + repeats, 0);

/**
 * Whether a parameter is of the stem or of the first `blocks` blocks. Up to block 5 a picture has 28 × 28 places and more (of 224
 * px), which is where most of a training step's time goes and least of what is particular to a task is learnt.
 */
export function isOfFirstBlocks(name: string, blocks: number): boolean {
  if (blocks === 0) return false;
  if (name.startsWith('stem.')) return true;
  const [, block] = /^block(\d+)\./.exec(name) ?? [];
  return block !== undefined && Number(block) < blocks;
}

interface Kernel {
  readonly name: string;
  readonly size: 1 | 3;
  readonly stride: number;
  readonly channels: number;
  readonly depthwise: boolean;
  readonly active: boolean;
}

/** Images [N, 3, side, side] of −1 to 1, side a multiple of 32 → the image feature v [N, 1280]. */
export function mobileNetV2(graph: Graph, parameters: Parameters, image: Value): Value {
  return lastBlocks(graph, parameters, firstBlocks(graph, parameters, image, BLOCKS), BLOCKS);
}

/** The same, with what every residual block makes: `BLOCKS` maps [N, channels, height, width]. */
export function mobileNetV2WithMaps(
  graph: Graph,
  parameters: Parameters,
  image: Value,
): { readonly features: Value; readonly maps: readonly Value[] } {
  const maps: Value[] = [];
  let x = firstBlocks(graph, parameters, image, 0);
  for (let block = 0; block < BLOCKS; block++) {
    x = residualBlocks(graph, parameters, x, [block, block + 1]);
    maps.push(x);
  }
  return { features: lastBlocks(graph, parameters, x, BLOCKS), maps };
}

/** Images [N, 3, side, side] → what the stem and the first `blocks` blocks make of them, [N, channels, height, width]. */
export function firstBlocks(
  graph: Graph,
  parameters: Parameters,
  image: Value,
  blocks: number,
): Value {
  const stem = { ...DEFAULTS, name: 'stem', size: 3, stride: 2, channels: 32 } as const;
  return residualBlocks(graph, parameters, convolution(graph, parameters, image, stem), [
    0,
    blocks,
  ]);
}

/** What the first `blocks` blocks made → the image feature v [N, 1280], by the other blocks and the last layer. */
export function lastBlocks(
  graph: Graph,
  parameters: Parameters,
  map: Value,
  blocks: number,
): Value {
  const x = residualBlocks(graph, parameters, map, [blocks, BLOCKS]);
  const last = convolution(graph, parameters, x, {
    ...DEFAULTS,
    name: 'last',
    channels: FEATURES,
  });
  return reshape(graph, globalAveragePool(graph, last), [map.shape[0] as number, FEATURES]);
}

/** Blocks `from` to before `to`, counted from 0. */
function residualBlocks(
  graph: Graph,
  parameters: Parameters,
  map: Value,
  [from, to]: readonly [number, number],
): Value {
  let x = map;
  let block = 0;
  for (const [expansion, channels, repeats, firstStride] of STAGES) {
    for (let repeat = 0; repeat < repeats; repeat++, block++) {
      if (block < from || block >= to) continue;
      const layer = (part: string, rest: Partial<Kernel> & Pick<Kernel, 'channels'>) =>
        convolution(graph, parameters, x, { ...DEFAULTS, ...rest, name: `block${block}.${part}` });
      const before = x;
      const narrow = x.shape[1] as number;
      const stride = repeat === 0 ? firstStride : 1;
      const wide = narrow * expansion;
      if (expansion > 1) x = layer('expand', { channels: wide });
      x = layer('depthwise', { size: 3, stride, channels: wide, depthwise: true });
      x = layer('project', { channels, active: false });
      if (stride === 1 && narrow === channels) x = add(graph, x, before);
    }
  }
  return x;
}

const DEFAULTS = { size: 1, stride: 1, depthwise: false, active: true } as const;

function convolution(graph: Graph, parameters: Parameters, x: Value, kernel: Kernel): Value {
  const { name, size, stride, channels, depthwise, active } = kernel;
  const perGroup = depthwise ? 1 : (x.shape[1] as number);
  const weight = parameters.get(`${name}.weight`, [channels, perGroup, size, size]);
  const bias = parameters.get(`${name}.bias`, [channels]);
  // TensorFlow's SAME: for even sizes and a stride of 2 all of the padding is below and on the right.
  const before = size === 1 || stride === 2 ? 0 : 1;
  const after = size === 1 ? 0 : 1;
  const y = conv(graph, x, weight, bias, {
    strides: [stride, stride],
    pads: [before, before, after, after],
    group: depthwise ? channels : 1,
  });
  return active ? clip(graph, y, 0, 6) : y;
}
