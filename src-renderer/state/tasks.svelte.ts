import type { Status, Task } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';

/** How long a finished task stays to be read, milliseconds. */
const LINGER_MS = 5_000;

/** The engine's state and the long work that it is doing. */
export class EngineStatus {
  readonly #engine: Engine;
  current = $state.raw<Status>();
  tasks = $state.raw<readonly Task[]>([]);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('status.changed', (status) => this.#adopt(status));
    engine.on('task.progress', (task) => this.#update(task));
  }

  readonly running = $derived(this.tasks.filter((task) => task.state === 'running'));
  /** What was stopped by the person and waits for their word. */
  readonly cancelled = $derived(
    this.tasks.filter((task) => task.state === 'cancelled' && task.kind !== 'finetune'),
  );
  readonly offline = $derived(this.current?.roots.filter((root) => !root.online) ?? []);

  async load(): Promise<void> {
    this.#adopt(await this.#engine.request('status', {}));
  }

  async cancel(taskId: string): Promise<void> {
    await this.#engine.request('tasks.cancel', { taskId });
  }

  dismiss(taskId: string): void {
    this.tasks = this.tasks.filter((task) => task.id !== taskId);
  }

  #adopt(status: Status): void {
    this.current = status;
    const known = new Set(status.tasks.map((task) => task.id));
    // A task that has ended is no longer in the status, but may still be on show here.
    const ended = this.tasks.filter((task) => task.state !== 'running' && !known.has(task.id));
    this.tasks = [...status.tasks, ...ended];
  }

  #update(task: Task): void {
    const at = this.tasks.findIndex((known) => known.id === task.id);
    this.tasks = at < 0 ? [...this.tasks, task] : this.tasks.with(at, task);
    if (task.state === 'running') {
      this.#forgetCancelled(task);
    } else if (task.state === 'finished' || task.kind === 'finetune') {
      // What becomes of a profile is said on its page.
      setTimeout(() => this.dismiss(task.id), LINGER_MS);
    }
  }

  /** Work of the same kind has been taken up again. */
  #forgetCancelled(task: Task): void {
    if (!this.tasks.some((other) => other.state === 'cancelled' && other.kind === task.kind))
      return;
    this.tasks = this.tasks.filter(
      (other) => other.state !== 'cancelled' || other.kind !== task.kind,
    );
  }
}
