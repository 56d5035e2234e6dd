import {
  measuredOf,
  RelevanceIndex,
  sizeOfPacked,
  spacesOfPhrase,
} from '../../src-aesnet/retrieval/index.ts';
import type { Words, WordsFound } from '../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import type { PhraseEncoder } from '../inference/types.ts';
import { compareWords, FIRST_WORDS, type ComparedWords } from './compare-words.ts';
import { mostFitting } from './most-fitting.ts';
import type { PersonWords } from './person-words.ts';

export interface WordsRooms {
  readonly catalogue: Pick<CatalogueReader, 'measurements' | 'photosInSpaces' | 'spaces'>;
  readonly phrases: Pick<PhraseEncoder, 'encode'>;
}

/** Photos read between two pauses: some ten milliseconds' work. */
const SLICE = 1000;
const NOTHING_FOUND: WordsFound = {
  ...{ understood: false, fitting: 0, uncompared: 0, beyond: '' },
  ...{ unknown: [], readAs: [], spaces: [], scenes: [], measured: [] },
};

/**
 * Finds photos by words, in an index in memory that is made when somebody first asks and kept up to date from then on: photos come,
 * are scored anew and go, and another model's vectors mean nothing beside these.
 */
export class LibraryWords {
  readonly #rooms: WordsRooms;
  #index: RelevanceIndex | undefined;
  readonly #stale = new Set<number>();
  #membersStale = true;
  #updating: Promise<void> | undefined;
  /** Of the last phrase, for as long as the index is the same: another filter asks for it again. */
  #last: ComparedWords | undefined;
  #person: PersonWords | undefined;
  #closed = false;

  constructor(rooms: WordsRooms) {
    this.#rooms = rooms;
  }

  /** These photos were scored, or their files replaced. */
  photosChanged(ids: readonly number[]): void {
    if (this.#index === undefined) return;
    for (const id of ids) this.#stale.add(id);
  }

  /** Photos came or went. */
  membersChanged(): void {
    this.#membersStale = true;
  }

  /** The person whose profile is in use means other words: theirs, or nobody's. Photos are where they were. */
  wordsChanged(person: PersonWords | undefined): void {
    this.#person = person;
    this.#last = undefined;
  }

  /** Another model is in use: nothing of the index holds. */
  modelChanged(): void {
    this.#index = undefined;
    this.#last = undefined;
    this.#stale.clear();
    this.#membersStale = true;
  }

  /** Gets everything ready for the first word, and says how many photos can be compared, or why none can. */
  async prepare(): Promise<{ photos: number; error?: ErrorInfo }> {
    // The words of all templates are gathered once, which the first keystroke should not wait for.
    spacesOfPhrase(FIRST_WORDS);
    const [index, error] = await Promise.all([
      this.#current(),
      this.#rooms.phrases.encode([FIRST_WORDS]).then(() => undefined, toErrorInfo),
    ]);
    return { photos: index?.count ?? 0, ...(error !== undefined && { error }) };
  }

  /**
   * Of the photos that match: the ones that fit first, those that cannot be compared last. Words that say nothing, or cannot be read,
   * leave all of them in the order that was asked for. `matching` is asked once, for that order or for whichever is quickest.
   */
  async find(
    { phrase, show, ranked }: Words,
    matching: (order: 'asked' | 'quickest') => readonly number[],
  ): Promise<{ ids: number[]; words: WordsFound }> {
    let compared: ComparedWords;
    try {
      compared = await this.#compare(phrase);
    } catch (thrown) {
      const error = toErrorInfo(thrown);
      if (error.code === 'cancelled') throw thrown;
      return { ids: [...matching('asked')], words: { ...NOTHING_FOUND, error } };
    }
    const { read, unknown, beyond, fits } = compared;
    const said = { unknown: [...unknown], readAs: [...read.readAs] };
    if (fits === undefined) {
      return { ids: [...matching('asked')], words: { ...NOTHING_FOUND, ...said } };
    }
    const ids = matching(ranked ? 'quickest' : 'asked');
    const fitting = ids.filter(fits.standsOut);
    const shown = show === 'fitting' ? fitting : ids;
    const relevances = Float64Array.from(shown, fits.relevanceOf);
    return {
      ids: ranked ? mostFitting(shown, relevances) : [...shown],
      words: {
        ...said,
        understood: true,
        fitting: fitting.length,
        uncompared: ids.reduce((sum, id) => sum + Number(this.#index?.has(id) !== true), 0),
        beyond,
        spaces: read.spaces.map(({ space }) => space),
        scenes: [...read.scenes],
        measured: [...new Set(read.measures.map(({ words }) => words))],
      },
    };
  }

  close(): void {
    this.#closed = true;
  }

  async #compare(phrase: string): Promise<ComparedWords> {
    const index = await this.#current();
    if (this.#last?.phrase === phrase) return this.#last;
    const person = this.#person;
    const compared = await compareWords(phrase, index, person ?? this.#rooms.phrases);
    // Model and profile may have been changed while the phrase was read.
    if (index === this.#index && person === this.#person) this.#last = compared;
    return compared;
  }

  /** The index as things are now; undefined while there is nothing to compare with. */
  async #current(): Promise<RelevanceIndex | undefined> {
    // One that is under way may have begun before the last change.
    await this.#updating?.catch(() => undefined);
    this.#updating ??= this.#update().finally(() => (this.#updating = undefined));
    await this.#updating;
    return this.#index;
  }

  async #update(): Promise<void> {
    try {
      await this.#bringUpToDate();
    } catch (thrown) {
      // What was read and what was not is not known any more.
      this.modelChanged();
      throw thrown;
    }
  }

  async #bringUpToDate(): Promise<void> {
    const { catalogue } = this.#rooms;
    if (this.#membersStale) {
      this.#membersStale = false;
      const there = new Set(catalogue.photosInSpaces());
      const gone = [...(this.#index?.ids() ?? [])].filter((id) => !there.has(id));
      for (const id of gone) this.#index?.remove(id);
      if (gone.length > 0) this.#last = undefined;
      for (const id of there) if (this.#index?.has(id) !== true) this.#stale.add(id);
    }
    if (this.#stale.size === 0) return;
    this.#last = undefined;
    const stale = [...this.#stale];
    this.#stale.clear();
    for (let start = 0; start < stale.length; start += SLICE) {
      const slice = stale.slice(start, start + SLICE);
      const found = catalogue.spaces(slice);
      const measurements = catalogue.measurements(slice);
      const there = new Set(found.map(({ id }) => id));
      for (const id of slice) if (!there.has(id)) this.#index?.remove(id);
      for (const { id, spaces, scene, looks } of found) {
        this.#index ??= new RelevanceIndex(sizeOfPacked(spaces) ?? 0);
        this.#index.put(id, spaces, scene, measuredOf(looks, measurements.get(id)));
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#closed) throw new KeepersError('cancelled');
    }
  }
}
