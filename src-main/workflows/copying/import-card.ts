import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CopyReport, FileOutcome, ImportSettings } from '../../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo } from '../../../src-shared/errors.ts';
import { parseTemplate, type NameTemplate } from '../../../src-shared/naming.ts';
import { formatOfPath } from '../../../src-shared/photo.ts';
import type { CatalogueWriter, ImportedFile } from '../../catalogue/types.ts';
import type { Metadata } from '../../metadata/types.ts';
import type { Transfer } from '../../transfer/types.ts';
import { contentIdentity } from '../identity.ts';
import { fileSets, isMovie, isSidecar, type FileSet } from './file-sets.ts';
import type { FoundFile, SkippedFile } from './found-files.ts';
import {
  failedOutcome,
  inLanes,
  isFatal,
  jobName,
  JobRecord,
  keyOfSet,
  settleFile,
  type PlannedSet,
} from './job.ts';
import { findKnown, isBelow, listCard, type KnownFile } from './look-at-card.ts';
import { nameFacts } from './name-facts.ts';
import { Namer } from './names.ts';

/** One file is read from the card while another is read back from the disk. */
const LANES = 2;
/** Sets whose names are worked out together. */
const LOOKED_AT_ONCE = 32;

export interface ImportRooms {
  readonly catalogue: Pick<CatalogueWriter, 'knownCopies' | 'recordImports'>;
  readonly metadata: Pick<Metadata, 'exif' | 'movie' | 'writeRights'>;
  readonly transfer: Transfer;
}

export interface ImportProgress {
  readonly signal?: AbortSignal | undefined;
  onTotal?(files: number): void;
  /** Everything that can be wrong with what was asked is ruled out, and the first place is there. */
  onBegin?(folder: string): Promise<void>;
  /** A file is settled. */
  onFile?(outcome: FileOutcome): void;
}

/**
 * Copies everything from a card to one or two places, proven, and goes on where the same import was interrupted.
 *
 * Whatever happens to a file is in the report; rejects only where nothing can be begun: `folder-missing`,
 * `folder-unreadable`, `template-invalid`, `places-overlap`, `already-running`. Nothing is written to the card.
 */
export async function importCard(
  settings: ImportSettings,
  rooms: ImportRooms,
  progress: ImportProgress = {},
): Promise<CopyReport> {
  const template = parseTemplate(settings.template);
  const card = path.resolve(settings.card);
  const places = [settings.to, ...(settings.also === undefined ? [] : [settings.also])].map(
    (place) => path.resolve(place),
  );
  requireApart(card, places);
  const { files, skipped } = await listCard(card);
  const [to = ''] = places;
  await mkdir(to, { recursive: true }).catch((thrown: NodeJS.ErrnoException) => {
    throw new KeepersError('write-failed', { path: to, reason: thrown.code ?? thrown.message });
  });
  await progress.onBegin?.(to);
  const { template: words } = settings;
  const name = jobName('import', { card, places, words });
  const journal = await rooms.transfer.openJournal(name);
  try {
    const job = new ImportJob(settings, rooms, progress, {
      ...{ card, places, template, tag: name },
      record: new JobRecord(journal),
      namer: new Namer(template, { transfer: rooms.transfer, places, sameCounts: true }),
    });
    return await job.run(files, skipped);
  } finally {
    await journal.close();
  }
}

/** Nothing may be copied onto the card, into itself, or to one place twice. */
function requireApart(card: string, places: readonly string[]): void {
  const [to = '', also] = places;
  for (const place of places) {
    if (isBelow(place, card)) throw new KeepersError('places-overlap', { path: place });
  }
  if (also !== undefined && (isBelow(also, to) || isBelow(to, also))) {
    throw new KeepersError('places-overlap', { path: also });
  }
}

interface ImportParts {
  readonly card: string;
  readonly places: readonly string[];
  readonly template: NameTemplate;
  readonly tag: string;
  readonly record: JobRecord;
  readonly namer: Namer;
}

class ImportJob {
  readonly #settings: ImportSettings;
  readonly #rooms: ImportRooms;
  readonly #progress: ImportProgress;
  readonly #parts: ImportParts;
  readonly #outcomes = new Map<string, FileOutcome>();
  readonly #known = new Map<string, KnownFile>();
  /** Copies that the catalogue is yet to hear of. */
  #imported: ImportedFile[] = [];

  constructor(
    settings: ImportSettings,
    rooms: ImportRooms,
    progress: ImportProgress,
    parts: ImportParts,
  ) {
    this.#settings = settings;
    this.#rooms = rooms;
    this.#progress = progress;
    this.#parts = parts;
  }

