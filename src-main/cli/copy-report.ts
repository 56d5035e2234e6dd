import type { CopyReport, FileOutcome } from '../../src-shared/bridge.ts';
import { clearProgress, EXIT, printable, printLine, say } from './output.ts';

const WORDS: Readonly<Record<FileOutcome['state'], string>> = {
  copied: 'copied',
  linked: 'linked',
  moved: 'moved',
  exported: 'exported',
  there: 'there already',
  known: 'known already',
  planned: 'planned',
  trashed: 'in the trash',
  failed: 'failed',
};

/** "1.5 GB". */
export function asBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/**
 * Prints what became of each file, one a line, then what is to be said of all; returns the exit code. As JSON: an
 * object a file, then those skipped, then one with `summary`.
 */
export async function printReport(report: CopyReport, json: boolean): Promise<number> {
  clearProgress();
  const counts: Partial<Record<FileOutcome['state'], number>> = {};
  let bytes = 0;
  for (const outcome of report.files) {
    counts[outcome.state] = (counts[outcome.state] ?? 0) + 1;
    if (outcome.state === 'copied' || outcome.state === 'exported') bytes += outcome.bytes;
    if (json) await printLine(JSON.stringify(outcome));
    else await printOutcome(outcome);
  }
  for (const { path, reason } of report.skipped) {
    if (json) await printLine(JSON.stringify({ skipped: path, reason }));
    else await printLine(`skipped  ${printable(path)}  (${reason})`);
  }
  const { safeToErase, notSafe, stopped } = report;
  if (json) {
    const summary = {
      ...counts,
      skipped: report.skipped.length,
      copiedBytes: bytes,
      safeToErase,
      notSafe,
      stopped,
    };
    await printLine(JSON.stringify({ summary }));
  } else {
    const parts = Object.entries(counts).map(
      ([state, count]) => `${count} ${WORDS[state as FileOutcome['state']]}`,
    );
    say(`${parts.join(', ') || 'Nothing to do'}${bytes > 0 ? `; ${asBytes(bytes)} copied` : ''}.`);
    if (stopped !== undefined && safeToErase === undefined) say(stopped.message);
    for (const reason of notSafe) say(reason);
    if (safeToErase === true)
      say('Safe to erase: every byte of the card was read back from its copies.');
    if (safeToErase === false) say('NOT safe to erase.');
  }
  const isWhole = counts.failed === undefined && stopped === undefined;
  return isWhole && safeToErase !== false ? EXIT.done : EXIT.someFailed;
}

async function printOutcome({ source, state, targets, error }: FileOutcome): Promise<void> {
  const where = targets.map(printable).join(', ');
  const to = where === '' || state === 'failed' ? '' : `  →  ${where}`;
  await printLine(`${WORDS[state]}  ${printable(source)}${to}`);
  if (error !== undefined) say(`${printable(source)}: ${error.message}`);
}
