import { Graph } from '../../src-aesnet/graph/graph.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { add } from '../../src-aesnet/operators/add.ts';
import { TrainingSession } from '../../src-main/inference/training-session.ts';
import { KeepersError } from '../../src-shared/errors.ts';

// Some Vulkan drivers look for their cache there and complain where it is not set.
process.env.XDG_RUNTIME_DIR ??= '/tmp';

/**
 * Why nothing runs on webgpu here, or undefined where it does: Mesa's software adapter will do (mesa-vulkan-drivers 25), on which a
 * first run takes some seconds.
 */
export async function whyNoWebGpu(): Promise<string | undefined> {
  const graph = new Graph();
  const x = graph.input('x', [1]);
  graph.output(add(graph, x, x), 'y');
  try {
    const session = await TrainingSession.open(writeModel(graph), {
      provider: 'webgpu',
      threads: 1,
    });
    await session.run({ x: { data: Float32Array.of(1), shape: [1] } });
    await session.close();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof KeepersError && /adapter|onnxruntime|too old/.test(thrown.message)) {
      return thrown.message;
    }
    throw thrown;
  }
}
