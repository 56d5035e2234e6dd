import type { Settings, Task } from '../../src-shared/bridge.ts';
import { toErrorInfo } from '../../src-shared/errors.ts';
import type { Verdict, VerdictChange } from '../../src-shared/verdict.ts';
import type { CatalogueWriter, VerdictToWrite } from '../catalogue/types.ts';
import type { FoundVerdict, Metadata, WriteOptions } from '../metadata/types.ts';
import { followEmbedding } from './follow-embedding.ts';
import { ProgressTask } from './progress.ts';

export interface SidecarEvents {
  onChanged(ids: readonly number[]): void;
  onNotice(message: string): void;
  onTask(task: Task): void;
}

/** Files written at the same time: enough to hide a slow disk's latency, few enough to spare a NAS. */
const WRITES_AT_ONCE = 4;
const CHUNK = 64;
/** From this many on, writing is a task that can be seen and stopped. */
const TASK_FROM = 20;
/** What could not be written is tried again after this, then ever more seldom up to the longest, milliseconds. */
const RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Folders of which one photo is tried at a time. */
const FOLDERS_TRIED = 16;

export interface SidecarTimes {
  readonly retry: number;
  readonly longestRetry: number;
}

/**
 * Keeps verdicts and what is written in and beside photos in step, both ways.
 *
 * The catalogue has every verdict first; a file that cannot be written leaves it marked as not yet written, and is
 * tried again: one photo of each such folder now and then, all of them once that one could be written. What another
 * program writes is taken over, the newest first, unless a verdict of ours for that photo is still on its way there:
 * then the two are merged by the writer, and ours, being newer, stands.
 */
export class Sidecars {
  readonly #catalogue: CatalogueWriter;
  readonly #metadata: Pick<Metadata, 'readVerdict' | 'writeVerdict'>;
  readonly #events: SidecarEvents;
  readonly #times: SidecarTimes;
  #writing: Promise<void> | undefined;
  #again = false;
  #task: ProgressTask | undefined;
  #paused = false;
  #retry: NodeJS.Timeout | undefined;
  #trying: Promise<void> | undefined;
  #retryMs: number;
  #closed = false;

  constructor(
    catalogue: CatalogueWriter,
    metadata: Pick<Metadata, 'readVerdict' | 'writeVerdict'>,
    events: SidecarEvents,
    times: SidecarTimes = { retry: RETRY_MS, longestRetry: LONGEST_RETRY_MS },
  ) {
    this.#catalogue = catalogue;
    this.#metadata = metadata;
    this.#events = events;
    this.#times = times;
    this.#retryMs = times.retry;
  }

  /** Whether a person has stopped the writing. */
  get paused(): boolean {
    return this.#paused;
  }

  /** The writing that is under way, where it is long. */
  get task(): Task | undefined {
    return this.#task?.current;
  }

