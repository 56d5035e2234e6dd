/** AdamW as a graph, against a plain loop over the parameters. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { adamW } from '../../../src-aesnet/optimiser/adamw.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { relativeError } from '../support/gradient-check.ts';
import { runGraph } from '../support/onnx.ts';
import { filled, normal } from '../support/values.ts';

const SIZE = 12;
const SETTINGS = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3, maxNorm: 2 };
const STEPS = 6;
/** Constants such as 0.9 are float32 in the graph. */
const TOLERANCE = 1e-6;

const random = Random.from(3);
const START = filled([SIZE], normal, random);
/** Some steps' gradients are longer than allowed, some are not; one parameter never gets any. */
const GRADIENTS = Array.from({ length: STEPS }, (_, step) => {
  const { shape, data } = filled([SIZE], normal, random);
  return { shape, data: data.map((value, at) => (at === 5 ? 0 : value * (step % 2 ? 0.1 : 3))) };
});
const RATES = [0.01, 0.1, 0.1, 0.07, 0.03, 0.005];
const AVERAGE_DECAYS = [0, 0.5, 0.9, 0.9, 0.95, 0.95];
/** The last three are frozen. */
const RATE_SCALE = array64([SIZE], [1, 1, 1, 1, 1, 1, 10, 10, 10, 0, 0, 0]);
const DECAY = array64([SIZE], [0.5, 0.5, 0.5, 0, 0, 0.5, 0.05, 0.05, 0, 0.5, 0.5, 0]);

type State = Record<'parameters' | 'firstMoment' | 'secondMoment' | 'average', Array64>;
const STATE = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;

function stepGraph(): Graph {
  const graph = new Graph();
  const vector = (name: string) => graph.input(name, [SIZE]);
  const number = (name: string) => graph.input(name, []);
  const next = adamW(
    graph,
    {
      parameters: vector('parameters'),
      firstMoment: vector('firstMoment'),
      secondMoment: vector('secondMoment'),
      average: vector('average'),
    },
    {
      gradient: vector('gradient'),
      rate: number('rate'),
      correction1: number('correction1'),
      correction2: number('correction2'),
      averageDecay: number('averageDecay'),
      rateScale: vector('rateScale'),
      decay: vector('decay'),
    },
    SETTINGS,
  );
  for (const name of [...STATE, 'norm'] as const) graph.output(next[name], `next.${name}`);
  return graph;
}

const zeros = array64([SIZE], new Float64Array(SIZE));
const initial: State = {
  parameters: START,
  firstMoment: zeros,
  secondMoment: zeros,
  average: START,
};

type Run = (
  graph: Graph,
  feeds: Record<string, Array64>,
) => Record<string, Array64> | Promise<Record<string, Array64>>;

async function trained(run: Run): Promise<{ state: State; norms: number[] }> {
  const graph = stepGraph();
  const number = (value: number) => array64([], [value]);
  let state = initial;
  const norms: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const next = await run(graph, {
      ...state,
      gradient: GRADIENTS[step] as Array64,
      rate: number(RATES[step] as number),
      correction1: number(1 - SETTINGS.beta1 ** (step + 1)),
      correction2: number(1 - SETTINGS.beta2 ** (step + 1)),
      averageDecay: number(AVERAGE_DECAYS[step] as number),
      rateScale: RATE_SCALE,
      decay: DECAY,
    });
    state = Object.fromEntries(STATE.map((name) => [name, next[`next.${name}`]])) as State;
    norms.push(next['next.norm']?.data[0] ?? NaN);
  }
  return { state, norms };
}

/** Mistakes that the comparison must notice. */
interface Mistake {
  /** Decay as a part of the gradient, as Adam with an L2 penalty has it. */
  readonly coupled?: true;
  readonly unclipped?: true;
  readonly uncorrected?: true;
  /** ε inside of the root. */
  readonly rooted?: true;
  /** The average of the parameters before the step. */
  readonly late?: true;
}

