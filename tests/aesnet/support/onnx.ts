/** Runs graphs with onnxruntime: float32, and none of our code but the writer. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import type { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { DataType } from '../../../src-aesnet/graph/tensor.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';

/** Every output of a graph by its name, as onnxruntime gives it. */
export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, Array64>>,
  provider = 'cpu',
): Promise<Record<string, Array64>> {
  const types = Object.fromEntries(graph.inputs.map(({ name, type }) => [name, type]));
  return runModel(writeModel(graph), feeds, types, provider);
}

/** Every output of an ONNX file. `types`: those of the inputs that are not float32. */
export async function runModel(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Array64>>,
  types: Readonly<Record<string, DataType>> = {},
  provider = 'cpu',
): Promise<Record<string, Array64>> {
  const session = await InferenceSession.create(bytes, {
    executionProviders: [provider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  try {
    const results = await session.run(
      Object.fromEntries(
        session.inputNames.map((name) => {
          const feed = feeds[name];
          if (feed === undefined) throw new RangeError(`no value was given for the input ${name}`);
          return [name, tensorOf(feed, types[name] ?? 'float32')];
        }),
      ),
    );
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => [
        name,
        { shape: [...dims], data: Float64Array.from(data as Iterable<number | bigint>, Number) },
      ]),
    );
  } finally {
    await session.release();
  }
}

function tensorOf({ shape, data }: Array64, type: DataType): Tensor {
  switch (type) {
    case 'float32':
      return new Tensor('float32', Float32Array.from(data), shape);
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(Array.from(data, BigInt)), shape);
    case 'bool':
      return new Tensor('bool', Uint8Array.from(data), shape);
    case 'uint8':
      return new Tensor('uint8', Uint8Array.from(data), shape);
    default:
      throw new RangeError(`no graph here has an input of ${type}`);
  }
}
