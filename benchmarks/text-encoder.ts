/**
 * The text side: what a phrase costs on one core, how large the file is, and what the contrastive part adds to a training step;
 * prints one JSON line.
 *
 *     node benchmarks/text-encoder.ts [PICTURES] [SPACES] [PIECES]
 *
 * Weights and tokens are random: neither time nor size depends on them. Phrases come one at a time, from ids to vectors in all
 * spaces. `step` is loss and gradients of PICTURES pictures with SPACES sentences each, from their image features on;
 * `operationsOfImages` and `timeOfImages` compare it to the image encoder's forward and backward pass for as many pictures of 160
 * pixels, timed with eight.
 */
import os from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SPACES } from '../src-aesnet/descriptions/units.ts';
import { Graph } from '../src-aesnet/graph/graph.ts';
import { gradients } from '../src-aesnet/graph/gradients.ts';
import type { Value } from '../src-aesnet/graph/operator.ts';
import { sizeOf } from '../src-aesnet/graph/tensor.ts';
import {
  ConstantParameters,
  surveyParameters,
  VectorParameters,
} from '../src-aesnet/layers/parameters.ts';
import { SPACE_WIDTH } from '../src-aesnet/networks/attribute-spaces.ts';
import { startContrastive } from '../src-aesnet/networks/contrastive-start.ts';
import { FEATURES, mobileNetV2 } from '../src-aesnet/networks/mobilenet-v2.ts';
import { TEXT_ENCODER, textEncoder } from '../src-aesnet/networks/text-encoder.ts';
import { buildTextInference } from '../src-aesnet/networks/text-inference-graph.ts';
import { writeModel } from '../src-aesnet/onnx/write.ts';
import { meanOfAll } from '../src-aesnet/operators/reduce-mean.ts';
import { Random } from '../src-aesnet/random.ts';
import { contrastivePart } from '../src-aesnet/training/contrastive-part.ts';
import { flopsOf } from './support/graph-flops.ts';

const SIDE = 160;
const IMAGES = 8;
const WARM_UP = 2;

const given = process.argv.slice(2);
const number = (at: number, otherwise: number) => Number(given[at] ?? otherwise);
const pictures = number(0, 64);
const spaces = number(1, 2);
/** So many pieces has a vocabulary of all template descriptions. */
const shape = { ...TEXT_ENCODER, pieces: number(2, 1644) };

const random = Random.from(1);
const part = { text: shape, spaces };
const scratch = new Graph();
const layout = surveyParameters(scratch, (parameters) => {
  contrastivePart(scratch, parameters, scratch.input('v', [pictures, FEATURES]), part);
});
const parameters = new Float32Array(layout.size);
startContrastive(layout, parameters, random);

/** Gradients by all parameters and `features`, each as a mean: what nobody asks for would not be computed. */
function withGradients(graph: Graph, loss: Value, wanted: readonly Value[]): Graph {
  for (const [index, slope] of gradients(graph, loss, wanted).entries()) {
    graph.output(meanOfAll(graph, slope), `slope${index}`);
  }
  return graph;
}

/** The contrastive part of a step. */
function trainingPart(): Graph {
  const graph = new Graph();
  const features = graph.input('features', [pictures, FEATURES]);
  const vector = new VectorParameters(graph, graph.input('parameters', [layout.size]), layout);
  const loss = contrastivePart(graph, vector, features, part);
  return withGradients(graph, loss, [features, ...vector.values.values()]);
}

/** The image encoder's part of a step. */
function imagePart(): Graph {
  const graph = new Graph();
  const surveyed = new Graph();
  const image = (of: Graph) => of.input('image', [IMAGES, 3, SIDE, SIDE]);
  const imageLayout = surveyParameters(surveyed, (survey) => {
    mobileNetV2(surveyed, survey, image(surveyed));
  });
  const input = graph.input('weights', [imageLayout.size]);
  const vector = new VectorParameters(graph, input, imageLayout);
  const loss = meanOfAll(graph, mobileNetV2(graph, vector, image(graph)));
  return withGradients(graph, loss, [...vector.values.values()]);
}

function feedsOf(graph: Graph, batch: number): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map(({ name, type, shape: of }) => {
      const dimensions = of.map((size) => (size < 0 ? batch : size));
      const size = sizeOf(dimensions);
      if (type !== 'int64') return [name, new Tensor('float32', floatsOf(name, size), dimensions)];
      const below = name === 'spaces' ? SPACES.length : shape.pieces;
      const ids = BigInt64Array.from({ length: size }, () => BigInt(random.integer(below)));
      return [name, new Tensor('int64', ids, dimensions)];
    }),
  );
}

function floatsOf(name: string, size: number): Float32Array {
  if (name === 'parameters') return parameters;
  if (['features', 'image', 'weights'].includes(name)) {
    return Float32Array.from({ length: size }, () => 0.1 * random.normal());
  }
  return new Float32Array(size).fill(1);
}

/** Milliseconds of runs with the same inputs: median and 95 %. */
async function milliseconds(graph: Graph, threads: number, batch: number, runs: number) {
  const session = await InferenceSession.create(writeModel(graph), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const feeds = feedsOf(graph, batch);
  const spent: number[] = [];
  for (let run = 0; run < WARM_UP + runs; run++) {
    const start = performance.now();
    await session.run(feeds);
    if (run >= WARM_UP) spent.push(performance.now() - start);
  }
  await session.release();
  spent.sort((a, b) => a - b);
  const at = (share: number) => round(spent[Math.floor(share * (spent.length - 1))] ?? NaN);
  return { milliseconds: at(0.5), milliseconds95: at(0.95) };
}

/** Operations of one sentence, forward. */
function phraseFlops(): number {
  const graph = new Graph();
  const constants = new ConstantParameters(graph, (name) => layout.view(parameters, name));
  const tokens = graph.input('tokens', [1, shape.tokens], 'int64');
  textEncoder(graph, constants, tokens, graph.input('mask', [1, shape.tokens]), shape);
  return flopsOf(graph) + 2 * SPACES.length * shape.width * SPACE_WIDTH;
}

function valuesOf(prefix: string): number {
  return layout.slots
    .filter(({ name }) => name.startsWith(prefix))
    .reduce((sum, { shape: of }) => sum + sizeOf(of), 0);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

const inference = buildTextInference({ layout, parameters, shape });
const step = trainingPart();
const images = imagePart();
const threads = os.availableParallelism();
const stepTime = await milliseconds(step, threads, 1, 5);
const imageTime = await milliseconds(images, threads, 1, 3);
const asMany = pictures / IMAGES;
console.log(
  JSON.stringify({
    benchmark: 'text-encoder',
    cpu: os.cpus()[0]?.model,
    load: os.loadavg()[0],
    ...shape,
    parameters: {
      encoder: valuesOf('text.'),
      textProjections: valuesOf('spaces.text.'),
      imageProjections: valuesOf('spaces.image.'),
      fusion: valuesOf('fusion.'),
    },
    bytes: writeModel(inference).byteLength,
    phrase: {
      megaflop: round(phraseFlops() / 1e6),
      ...(await milliseconds(inference, 1, 1, 200)),
    },
    step: {
      pictures,
      spaces,
      gigaflop: round(flopsOf(step) / 1e9),
      operationsOfImages: round(flopsOf(step) / (flopsOf(images) * asMany)),
      threads,
      ...stepTime,
      timeOfImages: round(stepTime.milliseconds / (imageTime.milliseconds * asMany)),
    },
  }),
);
