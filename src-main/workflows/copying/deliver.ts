import { createHash } from 'node:crypto';
import { realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  DEFAULT_JPEG,
  type CopyReport,
  type DeliverySettings,
  type FileOutcome,
} from '../../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo } from '../../../src-shared/errors.ts';
import { parseTemplate } from '../../../src-shared/naming.ts';
import type { Metadata } from '../../metadata/types.ts';
import type { Transfer } from '../../transfer/types.ts';
import { deliveredJpeg, pictureOf, type JpegRooms } from './delivered-jpeg.ts';
import { isSidecar, type FileSet } from './file-sets.ts';
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
import { nameFacts } from './name-facts.ts';
import { Namer, type PlannedFile } from './names.ts';
import type { PhotoSet } from './photo-files.ts';

const LANES = 2;

export interface DeliverRooms extends JpegRooms {
  readonly metadata: JpegRooms['metadata'] & Pick<Metadata, 'movie'>;
  readonly transfer: Transfer;
  /** Whether a photo is on a camera's card, from which nothing is moved. */
  isOnCameraCard(photo: string): Promise<boolean>;
}

export interface DeliverProgress {
  readonly signal?: AbortSignal | undefined;
  onTotal?(files: number): void;
  onFile?(outcome: FileOutcome): void;
}

/**
 * Delivers photos with the files that belong to them, proven, and goes on where the same delivery was interrupted.
 * `photos` is asked once what an earlier run had left half moved is in order.
 *
 * What becomes of a file is in the report; rejects only where nothing can be begun: `template-invalid`,
 * `already-running`, and what `photos` rejects with.
 */
export async function deliver(
  photos: () => Promise<readonly PhotoSet[]>,
  settings: DeliverySettings,
  rooms: DeliverRooms,
  progress: DeliverProgress = {},
): Promise<CopyReport> {
  const template = parseTemplate(settings.template);
  const to = path.resolve(settings.to);
  const { as, jpeg } = settings;
  const name = jobName('deliver', { to, as, jpeg, words: settings.template });
  const journal = await rooms.transfer.openJournal(name);
  try {
    const namer = new Namer(template, {
      transfer: rooms.transfer,
      places: [to],
      sameCounts: as !== 'jpeg',
      ...(as === 'jpeg' && { ending: '.jpg' }),
    });
    const job = new Delivery(settings, rooms, progress, {
      ...{ tag: name, namer, record: new JobRecord(journal) },
    });
    return await job.run(photos);
  } finally {
    await journal.close();
  }
}

interface DeliveryParts {
  readonly tag: string;
  readonly namer: Namer;
  readonly record: JobRecord;
}

class Delivery {
  readonly #settings: DeliverySettings;
  readonly #rooms: DeliverRooms;
  readonly #progress: DeliverProgress;
  readonly #parts: DeliveryParts;
  readonly #outcomes: FileOutcome[] = [];

  constructor(
    settings: DeliverySettings,
    rooms: DeliverRooms,
    progress: DeliverProgress,
    parts: DeliveryParts,
  ) {
    this.#settings = settings;
    this.#rooms = rooms;
    this.#progress = progress;
    this.#parts = parts;
  }

