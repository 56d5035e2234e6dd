/** Backups that are made by themselves: one a day, of which older ones are thinned out. */

const DAYS = 7;
const WEEKS = 4;
const MONTHS = 12;
const DAY_MS = 86_400_000;

const NAME = /^keepers-(\d{4}-\d{2}-\d{2})\.keepers-backup$/;

/** The file of a day, `YYYY-MM-DD`. */
export function backupName(day: string): string {
  return `keepers-${day}.keepers-backup`;
}

/** The day of such a file's name; undefined for any other name. */
export function dayOfBackup(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}

/**
 * Which of these days' backups may go: kept are the newest seven, the newest of each of four weeks and of each of twelve
 * months. What is not ours is never named.
 */
export function expired(days: readonly string[]): string[] {
  const newestFirst = [...new Set(days)].sort().reverse();
  const kept = new Set(newestFirst.slice(0, DAYS));
  keepNewestOf(newestFirst, weekOf, WEEKS, kept);
  keepNewestOf(newestFirst, (day) => day.slice(0, 7), MONTHS, kept);
  return newestFirst.filter((day) => !kept.has(day));
}

function keepNewestOf(
  newestFirst: readonly string[],
  spanOf: (day: string) => string,
  spans: number,
  kept: Set<string>,
): void {
  const seen = new Set<string>();
  for (const day of newestFirst) {
    const span = spanOf(day);
    if (seen.has(span)) continue;
    if (seen.size === spans) return;
    seen.add(span);
    kept.add(day);
  }
}

/** Weeks begin on Mondays; 1970 began on a Thursday. */
function weekOf(day: string): string {
  return String(Math.floor((Date.parse(`${day}T00:00:00Z`) / DAY_MS + 3) / 7));
}
