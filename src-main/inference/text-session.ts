/** The text side of a model: phrases to vectors, on the CPU. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Tokenizer } from '../../src-aesnet/text/tokenizer.ts';
import { parseVocabulary, type Vocabulary } from '../../src-aesnet/text/vocabulary.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { ModelEntry, TextEntry } from './manifest.ts';
import { readVerified } from './model-files.ts';
import { readPhrase, type EncodedPhrase } from './phrases.ts';
import { CPU } from './providers.ts';

/** Phrases a run: a long list must not take memory for all of them at once. */
const BATCH = 64;

export class TextSession {
  readonly #session: InferenceSession;
  readonly #text: TextEntry;
  readonly #tokenizer: Tokenizer;
  /** Values a phrase. */
  readonly #width: number;

  private constructor(
    session: InferenceSession,
    text: TextEntry,
    tokenizer: Tokenizer,
    width: number,
  ) {
    this.#session = session;
    this.#text = text;
    this.#tokenizer = tokenizer;
    this.#width = width;
  }

  /**
   * Opens the text side of the model whose files lie below `folder`. Throws `text-missing` where it has none, `model-missing` or
   * `model-hash-mismatch`, `model-manifest-invalid` where the vocabulary is not what the manifest says, and onnxruntime's own error,
   * or one for an input or output that is not there.
   */
  static async open(
    { id, text, outputs }: Pick<ModelEntry, 'id' | 'text' | 'outputs'>,
    folder: string,
    { threads }: { readonly threads: number },
  ): Promise<TextSession> {
    const { attributeEmbeddings: spaces } = outputs;
    if (text === undefined || spaces === undefined) throw new KeepersError('text-missing', { id });
    const model = await readVerified(folder, text.model);
    const vocabulary = readVocabulary(await readVerified(folder, text.vocabulary), text);
    const session = await InferenceSession.create(model, {
      executionProviders: [CPU],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    for (const name of Object.values(text.inputs)) {
      if (!session.inputNames.includes(name)) {
        throw new Error(`the text model has no input “${name}”`);
      }
    }
    if (!session.outputNames.includes(text.output.name)) {
      throw new Error(`the text model has no output “${text.output.name}”`);
    }
    const tokenizer = new Tokenizer(vocabulary, text.tokens);
    return new TextSession(session, text, tokenizer, spaces.columns.length * spaces.size);
  }

  /** In the order of the phrases. Throws `phrase-empty`, `phrase-unknown` or `phrase-too-long`. */
  async encode(phrases: readonly string[]): Promise<EncodedPhrase[]> {
    const encoded: EncodedPhrase[] = [];
    for (let start = 0; start < phrases.length; start += BATCH) {
      encoded.push(...(await this.#encodeSome(phrases.slice(start, start + BATCH))));
    }
    return encoded;
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  async #encodeSome(phrases: readonly string[]): Promise<EncodedPhrase[]> {
    const { tokens: length, inputs, output } = this.#text;
    const read = phrases.map((phrase) => readPhrase(phrase, this.#tokenizer, length));
    const { tokens, mask } = this.#tokenizer.encode(phrases);
    const shape = [phrases.length, length];
    const feeds = {
      [inputs.tokens]: new Tensor('int64', tokens, shape),
      [inputs.mask]: new Tensor('float32', mask, shape),
    };
    const data = (await this.#session.run(feeds, [output.name]))[output.name]?.data;
    if (!(data instanceof Float32Array) || data.length !== phrases.length * this.#width) {
      throw new Error(`output “${output.name}” is not float32 of ${phrases.length}×${this.#width}`);
    }
    return read.map((of, row) => {
      const from = row * length;
      const used = mask.subarray(from, from + length).indexOf(0);
      return {
        ...of,
        tokens: Array.from(tokens.subarray(from, from + (used === -1 ? length : used)), Number),
        embeddings: data.slice(row * this.#width, (row + 1) * this.#width),
      };
    });
  }
}

function readVocabulary(bytes: Uint8Array, { vocabulary: file, pieces }: TextEntry): Vocabulary {
  const invalid = (reason: string, cause?: unknown) =>
    new KeepersError('model-manifest-invalid', { file: file.path, reason }, { cause });
  let vocabulary: Vocabulary;
  try {
    vocabulary = parseVocabulary(new TextDecoder().decode(bytes));
  } catch (thrown) {
    throw invalid(reasonOf(thrown), thrown);
  }
  if (vocabulary.size === pieces) return vocabulary;
  throw invalid(`it has ${vocabulary.size} pieces, the model knows ${pieces}`);
}