  async run(files: readonly FoundFile[], skipped: readonly SkippedFile[]): Promise<CopyReport> {
    this.#progress.onTotal?.(files.length);
    let stopped: KeepersError | undefined;
    try {
      await this.#copyAll(files);
      // What is new comes first: proving again what is known may take as long as copying it.
      await inLanes(this.#known, LANES, ([file, known]) => this.#proveKnown(file, known, files));
    } catch (thrown) {
      if (!isFatal(thrown)) throw thrown;
      stopped = thrown;
    }
    const notSafe = await this.#notSafe(files, skipped, stopped);
    return {
      files: files.flatMap((file) => this.#outcomes.get(file.path) ?? []),
      skipped: skipped.map(({ path: file, reason }) => ({ path: file, reason })),
      safeToErase: notSafe.length === 0,
      notSafe,
      ...(stopped !== undefined && { stopped: toErrorInfo(stopped) }),
    };
  }

  /** Files of an earlier run keep the names that they were given, and are settled first. */
  async #copyAll(files: readonly FoundFile[]): Promise<void> {
    const { record, namer, template } = this.#parts;
    const planned: PlannedSet[] = [];
    const left: FoundFile[] = [];
    for (const { files: earlier } of record.plans()) namer.reserve(earlier, record.sequence);
    for (const set of fileSets(files)) {
      const plan = record.planOf(keyOfSet(set));
      if (plan !== undefined) planned.push(plan);
      else left.push(...set.files);
    }
    await this.#copySets(planned);
    const sets = fileSets(left);
    // To be numbered in the order of capture all must be looked at; else copying begins with the first.
    const atOnce = template.counts ? sets.length : LOOKED_AT_ONCE;
    for (let start = 0; start < sets.length; start += atOnce) {
      const plans = await this.#plan(sets.slice(start, start + atOnce));
      await this.#copySets(plans);
    }
  }

  /** Gives the new files of sets their places; those that are known are set aside. */
  async #plan(sets: readonly FileSet[]): Promise<PlannedSet[]> {
    const { record, namer, card } = this.#parts;
    const fresh: FoundFile[] = [];
    for (const file of sets.flatMap((set) => set.files)) {
      this.#requireGoingOn();
      const known =
        this.#settings.again === true
          ? undefined
          : await findKnown(file, card, this.#rooms.catalogue);
      if (known === undefined) fresh.push(file);
      else this.#known.set(file.path, known);
    }
    const plans = [];
    for (const { set, facts } of await this.#inOrder(fileSets(fresh))) {
      this.#requireGoingOn();
      const placed = await namer.place(set, facts);
      plans.push({ key: keyOfSet(set), files: placed, sequence: namer.sequence });
    }
    // Names are given for good before anything has them.
    await record.plan(plans);
    return plans;
  }

  /** Sets by the time of their capture, in which they are numbered. */
  async #inOrder(sets: readonly FileSet[]) {
    const known = [];
    for (const set of sets) {
      this.#requireGoingOn();
      known.push({ set, facts: await nameFacts(set, this.#rooms.metadata) });
    }
    return known.sort(
      (a, b) =>
        (a.facts.takenAt < b.facts.takenAt ? -1 : a.facts.takenAt > b.facts.takenAt ? 1 : 0) ||
        (a.set.leader.path < b.set.leader.path ? -1 : 1),
    );
  }

  async #copySets(sets: readonly PlannedSet[]): Promise<void> {
    try {
      await inLanes(sets, LANES, (set) => this.#copySet(set));
    } finally {
      // A run that is killed before this tells them again when it goes on.
      this.#rooms.catalogue.recordImports(this.#imported);
      this.#imported = [];
    }
  }

  async #copySet(set: PlannedSet): Promise<void> {
    const { record, tag } = this.#parts;
    const { transfer } = this.#rooms;
    for (const file of set.files) {
      this.#requireGoingOn();
      try {
        const { signal } = this.#progress;
        const outcome = await settleFile(file, transfer, record, { tag, signal });
        const { sha256 = '' } = outcome;
        const identity = await this.#identityOf(file.source);
        if (identity !== undefined && file.bytes > 0) {
          const { bytes } = file;
          const copies = file.targets.map((copy) => ({ identity, bytes, path: copy, sha256 }));
          this.#imported.push(...copies);
        }
        this.#settle(outcome);
      } catch (thrown) {
        if (isFatal(thrown)) throw thrown;
        // Without its card everything fails: one sentence, not the same one for every file.
        if (!(await isThere(this.#parts.card))) {
          throw new KeepersError('card-gone', { path: this.#parts.card });
        }
        this.#settle(failedOutcome(file, thrown));
      }
    }
    await this.#writeRights(set);
  }

  /** Creator and copyright go into the sidecars of all copies; the copies themselves stay as they were proven. */
  async #writeRights({ files }: PlannedSet): Promise<void> {
    const { creator, copyright } = this.#settings;
    if (creator === undefined && copyright === undefined) return;
    const rights = {
      ...(creator !== undefined && { creator }),
      ...(copyright !== undefined && { copyright }),
    };
    const photos = files.filter(({ source }) => formatOfPath(source) !== undefined);
    const owners = photos.length > 0 ? photos : files.filter(({ source }) => isMovie(source));
    for (const file of owners) {
      const outcome = this.#outcomes.get(file.source);
      if (outcome === undefined || outcome.state === 'failed') continue;
      for (const target of file.targets) {
        try {
          await this.#rooms.metadata.writeRights(target, rights);
        } catch (thrown) {
          if (isFatal(thrown)) throw thrown;
          // The copy is whole; what its sidecar lacks is told with it.
          this.#outcomes.set(file.source, { ...outcome, error: toErrorInfo(thrown) });
        }
      }
    }
  }

  /** Reads a known file and its copies in full: only then can it be said that they are the same. */
  async #proveKnown(
    file: string,
    { copies }: KnownFile,
    files: readonly FoundFile[],
  ): Promise<void> {
    const { transfer } = this.#rooms;
    const bytes = files.find((each) => each.path === file)?.bytes ?? 0;
    const proven: string[] = [];
    let sha256: string | undefined;
    try {
      sha256 = await transfer.hash(file, this.#progress.signal);
      for (const copy of copies) {
        if (proven.length === this.#parts.places.length) break;
        if (await this.#isSame(copy.path, sha256, isSidecar(file))) proven.push(copy.path);
      }
    } catch (thrown) {
      if (isFatal(thrown)) throw thrown;
      if (!(await isThere(this.#parts.card))) {
        throw new KeepersError('card-gone', { path: this.#parts.card });
      }
      this.#settle({
        source: file,
        state: 'failed',
        targets: [],
        bytes,
        error: toErrorInfo(thrown),
      });
      return;
    }
    this.#settle({ source: file, state: 'known', targets: proven, bytes, sha256 });
  }

  async #isSame(copy: string, sha256: string, mayHaveChanged: boolean): Promise<boolean> {
    // Verdicts are merged into a sidecar's copy, which was proven when it was made.
    if (mayHaveChanged) return await isThere(copy);
    return await this.#rooms.transfer.hash(copy, this.#progress.signal).then(
      (found) => found === sha256,
      (thrown: unknown) => {
        if (isFatal(thrown)) throw thrown;
        return false;
      },
    );
  }

  async #notSafe(
    files: readonly FoundFile[],
    skipped: readonly SkippedFile[],
    stopped: KeepersError | undefined,
  ): Promise<string[]> {
    const reasons: string[] = [];
    if (stopped !== undefined) reasons.push(stopped.message);
    const outcomes = files.map((file) => this.#outcomes.get(file.path));
    const failed = outcomes.filter((outcome) => outcome?.state === 'failed').length;
    if (failed > 0) reasons.push(`${counted(failed, 'file')} could not be copied.`);
    const unread = skipped.filter(({ matters }) => matters).length;
    if (unread > 0)
      reasons.push(
        `${counted(unread, 'file or folder', 'files or folders')} of the card could not be read.`,
      );
    const unproven = outcomes.filter(
      (outcome) => outcome?.state === 'known' && outcome.targets.length < this.#parts.places.length,
    ).length;
    if (unproven > 0) {
      reasons.push(
        `Of ${counted(unproven, 'file')} that ${unproven === 1 ? 'was' : 'were'} imported before, fewer whole copies can be reached than were asked for. Import again with what is known included.`,
      );
    }
    if (stopped === undefined && (await this.#hasChanged(files))) {
      reasons.push('The card changed while it was copied. Import it again.');
    }
    return reasons;
  }

  async #hasChanged(before: readonly FoundFile[]): Promise<boolean> {
    const now = await listCard(this.#parts.card).catch(() => undefined);
    if (now === undefined || now.files.length !== before.length) return true;
    return now.files.some(
      (file, at) =>
        file.path !== before[at]?.path ||
        file.bytes !== before[at].bytes ||
        file.modifiedAt !== before[at].modifiedAt,
    );
  }

  async #identityOf(file: string): Promise<string | undefined> {
    return await contentIdentity(file).catch(() => undefined);
  }

  #settle(outcome: FileOutcome): void {
    this.#outcomes.set(outcome.source, outcome);
    this.#progress.onFile?.(outcome);
  }

  #requireGoingOn(): void {
    if (this.#progress.signal?.aborted === true) throw new KeepersError('cancelled');
  }
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
