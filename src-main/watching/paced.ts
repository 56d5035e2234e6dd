import { setTimeout as sleep } from 'node:timers/promises';
import type { PaceOptions } from './types.ts';

/** Part of the time that passes over folders may take of a drive: one twentieth. */
const REST_FACTOR = 20;
/** Passes over every file may take a fiftieth. */
const FULL_FACTOR = 50;
/** By so much the rest grows with each pass that finds nothing. */
const GROWTH = 1.5;

export interface PacedHost {
  /**
   * Looks at every folder: at those alone whose own time has changed, or, where `full`, at every file.
   * @returns how many files had changed, appeared or vanished.
   */
  pass(full: boolean, breath: Breath): Promise<number>;
}

/** Awaited between two folders: rests as long as was worked. */
export type Breath = () => Promise<void>;

/** Milliseconds of work between two breaths. */
const STRETCH_MS = 20;

/** What time it is, and how to wait; a test passes its own, so that nothing in it depends on the machine's load. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/**
 * Rescans a root for which there are no change notices, at a pace that leaves a NAS in peace: a pass over
 * folders rests as long as it works, the rest between passes grows while nothing changes and with what a
 * pass costs, and passes over every file, which alone find files changed in place, are much rarer.
 */
export class Pacer {
  readonly #host: PacedHost;
  readonly #minRestMs: number;
  readonly #maxRestMs: number;
  readonly #fullEveryMs: number;
  readonly #clock: Clock;
  #stopping: AbortController | undefined;

  constructor(host: PacedHost, options: PaceOptions = {}, clock = REAL_CLOCK) {
    this.#host = host;
    this.#clock = clock;
    this.#minRestMs = options.minRestMs ?? 5_000;
    this.#maxRestMs = options.maxRestMs ?? 300_000;
    this.#fullEveryMs = options.fullEveryMs ?? 600_000;
  }

  start(): void {
    if (this.#stopping !== undefined) return;
    this.#stopping = new AbortController();
    void this.#run(this.#stopping.signal);
  }

  stop(): void {
    this.#stopping?.abort();
    this.#stopping = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let rest = this.#minRestMs;
    let fullRest = this.#fullEveryMs;
    let lastFull = this.#clock.now();
    while (await this.#rest(rest, signal)) {
      const full = this.#clock.now() - lastFull >= fullRest;
      const started = this.#clock.now();
      let rested = 0;
      let stretch = started;
      const changes = await this.#host.pass(full, async () => {
        const worked = this.#clock.now() - stretch;
        if (worked < STRETCH_MS) return;
        await this.#rest(worked, signal);
        rested += worked;
        stretch = this.#clock.now();
      });
      const worked = this.#clock.now() - started - rested;
      if (full) {
        lastFull = this.#clock.now();
        fullRest = Math.max(this.#fullEveryMs, worked * FULL_FACTOR);
      } else {
        const wanted = changes > 0 ? this.#minRestMs : rest * GROWTH;
        rest = Math.min(this.#maxRestMs, Math.max(wanted, worked * REST_FACTOR));
      }
    }
  }

  /** @returns false where the pacer was stopped. */
  async #rest(ms: number, signal: AbortSignal): Promise<boolean> {
    await this.#clock.sleep(ms, signal);
    return !signal.aborted;
  }
}
