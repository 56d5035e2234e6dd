/** A whole network: every parameter's gradient. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { differenceErrors, onnxErrors } from '../support/gradient-check.ts';
import { tinyNetwork } from '../support/tiny-network.ts';

const network = tinyNetwork();

describe('a small network with everything that MobileNetV2 has', () => {
  it('is clipped here and there, as a real one is', () => {
    const graph = new Graph();
    network.build(graph);
    const clipped = graph.nodes.filter(({ operator }) => operator.type === 'Clip');
    for (const [index, { outputs }] of clipped.entries()) {
      for (const output of outputs) graph.output(output, `clipped ${index}`);
    }
    const values = Object.values(interpret(graph, network.feeds)).flatMap(({ data }) => [...data]);
    const share = (of: (value: number) => boolean) => values.filter(of).length / values.length;
    expect(share((value) => value === 0)).toBeGreaterThan(0.1);
    expect(share((value) => value === 6)).toBeGreaterThan(0.005);
    expect(share((value) => value > 0 && value < 6)).toBeGreaterThan(0.3);
  });

  it('has the gradients of central differences', () => {
    const errors = differenceErrors(network);
    expect(Object.keys(errors)).toHaveLength(18);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-6);
  });

  it('does in onnxruntime what it does here', async () => {
    const errors = await onnxErrors(network);
    expect(Object.keys(errors)).toHaveLength(1 + 18 + 2);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(2e-5);
  });
});
