/** What a session carries from run to run, on the CPU and on whatever graphics adapter there is. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { add } from '../../src-aesnet/operators/add.ts';
import { mul } from '../../src-aesnet/operators/mul.ts';
import { buildStep } from '../../src-aesnet/training/step-graph.ts';
import { TrainingSession } from '../../src-main/inference/training-session.ts';
import { batchOf, COUNTS, randomParameters, settingsOf } from '../aesnet/training/support.ts';
import { whyNoWebGpu } from './webgpu.ts';

const SIZE = 5;

/** next.total = total + 2 · by; seen = by · by. */
function adding(): Uint8Array {
  const graph = new Graph();
  const total = graph.input('total', [SIZE]);
  const by = graph.input('by', [SIZE]);
  graph.output(add(graph, total, add(graph, by, by)), 'next.total');
  graph.output(mul(graph, by, by), 'seen');
  return writeModel(graph);
}

const vector = (...values: number[]) => ({ data: Float32Array.from(values), shape: [SIZE] });

function openAdding(provider: string): Promise<TrainingSession> {
  return TrainingSession.open(adding(), { provider, threads: 1, state: { total: 'next.total' } });
}

async function carriesOn(provider: string): Promise<void> {
  const session = await openAdding(provider);
  session.set('total', vector(1, 2, 3, 4, 5));
  expect(await session.get('total')).toEqual(Float32Array.of(1, 2, 3, 4, 5));
  const outputs = await session.run({ by: vector(1, 1, 2, 0, -1) });
  // What is carried on is no result.
  expect(outputs).toEqual({ seen: Float32Array.of(1, 1, 4, 0, 1) });
  const afterOne = await session.get('total');
  expect(afterOne).toEqual(Float32Array.of(3, 4, 7, 4, 3));
  for (let turn = 0; turn < 3; turn++) await session.run({ by: vector(0.5, 0, 0, 0, 0) });
  expect(await session.get('total')).toEqual(Float32Array.of(6, 4, 7, 4, 3));
  // What was handed out stays as it was.
  expect(afterOne).toEqual(Float32Array.of(3, 4, 7, 4, 3));
  session.set('total', vector(0, 0, 0, 0, 9));
  await session.run({ by: vector(1, 0, 0, 0, 0) });
  expect(await session.get('total')).toEqual(Float32Array.of(2, 0, 0, 0, 9));
  await session.close();
}

describe('a training session', () => {
  it('carries its state on from run to run', () => carriesOn('cpu'));

  it('leaves what it was given as it was', async () => {
    const session = await openAdding('cpu');
    const start = vector(1, 2, 3, 4, 5);
    session.set('total', start);
    await session.run({ by: vector(1, 1, 1, 1, 1) });
    expect(start.data).toEqual(Float32Array.of(1, 2, 3, 4, 5));
    await session.close();
  });

  it('ignores what the graph does not take, and says what it misses', async () => {
    const session = await openAdding('cpu');
    session.set('total', vector(0, 0, 0, 0, 0));
    await session.run({ by: vector(1, 1, 1, 1, 1), other: vector(2, 2, 2, 2, 2) });
    await expect(session.run({ other: vector(2, 2, 2, 2, 2) })).rejects.toThrow('by');
    await expect(session.get('by')).rejects.toThrow('by is not carried');
    await session.close();
  });

  it('says which provider is not there, and which file is no graph', async () => {
    await expect(openAdding('abacus')).rejects.toMatchObject({ code: 'provider-failed' });
    await expect(
      TrainingSession.open(Uint8Array.of(1, 2, 3), { provider: 'cpu', threads: 1 }),
    ).rejects.toMatchObject({ code: 'provider-failed' });
  });
});

/** Of every loss, absolute; float32, summed in another order. */
const LOSS_TOLERANCE = 1e-3;
/** Of the optimiser's arrays, relative to their largest change. */
const STATE_TOLERANCE = 1e-3;
const TIMEOUT = 300_000;

const missing = await whyNoWebGpu();
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`on webgpu${skipped}`, () => {
  it('carries its state on from run to run', () => carriesOn('webgpu'), TIMEOUT);

  it(
    'does the training step that the CPU does',
    async ({ annotate }) => {
      const onCpu = await step('cpu');
      const onGpu = await step('webgpu');
      expect(Object.keys(onGpu.losses)).toEqual(Object.keys(onCpu.losses));
      for (const [name, expected] of Object.entries(onCpu.losses)) {
        const difference = Math.abs((onGpu.losses[name] ?? NaN) - expected);
        // The norm is of the gradient: no loss, and a hundred times as large.
        const scale = name.startsWith('norm') ? Math.abs(expected) : 1;
        expect(difference, name).toBeLessThan(LOSS_TOLERANCE * scale);
      }
      for (const name of STATE) {
        const error = relativeError(onGpu.state[name], onCpu.state[name], onCpu.before[name]);
        await annotate(`${name}: ${error.toExponential(1)}`);
        expect(error, name).toBeLessThan(STATE_TOLERANCE);
      }
    },
    TIMEOUT,
  );
});

const STATE = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;
type State = Record<(typeof STATE)[number], Float32Array>;

/** Two steps of the whole network on one batch. */
async function step(provider: string) {
  // Without this Adam would make a whole step of a gradient that is nothing but a rounding error.
  const optimiser = { beta1: 0.9, beta2: 0.999, epsilon: 1e-2, maxNorm: 3 };
  const { graph, layout } = buildStep(settingsOf({ optimiser }));
  const session = await TrainingSession.open(writeModel(graph), {
    provider,
    threads: 1,
    state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
  });
  const start = randomParameters();
  const before: State = {
    parameters: start,
    firstMoment: new Float32Array(layout.size),
    secondMoment: new Float32Array(layout.size),
    average: start,
  };
  for (const name of STATE) session.set(name, { data: before[name], shape: [layout.size] });
  const losses: Record<string, number> = {};
  for (const step of [1, 2]) {
    const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
    const outputs = await session.run({
      ...batchOf(COUNTS),
      rate: scalar(1e-4),
      correction1: scalar(1 - 0.9 ** step),
      correction2: scalar(1 - 0.999 ** step),
      averageDecay: scalar(0.5),
    });
    for (const [name, [value = NaN]] of Object.entries(outputs)) losses[`${name} ${step}`] = value;
  }
  const state = { ...before };
  for (const name of STATE) state[name] = await session.get(name);
  await session.close();
  return { losses, state, before };
}

/** The largest difference, divided by the largest change. */
function relativeError(found: Float32Array, expected: Float32Array, before: Float32Array): number {
  let change = 0;
  let difference = 0;
  for (const [index, value] of expected.entries()) {
    change = Math.max(change, Math.abs(value - (before[index] ?? NaN)));
    difference = Math.max(difference, Math.abs(value - (found[index] ?? NaN)));
  }
  return difference / change;
}
