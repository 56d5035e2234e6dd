import type { Task } from '../../src-shared/bridge.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { WorkItem } from '../catalogue/types.ts';
import { PhotoWork, type PipelineRooms } from './photo-work.ts';
import { PipelineProgress } from './pipeline-progress.ts';
import { ResultBuffer } from './result-buffer.ts';

export interface PipelineEvents {
  /** These photos changed in the catalogue. */
  onChanged(ids: readonly number[]): void;
  onTask(task: Task): void;
  /** The library as a whole is in trouble (disk full), or out of it again. */
  onTrouble(trouble: ErrorInfo | undefined): void;
  /** A photo is about to be decoded for the first time: time to read the verdict that lies beside it. */
  onFirstSight(item: WorkItem): Promise<void>;
}

/** What is to be done to a photo: pass one with its score, the score alone, or pass two. */
type Stage = 'decode' | 'score' | 'measure';
interface Job {
  readonly stage: Stage;
  readonly id: number;
  readonly urgent: boolean;
}

/** How many ids are fetched from the catalogue at a time. */
const CHUNK = 256;
/** How long to leave a full disk alone before trying again, in milliseconds. */
const TROUBLE_PAUSE_MS = 10_000;

/**
 * Takes every photo through its life: decoded, scored, measured. What is on screen comes first, then all
 * first passes (so that everything has a picture and a score), then all full-resolution measurements.
 */
export class PhotoPipeline {
  readonly #rooms: PipelineRooms;
  readonly #events: PipelineEvents;
  readonly #work: PhotoWork;
  readonly #results: ResultBuffer;
  readonly #progress: PipelineProgress;
  #urgent: Job[] = [];
  readonly #backlog: Record<Stage, number[]> = { decode: [], score: [], measure: [] };
  /** Jobs under way, `stage:id`. */
  readonly #busy = new Set<string>();
  /** Jobs that can do nothing now (file gone, cancelled); forgotten when files change. */
  readonly #skipped = new Set<string>();
  /** Stages whose background work the person has cancelled. */
  readonly #paused = new Set<Stage>();
  #decoding = 0;
  #scoring = 0;
  #measuring = 0;
  #resumeAt = 0;
  #closed = false;
  #pumping = false;