  async run(photos: () => Promise<readonly PhotoSet[]>): Promise<CopyReport> {
    let stopped: KeepersError | undefined;
    try {
      if (this.#settings.as === 'move' && this.#settings.dryRun !== true) await this.#finishMoves();
      const plans = await this.#plan(await photos());
      this.#progress.onTotal?.(plans.reduce((sum, { plan }) => sum + plan.files.length, 0));
      await inLanes(plans, LANES, ({ plan, set }) => this.#deliverSet(plan, set));
    } catch (thrown) {
      if (!isFatal(thrown)) throw thrown;
      stopped = thrown;
    }
    return {
      files: this.#outcomes,
      skipped: [],
      notSafe: [],
      ...(stopped !== undefined && { stopped: toErrorInfo(stopped) }),
    };
  }

  /** Names for all, those of an earlier run for what it had named. */
  async #plan(photos: readonly PhotoSet[]): Promise<{ plan: PlannedSet; set: FileSet }[]> {
    const { record, namer } = this.#parts;
    for (const { files } of record.plans()) namer.reserve(files, record.sequence);
    const planned: { plan: PlannedSet; set: FileSet }[] = [];
    const fresh: (PlannedSet & { sequence: number })[] = [];
    for (const { set: whole, known } of photos) {
      this.#requireGoingOn();
      const set = this.#settings.as === 'jpeg' ? pictureAlone(whole) : whole;
      const key = keyWithoutSidecars(set);
      const earlier = record.planOf(key);
      if (earlier !== undefined) {
        const plan = withNewFiles(earlier, set, record);
        planned.push({ plan, set: whole });
        continue;
      }
      const facts = await nameFacts(set, this.#rooms.metadata, known);
      const plan = { key, files: await namer.place(set, facts), sequence: namer.sequence };
      fresh.push(plan);
      planned.push({ plan, set: whole });
    }
    // Names are given for good before anything has them.
    if (this.#settings.dryRun !== true) await record.plan(fresh);
    return planned;
  }

  async #deliverSet(plan: PlannedSet, set: FileSet): Promise<void> {
    const { as } = this.#settings;
    const settled: PlannedFile[] = [];
    const outcomes: FileOutcome[] = [];
    for (const file of plan.files) {
      this.#requireGoingOn();
      try {
        const outcome = await this.#deliverFile(file, set);
        outcomes.push(outcome);
        settled.push(file);
      } catch (thrown) {
        if (isFatal(thrown)) throw thrown;
        outcomes.push(failedOutcome(file, thrown));
      }
    }
    // All of a photo's files move, or none does.
    const isWhole = settled.length === plan.files.length;
    for (const outcome of outcomes) {
      const file = plan.files.find(({ source }) => source === outcome.source);
      if (as !== 'move' || this.#settings.dryRun === true || !isWhole || file === undefined) {
        this.#settle(outcome);
      } else this.#settle(await this.#remove(file, outcome));
    }
  }

  async #deliverFile(file: PlannedFile, set: FileSet): Promise<FileOutcome> {
    const { as, dryRun } = this.#settings;
    const { transfer } = this.#rooms;
    const { record, tag } = this.#parts;
    const { source, targets, bytes } = file;
    const [target = ''] = targets;
    if (as === 'move' && (await this.#rooms.isOnCameraCard(source))) {
      throw new KeepersError('camera-card');
    }
    const there = await stat(target).catch(() => undefined);
    const done = record.doneOf(file);
    if (done !== undefined && there !== undefined && isSidecar(source)) {
      // A verdict since then: what was delivered is left, and told.
      const now = await stat(source).catch(() => undefined);
      if (now !== undefined && now.mtimeMs !== file.modifiedAt) {
        throw new KeepersError('target-exists', { path: target });
      }
    }
    if (dryRun === true) {
      const state = there === undefined ? 'planned' : 'there';
      return { source, targets: [...targets], bytes, state };
    }
    if (as === 'jpeg') return await this.#export(file, set);
    if (as === 'link' || as === 'move') {
      const linked = await this.#link(file);
      if (linked !== undefined) return linked;
    }
    return await settleFile(file, transfer, record, { tag, signal: this.#progress.signal });
  }

  /** Undefined where a move has to copy, because the drive is another, or where what is there is to be compared. */
  async #link(file: PlannedFile): Promise<FileOutcome | undefined> {
    const { source, targets, bytes } = file;
    const [target = ''] = targets;
    const { record } = this.#parts;
    const outcome = { source, targets: [target], bytes };
    if (await isSameFile(source, target)) {
      await record.done(file, bytes, '');
      return { ...outcome, state: 'there' };
    }
    try {
      await this.#rooms.transfer.link(source, target);
    } catch (thrown) {
      const isImpossible = thrown instanceof KeepersError && thrown.code === 'link-impossible';
      const isThere = thrown instanceof KeepersError && thrown.code === 'target-exists';
      if (isThere || (this.#settings.as === 'move' && isImpossible)) return undefined;
      throw thrown;
    }
    await record.done(file, bytes, '');
    return { ...outcome, state: 'linked' };
  }

  async #export(file: PlannedFile, set: FileSet): Promise<FileOutcome> {
    const { source, targets } = file;
    const [target = ''] = targets;
    const { record, tag } = this.#parts;
    const outcome = { source, targets: [target] };
    const there = await stat(target).catch(() => undefined);
    const done = record.doneOf(file);
    if (done !== undefined && there !== undefined) return { ...outcome, ...done, state: 'there' };
    const jpeg = await deliveredJpeg(source, set, this.#settings.jpeg ?? DEFAULT_JPEG, this.#rooms);
    if (there !== undefined && there.size === jpeg.length) {
      // Written, and killed before it was written down: the same photo gives the same bytes.
      const sha256 = await this.#rooms.transfer.hash(target);
      if (sha256 === createHash('sha256').update(jpeg).digest('hex')) {
        await record.done(file, jpeg.length, sha256);
        return { ...outcome, bytes: jpeg.length, sha256, state: 'there' };
      }
    }
    const { bytes, sha256 } = await this.#rooms.transfer.write(target, jpeg, tag);
    await record.done(file, bytes, sha256);
    return { ...outcome, bytes, sha256, state: 'exported' };
  }

  /** Takes a moved file away from where it was; never the only one there is. */
  async #remove(file: PlannedFile, outcome: FileOutcome): Promise<FileOutcome> {
    const { source, targets, bytes, modifiedAt } = file;
    const [target = ''] = targets;
    try {
      const [from, to] = await Promise.all([stat(source), stat(target)]);
      const isUnchanged = from.size === bytes && from.mtimeMs === modifiedAt;
      if (
        !isUnchanged ||
        to.size !== from.size ||
        (await realpath(source)) === (await realpath(target))
      ) {
        throw new KeepersError('file-changed', { path: source });
      }
      await rm(source);
      return { ...outcome, state: 'moved' };
    } catch (thrown) {
      return failedOutcome(file, thrown);
    }
  }

  /** Photos that an earlier run had copied in full and was killed before it had taken all of their files away. */
  async #finishMoves(): Promise<void> {
    const { record } = this.#parts;
    for (const { files } of record.plans()) {
      const dones = files.map((file) => record.doneOf(file));
      if (dones.some((done) => done === undefined)) continue;
      const left = [];
      for (const file of files) {
        if ((await stat(file.source).catch(() => undefined)) !== undefined) left.push(file);
      }
      // All still there: whoever put them back, or never took any away, is asked by the plan.
      if (left.length === 0 || left.length === files.length) continue;
      for (const file of left) {
        const target = file.targets[0] ?? '';
        const same =
          (await isSameFile(file.source, target)) ||
          (await this.#rooms.transfer.hash(file.source).catch(() => '')) ===
            (await this.#rooms.transfer.hash(target).catch(() => undefined));
        if (!same) continue;
        const { source, targets, bytes } = file;
        this.#settle(
          await this.#remove(file, { source, targets: [...targets], bytes, state: 'there' }),
        );
      }
    }
  }

  #settle(outcome: FileOutcome): void {
    this.#outcomes.push(outcome);
    this.#progress.onFile?.(outcome);
  }

  #requireGoingOn(): void {
    if (this.#progress.signal?.aborted === true) throw new KeepersError('cancelled');
  }
}

/** A set of which only its picture is given away. */
function pictureAlone(set: FileSet): FileSet {
  const picture = pictureOf(set);
  return picture === undefined ? set : { ...set, files: [picture], leader: picture };
}

/** Verdicts change sidecars: the photo that was delivered is the same. */
function keyWithoutSidecars({ files }: FileSet): string {
  return keyOfSet({ files: files.filter(({ path: file }) => !isSidecar(file)) });
}

/** An earlier plan for the files as they are now: what has come to lie beside the photo since gets the photo's name. */
function withNewFiles(plan: PlannedSet, set: FileSet, record: JobRecord): PlannedSet {
  const target = plan.files.find(({ source }) => source === set.leader.path)?.targets[0] ?? '';
  const stem = target.slice(0, target.length - set.leader.ending.length);
  const files = set.files.map(({ path: source, bytes, modifiedAt, ending }): PlannedFile => {
    const planned = plan.files.find((file) => file.source === source);
    if (planned !== undefined && record.doneOf(planned) !== undefined) return planned;
    return { source, bytes, modifiedAt, targets: planned?.targets ?? [`${stem}${ending}`] };
  });
  return { ...plan, files };
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((file) => stat(file).catch(() => undefined)));
  return (
    one !== undefined &&
    other !== undefined &&
    one.ino !== 0 &&
    one.ino === other.ino &&
    one.dev === other.dev
  );
}
