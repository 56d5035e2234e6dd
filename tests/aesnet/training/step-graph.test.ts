/** The training step: its shape, its gradient in float64, and what it does to the parameters in onnxruntime. */
import { describe, expect, it } from 'vitest';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import type { Graph } from '../../../src-aesnet/graph/graph.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { buildStep, type StepSettings } from '../../../src-aesnet/training/step-graph.ts';
import {
  LOSS_NAMES,
  pictureCount,
  type LossWeights,
} from '../../../src-aesnet/training/step-losses.ts';
import { TrainingSession, type Feed } from '../../../src-main/inference/training-session.ts';
import { batchOf, COUNTS, EVEN_WEIGHTS, randomParameters, settingsOf } from './support.ts';

const layout = aesNetLayout();
const SIZE = layout.size;
const STATE = ['parameters', 'firstMoment', 'secondMoment', 'average'];
const SCALARS = ['rate', 'correction1', 'correction2', 'averageDecay'];

/** Text is trained only where it is asked for. */
const NAMES = LOSS_NAMES.filter((name) => name in EVEN_WEIGHTS);

const NO_WEIGHTS = Object.fromEntries(NAMES.map((name) => [name, 0])) as unknown as LossWeights;
const only = (name: keyof LossWeights): LossWeights => ({ ...NO_WEIGHTS, [name]: 1 });

const outputsOf = (settings: StepSettings) =>
  buildStep(settings).graph.outputs.map(({ name, shape }) => `${name} [${shape}]`);
const inputsOf = (settings: StepSettings) =>
  buildStep(settings).graph.inputs.map(({ name, type, shape }) => `${name} ${type} [${shape}]`);

describe('the step’s graph', () => {
  it('has the parameters of the encoder and of six heads', () => {
    // MobileNetV2 as its test counts it; the heads give 1 + 6 + 1 + 8 + 128 numbers from 1280, each with a bias.
    expect(SIZE).toBe(2_206_816 + 144 * 1281);
    expect(SIZE).toBe(2_391_280);
    const heads = layout.slots.filter(({ name }) => name.startsWith('head.'));
    expect(heads.map(({ name, shape }) => `${name} [${shape}]`)).toEqual([
      'head.level.weight [1,1280]',
      'head.level.bias [1]',
      'head.residuals.weight [6,1280]',
      'head.residuals.bias [6]',
      'head.spread.weight [1,1280]',
      'head.spread.bias [1]',
      'head.emotions.weight [8,1280]',
      'head.emotions.bias [8]',
      'head.content.weight [128,1280]',
      'head.content.bias [128]',
    ]);
  });

  it('has the inputs and outputs that it says', () => {
    const settings = settingsOf({ counts: { photos: 5, edited: 2, stable: 3 }, side: 64 });
    expect(pictureCount(settings.counts)).toBe(17);
    expect(inputsOf(settings).toSorted()).toEqual(
      [
        'pictures uint8 [17,3,64,64]',
        'level float32 [7,1]',
        'residuals float32 [7,6]',
        'emotions float32 [7,8]',
        'general float32 [5,1280]',
        'edited float32 [2,6]',
        'weakMargin float32 [2,1]',
        'strongMargin float32 [2,1]',
        ...STATE.map((name) => `${name} float32 [${SIZE}]`),
        ...SCALARS.map((name) => `${name} float32 []`),
      ].toSorted(),
    );
    expect(outputsOf(settings)).toEqual([
      ...STATE.map((name) => `next.${name} [${SIZE}]`),
      'loss []',
      'norm []',
      ...NAMES.map((name) => `loss.${name} []`),
    ]);
  });

  it.each(NAMES)('leaves %s out where it weighs nothing, with its labels', (name) => {
    const settings = settingsOf({ weights: { ...EVEN_WEIGHTS, [name]: 0 } });
    const others = NAMES.filter((other) => other !== name);
    expect(outputsOf(settings).filter((output) => output.startsWith('loss.'))).toEqual(
      others.map((other) => `loss.${other} []`),
    );
    const labels: Partial<Record<keyof LossWeights, string[]>> = {
      residuals: ['residuals'],
      emotions: ['emotions'],
      affinity: ['general'],
      ranking: ['weakMargin', 'strongMargin'],
      movesMost: ['edited'],
    };
    const all = inputsOf(settingsOf());
    expect(inputsOf(settings)).toEqual(
      all.filter((input) => labels[name]?.includes(input.split(' ')[0] ?? '') !== true),
    );
  });

  it.each([
    { counts: { photos: 4, edited: 0, stable: 1 }, missing: ['ranking', 'movesMost'] },
    { counts: { photos: 4, edited: 1, stable: 0 }, missing: ['stability'] },
    // A photo alone has no neighbours.
    { counts: { photos: 1, edited: 1, stable: 1 }, missing: ['affinity'] },
  ])('leaves $missing out of a batch that has nothing for it', ({ counts, missing }) => {
    const losses = outputsOf(settingsOf({ counts })).filter((output) => output.startsWith('loss.'));
    expect(losses).toEqual(
      NAMES.filter((name) => !missing.includes(name)).map((name) => `loss.${name} []`),
    );
  });

  it('says so when nothing is to be learnt', () => {
    expect(() => buildStep(settingsOf({ weights: NO_WEIGHTS }))).toThrow('no loss counts');
  });
});

