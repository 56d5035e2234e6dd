/** The only importer of onnxruntime: one model on one execution provider. */
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { RawOutputs } from './goldens.ts';
import type { ModelEntry } from './manifest.ts';
import type { ProviderBackend } from './providers.ts';
import { TensorWriter } from './tensors.ts';

export class ModelSession {
  readonly #session: InferenceSession;
  readonly #entry: ModelEntry;
  readonly #writer: TensorWriter;
  /** Settles when the last run is over. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(session: InferenceSession, entry: ModelEntry) {
    this.#session = session;
    this.#entry = entry;
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
    const { scores, features, contentEmbedding } = entry.outputs;
    for (const output of [scores, features, ...(contentEmbedding ? [contentEmbedding] : [])]) {
      if (!session.outputNames.includes(output.name)) {
        throw new Error(`the model has no output “${output.name}”`);
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
    const { input, outputs, preprocessing } = this.#entry;
    const { side } = preprocessing;
    const shape = [pictures.length, 3, side, side];
    const image = new Tensor('float32', this.#writer.write(pictures), shape);
    const results = await this.#session.run({ [input.name]: image });
    const read = (name: string, width: number): Float32Array => {
      const data = results[name]?.data;
      if (!(data instanceof Float32Array) || data.length !== pictures.length * width) {
        throw new Error(`output “${name}” is not float32 of ${pictures.length}×${width}`);
      }
      return data;
    };
    const content = outputs.contentEmbedding;
    return {
      scores: read(outputs.scores.name, outputs.scores.columns.length),
      features: read(outputs.features.name, outputs.features.size),
      ...(content && { contentEmbedding: read(content.name, content.size) }),
    };
  }
}

/** The execution providers that this build of onnxruntime knows, and whether it brings them along. */
export function knownBackends(): ProviderBackend[] {
  return listSupportedBackends().map(({ name, bundled }) => ({ name, bundled }));
}
