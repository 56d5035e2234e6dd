import * as v from 'valibot';
import {
  feelingChoice,
  levelChoices,
  summaryOf,
  unpackSpaces,
  type KnownPhoto,
} from '../../src-aesnet/retrieval/index.ts';
import { measurePicture, type Photometry } from '../../src-aesnet/descriptions/index.ts';
import type { Abilities } from '../../src-shared/ability.ts';
import { EMOTIONS, type RatedAttribute } from '../../src-shared/attribute.ts';
import {
  SaidSchema,
  WORD_SPACES,
  type Said,
  type Sentence,
  type Statement,
  type WordSpace,
} from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueWriter, UndoStep, WorkItem } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import type { PhraseEncoder } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import type { PersonWords } from './person-words.ts';
import { PhotoSentences } from './photo-sentences.ts';
import { sourceFor } from './source.ts';

export interface SentenceRooms {
  readonly catalogue: CatalogueWriter;
  readonly decoder: Pick<Decoder, 'passOne'>;
  readonly metadata: Pick<Metadata, 'embeddedPreview'>;
  readonly phrases: Pick<PhraseEncoder, 'encode'>;
}

/** What is known of the model in use. */
export interface SpokenModel {
  readonly abilities: Abilities | undefined;
  readonly deviations: { readonly [A in RatedAttribute]?: number | undefined };
}

/** Side of the picture as the model sees it. */
const SIDE = 224;
/** Pictures whose photometry is kept: who goes back and forth among a few photos waits once for each. */
const KEPT = 64;

/** Sentences about photos of the library, and what the person says of them. */
export class LibrarySentences {
  readonly #rooms: SentenceRooms;
  readonly #model: () => SpokenModel;
  readonly #words: PhotoSentences;
  #person: PersonWords | undefined;
  /** By picture version; absent where a picture cannot be read now. */
  readonly #photometry = new Map<string, Photometry | undefined>();

  constructor(rooms: SentenceRooms, model: () => SpokenModel) {
    this.#rooms = rooms;
    this.#model = model;
    this.#words = new PhotoSentences(rooms.phrases);
  }

  /** Another model is in use, or the person whose profile is in use means other words: theirs, or nobody's. */
  wordsChanged(person?: PersonWords): void {
    this.#person = person;
    this.#words.use(person);
  }

  /**
   * What can be said of a photo. Of one that another model has scored, or that has no score, only what the person said. Throws
   * `photo-unknown`.
   */
  async of(id: number): Promise<{ sentences: Sentence[]; summary?: string }> {
    const { catalogue } = this.#rooms;
    const said = this.#saidOf(id);
    const [output] = catalogue.modelOutputs([id]);
    const [record] = catalogue.spaces([id]);
    if (catalogue.photos([id]).length === 0) throw new KeepersError('photo-unknown', { id });
    if (output === undefined) return { sentences: withSaid([], said) };
    const measurements = catalogue.measurements([id]).get(id);
    const { abilities, deviations } = this.#model();
    const photo: KnownPhoto = {
      ...{ seed: id, score: output.score, measurements, abilities, deviations },
      photometry: await this.#photometryOf(id),
    };
    const { sentences, summary = summaryOf(photo) } =
      record === undefined ? { sentences: [] } : await this.#of(photo, unpackSpaces(record.spaces));
    return {
      sentences: withSaid(sentences, said),
      ...(summary !== undefined && { summary }),
    };
  }

  /** All that can be said of a photo in one line. */
  async summary(id: number): Promise<string | undefined> {
    const { catalogue } = this.#rooms;
    const [output] = catalogue.modelOutputs([id]);
    if (output === undefined) return undefined;
    const { abilities, deviations } = this.#model();
    const [record] = this.#person === undefined ? [] : catalogue.spaces([id]);
    const seen =
      record === undefined
        ? undefined
        : await this.#person?.seen(output.score, unpackSpaces(record.spaces)).catch(withoutWords);
    return summaryOf({ seed: id, score: seen?.score ?? output.score, abilities, deviations });
  }