describe('a step with text', () => {
  const contrastive = {
    text: { pieces: 20, tokens: 5, width: 8, blocks: 1, heads: 2, hidden: 8 },
    spaces: 3,
  };
  const settings = settingsOf({
    counts: { photos: 2, edited: 1, stable: 1 },
    weights: { ...EVEN_WEIGHTS, featureAffinity: 1, contrastive: 1 },
    contrastive,
  });
  const whole = aesNetLayout(contrastive);

  it('keeps the network’s parameters in front', () => {
    expect(whole.slots.slice(0, layout.slots.length)).toEqual(layout.slots);
    const rest = whole.slots.slice(layout.slots.length).map(({ name }) => name.split('.')[0]);
    expect([...new Set(rest)].toSorted()).toEqual(['contrastive', 'fusion', 'spaces', 'text']);
  });

  it('wants sentences for photos, originals and copies, and says what it has lost', () => {
    expect(inputsOf(settings)).toEqual(
      expect.arrayContaining([
        'spaces int64 [3]',
        'tokens int64 [15,5]',
        'targets float32 [3,5,5]',
        'general float32 [2,1280]',
        `parameters float32 [${whole.size}]`,
      ]),
    );
    expect(outputsOf(settings)).toEqual(
      expect.arrayContaining(['loss.featureAffinity []', 'loss.contrastive []']),
    );
  });

  it('has no parameters of text where its loss weighs nothing', () => {
    const { graph } = buildStep({ ...settings, weights: EVEN_WEIGHTS });
    expect(graph.inputs.find(({ name }) => name === 'parameters')?.shape).toEqual([SIZE]);
  });
});

describe('the gradient of the whole loss, in float64', () => {
  /** Without decay of the first moment and without clipping, that moment is the gradient. */
  const bare = { beta1: 0, beta2: 0.9, epsilon: 1e-8, maxNorm: 1e20 };

  it('has the slopes of central differences', { timeout: 180_000 }, () => {
    // The score is held fixed in the spread's loss, so that differences would see more than the gradient should.
    const weights = { ...EVEN_WEIGHTS, spread: 0 };
    const { graph } = buildStep(settingsOf({ weights, optimiser: bare }));
    const feeds = feedsOf();
    const gradient = interpret(graph, feeds)['next.firstMoment']?.data ?? new Float64Array();
    keepOnly(graph, 'loss');
    const lossAt = (parameters: Float64Array) =>
      interpret(graph, { ...feeds, parameters: { shape: [SIZE], data: parameters } }).loss
        ?.data[0] ?? NaN;
    const at = feeds.parameters?.data ?? new Float64Array();
    for (const part of ['', 'stem.', 'block7.depthwise.', 'head.']) {
      const direction = directionIn(part);
      const moved = (by: number) => lossAt(at.map((value, i) => value + by * (direction[i] ?? 0)));
      const slope = (moved(STEP) - moved(-STEP)) / (2 * STEP);
      const expected = gradient.reduce((sum, value, i) => sum + value * (direction[i] ?? 0), 0);
      expect(Math.abs(expected), part).toBeGreaterThan(1e-3);
      expect(Math.abs(slope / expected - 1), part).toBeLessThan(1e-6);
    }
  });

  it('lets the spread learn, and nothing but its head and the encoder', { timeout: 60_000 }, () => {
    const { graph } = buildStep(settingsOf({ weights: only('spread'), optimiser: bare }));
    keepOnly(graph, 'next.firstMoment');
    const gradient = interpret(graph, feedsOf())['next.firstMoment']?.data ?? new Float64Array();
    const size = (name: string) => {
      const { offset, shape } = layout.find(name);
      const length = shape.reduce((product, dimension) => product * dimension, 1);
      return largest(gradient.subarray(offset, offset + length));
    };
    expect(size('head.spread.weight')).toBeGreaterThan(0);
    expect(size('last.weight')).toBeGreaterThan(0);
    for (const head of ['level', 'residuals', 'emotions', 'content']) {
      expect(size(`head.${head}.weight`), head).toBe(0);
    }
  });

  /** Small enough for few activations to cross one of ReLU6's kinks, large enough for float64's last digits. */
  const STEP = 1e-7;

  /** A random direction of the parameters whose names begin so, of the length that theirs has. */
  function directionIn(part: string): Float64Array {
    const random = Random.from(part.length);
    const direction = new Float64Array(SIZE);
    for (const { name, offset, shape } of layout.slots) {
      if (!name.startsWith(part)) continue;
      const inner = shape.slice(1).reduce((product, dimension) => product * dimension, 1);
      const length = shape.reduce((product, dimension) => product * dimension, 1);
      for (let i = 0; i < length; i++) direction[offset + i] = random.normal() / Math.sqrt(inner);
    }
    return direction;
  }
});

