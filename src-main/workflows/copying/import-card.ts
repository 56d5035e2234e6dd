import { stat } from 'node:fs/promises';
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
import { makePlaces } from './import-places.ts';
import { jobName, JobRecord, keyOfSet, type PlannedSet } from './job.ts';
import { findKnown, listCard, type KnownFile } from './look-at-card.ts';
import { nameFacts } from './name-facts.ts';
import { Namer, type PlannedFile } from './names.ts';
import { reasonsToKeep, wholeCopies } from './safe-to-erase.ts';
import {
  failedOutcome,
  inLanes,
  isFatal,
  requireGoingOn,
  settleEach,
  settleFile,
  untilStopped,
} from './settle.ts';

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
  const { files, skipped } = await listCard(card);
  await makePlaces(card, places);
  await progress.onBegin?.(places[0] ?? '');
  const { template: words } = settings;
  const name = jobName('import', { card, places, words });
  const journal = await rooms.transfer.openJournal(name);
  try {
    const job = new ImportJob(settings, rooms, progress, {
      ...{ card, places, template, tag: name },
      record: new JobRecord(journal),
      namer: new Namer(template, {
        ...{ transfer: rooms.transfer, places, sameCounts: true, closed: card },
      }),
    });
    return await job.run(files, skipped);
  } finally {
    await journal.close();
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
    const stopped = await untilStopped(async () => {
      await this.#copyAll(files);
      // What is new comes first: proving again what is known may take as long as copying it.
      await inLanes(this.#known, LANES, ([file, known]) => this.#proveKnown(file, known, files));
    });
    const { card, places } = this.#parts;
    const notSafe = await reasonsToKeep({
      ...{ card, places: places.length, files, skipped, outcomes: this.#outcomes, stopped },
    });
    return {
      files: files.flatMap((file) => this.#outcomes.get(file.path) ?? []),
      skipped: skipped.map(({ path: file, reason }) => ({ path: file, reason })),
      // Of a folder without any file there is nothing to say.
      ...(files.length + notSafe.length > 0 && { safeToErase: notSafe.length === 0 }),
      notSafe,
      ...(stopped !== undefined && { stopped }),
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
      requireGoingOn(this.#progress.signal);
      const known =
        this.#settings.again === true
          ? undefined
          : await findKnown(file, card, this.#rooms.catalogue);
      if (known === undefined) fresh.push(file);
      else this.#known.set(file.path, known);
    }
    const plans = [];
    for (const { set, facts } of await this.#inOrder(fileSets(fresh))) {
      requireGoingOn(this.#progress.signal);
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
      requireGoingOn(this.#progress.signal);
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
    const outcomes = await settleEach(set.files, this.#progress.signal, (file) =>
      this.#copyFile(file).catch((thrown: unknown) => this.#asOutcome(file, thrown)),
    );
    await this.#writeRights(set, outcomes);
  }

  async #copyFile(file: PlannedFile): Promise<FileOutcome> {
    const { record, tag } = this.#parts;
    const { signal } = this.#progress;
    const outcome = await settleFile(file, this.#rooms.transfer, record, { tag, signal });
    const { sha256 = '' } = outcome;
    const identity = await contentIdentity(file.source).catch(() => undefined);
    if (identity !== undefined && file.bytes > 0) {
      const { bytes } = file;
      const copies = file.targets.map((copy) => ({ identity, bytes, path: copy, sha256 }));
      this.#imported.push(...copies);
    }
    return this.#settle(outcome);
  }

  /** Without its card everything fails: one sentence, not the same one for every file. */
  async #asOutcome(file: PlannedFile, thrown: unknown): Promise<FileOutcome> {
    if (isFatal(thrown)) throw thrown;
    await this.#requireCard();
    const failed = failedOutcome(file, thrown);
    // It was copied and proven; what has become of it is told, and keeps the card from being called safe.
    const isCopied = thrown instanceof KeepersError && thrown.code === 'copy-changed';
    return this.#settle(isCopied ? { ...failed, state: 'there' } : failed);
  }

  async #requireCard(): Promise<void> {
    const { card } = this.#parts;
    if ((await stat(card).catch(() => undefined)) === undefined) {
      throw new KeepersError('card-gone', { path: card });
    }
  }

  /** Creator and copyright go into the sidecars of all copies; the copies themselves stay as they were proven. */
  async #writeRights({ files }: PlannedSet, outcomes: readonly FileOutcome[]): Promise<void> {
    const { creator, copyright } = this.#settings;
    if (creator === undefined && copyright === undefined) return;
    const rights = {
      ...(creator !== undefined && { creator }),
      ...(copyright !== undefined && { copyright }),
    };
    const photos = files.filter(({ source }) => formatOfPath(source) !== undefined);
    const owners = photos.length > 0 ? photos : files.filter(({ source }) => isMovie(source));
    for (const file of owners) {
      const outcome = outcomes.find(({ source }) => source === file.source);
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
    source: string,
    { copies }: KnownFile,
    files: readonly FoundFile[],
  ): Promise<void> {
    const { transfer } = this.#rooms;
    const { signal } = this.#progress;
    const bytes = files.find((each) => each.path === source)?.bytes ?? 0;
    try {
      const sha256 = await transfer.hash(source, signal);
      const targets = await wholeCopies(copies, sha256, {
        ...{ transfer, signal, wanted: this.#parts.places.length },
        mayHaveChanged: isSidecar(source),
      });
      this.#settle({ source, state: 'known', targets, bytes, sha256 });
    } catch (thrown) {
      if (isFatal(thrown)) throw thrown;
      await this.#requireCard();
      const error = toErrorInfo(thrown);
      this.#settle({ source, state: 'failed', targets: [], bytes, error });
    }
  }

  #settle(outcome: FileOutcome): FileOutcome {
    this.#outcomes.set(outcome.source, outcome);
    this.#progress.onFile?.(outcome);
    return outcome;
  }
}
