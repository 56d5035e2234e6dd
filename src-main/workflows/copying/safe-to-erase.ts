import { stat } from 'node:fs/promises';
import type { FileOutcome } from '../../../src-shared/bridge.ts';
import type { ErrorInfo } from '../../../src-shared/errors.ts';
import type { KnownCopy } from '../../catalogue/types.ts';
import type { Transfer } from '../../transfer/types.ts';
import type { FoundFile, SkippedFile } from './found-files.ts';
import { listCard } from './look-at-card.ts';
import { isFatal } from './settle.ts';

/** What an import has to show for a card before it may be erased. */
export interface Evidence {
  readonly card: string;
  /** How many copies were asked for. */
  readonly places: number;
  /** The card as it was listed before anything was copied. */
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
  readonly outcomes: ReadonlyMap<string, FileOutcome>;
  readonly stopped: ErrorInfo | undefined;
}

/** Why a card is not safe to erase, as sentences; none where every byte of it was read back from all its copies. */
export async function reasonsToKeep(evidence: Evidence): Promise<string[]> {
  const { card, places, files, skipped, stopped } = evidence;
  const reasons: string[] = [];
  if (stopped !== undefined) reasons.push(stopped.message);
  const outcomes = files.map((file) => evidence.outcomes.get(file.path));
  const count = (is: (outcome: FileOutcome) => boolean) =>
    outcomes.filter((outcome) => outcome !== undefined && is(outcome)).length;
  const failed = count(({ state }) => state === 'failed');
  if (failed > 0) reasons.push(`${counted(failed, 'file')} could not be copied.`);
  const changed = count(({ error }) => error?.code === 'copy-changed');
  if (changed > 0) {
    reasons.push(
      `Of ${counted(changed, 'file')} a copy has changed since it was proven. Import to another folder to have proven copies again.`,
    );
  }
  const unread = skipped.filter(({ matters }) => matters).length;
  if (unread > 0) {
    reasons.push(
      `${counted(unread, 'file or folder', 'files or folders')} of the card could not be read.`,
    );
  }
  const unproven = count(({ state, targets }) => state === 'known' && targets.length < places);
  if (unproven > 0) {
    reasons.push(
      `Of ${counted(unproven, 'file')} that ${unproven === 1 ? 'was' : 'were'} imported before, fewer whole copies can be reached than were asked for. Import again with what is known included.`,
    );
  }
  if (stopped === undefined && (await hasChanged(card, files))) {
    reasons.push('The card changed while it was copied. Import it again.');
  }
  return reasons;
}

async function hasChanged(card: string, before: readonly FoundFile[]): Promise<boolean> {
  const now = await listCard(card).catch(() => undefined);
  if (now === undefined || now.files.length !== before.length) return true;
  return now.files.some(
    (file, at) =>
      file.path !== before[at]?.path ||
      file.bytes !== before[at].bytes ||
      file.modifiedAt !== before[at].modifiedAt,
  );
}

/**
 * Which of a known file's copies are whole, read to their end, until there are `wanted`. Two names of one file are one
 * copy. Rejects with `cancelled`.
 */
export async function wholeCopies(
  copies: readonly KnownCopy[],
  sha256: string,
  options: {
    readonly transfer: Pick<Transfer, 'hash'>;
    readonly wanted: number;
    readonly signal: AbortSignal | undefined;
    /** Verdicts are merged into a sidecar's copy, which was proven when it was made. */
    readonly mayHaveChanged: boolean;
  },
): Promise<string[]> {
  const { transfer, wanted, signal, mayHaveChanged } = options;
  const whole: string[] = [];
  const counted = new Set<string>();
  for (const { path: copy } of copies) {
    if (whole.length === wanted) break;
    const info = await stat(copy, { bigint: true }).catch(() => undefined);
    if (info === undefined) continue;
    const itself = info.ino === 0n ? copy : `${info.dev}:${info.ino}`;
    if (counted.has(itself)) continue;
    const found = mayHaveChanged ? sha256 : await transfer.hash(copy, signal).catch(unlessFatal);
    if (found !== sha256) continue;
    counted.add(itself);
    whole.push(copy);
  }
  return whole;
}

function unlessFatal(thrown: unknown): undefined {
  if (isFatal(thrown)) throw thrown;
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