describe('in onnxruntime', () => {
  it('fits a batch that it sees again and again', async () => {
    // So small a rate that Adam's momentum does not overshoot: every loss falls, and all the way.
    const { losses } = await steps(settingsOf(), { rate: 1e-5, count: 30 });
    const [first = {}, last = {}] = [losses[0], losses.at(-1)];
    for (const name of NAMES) {
      expect(last[`loss.${name}`], name).toBeLessThan(first[`loss.${name}`] ?? NaN);
    }
    expect(last.loss).toBeLessThan((first.loss ?? NaN) / 4);
  });

  it('sums the losses by their weights', async () => {
    const weights: LossWeights = { ...EVEN_WEIGHTS, level: 2, emotions: 0.25, stability: 3 };
    const { losses } = await steps(settingsOf({ weights }), { count: 1 });
    const figures = losses[0] ?? {};
    const sum = NAMES.reduce(
      (total, name) => total + (weights[name] ?? NaN) * (figures[`loss.${name}`] ?? NaN),
      0,
    );
    expect(figures.loss).toBeCloseTo(sum, 4);
  });

  it('leaves heads as they are whose rate is nothing, and moves the encoder', async () => {
    const { before, after } = await steps(settingsOf({ headRate: 0 }), { count: 2 });
    for (const { name } of layout.slots.filter(({ name }) => name.endsWith('.weight'))) {
      const same = layout
        .view(after, name)
        .every((value, i) => value === layout.view(before, name)[i]);
      expect(same, name).toBe(name.startsWith('head.'));
    }
  });

  it('leaves frozen blocks as they are, decay or not, and takes the same step as ever with the rest', async () => {
    // A step as long as its gradient tells, whatever the gradients of the frozen blocks are.
    const optimiser = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 1e20 };
    const own = (frozenBlocks: number) => settingsOf({ optimiser, decay: 100, frozenBlocks });
    const whole = await steps(own(0), { count: 1 });
    const frozen = await steps(own(4), { count: 1 });
    expect(frozen.losses[0]?.loss).toBeCloseTo(whole.losses[0]?.loss ?? NaN, 4);
    for (const { name } of layout.slots) {
      const [before, after, free] = [frozen.before, frozen.after, whole.after].map((vector) =>
        layout.view(vector, name),
      ) as [Float32Array, Float32Array, Float32Array];
      if (/^(stem|block[0-3])\./.test(name)) {
        expect(after, name).toEqual(before);
      } else {
        expect(after, name).not.toEqual(before);
        expect(largest(after.map((value, i) => value - (free[i] ?? NaN))), name).toBeLessThan(2e-3);
      }
    }
  });

  it('tells ratings from what dropout keeps of the feature, and ranks by all of it', async () => {
    const settings = settingsOf({ dropout: true });
    const rated = COUNTS.photos + COUNTS.edited;
    const kept = (value: number) => ({
      kept: { data: new Float32Array(rated * 1280).fill(value), shape: [rated, 1280] },
    });
    const [plain, all, none] = [
      await steps(settingsOf(), { count: 1 }),
      await steps(settings, { count: 1, feeds: kept(1) }),
      await steps(settings, { count: 1, feeds: kept(0) }),
    ].map(({ losses }) => losses[0] ?? {});
    for (const name of NAMES) {
      expect(all?.[`loss.${name}`], name).toBeCloseTo(plain?.[`loss.${name}`] ?? NaN, 4);
      const same =
        Math.abs((none?.[`loss.${name}`] ?? NaN) - (plain?.[`loss.${name}`] ?? NaN)) < 1e-4;
      expect(same, name).toBe(['affinity', 'ranking', 'movesMost', 'stability'].includes(name));
    }
  });

  it('asks for the parameters that frozen blocks stay at', () => {
    expect(() => buildStep(settingsOf({ frozenBlocks: 1 }))).toThrow('frozen blocks need');
  });

  it('moves heads faster by their rate, and lets weights decay, not biases', async () => {
    const rate = 1e-3;
    const [plain, decaying] = [
      await steps(settingsOf({ decay: 0 }), { rate, count: 1 }),
      await steps(settingsOf({ decay: 100 }), { rate, count: 1 }),
    ];
    // The first step of Adam is as long as the rate, whatever the gradient.
    const stepOf = (name: string) =>
      largest(
        layout
          .view(plain.after, name)
          .map((value, i) => value - (layout.view(plain.before, name)[i] ?? NaN)),
      );
    expect(stepOf('last.weight')).toBeCloseTo(rate, 5);
    expect(stepOf('head.level.weight')).toBeCloseTo(3 * rate, 5);
    for (const [name, scale] of [
      ['last.weight', 1],
      ['head.content.weight', 3],
      ['head.content.bias', 0],
      ['block3.expand.bias', 0],
    ] as const) {
      const start = layout.view(plain.before, name);
      const without = layout.view(plain.after, name);
      const difference = layout
        .view(decaying.after, name)
        .map((value, i) => value - (without[i] ?? NaN) + scale * rate * 100 * (start[i] ?? NaN));
      expect(largest(difference), name).toBeLessThan(1e-5);
    }
  });
});

