/** What photos are ordered by, worked out once when they are written: SQLite compares bytes alone. */

/** A name as it is searched: canonical Unicode, lower case. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * A key whose byte order is the natural order of names: `IMG_2` before `IMG_10`, case and accents aside, a
 * stem before its longer relatives (`IMG_1.jpg` before `IMG_1-2.jpg`).
 */
export function naturalKey(name: string): string {
  const plain = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const dot = plain.lastIndexOf('.');
  // Below every printable character, so that the end of a stem comes first.
  const split = dot <= 0 ? plain : `${plain.slice(0, dot)}\u0001${plain.slice(dot + 1)}`;
  return split.replace(/\d+/g, (run) => {
    const digits = run.replace(/^0+(?=\d)/, '');
    return String(digits.length).padStart(3, '0') + digits;
  });
}

/** A file's time on the wall clock of this machine: comparable with what cameras write. */
export function fileWallClockMs(modifiedAt: number): number {
  return modifiedAt - new Date(modifiedAt).getTimezoneOffset() * 60_000;
}
