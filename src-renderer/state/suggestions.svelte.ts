import type { ShownSuggestion, WrittenDevelop } from '../../src-shared/bridge.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { SuggestedEdit } from '../../src-shared/suggestion.ts';
import { EDIT_TITLES } from '../../src-shared/suggestion-words.ts';
import type { Engine } from './bridge.ts';
import { recall, remember } from './dialogs.svelte.ts';
import { baseName } from './format.ts';
import type { Notices } from './notices.svelte.ts';

/** A photo that is passed by is not asked about: its second on the processor is another's. */
const REST_MS = 350;

/** What is known of the photo on show. */
export type Found =
  | { readonly state: 'waiting' }
  | { readonly state: 'busy' }
  | { readonly state: 'found'; readonly suggestions: readonly ShownSuggestion[] }
  | { readonly state: 'failed'; readonly error: ErrorInfo };

/** Edits that would help the photo on show, asked for only while their section is open. */
export class Suggestions {
  readonly #engine: Engine;
  readonly #notices: Notices;
  /** Whether the section is open: kept on this machine. */
  open = $state(recall('suggestions', { open: false }).open);
  found = $state.raw<Found>({ state: 'waiting' });
  /** Of the edits that were found, those that are to be written down. */
  chosen = $state.raw<readonly SuggestedEdit[]>([]);
  writing = $state(false);
  #asked: { readonly id: number; readonly version: string | undefined } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | undefined;

  constructor(engine: Engine, notices: Notices) {
    this.#engine = engine;
    this.#notices = notices;
  }

  toggle(): void {
    this.open = !this.open;
    remember('suggestions', { open: this.open });
  }

  /** Follows another photo; undefined stops asking. */
  follow(id: number | undefined, version?: string): void {
    if (this.#asked?.id === id && this.#asked?.version === version) return;
    this.#asked = id === undefined ? undefined : { id, version };
    this.#forget();
    if (id !== undefined) this.#timer = setTimeout(() => void this.#ask(id), REST_MS);
  }

  /** Asks again after a failure. */
  retry(): void {
    const { id } = this.#asked ?? {};
    if (id === undefined) return;
    this.#forget();
    void this.#ask(id);
  }

  choose(edit: SuggestedEdit, isChosen: boolean): void {
    const others = this.chosen.filter((each) => each !== edit);
    this.chosen = isChosen ? [...others, edit] : others;
  }

  /** Writes what is chosen into the photo's sidecar; the status bar takes it back. */
  async write(): Promise<void> {
    const { id } = this.#asked ?? {};
    if (id === undefined || this.found.state !== 'found' || this.writing) return;
    const changes = this.found.suggestions.flatMap(({ suggestion }) =>
      this.chosen.includes(suggestion.edit) ? [suggestion] : [],
    );
    this.writing = true;
    try {
      const { written, leftOut } = await this.#engine.request('suggestions.export', {
        id,
        changes,
      });
      const without = leftOut.map((edit) => EDIT_TITLES[edit].toLowerCase()).join(' and ');
      const reason = 'the RAW does not tell the camera’s own white balance';
      if (written === undefined) {
        this.#notices.show({
          level: 'warning',
          message: `Nothing was written: ${without} cannot be, as ${reason}.`,
        });
        return;
      }
      const left = without === '' ? '' : `, without ${without}: ${reason}`;
      this.#notices.info(`Develop settings written to ${baseName(written.file)}${left}.`, {
        label: 'Undo',
        run: () => void this.#takeBack(id, written),
      });
    } catch (thrown) {
      this.#notices.error(thrown);
    } finally {
      this.writing = false;
    }
  }

  async #takeBack(id: number, written: WrittenDevelop): Promise<void> {
    try {
      const { found } = await this.#engine.request('suggestions.takeBack', { id, written });
      const name = baseName(written.file);
      this.#notices.info(
        found ? `Develop settings taken out of ${name}.` : `There was nothing left in ${name}.`,
      );
    } catch (thrown) {
      this.#notices.error(thrown);
    }
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#stop = undefined;
    this.found = { state: 'waiting' };
    this.chosen = [];
  }

  async #ask(id: number): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.found = { state: 'busy' };
    try {
      const { suggestions } = await this.#engine.request('suggestions.find', { id }, stop.signal);
      if (stop.signal.aborted) return;
      this.found = { state: 'found', suggestions };
      this.chosen = suggestions.map(({ suggestion }) => suggestion.edit);
    } catch (thrown) {
      if (!stop.signal.aborted) this.found = { state: 'failed', error: toErrorInfo(thrown) };
    }
  }
}
