/** A description database in memory, as the contrastive loss draws from it. */
import {
  SPACES,
  type Description,
  type DescriptionRecord,
  type Source,
  type Space,
} from '../../../src-aesnet/descriptions/index.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { readDescriptions } from '../descriptions/index.ts';

/** A sentence about one attribute of one picture. */
export interface StoredSentence {
  readonly text: string;
  readonly group: SentenceGroup;
  /** In the group's unit; of votes 0. */
  readonly level: number;
  /** Of votes: the shares, in the order of `EMOTIONS`. */
  readonly shares?: readonly number[];
}

/** Sentences whose levels can be compared: those about one attribute, of one source and unit. */
export class SentenceGroup {
  readonly id: number;
  readonly source: Source;
  readonly unit: Description['unit'];
  #count = 0;
  #mean = 0;
  #squares = 0;

  constructor(id: number, source: Source, unit: Description['unit']) {
    this.id = id;
    this.source = source;
    this.unit = unit;
  }

  /** Counts the level of one more sentence (Welford, Technometrics 1962). */
  count(level: number): void {
    const before = level - this.#mean;
    this.#mean += before / ++this.#count;
    this.#squares += before * (level - this.#mean);
  }

  /** SD of the levels so far, by which they are divided to be compared; 1 where they are all alike, at no distance in any unit. */
  get deviation(): number {
    return this.#squares > 0 ? Math.sqrt(this.#squares / this.#count) : 1;
  }
}

const NONE: readonly StoredSentence[] = [];

type BySpace = Partial<Record<Space, StoredSentence[]>>;

/** Sentences by picture; a picture is known by its row. */
export class SentenceStore {
  readonly #rows: ReadonlyMap<string, number>;
  readonly #groups = new Map<string, SentenceGroup>();
  readonly #sentences = new Map<number, BySpace>();
  readonly #texts = new Set<string>();

  /** `rows`: the row of each picture, by its id. */
  constructor(rows: ReadonlyMap<string, number>) {
    this.#rows = rows;
  }

  /**
   * Takes a picture's record. Those of edited copies and of pictures without a row are left out, as are sentences without a level:
   * unknown is not negative, so they would teach nothing.
   */
  add({ id, edit, attributes }: DescriptionRecord): void {
    const row = this.#rows.get(id);
    if (row === undefined || edit !== undefined) return;
    const own: BySpace = {};
    for (const space of SPACES) {
      for (const description of attributes[space] ?? []) {
        const sentence = this.#sentenceOf(space, description);
        if (sentence !== undefined) (own[space] ??= []).push(sentence);
      }
    }
    this.#sentences.set(row, own);
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  /** Of all sentences; equal ones once. */
  get texts(): ReadonlySet<string> {
    return this.#texts;
  }

  /** How many pictures have sentences. */
  get pictures(): number {
    return this.#sentences.size;
  }

  of(row: number, space: Space): readonly StoredSentence[] {
    return this.#sentences.get(row)?.[space] ?? NONE;
  }

  #sentenceOf(space: Space, description: Description): StoredSentence | undefined {
    const { text, source, unit } = description;
    if (unit === 'none') return undefined;
    const key = `${space} ${source} ${unit}`;
    const group = this.#groups.get(key) ?? new SentenceGroup(this.#groups.size, source, unit);
    this.#groups.set(key, group);
    this.#texts.add(text);
    if (description.unit === 'votes') return { text, group, level: 0, shares: description.shares };
    group.count(description.level);
    return { text, group, level: description.level };
  }
}

/**
 * Reads a description database for pictures by their id. Lines that are none are told to `onProblem`. Throws `file-missing`, or
 * `descriptions-invalid` where it describes none of the pictures.
 */
export async function readSentences(
  file: string,
  ids: readonly string[],
  onProblem: (sentence: string) => void,
): Promise<SentenceStore> {
  const store = new SentenceStore(new Map(ids.map((id, row) => [id, row])));
  for await (const record of readDescriptions(file, onProblem)) store.add(record);
  if (store.pictures === 0) {
    const reason = 'it describes none of the training pictures';
    throw new KeepersError('descriptions-invalid', { place: file, reason });
  }
  return store;
}
