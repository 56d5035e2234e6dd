/** Which execution provider scores, why the others do not, and what happens when it fails. */
import type { DeviceReport } from '../../src-shared/bridge.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { Loaded } from './calls.ts';
import { ProviderPool, PoolFailure } from './pool.ts';
import { CPU, picturesPerRun, providerName, type ProviderBackend } from './providers.ts';
import type { ResolvedModel } from './types.ts';

type ProviderReport = DeviceReport['providers'][number];

/** Only a clear gain is worth a second process and a driver's risks. */
const WORTH_SWITCHING = 1.25;
/** A provider this much slower needs no exact figure. */
const HOPELESS = 3;
const TIMED_RUNS = 2;
/** Processes that have nothing to do for so long give their memory back; starting them again takes a second. */
const REST_AFTER_MS = 60_000;

export interface ChoiceOptions {
  readonly spawnWorker: SpawnWorker;
  readonly model: ResolvedModel;
  /** Providers to try beside the CPU, the most promising first. */
  readonly candidates: readonly string[];
  /** The provider that KEEPERS_PROVIDER asks for; the CPU stands by, nothing else is tried. */
  readonly forced: string | undefined;
  /** CPU processes; any other provider has one. */
  readonly processes: number;
  readonly threadsElsewhere: number;
  onChange(): void;
  onLog(line: string): void;
}

