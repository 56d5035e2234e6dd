/** A training graph on one execution provider, with the optimiser's state kept where the provider computes. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { explainFailure } from './providers.ts';

export interface Feed {
  readonly data: Float32Array | Uint8Array | BigInt64Array;
  readonly shape: readonly number[];
}

export interface TrainingSessionOptions {
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
  /** Inputs whose value of the next run is an output of this one: input name → output name. */
  readonly state?: Readonly<Record<string, string>>;
}

/**
 * [Note: WebGPU for training] Left to itself the provider lays pictures out by channels last, which this kind of graph
 * pays with hundreds of transpositions, and allocates large buffers anew for every operator. Kept by size and in the
 * graph's own order a step is several times faster.
 */
const WEBGPU = { name: 'webgpu', preferredLayout: 'NCHW', storageBufferCacheMode: 'simple' };

export class TrainingSession {
  readonly #session: InferenceSession;
  readonly #options: TrainingSessionOptions;
  readonly #next: Readonly<Record<string, string>>;
  readonly #state = new Map<string, Tensor>();

  private constructor(session: InferenceSession, options: TrainingSessionOptions) {
    this.#session = session;
    this.#options = options;
    this.#next = options.state ?? {};
  }

  /** `bytes`: the ONNX file. Throws `provider-failed` where the provider is not there or does not take the graph. */
  static async open(bytes: Uint8Array, options: TrainingSessionOptions): Promise<TrainingSession> {
    const { provider, state = {} } = options;
    try {
      const session = await InferenceSession.create(bytes, {
        ...sessionOptions(options),
        // What the next run takes stays on the graphics card.
        ...(provider === 'webgpu' && {
          preferredOutputLocation: Object.fromEntries(
            Object.values(state).map((output) => [output, 'gpu-buffer'] as const),
          ),
        }),
      });
      return new TrainingSession(session, options);
    } catch (thrown) {
      const reason = explainFailure(provider, thrown);
      throw new KeepersError('provider-failed', { provider, reason }, { cause: thrown });
    }
  }

  /** Sets an input that later runs carry on. */
  set(name: string, { data, shape }: Feed): void {
    this.#state.get(name)?.dispose();
    this.#state.set(name, tensorOf({ data, shape }));
  }

  /** The value of a carried input now, copied to memory. */
  async get(name: string): Promise<Float32Array> {
    const tensor = this.#state.get(name);
    if (tensor === undefined) throw new RangeError(`${name} is not carried`);
    const data = tensor.location === 'cpu' ? tensor.data : await this.#download(tensor);
    if (!(data instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
    return data;
  }

  /** onnxruntime-node cannot read a card's memory, but a graph that hands on its input can. */
  async #download(tensor: Tensor): Promise<Tensor['data']> {
    const graph = new Graph();
    graph.output(graph.input('here', tensor.dims), 'there');
    const session = await InferenceSession.create(writeModel(graph), sessionOptions(this.#options));
    const { there } = await session.run({ here: tensor });
    await session.release();
    if (there === undefined) throw new RangeError('nothing was handed on');
    return there.data;
  }

  /** Runs once; the outputs that are not carried on, float32. Blocks this thread while it runs. */
  async run(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, Float32Array>> {
    const given: Record<string, Tensor> = Object.fromEntries(this.#state);
    for (const name of this.#session.inputNames) {
      const feed = feeds[name];
      if (feed !== undefined) given[name] = tensorOf(feed);
    }
    const results = await this.#session.run(given);
    for (const [name, output] of Object.entries(this.#next)) {
      const next = results[output];
      if (next === undefined) throw new RangeError(`the graph has no output ${output}`);
      // Memory of a graphics card is not collected as garbage.
      this.#state.get(name)?.dispose();
      this.#state.set(name, next);
    }
    const carried = new Set(Object.values(this.#next));
    return Object.fromEntries(
      Object.entries(results)
        .filter(([name]) => !carried.has(name))
        .map(([name, tensor]) => [name, tensor.data as Float32Array]),
    );
  }

  async close(): Promise<void> {
    for (const tensor of this.#state.values()) tensor.dispose();
    await this.#session.release();
  }
}

function sessionOptions({
  provider,
  threads,
}: TrainingSessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider === 'webgpu' ? WEBGPU : provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  };
}

function tensorOf({ data, shape }: Feed): Tensor {
  const dims = [...shape];
  if (data instanceof Uint8Array) return new Tensor('uint8', data, dims);
  if (data instanceof BigInt64Array) return new Tensor('int64', data, dims);
  return new Tensor('float32', data, dims);
}
