import type { SpawnWorker } from '../workers/types.ts';
import { WorkerClient, WorkerDied } from '../workers/rpc.ts';
import type { DecodeCalls } from './calls.ts';

/** One photo to be decoded one way. */
export interface Job {
  readonly call: Exclude<keyof DecodeCalls, 'hello'>;
  readonly argument: DecodeCalls[Job['call']][0];
  /** Whether it holds a whole picture in memory, and whether a large one. */
  readonly full: boolean;
  readonly large: boolean;
  /** Whether another job was in the same process while it ran. */
  hadCompany?: boolean;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface ProcessEvents {
  readonly timeoutSeconds: number;
  onStart(): void;
  /** A job is done, so there is room for another. */
  onRoom(): void;
  /** A job has taken too long; the process is ended next, with what `jobs` still holds. */
  onTimeout(job: Job): void;
  /** The process has ended, on its own or not; `jobs` are those left without an answer. */
  onEnd(): void;
}

/** A decode process, the jobs in it and their time limits. */
export class DecodeProcess {
  readonly jobs: Job[] = [];
  readonly #client: WorkerClient<DecodeCalls>;
  readonly #events: ProcessEvents;
  readonly #timers = new Map<Job, NodeJS.Timeout>();
  readonly #ended: Promise<void>;
  readonly #started: Promise<unknown>;
  #hasStarted = false;
  #isEnding = false;

  constructor(spawnWorker: SpawnWorker, events: ProcessEvents) {
    this.#events = events;
    this.#client = new WorkerClient<DecodeCalls>(spawnWorker('decode'));
    this.#ended = new Promise((resolve) => {
      this.#client.onDeath(() => {
        for (const timer of this.#timers.values()) clearTimeout(timer);
        this.#timers.clear();
        resolve();
        events.onEnd();
      });
    });
    this.#started = this.#client.call('hello', undefined).then(() => {
      this.#hasStarted = true;
      events.onStart();
    });
    this.#started.catch(() => undefined);
  }

  /** Whether it got as far as answering. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Whether it has been told to end, and takes no more jobs. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  run(job: Job): void {
    this.jobs.push(job);
    // A job that is run again alone starts with a clean slate.
    job.hadCompany = this.jobs.length > 1;
    if (job.hadCompany) for (const other of this.jobs) other.hadCompany = true;
    const expire = () => {
      this.#isEnding = true;
      this.#events.onTimeout(job);
      this.#client.kill();
    };
    this.#timers.set(job, setTimeout(expire, this.#events.timeoutSeconds * 1000));
    // Not before it has started, so that a failed start is never taken for a photo's fault.
    const answer = this.#started.then(() => this.#client.call(job.call, job.argument));
    answer.then(
      (result) => this.settle(job, () => job.resolve(result)),
      (thrown: Error) => {
        // Its death is dealt with for all jobs at once.
        if (!(thrown instanceof WorkerDied)) this.settle(job, () => job.reject(thrown));
      },
    );
  }

  /** Takes a job out of the process with its answer. */
  settle(job: Job, answer: () => void): void {
    const index = this.jobs.indexOf(job);
    if (index < 0) return;
    this.jobs.splice(index, 1);
    clearTimeout(this.#timers.get(job));
    this.#timers.delete(job);
    answer();
    this.#events.onRoom();
  }

  /** Ends the process; resolves when it has gone. */
  end(): Promise<void> {
    this.#isEnding = true;
    this.#client.kill();
    return this.#ended;
  }
}
