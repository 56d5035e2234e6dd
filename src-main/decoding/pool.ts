import { KeepersError } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { DecodeCalls, FullDecode, TooLargeForNow } from './calls.ts';
import { DecodeProcess, type Job } from './process.ts';
import type { Source } from './types.ts';

interface PoolOptions {
  readonly spawnWorker: SpawnWorker;
  readonly processes: number;
  readonly timeoutSeconds: number;
}

type FullCall = 'passTwo' | 'render' | 'exportJpeg';
type LightCall = Exclude<Job['call'], FullCall>;

/** While one photo waits for the disk, another decodes. */
const JOBS_PER_PROCESS = 2;
/** A process that cannot even start is a broken installation, not a broken photo. */
const MOST_FAILED_STARTS = 3;

/**
 * Hands jobs to decode processes, and finds out for certain which photo a process died of.
 *
 * What goes wrong in company is repeated alone; what goes wrong alone is final. So when a process dies
 * or a photo takes too long, every photo that was in it goes to quarantine: a process that decodes one
 * photo at a time. The one that kills that process gets the error, the others their pictures.
 */
export class DecodePool {
  readonly processes: number;
  readonly #options: PoolOptions;
  readonly #waiting: Job[] = [];
  readonly #suspects: Job[] = [];
  readonly #running = new Set<DecodeProcess>();
  #quarantine: DecodeProcess | undefined;
  #failedStarts = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.processes = Math.max(1, Math.floor(options.processes));
  }

  /** What holds no whole picture in memory. */
  light<N extends LightCall>(call: N, argument: DecodeCalls[N][0]): Promise<DecodeCalls[N][1]> {
    return this.#submit(call, argument, { full: false, large: false });
  }

  /** A decode in full; `more` is what its call needs beside the source. */
  async full<N extends FullCall>(
    call: N,
    source: Source,
    more: Omit<DecodeCalls[N][0], keyof FullDecode>,
  ): Promise<Exclude<DecodeCalls[N][1], TooLargeForNow>> {
    const ask = (roomForLarge: boolean) =>
      this.#submit(call, { ...more, source, roomForLarge } as unknown as DecodeCalls[N][0], {
        full: true,
        large: roomForLarge,
      });
    const first = await ask(false);
    const answer = isTooLarge(first) ? await ask(true) : first;
    if (isTooLarge(answer)) throw new KeepersError('internal', { reason: 'a decode kept waiting' });
    return answer as Exclude<DecodeCalls[N][1], TooLargeForNow>;
  }

  /** Starts the processes ahead of the first photo: starting one takes longer than decoding a photo. */
  prepare(): void {
    while (!this.#closed && this.#running.size < this.processes) this.#running.add(this.#start());
  }

  /** Ends all processes; what is under way or waiting rejects with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    const processes = this.#all();
    const unfinished = [
      ...this.#waiting,
      ...this.#suspects,
      ...processes.flatMap(({ jobs }) => jobs),
    ];
    this.#waiting.length = 0;
    this.#suspects.length = 0;
    for (const job of unfinished) job.reject(new KeepersError('cancelled'));
    await Promise.all(processes.map((running) => running.end()));
  }

  #submit<N extends Job['call']>(
    call: N,
    argument: DecodeCalls[N][0],
    weight: { full: boolean; large: boolean },
  ): Promise<DecodeCalls[N][1]> {
    if (this.#closed) return Promise.reject(new KeepersError('cancelled'));
    return new Promise<DecodeCalls[N][1]>((resolve, reject) => {
      this.#waiting.push({
        ...weight,
        call,
        argument,
        resolve: (result) => resolve(result as DecodeCalls[N][1]),
        reject,
      });
      this.#dispatch();
    });
  }

  /** Gives every process what it can take now. */
  #dispatch(): void {
    if (this.#closed) return;
    const suspect = this.#suspects[0];
    if (suspect !== undefined && !this.#mustWait(suspect)) {
      this.#quarantine ??= this.#start();
      if (this.#quarantine.jobs.length === 0 && !this.#quarantine.isEnding) {
        this.#suspects.shift();
        this.#quarantine.run(suspect);
      }
    }
    for (let index = 0; index < this.#waiting.length;) {
      const job = this.#waiting[index];
      if (job === undefined) break;
      const host = this.#mustWait(job) ? undefined : this.#hostFor(job);
      if (host === undefined) {
        // Nothing behind a job without a host fits either, unless it is of the lighter kind.
        if (!job.full) break;
        index++;
        continue;
      }
      this.#waiting.splice(index, 1);
      host.run(job);
    }
  }

  /** Only one large picture is in memory at a time. */
  #mustWait(job: Job): boolean {
    return job.large && this.#all().some(({ jobs }) => jobs.some(({ large }) => large));
  }

  /** An idle process, else a new one, else the least busy one that has room. */
  #hostFor(job: Job): DecodeProcess | undefined {
    let best: DecodeProcess | undefined;
    for (const candidate of this.#running) {
      if (candidate.isEnding || candidate.jobs.length >= JOBS_PER_PROCESS) continue;
      // One full picture a process: its memory, and its time limit, are its own.
      if (job.full && candidate.jobs.some(({ full }) => full)) continue;
      if (best === undefined || candidate.jobs.length < best.jobs.length) best = candidate;
    }
    if (best?.jobs.length === 0) return best;
    if (this.#running.size >= this.processes) return best;
    const started = this.#start();
    this.#running.add(started);
    return started;
  }

  #start(): DecodeProcess {
    const started: DecodeProcess = new DecodeProcess(this.#options.spawnWorker, {
      timeoutSeconds: this.#options.timeoutSeconds,
      onStart: () => (this.#failedStarts = 0),
      onRoom: () => this.#dispatch(),
      onTimeout: (job) => {
        if (started.jobs.length > 1 || job.hadCompany === true) return;
        const seconds = this.#options.timeoutSeconds;
        started.settle(job, () => job.reject(new KeepersError('photo-timed-out', { seconds })));
      },
      onEnd: () => this.#ended(started),
    });
    return started;
  }

  #ended(process: DecodeProcess): void {
    this.#running.delete(process);
    const wasQuarantine = this.#quarantine === process;
    if (wasQuarantine) this.#quarantine = undefined;
    if (this.#closed) return;
    if (!process.hasStarted) this.#couldNotStart(process.jobs, wasQuarantine);
    else if (wasQuarantine) {
      for (const job of process.jobs) job.reject(new KeepersError('photo-crashed-decoder'));
    } else this.#suspects.push(...process.jobs);
    this.#dispatch();
  }

  #couldNotStart(jobs: readonly Job[], quarantine: boolean): void {
    this.#failedStarts++;
    if (this.#failedStarts < MOST_FAILED_STARTS) {
      (quarantine ? this.#suspects : this.#waiting).unshift(...jobs);
      return;
    }
    const reason = 'its decode process does not start. Reinstall Keepers';
    for (const job of jobs) job.reject(new KeepersError('internal', { reason }));
  }

  #all(): DecodeProcess[] {
    return [...this.#running, ...(this.#quarantine === undefined ? [] : [this.#quarantine])];
  }
}

function isTooLarge(answer: object): answer is TooLargeForNow {
  return 'tooLargeForNow' in answer;
}
