import { createKeybindingsHandler } from 'tinykeys';
import { isTyping, joinKeys, shownKeys, splitKeys } from './keys.ts';
import type { SettingsState } from './settings.svelte.ts';

export type CommandGroup = 'Verdicts' | 'Moving' | 'Views' | 'Stacks' | 'Panels' | 'Library';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** Bindings as tinykeys writes them. */
  readonly keys: readonly string[];
  /** Whether each key means something with Shift as well: go on, or extend the selection. */
  readonly shiftToo?: true;
  /**
   * `anywhere` but in a text field; `photos` only while the focus is on the photos, because the key means
   * something to buttons, menus and sliders too.
   */
  readonly scope: 'anywhere' | 'photos';
  /** Whether it leads to the photos: the keys that follow are meant for them, wherever the focus was. */
  readonly toPhotos?: true;
  /** Whether it can be used now; without it, always. */
  available?(): boolean;
  run(event?: KeyboardEvent): void;
}

/** Everything that can be done by a key, and the keys that do it. */
export class Commands {
  readonly #settings: SettingsState;
  readonly list: readonly Command[];
  readonly #byId: ReadonlyMap<string, Command>;
  /** A key is being recorded for a command: no binding acts meanwhile. */
  recording = $state(false);

  readonly #handler = $derived.by(() =>
    createKeybindingsHandler(
      Object.fromEntries(
        this.list.flatMap((command) =>
          this.#allKeysOf(command).map((key) => [
            key,
            (event: KeyboardEvent) => this.#press(command, event),
          ]),
        ),
      ),
    ),
  );

  constructor(settings: SettingsState, list: readonly Command[]) {
    this.#settings = settings;
    this.list = list;
    this.#byId = new Map(list.map((command) => [command.id, command]));
  }

  keysOf(id: string): readonly string[] {
    const own = this.#settings.current.keys?.[id];
    return own === undefined ? (this.#byId.get(id)?.keys ?? []) : splitKeys(own);
  }

  #allKeysOf(command: Command): readonly string[] {
    const keys = this.keysOf(command.id);
    return command.shiftToo === true ? keys.flatMap((key) => [key, `Shift+${key}`]) : keys;
  }

  /** The command's first key as a person reads it, for tooltips; '' where it has none. */
  hint(id: string): string {
    return shownKeys(this.keysOf(id))[0] ?? '';
  }

  isRemapped(id: string): boolean {
    return this.#settings.current.keys?.[id] !== undefined;
  }

  /** The other command that has this key already. */
  ownerOf(key: string, except: string): Command | undefined {
    return this.list.find(
      (command) => command.id !== except && this.#allKeysOf(command).includes(key),
    );
  }

  /** Gives a command a key of its own, and takes it from whichever had it. */
  async remap(id: string, key: string): Promise<void> {
    const owner = this.ownerOf(key, id);
    const keys = { ...this.#settings.current.keys, [id]: key };
    if (owner !== undefined) {
      const lost = (other: string) => other === key || `Shift+${other}` === key;
      keys[owner.id] = joinKeys(this.keysOf(owner.id).filter((other) => !lost(other)));
    }
    await this.#settings.set({ keys });
  }

  async resetKeys(): Promise<void> {
    await this.#settings.set({ keys: {} });
  }

  run(id: string): void {
    const command = this.#byId.get(id);
    if (command !== undefined && command.available?.() !== false) command.run();
  }

  /** For the window's `keydown`. */
  handle(event: KeyboardEvent): void {
    if (this.recording || event.defaultPrevented || event.isComposing) return;
    this.#handler(event);
  }

  #press(command: Command, event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event.target)) return;
    // Without Num Lock the pad's digits are arrows, and mean what they say.
    const isArrow = event.code.startsWith('Numpad') && event.key.length > 1;
    if (isArrow && !this.#allKeysOf(command).some((key) => key.endsWith(event.key))) return;
    if (command.scope === 'photos' && !isAmongPhotos(event.target)) return;
    // An open dialog or menu closes itself on Escape and owns the arrow keys.
    if (document.querySelector('dialog[open], :popover-open') !== null) return;
    if (command.available?.() === false) return;
    event.preventDefault();
    command.run(event);
    if (command.toPhotos === true) leaveOthers();
  }
}

/** What has the focus beside the photos gives it up; the photos take it from there. */
function leaveOthers(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && !isAmongPhotos(activeElement)) activeElement.blur();
}

function isAmongPhotos(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target === document.body) return true;
  return target.closest('[data-photos]') !== null;
}
