/**
 * The training step: pictures a second, and how much of what this machine can do it reaches; prints one JSON line.
 *
 *     node benchmarks/training-step.ts [SIDE] [PHOTOS] [EDITED] [STABLE] [PROVIDER] [STEPS] [FROZEN_BLOCKS]
 *
 * Beside it the same network's inference in batches of four, and the machine's own pace: a dense 3×3 convolution and a matrix
 * product, of sizes at which onnxruntime is fast. Weights and pictures are random. Operations are those of the graph's
 * convolutions and matrix products; among them are the products for depthwise weights, of which no more than diagonals are used.
 */
import os from 'node:os';
import { Graph } from '../src-aesnet/graph/graph.ts';
import { floats } from '../src-aesnet/graph/tensor.ts';
import { ConstantParameters } from '../src-aesnet/layers/parameters.ts';
import { aesNet, scoresInPoints, type RatingScale } from '../src-aesnet/networks/aesnet.ts';
import { writeModel } from '../src-aesnet/onnx/write.ts';
import { conv } from '../src-aesnet/operators/conv.ts';
import { matmul } from '../src-aesnet/operators/matmul.ts';
import { meanOfAll } from '../src-aesnet/operators/reduce-mean.ts';
import { normalised } from '../src-aesnet/networks/normalised.ts';
import { Random } from '../src-aesnet/random.ts';
import { aesNetLayout } from '../src-aesnet/training/aesnet-layout.ts';
import { buildStep, type StepSettings } from '../src-aesnet/training/step-graph.ts';
import { pictureCount } from '../src-aesnet/training/step-losses.ts';
import { TrainingSession, type Feed } from '../src-main/inference/training-session.ts';
import { flopsOf } from './support/graph-flops.ts';

const INFERENCE_BATCH = 4;
const WARM_UP = 2;

const given = process.argv.slice(2);
const number = (at: number, otherwise: number) => Number(given[at] ?? otherwise);
const side = number(0, 160);
const counts = { photos: number(1, 32), edited: number(2, 8), stable: number(3, 4) };
const provider = given[4] ?? 'cpu';
const runs = number(5, 9);
const frozenBlocks = number(6, 0);
const threads = os.availableParallelism();

const random = Random.from(1);
const layout = aesNetLayout();
const parameters = new Float32Array(layout.size);
for (const { name, shape } of layout.slots) {
  const inner = shape.slice(1).reduce((product, size) => product * size, 1);
  const scale = name.endsWith('.bias') ? 0 : Math.sqrt(2 / inner);
  const values = layout.view(parameters, name);
  for (let i = 0; i < values.length; i++) values[i] = scale * random.normal();
}
const scale: RatingScale = {
  mean: 3,
  deviation: 0.6,
  attributes: Array.from({ length: 6 }, () => ({
    intercept: 0,
    slope: 1,
    residualDeviation: 0.1,
    deviation: 0.6,
  })),
};

interface Measured {
  readonly pictures: number;
  readonly graph: Graph;
  readonly state?: Readonly<Record<string, string>>;
}

/** Milliseconds of the median run with random inputs. */
async function milliseconds({ graph, state = {} }: Omit<Measured, 'pictures'>): Promise<number> {
  const session = await TrainingSession.open(writeModel(graph), { provider, threads, state });
  const feeds: Record<string, Feed> = {};
  for (const { name, type, shape } of graph.inputs) {
    const feed = type === 'uint8' ? bytes(shape) : values(name, shape);
    if (Object.hasOwn(state, name)) session.set(name, feed);
    else feeds[name] = feed;
  }
  const spent: number[] = [];
  for (let run = 0; run < WARM_UP + runs; run++) {
    const start = performance.now();
    await session.run(feeds);
    if (run >= WARM_UP) spent.push(performance.now() - start);
  }
  await session.close();
  return spent.toSorted((a, b) => a - b)[Math.floor(spent.length / 2)] ?? NaN;
}

