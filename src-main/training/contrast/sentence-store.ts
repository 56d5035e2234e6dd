/** A description database in memory, as the contrastive loss draws from it. */
import {
  SPACES,
  type Description,
  type DescriptionRecord,
  type FaultReadings,
  type Source,
  type Space,
} from '../../../src-aesnet/descriptions/index.ts';
import { standardDeviation } from '../../../src-aesnet/evaluation/values.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { readDescriptions } from '../descriptions/index.ts';

/** A sentence about one attribute of one picture. */
export interface StoredSentence {
  readonly text: string;
  readonly group: SentenceGroup;
  /** In SDs of its group; of votes 0. */
  readonly level: number;
  /** Of votes: the shares, in the order of `EMOTIONS`. */
  readonly shares?: readonly number[];
}

/** Sentences whose levels can be compared: those about one attribute, of one source and unit. */
export interface SentenceGroup {
  readonly id: number;
  readonly space: Space;
  readonly source: Source;
  readonly unit: Description['unit'];
}

/** The measurement behind each reading, by the unit that a sentence about it has. */
const READINGS = {
  lightness: 'lightness',
  tonal_range: 'tonalRange',
  chroma: 'chroma',
  warmth: 'warmth',
  green_area: 'greenArea',
  red_area: 'redArea',
  sharpness: 'sharpness',
} as const satisfies Partial<Record<Description['unit'], keyof FaultReadings>>;

const NONE: readonly StoredSentence[] = [];

type BySpace = Partial<Record<Space, StoredSentence[]>>;

/** Sentences by picture; a picture is known by its row. */
export class SentenceStore {
  readonly #rows: ReadonlyMap<string, number>;
  readonly #groups = new Map<string, { group: SentenceGroup; levels: number[] }>();
  readonly #sentences = new Map<number, BySpace>();
  readonly #readings = new Map<number, FaultReadings>();
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
    const measured: Record<string, number> = {};
    for (const space of SPACES) {
      for (const description of attributes[space] ?? []) {
        const sentence = this.#sentenceOf(space, description);
        if (sentence === undefined) continue;
        (own[space] ??= []).push(sentence);
        const { source, unit } = description;
        if (source === 'measured' && unit in READINGS) {
          measured[READINGS[unit as keyof typeof READINGS]] = sentence.level;
        }
      }
    }
    this.#sentences.set(row, own);
    if (isWhole(measured)) this.#readings.set(row, measured);
  }

  /** Brings levels to SDs of their group; once, when all records have been added. */
  scaleLevels(): void {
    const scales = new Map(
      Array.from(this.#groups.values(), ({ group, levels }) => [group.id, scaleOf(levels)]),
    );
    for (const own of this.#sentences.values()) {
      for (const space of SPACES) {
        const sentences = own[space];
        if (sentences === undefined) continue;
        own[space] = sentences.map((one) => ({
          ...one,
          level: one.level / (scales.get(one.group.id) ?? 1),
        }));
      }
    }
  }

  get groups(): readonly SentenceGroup[] {
    return Array.from(this.#groups.values(), ({ group }) => group);
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

  /** What was measured on a picture; absent where it was not, or not all of it. */
  readings(row: number): FaultReadings | undefined {
    return this.#readings.get(row);
  }

  #sentenceOf(space: Space, description: Description): StoredSentence | undefined {
    const { text, source, unit } = description;
    if (unit === 'none') return undefined;
    const key = `${space} ${source} ${unit}`;
    const known = this.#groups.get(key);
    const { group, levels } = known ?? {
      group: { id: this.#groups.size, space, source, unit },
      levels: [],
    };
    if (known === undefined) this.#groups.set(key, { group, levels });
    this.#texts.add(text);
    if (description.unit === 'votes') return { text, group, level: 0, shares: description.shares };
    levels.push(description.level);
    return { text, group, level: description.level };
  }
}

/** Everything but sharpness, which a picture without an edge does not have. */
function isWhole(measured: Record<string, number>): measured is FaultReadings & typeof measured {
  return Object.values(READINGS).every((name) => name === 'sharpness' || name in measured);
}

/** Levels that are all alike are at no distance in any unit. */
function scaleOf(levels: readonly number[]): number {
  if (levels.length < 2) return 1;
  const deviation = standardDeviation(Float64Array.from(levels));
  return deviation > 0 ? deviation : 1;
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
  store.scaleLevels();
  if (store.pictures === 0) {
    const reason = 'it describes none of the training pictures';
    throw new KeepersError('descriptions-invalid', { place: file, reason });
  }
  return store;
}
