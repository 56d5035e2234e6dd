/** Projections into the attribute spaces, the fusion before them, and what both start from. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { SPACES } from '../../../src-aesnet/descriptions/units.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { surveyParameters } from '../../../src-aesnet/layers/parameters.ts';
import {
  embedInAll,
  fuse,
  projectInto,
  SPACE_WIDTH,
} from '../../../src-aesnet/networks/attribute-spaces.ts';
import { startContrastive } from '../../../src-aesnet/networks/contrastive-start.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { contrastivePart } from '../../../src-aesnet/training/contrastive-part.ts';
import { linear } from '../../../src-aesnet/layers/linear.ts';
import {
  differenceErrors,
  gradientName,
  onnxErrors,
  relativeError,
  withGradients,
  type Checkable,
} from '../support/gradient-check.ts';
import { NewInputs } from '../support/input-parameters.ts';
import { rowsOf } from '../support/loss-check.ts';
import { weightedSum } from '../support/operator-case.ts';
import { geluByHand } from '../support/transformer-reference.ts';
import { filled, normal } from '../support/values.ts';

const random = Random.from(12);
const X = filled([2, 3, 2], normal, random);
const WEIGHTS = filled([SPACES.length, 2, SPACE_WIDTH], normal, random);

/** x of a batch and row in a space. */
function projected(batch: number, row: number, space: number): number[] {
  const at = (batch * 3 + row) * 2;
  const [first = NaN, second = NaN] = X.data.slice(at, at + 2);
  return Array.from({ length: SPACE_WIDTH }, (_, d) => {
    const weight = (input: number) => WEIGHTS.data[(space * 2 + input) * SPACE_WIDTH + d] ?? NaN;
    return first * weight(0) + second * weight(1);
  });
}

describe('the spaces', () => {
  it('are the six rated attributes and emotion, in an order that weights depend on', () => {
    expect(SPACES).toEqual([
      'technical_quality',
      'composition',
      'color',
      'depth_of_field',
      'light',
      'content',
      'emotion',
    ]);
  });

  const chosen = [5, 1];
  const choice: Checkable = {
    feeds: { x: X, spaces: array64([2], chosen), 'spaces.image.weight': WEIGHTS },
    build(graph) {
      const parameters = new NewInputs(graph);
      const x = graph.input('x', X.shape);
      const y = projectInto(graph, parameters, 'image', x, graph.input('spaces', [2], 'int64'));
      const loss = weightedSum(graph, y, Random.from(2));
      return { loss, parameters: [x, ...parameters.values], others: { y } };
    },
  };

  it('are chosen by their index, one for each batch', () => {
    const graph = new Graph();
    graph.output(choice.build(graph).others?.y as Value, 'y');
    const expected = chosen.flatMap((space, batch) =>
      [0, 1, 2].flatMap((row) => projected(batch, row, space)),
    );
    const y = interpret(graph, choice.feeds).y;
    expect(relativeError(y, array64([2, 3, SPACE_WIDTH], expected))).toBeLessThan(1e-12);
  });

  it('have the gradients of central differences; those not chosen have none', async () => {
    for (const [name, error] of Object.entries(differenceErrors(choice))) {
      expect(error, name).toBeLessThan(1e-6);
    }
    for (const [name, error] of Object.entries(await onnxErrors(choice))) {
      expect(error, name).toBeLessThan(1e-5);
    }
    const { graph } = withGradients(choice.build);
    const slopes = interpret(graph, choice.feeds)[gradientName('spaces.image.weight')]?.data;
    for (const space of SPACES.keys()) {
      const own = slopes?.slice(space * 2 * SPACE_WIDTH, (space + 1) * 2 * SPACE_WIDTH) ?? [];
      expect(own.some((slope) => slope !== 0)).toBe(chosen.includes(space));
    }
  });

  it('all hold vectors of length 1, each by its own projection', () => {
    const graph = new Graph();
    const parameters = new NewInputs(graph);
    graph.output(embedInAll(graph, parameters, 'text', graph.input('x', [3, 2])), 'y');
    expect(parameters.values.map(({ name }) => name)).toEqual(['spaces.text.weight']);
    const x = array64([3, 2], X.data.slice(0, 6));
    const expected = [0, 1, 2].flatMap((row) =>
      [...SPACES.keys()].flatMap((space) => {
        const vector = projected(0, row, space);
        return vector.map((value) => value / Math.hypot(...vector));
      }),
    );
    const y = interpret(graph, { x, 'spaces.text.weight': WEIGHTS }).y;
    expect(relativeError(y, array64([3, 7, SPACE_WIDTH], expected))).toBeLessThan(1e-9);
  });
});

