/** One model on one execution provider. */
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { ModelEntry } from './manifest.ts';
import { shapesOf, type OutputShape, type RawOutputs } from './outputs.ts';
import type { ProviderBackend } from './providers.ts';
import { TensorWriter } from './tensors.ts';

export class ModelSession {
  readonly #session: InferenceSession;
  readonly #entry: ModelEntry;
  readonly #shapes: readonly OutputShape[];
  readonly #writer: TensorWriter;
  /** Settles when the last run is over. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(session: InferenceSession, entry: ModelEntry) {
    this.#session = session;
    this.#entry = entry;
    this.#shapes = shapesOf(entry);
    this.#writer = new TensorWriter(entry.preprocessing);
  }

  /** `bytes`: the ONNX file. Throws onnxruntime's own error, or one for an input or output that is not there. */
  static async open(
    bytes: Uint8Array,
    entry: ModelEntry,
    options: { provider: string; threads: number },
  ): Promise<ModelSession> {
    const session = await InferenceSession.create(bytes, {
      // One alone: given several, onnxruntime throws for one that is missing instead of taking the next.
      executionProviders: [options.provider],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // What fails is thrown; warnings about single operators left to the CPU are of no use to a person.
      logSeverityLevel: 4,
    });
    for (const { name } of shapesOf(entry)) {
      if (!session.outputNames.includes(name)) {
        throw new Error(`the model has no output “${name}”`);
      }
    }
    if (!session.inputNames.includes(entry.input.name)) {
      throw new Error(`the model has no input “${entry.input.name}”`);
    }
    return new ModelSession(session, entry);
  }

  /** N pictures of side×side×3 RGB bytes → the model's outputs. Blocks this thread while it runs. */
  run(pictures: readonly Uint8Array[]): Promise<RawOutputs> {
    // One after the other, because the writer's memory is used again.
    const result = this.#last.then(() => this.#runOne(pictures));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #runOne(pictures: readonly Uint8Array[]): Promise<RawOutputs> {
    const { input, preprocessing } = this.#entry;
    const { side } = preprocessing;
    const shape = [pictures.length, 3, side, side];
    const image = new Tensor('float32', this.#writer.write(pictures), shape);
    const names = this.#shapes.map(({ name }) => name);
    const results = await this.#session.run({ [input.name]: image }, names);
    const read = (name: string, width: number): Float32Array => {
      const data = results[name]?.data;
      if (!(data instanceof Float32Array) || data.length !== pictures.length * width) {
        throw new Error(`output “${name}” is not float32 of ${pictures.length}×${width}`);
      }
      return data;
    };
    const outputs = this.#shapes.map(({ of, name, width }) => [of, read(name, width)] as const);
    // The manifest has scores and features in every model.
    return Object.fromEntries(outputs) as unknown as RawOutputs;
  }
}

/** The execution providers that this build of onnxruntime knows, and whether it brings them along. */
export function knownBackends(): ProviderBackend[] {
  return listSupportedBackends().map(({ name, bundled }) => ({ name, bundled }));
}