  /** Sentences to choose from in place of one that is wrong. */
  choices(id: number, space: WordSpace): { text: string; statement: Statement }[] {
    if (space === 'emotion') {
      return EMOTIONS.map((emotion) => ({
        text: feelingChoice(emotion, id),
        statement: { kind: 'feels', space, emotion },
      }));
    }
    return levelChoices(space, id).map(({ text, rating }) => ({
      text,
      statement: { kind: 'rates', space, rating },
    }));
  }

  say(id: number, space: WordSpace, said: Said | undefined): UndoStep {
    if (said?.statements.some((statement) => statement.space !== space) === true) {
      throw new KeepersError('bad-request', { reason: 'a statement is about another attribute' });
    }
    return this.#rooms.catalogue.setStatement({
      ...{ id, space, said: said === undefined ? null : JSON.stringify(said) },
    });
  }

  async #of(
    photo: KnownPhoto,
    embeddings: Float32Array,
  ): Promise<{ readonly sentences: readonly Sentence[]; readonly summary?: string }> {
    // Where the model reads no words, or its text side does not run, numbers and bars say it without them.
    const words = await this.#words.of(photo, embeddings).catch(withoutWords);
    if (words === undefined) return { sentences: [] };
    const { sentences, moved, summary } = words;
    return {
      sentences: sentences.map((sentence) =>
        moved.includes(sentence.space) ? { ...sentence, learnt: true } : sentence,
      ),
      ...(summary !== undefined && { summary }),
    };
  }

  #saidOf(id: number): Map<WordSpace, Said> {
    return new Map(
      this.#rooms.catalogue.statements(id).flatMap(({ space, said }) => {
        const parsed = readSaid(said);
        return parsed === undefined ? [] : [[space, parsed]];
      }),
    );
  }

  async #photometryOf(id: number): Promise<Photometry | undefined> {
    const item = this.#rooms.catalogue.workItem(id);
    const version = item?.pictureVersion;
    if (item === undefined || version === undefined) return undefined;
    if (this.#photometry.has(version)) return this.#photometry.get(version);
    const measured = await this.#measure(item).catch(() => undefined);
    this.#photometry.set(version, measured);
    const [oldest] = this.#photometry.keys();
    if (this.#photometry.size > KEPT && oldest !== undefined) this.#photometry.delete(oldest);
    return measured;
  }

  async #measure({ path, format }: Pick<WorkItem, 'path' | 'format'>): Promise<Photometry> {
    const source = await sourceFor(path, format, this.#rooms.metadata);
    const { tensor } = await this.#rooms.decoder.passOne(source, { pictures: false });
    return measurePicture({ width: SIDE, height: SIDE, data: tensor });
  }
}

function withoutWords(thrown: unknown): undefined {
  if (thrown instanceof KeepersError && thrown.code !== 'cancelled') return undefined;
  throw thrown;
}

/** What the person said once, as it is kept; undefined for what cannot be read. */
export function readSaid(text: string): Said | undefined {
  try {
    const parsed = v.safeParse(SaidSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Sentences with what the person says of each; their own where there would be none. */
function withSaid(sentences: readonly Sentence[], said: ReadonlyMap<WordSpace, Said>): Sentence[] {
  return WORD_SPACES.flatMap((space): Sentence[] => {
    const sentence = sentences.find((one) => one.space === space);
    const own = said.get(space);
    if (own === undefined) return sentence === undefined ? [] : [sentence];
    const text = own.shows ?? rejectedIn(own) ?? sentence?.text;
    if (text === undefined) return [];
    return [{ space, of: sentence?.of ?? 'level', text, said: own }];
  });
}

/** The sentence that was shown when it was found to be wrong. */
function rejectedIn({ statements }: Said): string | undefined {
  return statements.flatMap((one) => (one.kind === 'rejects' ? [one.text] : []))[0];
}
