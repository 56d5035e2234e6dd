/** The text encoder, whole, on a small shape: its values by hand, its gradients, and the same in onnxruntime. */
import { describe, expect, it } from 'vitest';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC, type Value } from '../../../src-aesnet/graph/operator.ts';
import { attentionBias, selfAttention } from '../../../src-aesnet/layers/attention.ts';
import { textEncoder, type TextEncoderShape } from '../../../src-aesnet/networks/text-encoder.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { differenceErrors, onnxErrors, relativeError } from '../support/gradient-check.ts';
import type { Checkable } from '../support/gradient-check.ts';
import { NewInputs } from '../support/input-parameters.ts';
import { runGraph } from '../support/onnx.ts';
import { weightedSum } from '../support/operator-case.ts';
import { encodedByHand, type Mistakes } from '../support/transformer-reference.ts';
import { filled, normal } from '../support/values.ts';

const SHAPE: TextEncoderShape = { pieces: 7, tokens: 5, width: 4, blocks: 2, heads: 2, hidden: 6 };
const TOKENS = [
  [2, 5, 6, 3, 0],
  [2, 4, 3, 0, 0],
  [2, 6, 5, 4, 3],
];
const MASK = [
  [1, 1, 1, 1, 0],
  [1, 1, 1, 0, 0],
  [1, 1, 1, 1, 1],
];

const matrix = (rows: readonly (readonly number[])[]): Array64 => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float64Array.from(rows.flat()),
});

/** The encoder with its parameters as inputs. */
function describeEncoder(graph: Graph, batch: number): { t: Value; parameters: Value[] } {
  const parameters = new NewInputs(graph);
  const tokens = graph.input('tokens', [batch, SHAPE.tokens], 'int64');
  const mask = graph.input('mask', [batch, SHAPE.tokens]);
  const t = textEncoder(graph, parameters, tokens, mask, SHAPE);
  return { t, parameters: parameters.values };
}

const weights = (() => {
  const random = Random.from(31);
  const { parameters } = describeEncoder(new Graph(), 1);
  return Object.fromEntries(
    parameters.map(({ name, shape }) => [name, filled(shape, normal, random)]),
  );
})();

function encoded(tokens = TOKENS, mask = MASK, batch = tokens.length): Array64 {
  const graph = new Graph();
  graph.output(describeEncoder(graph, batch).t, 't');
  const feeds = { ...weights, tokens: matrix(tokens), mask: matrix(mask) };
  return interpret(graph, feeds).t as Array64;
}

const byHand = (mistakes?: Mistakes) =>
  matrix(TOKENS.map((row, i) => encodedByHand(weights, row, MASK[i] ?? [], SHAPE, mistakes)));

const network: Checkable = {
  feeds: { ...weights, tokens: matrix(TOKENS), mask: matrix(MASK) },
  build(graph) {
    const { t, parameters } = describeEncoder(graph, TOKENS.length);
    return { loss: weightedSum(graph, t, Random.from(3)), parameters, others: { t } };
  },
};

describe('the text encoder', () => {
  it('does what a transformer does', () => {
    expect(relativeError(encoded(), byHand())).toBeLessThan(1e-6);
  });

  it.each<Mistakes>([
    { seesPadding: true },
    { poolsPadding: true },
    { unscaled: true },
    { turned: true },
    { withoutPositions: true },
  ])('is another thing with %o', (mistake) => {
    expect(relativeError(encoded(), byHand(mistake))).toBeGreaterThan(1e-3);
  });

  it('has the gradients of central differences', () => {
    const errors = differenceErrors(network);
    // Two tables, 16 a block (two normalisations and six layers with two each), and the last normalisation.
    expect(Object.keys(errors)).toHaveLength(2 + 2 * 16 + 2);
    for (const [name, error] of Object.entries(errors)) {
      // The keys' bias adds the same to all scores of a query: its gradient is nothing but rounding.
      if (!name.endsWith('.key.bias')) expect(error, name).toBeLessThan(1e-6);
    }
  });

  it('does in onnxruntime what it does here', async () => {
    for (const [name, error] of Object.entries(await onnxErrors(network))) {
      if (!name.endsWith('.key.bias')) expect(error, name).toBeLessThan(5e-5);
    }
  });

  it('does not look at padding', () => {
    const other = [[2, 5, 6, 3, 4], [2, 4, 3, 6, 1], TOKENS[2] as number[]];
    expect(encoded(other)).toEqual(encoded());
  });

  it('reads words in their order', () => {
    const [first, second] = [[[2, 5, 6, 3, 0]], [[2, 6, 5, 3, 0]]];
    const mask = [MASK[0] as number[]];
    expect(relativeError(encoded(first, mask), encoded(second, mask))).toBeGreaterThan(0.01);
  });

  it('gives the same for each sentence, however many there are', async () => {
    const graph = new Graph();
    graph.output(describeEncoder(graph, DYNAMIC).t, 't');
    for (const count of [1, 2, 3]) {
      const [tokens, mask] = [matrix(TOKENS.slice(0, count)), matrix(MASK.slice(0, count))];
      const feeds = { ...weights, tokens, mask };
      const expected = { shape: [count, 4], data: encoded().data.slice(0, count * 4) };
      expect(relativeError(interpret(graph, feeds).t, expected)).toBeLessThan(1e-12);
      expect(relativeError((await runGraph(graph, feeds)).t, expected)).toBeLessThan(5e-5);
    }
  });

  it('gives 0 for nothing but padding, and learns nothing from it', async () => {
    const feeds = {
      ...network.feeds,
      mask: matrix([MASK[0] as number[], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]),
    };
    const t = encoded(TOKENS, [MASK[0] as number[], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]);
    expect([...t.data.slice(4)]).toEqual(new Array(8).fill(0));
    expect([...t.data.slice(0, 4)]).toEqual([...encoded().data.slice(0, 4)]);
    for (const [name, error] of Object.entries(await onnxErrors({ ...network, feeds }))) {
      if (!name.endsWith('.key.bias')) expect(error, name).toBeLessThan(5e-5);
    }
  });

  it('refuses sentences of another length, and heads that do not divide the width', () => {
    const graph = new Graph();
    const tokens = graph.input('tokens', [1, 4], 'int64');
    const mask = graph.input('mask', [1, 4]);
    const parameters = new NewInputs(graph);
    expect(() => textEncoder(graph, parameters, tokens, mask, SHAPE)).toThrow(
      'expected sentences of 5 tokens, received 4',
    );
    const x = graph.input('x', [1, 4, 4]);
    const bias = attentionBias(graph, mask);
    expect(() => selfAttention(graph, parameters, 'a', x, bias, 3)).toThrow(
      '3 heads do not divide 4',
    );
  });
});