  constructor(rooms: PipelineRooms, events: PipelineEvents) {
    this.#rooms = rooms;
    this.#events = events;
    this.#results = new ResultBuffer(rooms.catalogue, {
      onWritten: (ids) => events.onChanged(ids),
      onTrouble: (trouble) => this.#trouble(trouble),
    });
    this.#work = new PhotoWork(rooms, this.#results);
    this.#progress = new PipelineProgress(events.onTask, (kind) => this.#cancel(kind));
  }

  /** Long work now under way. */
  get tasks(): Task[] {
    return this.#progress.tasks;
  }

  cancelTask(id: string): boolean {
    return this.#progress.cancel(id);
  }

  /** What is on screen, most urgent first. Replaces what was. */
  setVisible(ids: readonly number[]): void {
    const decode: Job[] = [];
    const measure: Job[] = [];
    for (const photo of this.#rooms.catalogue.photos(ids)) {
      if (!photo.online || photo.stage === 'failed') continue;
      const { id } = photo;
      if (photo.stage === 'seen') decode.push({ stage: 'decode', id, urgent: true });
      else if (photo.score === undefined || photo.scoreStale === true) {
        decode.push({ stage: 'score', id, urgent: true });
      }
      if (photo.stage !== 'measured') measure.push({ stage: 'measure', id, urgent: true });
    }
    this.#urgent = [...decode, ...measure];
    this.#pump();
  }

  /** The person asks for work again (adds a folder, rescans, tries again): what was cancelled goes on. */
  resume(): void {
    this.#paused.clear();
    this.wake();
  }

  /** Files came, changed or came back online: look again for work. */
  wake(): void {
    this.#skipped.clear();
    for (const stage of ['decode', 'score', 'measure'] as const) this.#backlog[stage] = [];
    this.#recount();
    this.#pump();
  }

  /** Makes a photo's pictures again, for instance after the cache dropped them. */
  remake(id: number): Promise<void> {
    return this.#work.remake(id);
  }

  /** Resolves when nothing is under way and everything found is written. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#urgent = [];
    this.#progress.close();
    this.#results.close();
    await Promise.resolve();
  }

  #cancel(kind: 'score' | 'measure'): void {
    const stages: Stage[] = kind === 'score' ? ['decode', 'score'] : ['measure'];
    for (const stage of stages) {
      this.#paused.add(stage);
      this.#backlog[stage] = [];
    }
  }

  #recount(): void {
    const { catalogue } = this.#rooms;
    const model = this.#model();
    // What is done but not written would be counted twice.
    this.#results.flush();
    const undecoded = catalogue.countPending('decode', model);
    const unscored = model === undefined ? 0 : catalogue.countPending('score', model);
    if (!this.#paused.has('decode')) this.#progress.setRemaining('score', undecoded + unscored);
    if (!this.#paused.has('measure')) {
      const unmeasured = catalogue.countPending('measure', model);
      this.#progress.setRemaining('measure', undecoded + unmeasured);
    }
  }

  #model(): { id: string; version: string } | undefined {
    return this.#rooms.scorer.device.model;
  }

  #pump(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    try {
      const slots = this.#rooms.decoder.processes * 2;
      const scoringSlots = this.#rooms.scorer.batchSize * 4;
      while (
        this.#decoding < slots &&
        this.#scoring < scoringSlots &&
        performance.now() >= this.#resumeAt
      ) {
        const job = this.#next();
        if (job === undefined) break;
        void this.#run(job);
      }
      const idle = this.#decoding === 0 && this.#scoring === 0 && this.#backlogIsEmpty();
      if (idle && performance.now() >= this.#resumeAt) {
        this.#results.flush();
        this.#progress.settle();
      }
    } finally {
      this.#pumping = false;
    }
  }

  #backlogIsEmpty(): boolean {
    return Object.values(this.#backlog).every((ids) => ids.length === 0);
  }

  #next(): Job | undefined {
    // What only waits for its first pass stays in line.
    this.#urgent = this.#urgent.filter((job) => this.#isFree(job) || this.#isWaiting(job));
    const urgent = this.#urgent.findIndex((job) => this.#isFree(job) && this.#mayBegin(job));
    if (urgent >= 0) return this.#urgent.splice(urgent, 1)[0];
    for (const stage of ['decode', 'score', 'measure'] as const) {
      if (this.#paused.has(stage)) continue;
      // Results that are found but not yet written would be fetched as work again.
      if (this.#backlog[stage].length === 0) this.#refill(stage);
      for (
        let id = this.#backlog[stage].shift();
        id !== undefined;
        id = this.#backlog[stage].shift()
      ) {
        const job = { stage, id, urgent: false };
        if (this.#isFree(job)) return job;
      }
    }
    return undefined;
  }

  /**
   * A person who culls while a shoot is taken in has other photos on screen every second: measured all at once they would keep
   * every decoder from the photos that come next. While any wait for their first pass, half of the decoders do.
   */
  #mayBegin({ stage }: Job): boolean {
    if (stage !== 'measure' || this.#measuring < this.#rooms.decoder.processes) return true;
    if (this.#paused.has('decode')) return true;
    if (this.#backlog.decode.length === 0) this.#refill('decode');
    return this.#backlog.decode.length === 0;
  }

  #refill(stage: Stage): void {
    // A model that cannot run leaves photos unscored; they are decoded and measured all the same.
    if (stage === 'score' && this.#model() === undefined) return;
    this.#results.flush();
    const limit = CHUNK + this.#busy.size + this.#skipped.size;
    this.#backlog[stage] = this.#rooms.catalogue
      .pending(stage, this.#model(), limit)
      .filter((id) => this.#isFree({ stage, id, urgent: false }));
  }

  #isFree({ stage, id }: Job): boolean {
    const key = `${stage}:${id}`;
    if (this.#busy.has(key) || this.#skipped.has(key)) return false;
    // A first pass scores too; and pass two waits for it.
    return stage === 'decode' || !this.#busy.has(`decode:${id}`);
  }

  #isWaiting({ stage, id }: Job): boolean {
    return stage === 'measure' && this.#busy.has(`decode:${id}`);
  }

  async #run(job: Job): Promise<void> {
    const key = `${job.stage}:${job.id}`;
    this.#busy.add(key);
    this.#decoding++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      this.#decoding--;
      this.#pump();
    };
    try {
      const item = this.#rooms.catalogue.workItem(job.id);
      if (item === undefined) this.#skipped.add(key);
      else if (job.stage === 'measure') await this.#measure(item);
      else await this.#decode(item, job.stage, release);
    } catch (thrown) {
      this.#failed(job, key, thrown);
    } finally {
      this.#busy.delete(key);
      release();
      this.#pump();
    }
  }

  async #decode(item: WorkItem, stage: 'decode' | 'score', release: () => void): Promise<void> {
    if (stage === 'decode') await this.#events.onFirstSight(item);
    const tensor = await (stage === 'decode' ? this.#work.decode(item) : this.#work.tensor(item));
    // The picture is there: the decoders may go on while the model looks at it.
    this.#scoring++;
    release();
    try {
      await this.#score(item, tensor);
    } finally {
      this.#scoring--;
      this.#progress.advance('score');
    }
  }

  async #score(item: WorkItem, tensor: Uint8Array): Promise<void> {
    if (this.#model() === undefined) {
      this.#skipped.add(`score:${item.id}`);
      return;
    }
    try {
      await this.#work.score(item, tensor);
    } catch (thrown) {
      this.#skipped.add(`score:${item.id}`);
      // A model that stopped running is no fault of the photo.
      if (this.#model() !== undefined) throw thrown;
    }
  }

  async #measure(item: WorkItem): Promise<void> {
    this.#measuring++;
    try {
      await this.#work.measure(item);
    } finally {
      this.#measuring--;
    }
    this.#progress.advance('measure');
  }

  #failed(job: Job, key: string, thrown: unknown): void {
    const error = toErrorInfo(thrown);
    if (error.code === 'disk-full') {
      this.#trouble(error);
      return;
    }
    this.#skipped.add(key);
    // The file went while it was waited for: watching says whether it is gone or its drive is.
    if (error.code === 'file-missing' || this.#closed) return;
    const item = this.#rooms.catalogue.workItem(job.id);
    if (item === undefined) return;
    if (job.stage === 'measure') {
      this.#work.leaveUnmeasured(item, error);
      this.#progress.advance('measure', 1);
      return;
    }
    // What cannot be decoded need not be tried at full size.
    this.#skipped.add(`measure:${job.id}`);
    this.#results.addFailed(item, error);
    this.#progress.advance('score', 1);
  }

  #trouble(trouble: ErrorInfo | undefined): void {
    this.#events.onTrouble(trouble);
    if (trouble === undefined) return;
    this.#resumeAt = performance.now() + TROUBLE_PAUSE_MS;
    setTimeout(() => {
      if (this.#closed) return;
      this.#events.onTrouble(undefined);
      this.wake();
    }, TROUBLE_PAUSE_MS + 1).unref();
  }
}