/** Algorithm 2 of Loshchilov and Hutter, with clipping by the global norm and an average. */
function reference(mistake: Mistake = {}): { state: State; norms: number[] } {
  const { beta1, beta2, epsilon, maxNorm } = SETTINGS;
  const theta = Float64Array.from(START.data);
  const average = Float64Array.from(START.data);
  const m = new Float64Array(SIZE);
  const v = new Float64Array(SIZE);
  const norms: number[] = [];
  for (const [step, { data }] of GRADIENTS.entries()) {
    const t = step + 1;
    const norm = Math.hypot(...data);
    norms.push(norm);
    for (let i = 0; i < SIZE; i++) {
      const at = (values: ArrayLike<number>) => values[i] ?? NaN;
      const rate = (RATES[step] ?? NaN) * at(RATE_SCALE.data);
      let g = at(data);
      if (mistake.unclipped !== true) g *= Math.min(1, maxNorm / norm);
      if (mistake.coupled === true) g += at(DECAY.data) * at(theta);
      m[i] = beta1 * at(m) + (1 - beta1) * g;
      v[i] = beta2 * at(v) + (1 - beta2) * g * g;
      const whole = mistake.uncorrected === true;
      const mHat = at(m) / (whole ? 1 : 1 - beta1 ** t);
      const vHat = at(v) / (whole ? 1 : 1 - beta2 ** t);
      const root = mistake.rooted === true ? Math.sqrt(vHat + epsilon) : Math.sqrt(vHat) + epsilon;
      const before = at(theta);
      const decay = mistake.coupled === true ? 0 : at(DECAY.data) * before;
      theta[i] = before - rate * (mHat / root + decay);
      const keep = AVERAGE_DECAYS[step] ?? NaN;
      average[i] = keep * at(average) + (1 - keep) * (mistake.late === true ? before : at(theta));
    }
  }
  const vector = (data: Float64Array) => array64([SIZE], data);
  return {
    state: {
      parameters: vector(theta),
      firstMoment: vector(m),
      secondMoment: vector(v),
      average: vector(average),
    },
    norms,
  };
}

const errors = (found: State, expected: State) =>
  Object.fromEntries(STATE.map((name) => [name, relativeError(found[name], expected[name])]));

describe('AdamW', () => {
  it('takes the steps of the reference', async () => {
    const { state, norms } = await trained(interpret);
    const expected = reference();
    for (const [name, error] of Object.entries(errors(state, expected.state))) {
      expect(error, name).toBeLessThan(TOLERANCE);
    }
    for (const [step, norm] of norms.entries())
      expect(norm).toBeCloseTo(expected.norms[step] ?? 0, 9);
    expect(norms.filter((norm) => norm > SETTINGS.maxNorm).length).toBe(STEPS / 2);
  });

  it('takes them in onnxruntime too', async () => {
    const { state } = await trained((graph, feeds) => runGraph(graph, feeds));
    for (const [name, error] of Object.entries(errors(state, reference().state))) {
      expect(error, name).toBeLessThan(1e-5);
    }
  });

  it.each([
    ['a decay coupled to the gradient', { coupled: true }, 'parameters'],
    ['no clipping', { unclipped: true }, 'firstMoment'],
    ['no correction for the start', { uncorrected: true }, 'parameters'],
    ['ε inside of the root', { rooted: true }, 'parameters'],
    ['an average of what was before the step', { late: true }, 'average'],
  ] as const)('differs from a reference with %s', async (_, mistake, name) => {
    const { state } = await trained(interpret);
    expect(errors(state, reference(mistake).state)[name]).toBeGreaterThan(1000 * TOLERANCE);
  });

  it('leaves frozen parameters as they were, and decays those without a gradient', async () => {
    const { state } = await trained(interpret);
    expect(state.parameters.data.slice(9)).toEqual(START.data.slice(9));
    const kept = RATES.reduce((share, rate) => share * (1 - rate * 0.5), 1);
    expect(state.parameters.data[5]).toBeCloseTo((START.data[5] ?? NaN) * kept, 7);
  });

  it('stands still, and stays finite, where there is no gradient at all', () => {
    const number = (value: number) => array64([], [value]);
    const next = interpret(stepGraph(), {
      ...initial,
      gradient: zeros,
      rate: number(0.1),
      correction1: number(0.1),
      correction2: number(0.01),
      averageDecay: number(0),
      rateScale: RATE_SCALE,
      decay: zeros,
    });
    expect(next['next.parameters']?.data).toEqual(START.data);
    expect(next['next.norm']?.data[0]).toBe(0);
  });
});
