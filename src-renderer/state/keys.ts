/** Key bindings as text: how they are written, matched, shown and recorded. */

/** Several bindings of one command are parted by this; no key's name holds it. */
const PARTING = ' | ';

const MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  Space: 'Space',
  Comma: ',',
};

export function splitKeys(keys: string): string[] {
  return keys.split(PARTING).filter((key) => key !== '');
}

export function joinKeys(keys: readonly string[]): string {
  return keys.join(PARTING);
}

/** A binding as a person reads it: `$mod+Shift+z` is `Ctrl+Shift+Z`, or `⌘⇧Z` on a Mac. */
export function showKey(binding: string, mac = MAC): string {
  const parts = binding.split(/\b\+/);
  const key = parts.at(-1) ?? '';
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(key);
  const plain = digit?.[1] ?? SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const mods = parts.slice(0, -1).map((mod) => {
    if (mod === '$mod') return mac ? '⌘' : 'Ctrl';
    if (mac) return { Shift: '⇧', Alt: '⌥', Control: '⌃', Meta: '⌘' }[mod] ?? mod;
    return mod === 'Control' ? 'Ctrl' : mod;
  });
  // A character that needs Shift on some keyboards says so by itself.
  const shown = /^[^\p{L}\p{N}]$/u.test(plain) ? mods.filter((mod) => !/Shift|⇧/.test(mod)) : mods;
  return mac ? [...shown, plain].join('') : [...shown, plain].join('+');
}

/** The bindings that a person is shown: those of the number pad and of other layouts go without saying. */
export function shownKeys(keys: readonly string[]): string[] {
  return [...new Set(keys.filter((key) => !key.includes('Numpad')).map((key) => showKey(key)))];
}

/** The binding of a pressed key, or undefined while only modifiers are down. */
export function recordKey(event: KeyboardEvent): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'].includes(event.key)) {
    return undefined;
  }
  const mods = [
    ...((MAC ? event.metaKey : event.ctrlKey) ? ['$mod'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
  ];
  // Digits by their place on the keyboard, so that AZERTY and the number pad work; all else by meaning.
  const key = /^(Digit|Numpad)[0-9]$/.test(event.code)
    ? event.code
    : event.key === ' '
      ? 'Space'
      : event.key.length === 1
        ? event.key.toLowerCase()
        : event.key;
  return [...mods, key].join('+');
}

/** Whether a keystroke belongs to the field, menu or list that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