  /** Verdicts are waiting: write them, soon and in the background. */
  wake(): void {
    if (this.#closed || this.#paused) return;
    if (this.#writing !== undefined) {
      this.#again = true;
      return;
    }
    this.#writing = this.#writeAll()
      // The catalogue's own disk may be full: its verdicts stay marked.
      .catch((thrown: unknown) => {
        this.#events.onNotice(toErrorInfo(thrown).message);
        this.#tryLater();
      })
      .finally(() => {
        this.#writing = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Goes on after a stop, and tries at once what could not be written. */
  resume(): void {
    this.#paused = false;
    for (const { id } of this.#catalogue.failedSidecars(Number.MAX_SAFE_INTEGER)) {
      this.#catalogue.requeueBeside(id);
    }
    this.#retryMs = this.#times.retry;
    this.wake();
  }

  /** Stops the task of this name; what is not written stays marked. */
  cancelTask(id: string): boolean {
    if (this.#task?.current.id !== id) return false;
    this.#task.cancel();
    return true;
  }

  /**
   * Takes over what the XMP in or beside a photo says, and marks the photo where that is not all of one mind. Resolves
   * with whether the verdict changed; a sidecar that cannot be parsed is marked on the photo and left alone.
   */
  async adopt(id: number, path: string): Promise<boolean> {
    const [photo] = this.#catalogue.photos([id]);
    if (photo === undefined || photo.sidecar === 'pending') return false;
    if (photo.sidecar === 'failed') {
      // A verdict of ours has not got there yet; perhaps it can now.
      if (this.#catalogue.requeueBeside(id) > 0) this.wake();
      return false;
    }
    let found: FoundVerdict | undefined;
    try {
      found = await this.#metadata.readVerdict(path);
    } catch (thrown) {
      this.#catalogue.setSidecar(id, 'conflict', { error: toErrorInfo(thrown) });
      this.#events.onChanged([id]);
      return false;
    }
    const [now] = this.#catalogue.photos([id]);
    // A person may have decided while the sidecar was being read.
    if (found === undefined || now === undefined || now.sidecar === 'pending') return false;
    const change = difference(now.verdict, found);
    const changed = Object.keys(change).length > 0;
    if (changed) this.#catalogue.decide([{ id, change }], { kind: 'sidecar' });
    if (found.path !== undefined) {
      this.#catalogue.setSidecar(id, 'written', {
        path: found.path,
        ...(found.modifiedAt !== undefined && { modifiedAt: found.modifiedAt }),
      });
    }
    const isConflict = this.#mark(id, found);
    if (changed || found.path !== undefined || isConflict !== (now.conflict === true)) {
      this.#events.onChanged([id]);
    }
    return changed;
  }

  /** A sidecar beside a photo is new or changed; our own writes are recognised by their time. */
  async noticeFile(id: number, path: string, modifiedAt: number): Promise<boolean> {
    if (this.#catalogue.sidecarSeenAt(id) === modifiedAt) return false;
    return await this.adopt(id, path);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await Promise.all([this.#writing, this.#trying]);
  }

  /** What was written before a person decided last is out of date, not in conflict. Returns whether any is. */
  #mark(id: number, { dissent = [] }: FoundVerdict): boolean {
    const settled = dissent.length === 0 ? 0 : (this.#catalogue.settledAt(id) ?? 0);
    const open = dissent.filter(({ modifiedAt }) => modifiedAt > settled);
    this.#catalogue.setConflict(id, open);
    return open.length > 0;
  }

  async #writeAll(): Promise<void> {
    const { profile, embed = false }: Settings = this.#catalogue.settings();
    const waiting = this.#catalogue.pendingSidecars(TASK_FROM).length;
    if (waiting >= TASK_FROM) this.#startTask();
    let trouble = false;
    // Each failure takes its photo out of the pending list, so this ends.
    while (!this.#closed && !this.#paused) {
      const batch = this.#catalogue.pendingSidecars(CHUNK);
      if (batch.length === 0) break;
      trouble = await this.#writeBatch(batch, { profile, embed });
      if (trouble) break;
    }
    this.#task?.finish();
    this.#task = undefined;
    if (trouble || this.#catalogue.failedSidecars(1).length > 0) this.#tryLater();
  }

  /** Resolves with whether the disk is full: then there is no use in going on. */
  async #writeBatch(batch: readonly VerdictToWrite[], options: WriteOptions): Promise<boolean> {
    for (let start = 0; start < batch.length; start += WRITES_AT_ONCE) {
      if (this.#closed || this.#paused) return false;
      const outcomes = await Promise.all(
        batch.slice(start, start + WRITES_AT_ONCE).map((item) => this.#write(item, options)),
      );
      const failed = outcomes.filter((outcome) => outcome !== 'done').length;
      this.#task?.advance(outcomes.length - failed, failed);
      if (outcomes.includes('disk-full')) return true;
    }
    return false;
  }

  #startTask(): void {
    const task = new ProgressTask(
      {
        id: `write-sidecars-${Date.now().toString(36)}`,
        kind: 'write-sidecars',
        label: 'Writing verdicts',
        total: this.#catalogue.totals().sidecarsPending,
      },
      (current) => this.#events.onTask(current),
    );
    task.onCancel(() => (this.#paused = true));
    this.#task = task;
  }

  async #write(
    item: VerdictToWrite,
    options: WriteOptions,
  ): Promise<'done' | 'failed' | 'disk-full'> {
    try {
      const written = await this.#metadata.writeVerdict(item.path, item.verdict, options);
      await followEmbedding(this.#catalogue, item, written);
      const [now] = this.#catalogue.photos([item.id]);
      // Decided again meanwhile: still pending, with the newer verdict.
      if (now !== undefined && sameVerdict(now.verdict, item.verdict)) {
        const { path, modifiedAt } = written;
        this.#catalogue.setSidecar(item.id, path === undefined ? 'none' : 'written', {
          ...(path !== undefined && { path }),
          ...(modifiedAt !== undefined && { modifiedAt }),
        });
        this.#events.onChanged([item.id]);
      }
      return 'done';
    } catch (thrown) {
      const error = toErrorInfo(thrown);
      if (error.code === 'disk-full') {
        this.#events.onNotice(error.message);
        return 'disk-full';
      }
      // A photo that takes nothing has its sidecar all the same.
      if (error.code === 'embedded-invalid' && options.embed) {
        await this.#metadata
          .writeVerdict(item.path, item.verdict, { ...options, embed: false })
          .catch(() => undefined);
      }
      this.#catalogue.setSidecar(item.id, 'failed', { error });
      this.#events.onChanged([item.id]);
      return 'failed';
    }
  }

  #tryLater(): void {
    if (this.#closed || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#trying = this.#tryFolders().catch((thrown: unknown) => {
        this.#events.onNotice(toErrorInfo(thrown).message);
        this.#tryLater();
      });
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, this.#times.longestRetry);
  }

  /** One photo of each folder where writing failed; where that goes well, the others follow. */
  async #tryFolders(): Promise<void> {
    if (this.#closed || this.#paused) return;
    const { profile, embed = false } = this.#catalogue.settings();
    for (const item of this.#catalogue.failedSidecars(FOLDERS_TRIED)) {
      if (this.#closed) return;
      if ((await this.#write(item, { profile, embed })) !== 'done') continue;
      this.#catalogue.requeueBeside(item.id);
      this.#retryMs = this.#times.retry;
    }
    this.wake();
  }
}

function difference(now: Verdict, found: FoundVerdict): VerdictChange {
  return {
    ...(found.stars !== undefined && found.stars !== now.stars && { stars: found.stars }),
    ...(found.flag !== undefined && found.flag !== now.flag && { flag: found.flag }),
    ...(found.color !== undefined && found.color !== now.color && { color: found.color }),
  };
}

function sameVerdict(a: Verdict, b: Verdict): boolean {
  return a.stars === b.stars && a.flag === b.flag && a.color === b.color;
}
