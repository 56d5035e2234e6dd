import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CopyReport, DeliverySettings, FileOutcome } from '../../../src-shared/bridge.ts';
import { parseTemplate } from '../../../src-shared/naming.ts';
import type { Metadata } from '../../metadata/types.ts';
import { FileDelivery, type DeliverFileRooms } from './deliver-file.ts';
import { pictureOf } from './delivered-jpeg.ts';
import { isSidecar, type FileSet } from './file-sets.ts';
import { jobName, JobRecord, keyOfSet, type PlannedSet } from './job.ts';
import { nameFacts } from './name-facts.ts';
import { Namer, type PlannedFile } from './names.ts';
import type { PhotoSet } from './photo-files.ts';
import { inLanes, requireGoingOn, settleEach, untilStopped } from './settle.ts';

const LANES = 2;

export interface DeliverRooms extends DeliverFileRooms {
  readonly metadata: DeliverFileRooms['metadata'] & Pick<Metadata, 'movie'>;
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
    const record = new JobRecord(journal);
    const { signal } = progress;
    const files = new FileDelivery(settings, rooms, record, { tag: name, signal });
    return await new Delivery(settings, rooms, progress, { namer, record, files }).run(photos);
  } finally {
    await journal.close();
  }
}

interface DeliveryParts {
  readonly namer: Namer;
  readonly record: JobRecord;
  readonly files: FileDelivery;
}

class Delivery {
  readonly #isMove: boolean;
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
    this.#isMove = settings.as === 'move' && settings.dryRun !== true;
  }

  async run(photos: () => Promise<readonly PhotoSet[]>): Promise<CopyReport> {
    const stopped = await untilStopped(async () => {
      if (this.#isMove) await this.#finishMoves();
      const plans = await this.#plan(await photos());
      this.#progress.onTotal?.(plans.reduce((sum, { plan }) => sum + plan.files.length, 0));
      await inLanes(plans, LANES, ({ plan, set }) => this.#deliverSet(plan, set));
    });
    return {
      files: this.#outcomes,
      skipped: [],
      notSafe: [],
      ...(stopped !== undefined && { stopped }),
    };
  }

  /** Names for all, those of an earlier run for what it had named. */
  async #plan(photos: readonly PhotoSet[]): Promise<{ plan: PlannedSet; set: FileSet }[]> {
    const { record, namer } = this.#parts;
    for (const { files } of record.plans()) namer.reserve(files, record.sequence);
    const planned: { plan: PlannedSet; set: FileSet }[] = [];
    const fresh: (PlannedSet & { sequence: number })[] = [];
    for (const { set: whole, known } of photos) {
      requireGoingOn(this.#progress.signal);
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
    const { files } = this.#parts;
    const outcomes = await settleEach(plan.files, this.#progress.signal, (file) =>
      files.bring(file, set),
    );
    // All of a photo's files move, or none does.
    const moves = this.#isMove && outcomes.every(({ state }) => state !== 'failed');
    for (const [at, outcome] of outcomes.entries()) {
      const file = plan.files[at];
      this.#settle(moves && file !== undefined ? await files.takeAway(file, outcome) : outcome);
    }
  }

  /** Photos that an earlier run had copied in full and was killed before it had taken all of their files away. */
  async #finishMoves(): Promise<void> {
    const { record, files: delivery } = this.#parts;
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
        if (!(await delivery.isThere(file))) continue;
        const { source, targets, bytes } = file;
        const outcome: FileOutcome = { source, targets: [...targets], bytes, state: 'there' };
        this.#settle(await delivery.takeAway(file, outcome));
      }
    }
  }

  #settle(outcome: FileOutcome): void {
    this.#outcomes.push(outcome);
    this.#progress.onFile?.(outcome);
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