function largest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** The first inputs of a run, for the interpreter. */
function feedsOf(): Record<string, Array64> {
  const start = Float64Array.from(randomParameters());
  const feeds: Record<string, Array64> = {
    parameters: { shape: [SIZE], data: start },
    average: { shape: [SIZE], data: start },
    firstMoment: { shape: [SIZE], data: new Float64Array(SIZE) },
    secondMoment: { shape: [SIZE], data: new Float64Array(SIZE) },
  };
  for (const name of SCALARS) feeds[name] = { shape: [], data: Float64Array.of(1) };
  for (const [name, { data, shape }] of Object.entries(batchOf(COUNTS))) {
    feeds[name] = { shape, data: Float64Array.from(data) };
  }
  return feeds;
}

/** Drops what one output does not need: a step's update is most of the time that the interpreter takes. */
function keepOnly(graph: Graph, name: string): void {
  const output = graph.outputs.find((candidate) => candidate.name === name);
  if (output === undefined) throw new RangeError(`there is no output ${name}`);
  graph.outputs.splice(0, Infinity, output);
  const needed = new Set([graph.sourceOf(output).name]);
  const kept = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((value) => needed.has(value.name))) return false;
    for (const value of inputs) if (value !== undefined) needed.add(value.name);
    return true;
  });
  graph.nodes.splice(0, Infinity, ...kept.toReversed());
}

/** `count` steps on one batch from random parameters. */
async function steps(
  settings: StepSettings,
  {
    rate = 1e-3,
    count,
    feeds = {},
  }: { readonly rate?: number; readonly count: number; readonly feeds?: Record<string, Feed> },
): Promise<{ before: Float32Array; after: Float32Array; losses: Record<string, number>[] }> {
  const before = randomParameters();
  const session = await TrainingSession.open(writeModel(buildStep(settings, before).graph), {
    provider: 'cpu',
    threads: 1,
    state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
  });
  try {
    for (const name of STATE) {
      const zero = name.endsWith('Moment');
      session.set(name, { data: zero ? new Float32Array(SIZE) : before.slice(), shape: [SIZE] });
    }
    const { beta1, beta2 } = settings.optimiser;
    const losses: Record<string, number>[] = [];
    for (let step = 1; step <= count; step++) {
      const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
      const outputs = await session.run({
        ...batchOf(settings.counts),
        ...feeds,
        rate: scalar(rate),
        correction1: scalar(1 - beta1 ** step),
        correction2: scalar(1 - beta2 ** step),
        averageDecay: scalar(0.9),
      });
      losses.push(
        Object.fromEntries(Object.entries(outputs).map(([name, [value = NaN]]) => [name, value])),
      );
    }
    return { before, after: await session.get('parameters'), losses };
  } finally {
    await session.close();
  }
}
