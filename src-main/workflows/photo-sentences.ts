import {
  candidatesFor,
  chooseSentences,
  summaryOf,
  type Candidate,
  type KnownPhoto,
  type Sentence,
} from '../../src-aesnet/retrieval/index.ts';
import { SPACES, type Space } from '../../src-aesnet/descriptions/index.ts';
import type { PhraseEncoder } from '../inference/types.ts';
import type { PersonWords } from './person-words.ts';

export interface PhotoWords {
  /** One of each attribute that may have words. */
  readonly sentences: readonly Sentence[];
  /** Attributes of which something else is said than the model would say, because the person's words were learnt. */
  readonly moved: readonly Space[];
  /** All of it in one line. */
  readonly summary?: string;
}

/**
 * Puts into words what a model sees in photos. The vectors of sentences are kept, each in its own space alone: there are some
 * three thousand sentences, two megabytes, and photos have most of theirs in common.
 */
export class PhotoSentences {
  readonly #phrases: Pick<PhraseEncoder, 'encode'>;
  readonly #vectors = new Map<string, Float32Array>();
  #person: PersonWords | undefined;

  /** `person`: whose words they are to be said in; absent: as the model has learnt them. */
  constructor(phrases: Pick<PhraseEncoder, 'encode'>, person?: PersonWords) {
    this.#phrases = phrases;
    this.#person = person;
  }

  /** Another model, or other words of the person, are in use. */
  use(person: PersonWords | undefined): void {
    this.#person = person;
    this.#vectors.clear();
  }

  /** `embeddings`: the picture in all spaces, row-major [7, size]. Rejects with what `PhraseEncoder.encode` rejects with. */
  async of(known: KnownPhoto, embeddings: Float32Array): Promise<PhotoWords> {
    const person = this.#person;
    const { score, moved } = (await person?.seen(known.score, embeddings)) ?? {
      ...{ score: known.score, moved: [] },
    };
    const photo = { ...known, score };
    const candidates = candidatesFor(photo);
    await this.#learn(candidates, embeddings.length / SPACES.length);
    const sentences = chooseSentences(
      candidates,
      (candidate) => this.#cosine(candidate, embeddings),
      photo.seed,
    );
    const summary = summaryOf(photo);
    return { sentences, moved, ...(summary !== undefined && { summary }) };
  }

  async #learn(candidates: readonly Candidate[], size: number): Promise<void> {
    const missing = candidates.filter((candidate) => !this.#vectors.has(keyOf(candidate)));
    if (missing.length === 0) return;
    const encoded = await (this.#person ?? this.#phrases).encode(missing.map(({ text }) => text));
    for (const [at, candidate] of missing.entries()) {
      const from = SPACES.indexOf(candidate.space) * size;
      const vector = encoded[at]?.embeddings.slice(from, from + size) ?? new Float32Array(size);
      this.#vectors.set(keyOf(candidate), vector);
    }
  }

  #cosine(candidate: Candidate, embeddings: Float32Array): number {
    const vector = this.#vectors.get(keyOf(candidate)) ?? new Float32Array();
    const from = SPACES.indexOf(candidate.space) * vector.length;
    return vector.reduce((sum, value, at) => sum + value * (embeddings[from + at] as number), 0);
  }
}

function keyOf({ space, text }: Candidate): string {
  return `${space}: ${text}`;
}
