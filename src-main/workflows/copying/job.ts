import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Journal } from '../../transfer/types.ts';
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
