import { stat } from 'node:fs/promises';
import type { FileOutcome } from '../../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo, type ErrorInfo } from '../../../src-shared/errors.ts';
import type { Transfer } from '../../transfer/types.ts';
import { isSidecar } from './file-sets.ts';
import type { JobRecord } from './job.ts';
import type { PlannedFile } from './names.ts';

/** Errors after which nothing else can be copied either. */
const FATAL: ReadonlySet<string> = new Set(['disk-full', 'card-gone', 'cancelled']);
/** FAT keeps times in steps of two seconds. */
const SAME_TIME_MS = 2000;

export function isFatal(thrown: unknown): thrown is KeepersError {
  return thrown instanceof KeepersError && FATAL.has(thrown.code);
}

export function requireGoingOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new KeepersError('cancelled');
}

/** Works until all is done, or until nothing more can be: then resolves with why. Rejects with what is neither. */
export async function untilStopped(work: () => Promise<void>): Promise<ErrorInfo | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    if (!isFatal(thrown)) throw thrown;
    return toErrorInfo(thrown);
  }
}

/** What becomes of files, one after another: one that fails is told with its reason, and the next has its turn. */
export async function settleEach(
  files: readonly PlannedFile[],
  signal: AbortSignal | undefined,
  work: (file: PlannedFile) => Promise<FileOutcome>,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    requireGoingOn(signal);
    try {
      outcomes.push(await work(file));
    } catch (thrown) {
      if (isFatal(thrown)) throw thrown;
      outcomes.push(failedOutcome(file, thrown));
    }
  }
  return outcomes;
}

export interface CopyOptions {
  readonly tag: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sees to it that all copies of a file are there and proven. Copies that an earlier run has left are read back and
 * compared; so are those that it has written down, unless they look as they were left. Rejects with `copy-changed` where
 * one of those is something else by now; sidecars are meant to change.
 */
export async function settleFile(
  file: PlannedFile,
  transfer: Transfer,
  record: JobRecord,
  { tag, signal }: CopyOptions,
): Promise<FileOutcome> {
  const { source, targets } = file;
  const done = record.doneOf(file);
  const missing: string[] = [];
  // What was linked was written down without its hash.
  let known = done?.sha256 === '' ? undefined : done?.sha256;
  const isSame = async (target: string) =>
    (await transfer.hash(target, signal)) === (known ??= await transfer.hash(source, signal));
  for (const target of targets) {
    const there = await stat(target).catch(() => undefined);
    if (there === undefined || (there.size === 0 && file.bytes > 0)) missing.push(target);
    else if (done === undefined) {
      if (there.size !== file.bytes || !(await isSame(target))) {
        throw new KeepersError('target-exists', { path: target });
      }
      // Killed after it had its name and before its other name was gone.
      await transfer.clear(target, tag);
    } else if (!isSidecar(source) && !looksUntouched(there, file) && !(await isSame(target))) {
      throw new KeepersError('copy-changed', { path: target });
    }
  }
  const outcome = { source, targets: [...targets] };
  if (missing.length === 0) {
    const sha256 = known ?? done?.sha256 ?? '';
    if (done === undefined) await record.done(file, file.bytes, sha256);
    return { ...outcome, state: 'there', bytes: file.bytes, sha256 };
  }
  const { bytes, sha256 } = await transfer.copy({ source, targets: missing, tag, signal });
  if (known !== undefined && known !== sha256)
    throw new KeepersError('file-changed', { path: source });
  await record.done(file, bytes, sha256);
  return { ...outcome, state: 'copied', bytes, sha256 };
}

/** A copy has the size and, where the drive keeps it, the time of what it was made from. */
function looksUntouched(
  copy: { readonly size: number; readonly mtimeMs: number },
  { bytes, modifiedAt }: PlannedFile,
): boolean {
  return copy.size === bytes && Math.abs(copy.mtimeMs - modifiedAt) <= SAME_TIME_MS;
}

/** A file that failed, with its reason. */
export function failedOutcome(file: PlannedFile, thrown: unknown): FileOutcome {
  const { source, targets, bytes } = file;
  return { source, targets: [...targets], bytes, state: 'failed', error: toErrorInfo(thrown) };
}

/** Runs tasks over items, so many at the same time; the first that rejects ends it once those under way have settled. */
export async function inLanes<T>(
  items: Iterable<T>,
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failure: { readonly thrown: unknown } | undefined;
  const lane = async () => {
    for (
      let next = queue.next();
      next.done !== true && failure === undefined;
      next = queue.next()
    ) {
      try {
        await work(next.value);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure !== undefined) throw failure.thrown;
}
