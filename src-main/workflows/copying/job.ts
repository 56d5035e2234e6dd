import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { KeepersError, toErrorInfo } from '../../../src-shared/errors.ts';
import type { FileOutcome } from '../../../src-shared/bridge.ts';
import type { Journal, Transfer } from '../../transfer/types.ts';
import type { FileSet } from './file-sets.ts';
import type { PlannedFile } from './names.ts';

const PlannedFileSchema = v.object({
  source: v.string(),
  bytes: v.number(),
  modifiedAt: v.number(),
  targets: v.array(v.string()),
});

/** What a job writes down as it goes, so that it can go on after its process was killed. */
const EntrySchema = v.variant('type', [
  /** These files of a set get these names. */
  v.object({
    type: v.literal('plan'),
    key: v.string(),
    sequence: v.number(),
    files: v.array(PlannedFileSchema),
  }),
  /** This file's copies are there and were read back. */
  v.object({
    type: v.literal('done'),
    target: v.string(),
    bytes: v.number(),
    sha256: v.string(),
  }),
]);

export interface PlannedSet {
  readonly key: string;
  readonly files: readonly PlannedFile[];
}

/** Errors after which nothing else can be copied either. */
const FATAL: ReadonlySet<string> = new Set(['disk-full', 'card-gone', 'cancelled']);

export function isFatal(thrown: unknown): thrown is KeepersError {
  return thrown instanceof KeepersError && FATAL.has(thrown.code);
}

/** A name for a job by what it is to do: one that is begun again finds its journal. */
export function jobName(kind: string, what: unknown): string {
  const mark = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
  return `${kind}-${mark}`;
}

/** The journal of a job, as what it says. */
export class JobRecord {
  readonly #journal: Journal;
  readonly #plans = new Map<string, PlannedSet>();
  readonly #done = new Map<string, { readonly bytes: number; readonly sha256: string }>();
  #sequence = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const raw of journal.entries) {
      const entry = v.safeParse(EntrySchema, raw);
      if (!entry.success) continue;
      const { output } = entry;
      if (output.type === 'plan') {
        this.#plans.set(output.key, output);
        this.#sequence = Math.max(this.#sequence, output.sequence);
      } else this.#done.set(output.target, output);
    }
  }

  get sequence(): number {
    return this.#sequence;
  }

  plans(): Iterable<PlannedSet> {
    return this.#plans.values();
  }

  planOf(key: string): PlannedSet | undefined {
    return this.#plans.get(key);
  }

  doneOf({
    targets,
  }: PlannedFile): { readonly bytes: number; readonly sha256: string } | undefined {
    return this.#done.get(targets[0] ?? '');
  }

  async plan(sets: readonly (PlannedSet & { readonly sequence: number })[]): Promise<void> {
    for (const set of sets) this.#plans.set(set.key, set);
    await this.#journal.append(...sets.map((set) => ({ type: 'plan', ...set })));
  }

  async done(file: PlannedFile, bytes: number, sha256: string): Promise<void> {
    const target = file.targets[0] ?? '';
    this.#done.set(target, { bytes, sha256 });
    await this.#journal.append({ type: 'done', target, bytes, sha256 });
  }
}

/** Names a set by its files as they are: one that changes is another set. */
export function keyOfSet({ files }: Pick<FileSet, 'files'>): string {
  const all = files.map(({ path, bytes, modifiedAt }) => [path, bytes, modifiedAt]);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 24);
}

export interface CopyOptions {
  readonly tag: string;
  readonly signal: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Sees to it that all copies of a file are there and proven. Copies that an earlier run has left are read back and
 * compared; those that it has written down are taken for what they are.
 */
export async function settleFile(
  file: PlannedFile,
  transfer: Transfer,
  record: JobRecord,
  { tag, signal, onBytes }: CopyOptions,
): Promise<FileOutcome> {
  const { source, targets } = file;
  const done = record.doneOf(file);
  const missing: string[] = [];
  let known = done?.sha256;
  for (const target of targets) {
    const there = await stat(target).catch(() => undefined);
    if (there === undefined || (there.size === 0 && file.bytes > 0)) missing.push(target);
    else if (done === undefined) {
      known ??= await transfer.hash(source, signal);
      if (there.size !== file.bytes || (await transfer.hash(target, signal)) !== known) {
        throw new KeepersError('target-exists', { path: target });
      }
    }
  }
  const outcome = { source, targets: [...targets] };
  if (missing.length === 0 && known !== undefined) {
    if (done === undefined) await record.done(file, file.bytes, known);
    return { ...outcome, state: 'there', bytes: file.bytes, sha256: known };
  }
  const order = { source, targets: missing, tag, signal, ...(onBytes && { onBytes }) };
  const { bytes, sha256 } = await transfer.copy(order);
  if (known !== undefined && known !== sha256)
    throw new KeepersError('file-changed', { path: source });
  await record.done(file, bytes, sha256);
  return { ...outcome, state: 'copied', bytes, sha256 };
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
