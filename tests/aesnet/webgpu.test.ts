/**
 * Forward and backward pass on whatever graphics adapter there is: Mesa's software adapter will do
 * (mesa-vulkan-drivers 25), on which the first run compiles shaders for some seconds.
 */
import { describe, expect, it } from 'vitest';
import { array64 } from '../../src-aesnet/graph/array64.ts';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { withGradients, relativeError } from './support/gradient-check.ts';
import { runGraph } from './support/onnx.ts';
import { tinyNetwork } from './support/tiny-network.ts';
import { add } from '../../src-aesnet/operators/add.ts';

/** Of the loss and of each gradient, relative to its largest value: float32, summed in another order. */
const TOLERANCE = 1e-5;
const TIMEOUT = 600_000;

// Some Vulkan drivers look for their cache there and complain where it is not set.
process.env.XDG_RUNTIME_DIR ??= '/tmp';

const missing = await whyNoAdapter();

async function whyNoAdapter(): Promise<string | undefined> {
  const graph = new Graph();
  const x = graph.input('x', [1]);
  graph.output(add(graph, x, x), 'y');
  try {
    await runGraph(graph, { x: array64([1], [1]) }, 'webgpu');
    return undefined;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (/adapter/.test(message)) return 'there is no graphics adapter';
    if (/backend not found|shared library/.test(message)) return 'not in this build of onnxruntime';
    if (/required feature|feature .* required/i.test(message)) return 'the driver is too old';
    throw thrown;
  }
}

const skipped = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`webgpu${skipped}`, () => {
  it(
    'gives the loss and the gradients of the CPU',
    async ({ annotate }) => {
      const { build, feeds } = tinyNetwork();
      const { graph } = withGradients(build);
      const onCpu = await runGraph(graph, feeds);
      const onGpu = await runGraph(graph, feeds, 'webgpu');
      expect(Object.keys(onGpu)).toEqual(Object.keys(onCpu));
      let most = 0;
      for (const [name, expected] of Object.entries(onCpu)) {
        const error = relativeError(onGpu[name], expected);
        expect(error, name).toBeLessThan(TOLERANCE);
        most = Math.max(most, error);
      }
      await annotate(`largest relative difference: ${most.toExponential(1)}`);
    },
    TIMEOUT,
  );
});