describe('the fusion', () => {
  const V = filled([3, 4], normal, random);
  const T = filled([3, 2], normal, random);
  const feeds: Record<string, Array64> = {
    v: V,
    t: T,
    keep: array64([3, 1], [1, 0, 1]),
    'fusion.hidden.weight': filled([256, 6], normal, random),
    'fusion.hidden.bias': filled([256], normal, random),
    'fusion.output.weight': filled([4, 256], normal, random),
    'fusion.output.bias': filled([4], normal, random),
  };
  const fusion: Checkable = {
    feeds,
    build(graph) {
      const parameters = new NewInputs(graph);
      const v = graph.input('v', [3, 4]);
      const t = graph.input('t', [3, 2]);
      const y = fuse(graph, parameters, v, t, graph.input('keep', [3, 1]));
      const loss = weightedSum(graph, y, Random.from(2));
      return { loss, parameters: [v, t, ...parameters.values], others: { y } };
    },
  };
  const valueOf = (given: Record<string, Array64>) => {
    const graph = new Graph();
    graph.output(fusion.build(graph).others?.y as Value, 'y');
    return rowsOf(interpret(graph, given).y as Array64);
  };

  it('adds to v what a small network makes of both directions', () => {
    const unit = (values: readonly number[]) => values.map((x) => x / Math.hypot(...values));
    const layer = (name: string, x: readonly number[]) =>
      rowsOf(feeds[`${name}.weight`] as Array64).map((weight, out) =>
        weight.reduce(
          (sum, w, i) => sum + w * (x[i] ?? NaN),
          feeds[`${name}.bias`]?.data[out] ?? NaN,
        ),
      );
    const found = valueOf(feeds);
    for (const row of [0, 2]) {
      const v = rowsOf(V)[row] ?? [];
      const both = [...unit(v), ...unit(rowsOf(T)[row] ?? [])];
      const change = layer('fusion.output', layer('fusion.hidden', both).map(geluByHand));
      for (const [d, value] of (found[row] ?? []).entries()) {
        expect(value).toBeCloseTo((v[d] ?? NaN) + (change[d] ?? NaN), 5);
      }
    }
  });

  it('leaves v as it is where the text is dropped, and learns nothing from it', () => {
    expect(valueOf(feeds)[1]).toEqual(rowsOf(V)[1]);
    const dropped = { ...feeds, keep: array64([3, 1], [0, 0, 0]) };
    expect(valueOf(dropped)).toEqual(rowsOf(V));
    const { graph, names } = withGradients(fusion.build);
    const found = interpret(graph, dropped);
    for (const name of names) {
      const moves = found[gradientName(name)]?.data.some((slope) => slope !== 0);
      expect(moves, name).toBe(name === 'v');
    }
  });

  it('sees directions alone, so that lengths of t do not count', () => {
    const longer = { ...feeds, t: { ...T, data: T.data.map((value) => 5 * value) } };
    for (const [row, values] of valueOf(longer).entries()) {
      for (const [d, value] of values.entries()) {
        expect(value).toBeCloseTo(valueOf(feeds)[row]?.[d] ?? NaN, 9);
      }
    }
  });

  it('has the gradients of central differences', async () => {
    for (const [name, error] of Object.entries(differenceErrors(fusion))) {
      expect(error, name).toBeLessThan(1e-6);
    }
    for (const [name, error] of Object.entries(await onnxErrors(fusion))) {
      expect(error, name).toBeLessThan(5e-5);
    }
  });
});

describe('the start', () => {
  const scratch = new Graph();
  const text = { pieces: 50, tokens: 8, width: 32, blocks: 2, heads: 4, hidden: 64 };
  const layout = surveyParameters(scratch, (parameters) => {
    const v = scratch.input('v', [4, 40]);
    contrastivePart(scratch, parameters, linear(scratch, parameters, 'image', v, 40), {
      text,
      spaces: 2,
    });
  });
  const vector = new Float32Array(layout.size).fill(9);
  startContrastive(layout, vector, Random.from(1));
  const deviation = (name: string) => {
    const values = layout.view(vector, name);
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  };

  it('draws the text side and leaves other parameters as they are', () => {
    for (const { name } of layout.slots) {
      const values = [...layout.view(vector, name)];
      const drawn = new Set(values).size > 1;
      expect(drawn, name).toBe(!name.startsWith('image.') && name.endsWith('.weight'));
      if (drawn) continue;
      const otherwise = name.startsWith('image.') ? 9 : 0;
      expect(values[0], name).toBe(name.endsWith('.scale') ? 1 : otherwise);
    }
  });

  it.each([
    ['text.pieces.weight', 0.02],
    ['text.positions.weight', 0.01],
    ['text.block1.mlp.project.weight', 1 / Math.sqrt(64)],
    ['text.block0.attention.query.weight', 1 / Math.sqrt(32)],
    ['spaces.image.weight', 1 / Math.sqrt(40)],
    ['spaces.text.weight', 1 / Math.sqrt(32)],
    ['fusion.hidden.weight', 1 / Math.sqrt(72)],
    ['fusion.output.weight', 0.01 / Math.sqrt(256)],
  ])('gives %s an SD of %d', (name, expected) => {
    expect(deviation(name) / expected).toBeCloseTo(1, 0);
    expect(Math.abs(deviation(name) / expected - 1)).toBeLessThan(0.12);
  });

  it('hardly moves v by the fusion', () => {
    const graph = new Graph();
    const parameters = new NewInputs(graph);
    const [v, t] = [graph.input('v', [2, 40]), graph.input('t', [2, 32])];
    graph.output(fuse(graph, parameters, v, t, graph.input('keep', [2, 1])), 'y');
    const before = filled([2, 40], normal, random);
    const given = Object.fromEntries(
      parameters.values.map(({ name, shape }) => [name, array64(shape, layout.view(vector, name))]),
    );
    const after = interpret(graph, {
      ...given,
      v: before,
      t: filled([2, 32], normal, random),
      keep: array64([2, 1], [1, 1]),
    }).y;
    expect(relativeError(after, before)).toBeLessThan(0.01);
    expect(relativeError(after, before)).toBeGreaterThan(0);
  });
});
