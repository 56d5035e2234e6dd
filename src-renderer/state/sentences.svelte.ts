import type { Said, Sentence, Statement, WordSpace } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';
import type { Notices } from './notices.svelte.ts';

/** A sentence to choose in place of one that is wrong. */
export interface SentenceChoice {
  readonly text: string;
  readonly statement: Statement;
}

export interface PhotoInWords {
  readonly id: number;
  readonly sentences: readonly Sentence[];
  readonly summary?: string | undefined;
}

interface SentencesRooms {
  readonly engine: Engine;
  readonly notices: Notices;
  undo(): void;
}

/** Changes to a photo within this time are read together, milliseconds. */
const GATHER_MS = 150;
/** Summaries that are kept for the grid. */
const KEPT = 400;

/** What is said of photos in words, and what the person says to that. */
export class Sentences {
  readonly #rooms: SentencesRooms;
  #id: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #summaries = new Map<number, Promise<string | undefined>>();
  /** Of the photo that is followed; of the one before until its successor's are there. */
  current = $state.raw<PhotoInWords>();

  constructor(rooms: SentencesRooms) {
    this.#rooms = rooms;
    rooms.engine.on('photos.changed', ({ ids }) => {
      for (const id of ids) this.#summaries.delete(id);
      if (this.#id !== undefined && ids.includes(this.#id)) this.#reload();
    });
    // Another profile, or one that has learnt, may say it in other words.
    rooms.engine.on('taste.changed', () => {
      this.#summaries.clear();
      this.#reload();
    });
  }

  follow(id: number): void {
    if (id === this.#id) return;
    this.#id = id;
    void this.#load(id);
  }

  /** The sentence about an attribute of this photo; undefined while it is not there, and where there is none. */
  about(id: number, space: WordSpace): Sentence | undefined {
    if (this.current?.id !== id) return undefined;
    return this.current.sentences.find((sentence) => sentence.space === space);
  }

  /** A photo in one line, for the grid; undefined where nothing can be said of it. */
  summaryOf(id: number): Promise<string | undefined> {
    let summary = this.#summaries.get(id);
    if (summary === undefined) {
      summary = this.#rooms.engine
        .request('sentences.summary', { id })
        .then((words) => words.summary)
        .catch(() => undefined);
      this.#summaries.set(id, summary);
      const [oldest] = this.#summaries.keys();
      if (this.#summaries.size > KEPT && oldest !== undefined) this.#summaries.delete(oldest);
    }
    return summary;
  }

  choices(id: number, space: WordSpace): Promise<readonly SentenceChoice[]> {
    return this.#rooms.engine.request('sentences.choices', { id, space });
  }

  confirm(id: number, { space, text }: Sentence): Promise<void> {
    return this.#say(id, space, {
      statements: [{ kind: 'confirms', space, text }],
      shows: text,
    });
  }

  /** The sentence is wrong; nothing takes its place. */
  reject(id: number, { space, text }: Sentence): Promise<void> {
    return this.#say(id, space, { statements: [{ kind: 'rejects', space, text }] });
  }

  /** Another level, or feeling, is right: the sentence that says so takes its place. */
  correct(id: number, { space, text }: Sentence, choice: SentenceChoice): Promise<void> {
    return this.#say(id, space, {
      statements: [{ kind: 'rejects', space, text }, choice.statement],
      shows: choice.text,
    });
  }

  /** The person says it in their own words. */
  replace(id: number, { space, text }: Sentence, own: string): Promise<void> {
    return this.#say(id, space, {
      statements: [
        { kind: 'rejects', space, text },
        { kind: 'writes', space, text: own },
      ],
      shows: own,
    });
  }

  takeBack(id: number, { space }: Sentence): Promise<void> {
    return this.#say(id, space, undefined);
  }

  #reload(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#id !== undefined) void this.#load(this.#id);
    }, GATHER_MS);
  }

  async #say(id: number, space: WordSpace, said: Said | undefined): Promise<void> {
    const { engine, notices, undo } = this.#rooms;
    try {
      const { summary } = await engine.request('sentences.say', { id, space, said });
      await this.#load(id);
      notices.info(summary, { label: 'Undo', run: undo });
    } catch (thrown) {
      notices.error(thrown);
    }
  }

  async #load(id: number): Promise<void> {
    try {
      const words = await this.#rooms.engine.request('sentences.of', { id });
      if (id === this.#id) this.current = { id, ...words };
    } catch {
      // A photo that has gone has its own word for it; a lost connection has its banner.
      if (id === this.#id) this.current = { id, sentences: [] };
    }
  }
}
