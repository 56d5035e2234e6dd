import { SPACES, type Space } from '../../src-aesnet/descriptions/index.ts';
import {
  asPersonSees,
  choicesOf,
  departed,
  learntSpace,
  type LearntSpace,
} from '../../src-aesnet/retrieval/index.ts';
import type { Score } from '../../src-shared/photo.ts';
import type { EncodedPhrase, PhraseEncoder } from '../inference/index.ts';
import { choiceVectors } from '../personal/index.ts';

/** By space, what a profile has learnt of it: D [size, size]. */
export type Departures = ReadonlyMap<Space, Float32Array>;

/** What the person whose profile is in use means by words. */
export class PersonWords {
  readonly #phrases: Pick<PhraseEncoder, 'encode'>;
  readonly #departures: Departures;
  #spaces: Promise<LearntSpace[]> | undefined;

  /** `phrases`: the encoder of the model that the profile was learnt with. */
  constructor(phrases: Pick<PhraseEncoder, 'encode'>, departures: Departures) {
    this.#phrases = phrases;
    this.#departures = departures;
  }

  /** As `PhraseEncoder.encode`, with vectors where the person would have them. */
  async encode(phrases: readonly string[]): Promise<readonly EncodedPhrase[]> {
    const encoded = await this.#phrases.encode(phrases);
    return encoded.map((phrase) => ({ ...phrase, embeddings: this.#moved(phrase.embeddings) }));
  }

  /** A photo's score as the person would give it, attribute by attribute, and those that moved. Rejects with what `encode` does. */
  async seen(
    score: Score,
    embeddings: Float32Array,
  ): Promise<{ readonly score: Score; readonly moved: readonly Space[] }> {
    this.#spaces ??= this.#learn().catch((thrown: unknown) => {
      this.#spaces = undefined;
      throw thrown;
    });
    return asPersonSees(score, embeddings, await this.#spaces);
  }

  async #learn(): Promise<LearntSpace[]> {
    const spaces: LearntSpace[] = [];
    for (const [space, departure] of this.#departures) {
      const choices = choicesOf(space);
      const encode = (texts: readonly string[]) => this.#phrases.encode(texts);
      const vectors = await choiceVectors(space, choices, encode);
      spaces.push(learntSpace(space, choices, vectors, departure));
    }
    return spaces;
  }

  #moved(embeddings: Float32Array): Float32Array {
    const size = embeddings.length / SPACES.length;
    const moved = embeddings.slice();
    for (const [space, departure] of this.#departures) {
      const from = SPACES.indexOf(space) * size;
      const vector = departed(embeddings.subarray(from, from + size), departure);
      const length = Math.hypot(...vector) || 1;
      moved.set(
        vector.map((value) => value / length),
        from,
      );
    }
    return moved;
  }
}