export class ProviderChoice {
  readonly #options: ChoiceOptions;
  readonly #providers = new Map<string, ProviderReport>();
  readonly #pools = new Map<string, ProviderPool>();
  #active: ProviderPool | undefined;
  #closed = false;
  #settling: Promise<void> | undefined;
  #running = 0;
  #restTimer: NodeJS.Timeout | undefined;
  /** Set while a comparison holds up scoring. */
  #gate: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(options: ChoiceOptions) {
    this.#options = options;
    const { forced, candidates } = options;
    const untried =
      forced === undefined
        ? 'Not tried yet: that happens once there is enough to score.'
        : `Not tried, because KEEPERS_PROVIDER asks for ${forced}.`;
    for (const name of new Set([...(forced === undefined ? [] : [forced]), CPU, ...candidates])) {
      this.#providers.set(name, { name, state: 'untried', reason: untried });
    }
  }

  get report(): DeviceReport {
    const { id, version } = this.#options.model.entry;
    return {
      providers: [...this.#providers.values()],
      ...(this.#active !== undefined && { active: this.#active.provider }),
      model: { id, version },
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  get active(): ProviderPool | undefined {
    return this.#active;
  }

  /**
   * Starts the first provider that works: the one asked for, else the CPU, so that scoring begins at
   * once. Throws `provider-failed` where none does, or what is wrong with the model's files.
   */
  async open(): Promise<void> {
    const { forced, candidates } = this.#options;
    const order = forced === undefined ? [CPU, ...candidates] : [forced, CPU];
    for (const provider of new Set(order)) {
      const pool = await this.#try(provider);
      if (pool === undefined) continue;
      this.#activate(pool, activeReason(pool, forced));
      return;
    }
    const reason = this.#providers.get(CPU)?.reason ?? '';
    throw new KeepersError('provider-failed', { provider: CPU, reason });
  }

  /** The pool to run on now; waits while providers are compared. To be followed by `leave`. */
  async enter(): Promise<ProviderPool> {
    while (this.#gate !== undefined) await this.#gate;
    if (this.#closed || this.#active === undefined) throw new KeepersError('cancelled');
    this.#running++;
    clearTimeout(this.#restTimer);
    return this.#active;
  }

  leave(): void {
    this.#running--;
    if (this.#running > 0) return;
    this.#onDrained?.();
    clearTimeout(this.#restTimer);
    if (!this.#closed) this.#restTimer = setTimeout(() => this.#rest(), REST_AFTER_MS).unref();
  }

  /** A provider other than the CPU failed in the middle of its work: the CPU takes over. */
  demote(pool: ProviderPool, reason: string): void {
    if (pool !== this.#active) return;
    pool.close();
    this.#set(pool.provider, 'failed', `It stopped working: ${reason}. The CPU took over.`);
    const cpu = this.#pools.get(CPU) ?? this.#pool(CPU);
    this.#activate(cpu, `${activeReason(cpu, undefined)} ${providerName(pool.provider)} failed.`);
  }

  /** Tries what has not been tried, one at a time, and switches where something is clearly faster. */
  settle(): Promise<void> {
    this.#settling ??= this.#options.forced === undefined ? this.#tryOthers() : Promise.resolve();
    return this.#settling;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restTimer);
    for (const pool of this.#pools.values()) pool.close();
  }

  #rest(): void {
    if (this.#running === 0 && this.#gate === undefined) this.#active?.rest();
  }

  async #tryOthers(): Promise<void> {
    for (const provider of this.#options.candidates) {
      if (this.#closed) return;
      if (this.#providers.get(provider)?.state !== 'untried') continue;
      this.#set(provider, 'untried', 'Being tried now.');
      try {
        await this.#tryBeside(provider);
      } catch (thrown) {
        if (this.#closed) return;
        this.#pools.get(provider)?.close();
        this.#set(provider, 'failed', sentence(reasonOf(thrown)));
      }
    }
  }

  /** Tries a provider while another scores, and switches to it where that is worth it. */
  async #tryBeside(provider: string): Promise<void> {
    // A software adapter would take every core from what is scoring meanwhile: it gets what is left over.
    const trial = await this.#try(provider, { gentle: true });
    if (trial === undefined) return;
    const { rate, rival } = await this.#compare(trial).finally(() => trial.close());
    const than = inSentence(rival.provider);
    if (rate < WORTH_SWITCHING) {
      const reason =
        rate < 1
          ? `It works, but takes ${times(1 / rate)} as long as ${than} here.`
          : `It works, but is hardly faster than ${than} here.`;
      this.#set(provider, 'available', reason);
      return;
    }
    const pool = await this.#try(provider);
    if (pool === undefined) return;
    await this.#withScoringHeldUp((active) => {
      active.rest();
      const reason = `Stands by in case ${providerName(provider)} fails.`;
      this.#set(active.provider, 'available', reason);
      this.#activate(pool, `It is ${times(rate)} as fast as ${than} here.`);
      return Promise.resolve();
    });
  }

  /** How many times as fast as the active provider another is, both with nothing else to do. */
  async #compare(pool: ProviderPool): Promise<{ rate: number; rival: ProviderPool }> {
    const most = picturesPerRun(pool.provider);
    const inPassing = await pool.rate(most, 1);
    return this.#withScoringHeldUp(async (rival) => {
      const rateNow = () => rival.rate(picturesPerRun(rival.provider), TIMED_RUNS);
      // A process that had died is started again by the second try.
      const now = await rateNow().catch(rateNow);
      const isHopeless = (rate: number) => rate * HOPELESS < now;
      // What looks hopeless is tried on a lone picture, to hold up scoring for less long.
      const alone = isHopeless(inPassing) ? await pool.rate(1, 1) : undefined;
      const rate =
        alone !== undefined && isHopeless(alone) ? alone : await pool.rate(most, TIMED_RUNS);
      return { rate: rate / now, rival };
    });
  }

  async #withScoringHeldUp<T>(work: (active: ProviderPool) => Promise<T>): Promise<T> {
    let open: () => void = () => undefined;
    this.#gate = new Promise((resolve) => (open = resolve));
    try {
      if (this.#running > 0) {
        await new Promise<void>((resolve) => (this.#onDrained = resolve));
      }
      if (this.#active === undefined) throw new KeepersError('cancelled');
      return await work(this.#active);
    } finally {
      this.#gate = undefined;
      this.#onDrained = undefined;
      open();
    }
  }

  /** Starts a provider; undefined, and the reason in the report, where it does not work. */
  async #try(provider: string, options?: { gentle: boolean }): Promise<ProviderPool | undefined> {
    const pool = this.#pool(provider, options?.gentle);
    try {
      this.#noteBackends(await pool.start());
      return pool;
    } catch (thrown) {
      pool.close();
      if (this.#closed) throw new KeepersError('cancelled');
      if (!(thrown instanceof PoolFailure)) throw thrown;
      this.#set(provider, 'failed', sentence(thrown.message));
      return undefined;
    }
  }

  #pool(provider: string, gentle = false): ProviderPool {
    const { spawnWorker, model, processes, threadsElsewhere } = this.#options;
    const onCpu = provider === CPU;
    const pool = new ProviderPool({
      spawnWorker,
      model,
      provider,
      processes: onCpu ? processes : 1,
      threads: onCpu ? 1 : threadsElsewhere,
      gentle,
    });
    this.#pools.set(provider, pool);
    return pool;
  }

  #noteBackends({ backends }: Loaded): void {
    for (const { name, bundled } of backends satisfies readonly ProviderBackend[]) {
      if (bundled) continue;
      this.#providers.set(name, {
        name,
        state: 'not-bundled',
        reason: 'Not in this build of onnxruntime.',
      });
    }
  }

  #activate(pool: ProviderPool, reason: string): void {
    this.#active = pool;
    this.#set(pool.provider, 'active', reason);
  }

  #set(name: string, state: ProviderReport['state'], reason: string): void {
    this.#providers.set(name, { name, state, reason });
    this.#options.onLog(`${name}: ${state}. ${reason}`);
    this.#changed();
  }

  #changed(): void {
    if (!this.#closed) this.#options.onChange();
  }
}

function activeReason(pool: ProviderPool, forced: string | undefined): string {
  const count = pool.processes === 1 ? 'one process' : `${pool.processes} processes`;
  return pool.provider === forced
    ? `Scores in ${count}, because KEEPERS_PROVIDER asks for it.`
    : `Scores in ${count}.`;
}

function inSentence(provider: string): string {
  return provider === CPU ? 'the CPU' : providerName(provider);
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times`;
}

function sentence(reason: string): string {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
