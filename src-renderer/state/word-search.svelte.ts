import { LONGEST_PHRASE, type Words, type WordsFound } from '../../src-shared/bridge.ts';
import { SCENE_NAMES } from '../../src-shared/attribute.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Engine } from './bridge.ts';
import { formatPlural } from './format.ts';
import type { Library } from './library.svelte.ts';

/** What the field finds by: part of the file name, or words for how photos look. */
export type SearchBy = 'name' | 'looks';

/** Typing is let finish before the library is asked, milliseconds. */
const PAUSE_MS = 120;
/** A last word that is still being typed is not called unknown before this. */
const FINISHED_MS = 900;

/** What can be looked for, in words that models are sure to know: light, colour, framing, focus, feeling. */
export const EXAMPLE_PHRASES = [
  'warm evening light',
  'moody low-key portrait',
  'clean minimal composition',
  'muted colours',
  'soft background',
  'peaceful',
  'out of focus',
] as const;

/** The search field: what is typed into it, by what it finds, and what is to be said of that. */
export class WordSearch {
  readonly #engine: Engine;
  readonly #library: Library;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #finishTimer: ReturnType<typeof setTimeout> | undefined;
  by = $state<SearchBy>('name');
  /** What stands in the field. */
  text = $state('');
  /** How many photos can be compared, or why none can; absent until words have been asked for. */
  ready = $state.raw<{ readonly photos: number; readonly error?: ErrorInfo | undefined }>();
  /** Whether the last word may still be in the making. */
  #typing = $state(false);

  readonly notes = $derived.by(() => this.#notes());

  constructor(engine: Engine, library: Library) {
    this.#engine = engine;
    this.#library = library;
  }

  /** Finds by something else; what stands in the field goes on with it. */
  findBy(by: SearchBy): void {
    if (by === this.by) return;
    const { text } = this;
    this.by = by;
    if (by === 'looks') this.prepare();
    if (text === '') return;
    clearTimeout(this.#timer);
    const { words } = this.#wanted(text);
    const filter = { ...this.#library.filter, name: by === 'name' ? text : undefined };
    void this.#library.ask({ filter, words });
  }

  type(text: string): void {
    this.text = text;
    this.#typing = true;
    clearTimeout(this.#finishTimer);
    this.#finishTimer = setTimeout(() => (this.#typing = false), FINISHED_MS);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(text), PAUSE_MS);
  }

  /** Looks for a phrase at once, as one that was chosen. */
  choose(phrase: string): void {
    clearTimeout(this.#timer);
    this.by = 'looks';
    this.text = phrase;
    this.#typing = false;
    this.#ask(phrase);
  }

  /** Looks for nothing any more. */
  clear(): void {
    clearTimeout(this.#timer);
    this.text = '';
    this.#typing = false;
    this.#ask('');
  }

  /** The phrase is at its end: what is wrong with its last word may be said. */
  finish(): void {
    this.#typing = false;
  }

  show(show: Words['show']): void {
    const { words } = this.#library;
    if (words !== undefined) void this.#library.ask({ words: { ...words, show } });
  }

  /** Has the engine get ready while the person thinks of a word. */
  prepare(): void {
    this.#engine.request('words.prepare', {}).then(
      (ready) => (this.ready = ready),
      (thrown: unknown) => (this.ready = { photos: 0, error: toErrorInfo(thrown) }),
    );
  }

  #ask(text: string): void {
    if (this.by === 'name') void this.#library.narrow({ name: text === '' ? undefined : text });
    else void this.#library.ask(this.#wanted(text));
  }

  #wanted(text: string): { words: Words | undefined } {
    const phrase = text.trim().slice(0, LONGEST_PHRASE);
    if (this.by === 'name' || phrase === '') return { words: undefined };
    const { show = 'all' } = this.#library.words ?? {};
    return { words: { phrase, show, ranked: true } };
  }

  /** Takes up what the library is asked without the field: a filter that was taken away, the best that differ. */
  follow(): void {
    const { words, filter } = this.#library;
    const asked = this.by === 'name' ? (filter.name ?? '') : (words?.phrase ?? '');
    if (!this.#typing && this.text.trim() !== asked) this.text = asked;
  }

  /** What a person should know of the answer, one sentence each. */
  #notes(): string[] {
    const { words, found } = this.#library;
    const error = found?.error ?? (words === undefined ? this.ready?.error : undefined);
    if (error !== undefined) return [error.message];
    if (words === undefined) {
      return this.ready?.photos === 0
        ? ['No photo here can be compared with words yet: that comes with its score.']
        : [];
    }
    return found === undefined ? [] : notesOf(found, this.#typing ? lastWord(this.text) : '');
  }
}

/** The word at the end, where it may still go on. */
function lastWord(text: string): string {
  return /[\p{L}\p{N}]+$/u.exec(text.toLowerCase())?.[0] ?? '';
}

function notesOf(found: WordsFound, unfinished: string): string[] {
  const { unknown, readAs, scenes, measured, beyond, uncompared, understood } = found;
  const named = unknown.filter((word) => word !== unfinished);
  const notes: string[] = [];
  if (named.length > 0) {
    const are = named.length === 1 ? 'is not a word' : 'are not words';
    notes.push(
      `${listed(named.map((word) => `“${word}”`))} ${are} that the model knows: it knows how photographs look, not what is in them.`,
    );
    if (!understood) notes.push('Photos stay in the order they were in.');
  } else if (!understood && unknown.length === 0) {
    notes.push('This says nothing that photos can be compared with.');
  }
  for (const { word, as } of readAs) notes.push(`“${word}” is read as “${as}”.`);
  if (scenes.length > 0) {
    const kinds = listed(scenes.map((scene) => `“${SCENE_NAMES[scene]}”`));
    notes.push(`${kinds}: by the kind of scene, of which the model tells ten apart.`);
  }
  if (measured.length > 0) {
    const go = measured.length === 1 ? 'goes' : 'go';
    notes.push(
      `${listed(measured.map((words) => `“${words}”`))} ${go} by what is measured of each photo.`,
    );
  }
  if (beyond !== '') notes.push(`The phrase is too long: “${beyond}” is left out.`);
  if (uncompared > 0) {
    const come = uncompared === 1 ? 'comes' : 'come';
    notes.push(`${formatPlural(uncompared, 'photo')} cannot be compared yet and ${come} last.`);
  }
  return notes;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
