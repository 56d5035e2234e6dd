/** Worker processes that run one model on one execution provider. */
import { KeepersError } from '../../src-shared/errors.ts';
import { WorkerClient, WorkerDied } from '../workers/rpc.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { Failed, InferenceCalls, Loaded, Side } from './calls.ts';
import type { Inspected, Inspection } from './damage-session.ts';
import type { RawHeatMaps } from './heat-map-session.ts';
import type { RawOutputs } from './outputs.ts';
import type { EncodedPhrase } from './phrases.ts';
import type { ResolvedModel } from './types.ts';

/** A first run on a software adapter has been seen to take 12 s; a driver that hangs never ends. */
const LOAD_DEADLINE_MS = 120_000;
/** Beside other work on a busy machine it takes as long as it takes; a driver that hangs holds up nothing. */
const GENTLE_DEADLINE_MS = 600_000;
/** A batch takes well under a second; the rest is room for a machine that is busy elsewhere. */
const RUN_DEADLINE_MS = 60_000;

export interface PoolOptions {
  readonly spawnWorker: SpawnWorker;
  readonly model: ResolvedModel;
  readonly provider: string;
  readonly processes: number;
  /** Threads a process. */
  readonly threads: number;
  /** Whether the processes take only what processor time others leave. Default: no. */
  readonly gentle?: boolean;
  /** The model's side that is run. Default: the image side. */
  readonly side?: Side;
  /** Whether the goldens are checked whenever a process starts; true but for those who make them. */
  readonly goldens?: boolean;
}

/** The provider, or one of its processes, did not do what it was asked. */
export class PoolFailure extends Error {
  override readonly name = 'PoolFailure';
  /** Whether no process of the provider could be started at all. */
  readonly atStart: boolean;

  constructor(reason: string, atStart: boolean) {
    super(reason);
    this.atStart = atStart;
  }
}

type Client = WorkerClient<InferenceCalls>;

interface Slot {
  /** Absent before the first use and once the process has died. */
  client?: Client;
}

export class ProviderPool {
  readonly provider: string;
  readonly processes: number;
  readonly #options: PoolOptions;
  readonly #slots: readonly Slot[];
  readonly #idle: Slot[];
  readonly #waiting: ((slot: Slot) => void)[] = [];
  readonly #clients = new Set<Client>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.provider = options.provider;
    this.processes = options.processes;
    this.#slots = Array.from({ length: options.processes }, () => ({}));
    this.#idle = [...this.#slots];
  }

  /**
   * Starts every process: model loaded, goldens passed. Rejects with `PoolFailure` where the provider
   * does not work, with a `KeepersError` where the model's files are not what they should be.
   */
  async start(): Promise<Loaded> {
    const slots = await Promise.all(Array.from({ length: this.processes }, () => this.#take()));
    const starts = await Promise.allSettled(slots.map((slot) => this.#startIn(slot)));
    for (const slot of slots) this.#release(slot);
    const loaded = starts.map((start) => {
      if (start.status === 'rejected') throw start.reason;
      return start.value.loaded;
    });
    return loaded[0] as Loaded;
  }

  /**
   * Runs one batch in a process that is free, starting it where it has died. Rejects with `PoolFailure`
   * where the provider fails, the process dies or does not answer.
   */
  run(pictures: readonly Uint8Array[]): Promise<RawOutputs> {
    return this.#withSlot((client) =>
      this.#ask(client.call('run', { pictures }), client, RUN_DEADLINE_MS),
    );
  }

  /** The same for phrases, in a pool of text sides; also rejects as `TextSession.encode` does. */
  encode(phrases: readonly string[]): Promise<EncodedPhrase[]> {
    return this.#withSlot((client) =>
      this.#ask(client.call('encode', { phrases }), client, RUN_DEADLINE_MS),
    );
  }

  /** The heat maps of a picture, in a pool of that side. */
  heatMaps(picture: Uint8Array): Promise<RawHeatMaps> {
    return this.#withSlot((client) =>
      this.#ask(client.call('heatMaps', { picture }), client, RUN_DEADLINE_MS),
    );
  }

  /** What is wrong with a photo, in a pool of that side. */
  inspect(photo: Inspected): Promise<Inspection> {
    return this.#withSlot((client) =>
      this.#ask(client.call('inspect', photo), client, RUN_DEADLINE_MS),
    );
  }

  /** Pictures a second with all processes busy on batches of `batch`. */
  async rate(batch: number, runs: number): Promise<number> {
    const times = await Promise.all(
      Array.from({ length: this.processes }, () =>
        this.#withSlot((client) =>
          this.#ask(client.call('time', { batch, runs }), client, this.#longDeadline),
        ),
      ),
    );
    return times.reduce((sum, { milliseconds }) => sum + (1000 * batch) / milliseconds, 0);
  }

  /** Ends the processes to free their memory; the next run starts them again. */
  rest(): void {
    for (const slot of this.#slots) delete slot.client;
    for (const client of this.#clients) client.kill();
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }

  get #longDeadline(): number {
    return this.#options.gentle === true ? GENTLE_DEADLINE_MS : LOAD_DEADLINE_MS;
  }

  async #withSlot<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const slot = await this.#take();
    try {
      let { client } = slot;
      if (client === undefined || client.dead) ({ client } = await this.#startIn(slot));
      return await work(client);
    } finally {
      this.#release(slot);
    }
  }

  async #startIn(slot: Slot): Promise<{ client: Client; loaded: Loaded }> {
    if (this.#closed) throw new PoolFailure('it was closed', true);
    const { spawnWorker, model, provider, threads, side = 'image' } = this.#options;
    const { gentle = false, goldens = true } = this.#options;
    const client: Client = new WorkerClient(spawnWorker('inference'));
    this.#clients.add(client);
    client.onDeath(() => this.#clients.delete(client));
    const request = {
      side,
      entry: model.entry,
      folder: model.folder,
      provider,
      threads,
      gentle,
      goldens,
    };
    try {
      const loaded = await this.#ask(client.call('load', request), client, this.#longDeadline);
      slot.client = client;
      return { client, loaded };
    } catch (thrown) {
      client.kill();
      throw thrown instanceof PoolFailure ? new PoolFailure(thrown.message, true) : thrown;
    }
  }

  async #ask<T>(answer: Promise<T | Failed>, client: Client, deadline: number): Promise<T> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      client.kill();
    }, deadline);
    try {
      const result = await answer;
      if (isFailed(result)) throw new PoolFailure(result.failed, false);
      return result;
    } catch (thrown) {
      if (late) throw new PoolFailure(`it gave no answer within ${deadline / 1000} s`, false);
      if (thrown instanceof WorkerDied) throw new PoolFailure('its process ended', false);
      if (thrown instanceof KeepersError && thrown.code === 'internal') {
        throw new PoolFailure(thrown.message, false);
      }
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  #take(): Promise<Slot> {
    const slot = this.#idle.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(slot: Slot): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(slot);
    else next(slot);
  }
}

function isFailed(result: unknown): result is Failed {
  return typeof result === 'object' && result !== null && 'failed' in result;
}
