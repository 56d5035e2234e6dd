import { createHash } from 'node:crypto';
import { realpath, rm, stat } from 'node:fs/promises';
import {
  DEFAULT_JPEG,
  type DeliverySettings,
  type FileOutcome,
} from '../../../src-shared/bridge.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { Transfer } from '../../transfer/types.ts';
import { deliveredJpeg, type JpegRooms } from './delivered-jpeg.ts';
import { isSidecar, type FileSet } from './file-sets.ts';
import type { JobRecord } from './job.ts';
import type { PlannedFile } from './names.ts';
import { failedOutcome, settleFile } from './settle.ts';

export interface DeliverFileRooms extends JpegRooms {
  readonly transfer: Transfer;
  /** Whether a photo is on a camera's card, from which nothing is moved. */
  isOnCameraCard(photo: string): Promise<boolean>;
}

/** How one delivery brings one file to its place, and takes a moved one away. */
export class FileDelivery {
  readonly #settings: DeliverySettings;
  readonly #rooms: DeliverFileRooms;
  readonly #record: JobRecord;
  readonly #options: { readonly tag: string; readonly signal: AbortSignal | undefined };

  constructor(
    settings: DeliverySettings,
    rooms: DeliverFileRooms,
    record: JobRecord,
    options: { readonly tag: string; readonly signal: AbortSignal | undefined },
  ) {
    this.#settings = settings;
    this.#rooms = rooms;
    this.#record = record;
    this.#options = options;
  }

  /** Brings a file to its place, or says what would be done. Rejects with what keeps it from there. */
  async bring(file: PlannedFile, set: FileSet): Promise<FileOutcome> {
    const { as, dryRun } = this.#settings;
    const { transfer } = this.#rooms;
    const { source, targets, bytes } = file;
    const [target = ''] = targets;
    if (as === 'move' && (await this.#rooms.isOnCameraCard(source))) {
      throw new KeepersError('camera-card');
    }
    const there = await stat(target).catch(() => undefined);
    const done = this.#record.doneOf(file);
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
    return await settleFile(file, transfer, this.#record, this.#options);
  }

  /** Undefined where a move has to copy, because the drive is another, or where what is there is to be compared. */
  async #link(file: PlannedFile): Promise<FileOutcome | undefined> {
    const { source, targets, bytes } = file;
    const [target = ''] = targets;
    const outcome = { source, targets: [target], bytes };
    if (await isSameFile(source, target)) {
      await this.#record.done(file, bytes, '');
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
    await this.#record.done(file, bytes, '');
    return { ...outcome, state: 'linked' };
  }

  async #export(file: PlannedFile, set: FileSet): Promise<FileOutcome> {
    const { source, targets } = file;
    const [target = ''] = targets;
    const outcome = { source, targets: [target] };
    const there = await stat(target).catch(() => undefined);
    const done = this.#record.doneOf(file);
    if (done !== undefined && there !== undefined) return { ...outcome, ...done, state: 'there' };
    const jpeg = await deliveredJpeg(source, set, this.#settings.jpeg ?? DEFAULT_JPEG, this.#rooms);
    if (there !== undefined && there.size === jpeg.length) {
      // Written, and killed before it was written down: the same photo gives the same bytes.
      const sha256 = await this.#rooms.transfer.hash(target);
      if (sha256 === createHash('sha256').update(jpeg).digest('hex')) {
        await this.#rooms.transfer.clear(target, this.#options.tag);
        await this.#record.done(file, jpeg.length, sha256);
        return { ...outcome, bytes: jpeg.length, sha256, state: 'there' };
      }
    }
    const { bytes, sha256 } = await this.#rooms.transfer.write(target, jpeg, this.#options.tag);
    await this.#record.done(file, bytes, sha256);
    return { ...outcome, bytes, sha256, state: 'exported' };
  }

  /** Takes a moved file away from where it was; never the only one there is. */
  async takeAway(file: PlannedFile, outcome: FileOutcome): Promise<FileOutcome> {
    const { source, targets, bytes, modifiedAt } = file;
    const [target = ''] = targets;
    try {
      const [from, to] = await Promise.all([stat(source), stat(target)]);
      const isUnchanged = from.size === bytes && from.mtimeMs === modifiedAt;
      if (
        !isUnchanged ||
        to.size !== from.size ||
        (await realpath(source)) === (await realpath(target)) ||
        // What an earlier run has left may be something else by now.
        (outcome.state === 'there' && !(await this.isThere(file)))
      ) {
        throw new KeepersError('file-changed', { path: source });
      }
      await rm(source);
      return { ...outcome, state: 'moved' };
    } catch (thrown) {
      return failedOutcome(file, thrown);
    }
  }

  /** Whether the same is at both ends: one file, or the same bytes. */
  async isThere({ source, targets: [target = ''] }: PlannedFile): Promise<boolean> {
    if (await isSameFile(source, target)) return true;
    const [from, to] = await Promise.all(
      [source, target].map((file) => this.#rooms.transfer.hash(file).catch(() => undefined)),
    );
    return from !== undefined && from === to;
  }
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
