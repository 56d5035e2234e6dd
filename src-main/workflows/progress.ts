import type { Task } from '../../src-shared/bridge.ts';
import type { ErrorInfo } from '../../src-shared/errors.ts';

/** The rate is taken over this window, so that it follows the work but does not flicker. */
const WINDOW_MS = 10_000;
/** Progress is told at most this often. */
const TELL_EVERY_MS = 200;

/** One long piece of work, as the status bar and the command line show it. */
export class ProgressTask {
  readonly #tell: (task: Task) => void;
  readonly #now: () => number;
  #task: Task;
  /** Moments at which the count was `done`, oldest first, within the window. */
  #samples: { at: number; done: number }[];
  #timer: NodeJS.Timeout | undefined;
  #cancel: (() => void) | undefined;

  constructor(
    start: Pick<Task, 'id' | 'kind' | 'label'> & { readonly total?: number },
    tell: (task: Task) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#tell = tell;
    this.#now = now;
    this.#task = { done: 0, failed: 0, state: 'running', ...start };
    this.#samples = [{ at: now(), done: 0 }];
  }

  get current(): Task {
    return this.#task;
  }

  /** What `cancel()` does; work that cannot be stopped has none. */
  onCancel(cancel: () => void): void {
    this.#cancel = cancel;
  }

  cancel(): void {
    if (this.#task.state !== 'running') return;
    this.#cancel?.();
    this.#end({ ...this.#task, state: 'cancelled' });
  }

  /** Counts `done` more, of which `failed` failed. */
  advance(done: number, failed = 0): void {
    this.#update({
      ...this.#task,
      done: this.#task.done + done,
      failed: this.#task.failed + failed,
    });
  }

  /** Sets how much there is now known to be in all. */
  setTotal(total: number): void {
    if (total !== this.#task.total) this.#update({ ...this.#task, total });
  }

  setDone(done: number): void {
    this.#update({ ...this.#task, done });
  }

  finish(): void {
    if (this.#task.state === 'running') this.#end({ ...this.#task, state: 'finished' });
  }

  fail(error: ErrorInfo): void {
    if (this.#task.state === 'running') this.#end({ ...this.#task, state: 'failed', error });
  }

  #update(task: Task): void {
    if (task.state !== 'running') return;
    const now = this.#now();
    this.#samples.push({ at: now, done: task.done });
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > WINDOW_MS) {
      this.#samples.shift();
    }
    this.#task = withRate(task, this.#samples);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell(this.#task);
    }, TELL_EVERY_MS);
  }

  #end(task: Task): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#task = { ...task };
    delete this.#task.secondsLeft;
    this.#tell(this.#task);
  }
}

function withRate(task: Task, samples: readonly { at: number; done: number }[]): Task {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return task;
  const seconds = (last.at - first.at) / 1000;
  const items = last.done - first.done;
  // A rate from a handful of items or an instant would jump about.
  if (seconds < 1 || items < 3) return task;
  const rate = items / seconds;
  const left = task.total === undefined ? undefined : Math.max(0, task.total - task.done) / rate;
  return { ...task, rate, ...(left !== undefined && { secondsLeft: left }) };
}