function bytes(shape: readonly number[]): Feed {
  const size = shape.reduce((product, length) => product * length, 1);
  return { data: Uint8Array.from({ length: size }, () => random.integer(256)), shape };
}

function values(name: string, shape: readonly number[]): Feed {
  // A rate of 0 leaves the network as it is: untrained it would stray, and numbers without end are slow.
  if (name === 'rate') return { data: Float32Array.of(0), shape };
  if (name === 'parameters' || name === 'average') return { data: parameters, shape };
  const size = shape.reduce((product, length) => product * length, 1);
  if (name.endsWith('Moment')) return { data: new Float32Array(size), shape };
  return { data: Float32Array.from({ length: size }, () => random.uniform(0.1, 0.9)), shape };
}

function step(): Measured {
  const settings: StepSettings = {
    side,
    counts,
    weights: {
      level: 1,
      residuals: 0.5,
      spread: 0.1,
      emotions: 0.2,
      affinity: 0.5,
      ranking: 1,
      movesMost: 0.1,
      stability: 2,
    },
    scale,
    bend: 1.5,
    temperature: 0.1,
    lead: 0.5,
    optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3 },
    headRate: 3,
    decay: 0.05,
    frozenBlocks,
  };
  const carried = ['parameters', 'firstMoment', 'secondMoment', 'average'];
  return {
    pictures: pictureCount(counts),
    graph: buildStep(settings, parameters).graph,
    state: Object.fromEntries(carried.map((name) => [name, `next.${name}`])),
  };
}

function inference(): Measured {
  const graph = new Graph();
  const pictures = graph.input('pictures', [INFERENCE_BATCH, 3, side, side], 'uint8');
  const constants = new ConstantParameters(graph, (name) => layout.view(parameters, name));
  const outputs = aesNet(graph, constants, normalised(graph, pictures));
  graph.output(scoresInPoints(graph, outputs, scale), 'scores');
  return { pictures: INFERENCE_BATCH, graph };
}

/** Eight pictures of 56 × 56 pixels and 128 channels: much to do with little memory. */
function denseConvolution(): Graph {
  const graph = new Graph();
  const [channels, size] = [128, 56];
  const x = graph.input('x', [8, channels, size, size]);
  const weights = graph.constant(
    floats(
      Float32Array.from({ length: channels * channels * 9 }, () => 0.03 * random.normal()),
      [channels, channels, 3, 3],
    ),
  );
  graph.output(meanOfAll(graph, conv(graph, x, weights, undefined, { pads: [1, 1, 1, 1] })), 'y');
  return graph;
}

function matrixProduct(): Graph {
  const graph = new Graph();
  const size = 1024;
  const b = Float32Array.from({ length: size * size }, () => random.uniform(0.1, 0.9));
  const a = graph.input('a', [size, size]);
  const product = matmul(graph, a, graph.constant(floats(b, [size, size])));
  graph.output(meanOfAll(graph, product), 'y');
  return graph;
}

/** GFLOP a second. */
async function pace(graph: Graph): Promise<number> {
  return flopsOf(graph) / 1e6 / (await milliseconds({ graph }));
}

async function measure({ pictures, ...measured }: Measured, machine: number) {
  const spent = await milliseconds(measured);
  const gigaflop = flopsOf(measured.graph) / 1e9;
  const perSecond = gigaflop / (spent / 1000);
  return {
    pictures,
    milliseconds: round(spent),
    imagesPerSecond: round(pictures / (spent / 1000)),
    gigaflop: round(gigaflop),
    gigaflopPerSecond: round(perSecond),
    shareOfMachine: round(perSecond / machine),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

const convolution = await pace(denseConvolution());
const product = await pace(matrixProduct());
const machine = Math.max(convolution, product);
console.log(
  JSON.stringify({
    benchmark: 'training-step',
    provider,
    side,
    ...counts,
    cpu: os.cpus()[0]?.model,
    threads,
    load: os.loadavg()[0],
    machine: { convolution: round(convolution), matrixProduct: round(product) },
    step: await measure(step(), machine),
    inference: await measure(inference(), machine),
  }),
);
