import type { Task } from '../../src-shared/bridge.ts';
import { ProgressTask } from './progress.ts';

type Kind = 'score' | 'measure';

const LABELS: Readonly<Record<Kind, string>> = {
  score: 'Scoring photos',
  measure: 'Measuring focus, motion and noise',
};

/** The pipeline's two tasks: each begins with its first work, and ends when none is left. */
export class PipelineProgress {
  readonly #tell: (task: Task) => void;
  readonly #onCancel: (kind: Kind) => void;
  readonly #running = new Map<Kind, ProgressTask>();
  #count = 0;

  constructor(tell: (task: Task) => void, onCancel: (kind: Kind) => void) {
    this.#tell = tell;
    this.#onCancel = onCancel;
  }

  get tasks(): Task[] {
    return [...this.#running.values()].map((task) => task.current);
  }

  /** Tells how much is left, counted from the catalogue. */
  setRemaining(kind: Kind, remaining: number): void {
    const running = this.#running.get(kind);
    if (running !== undefined) running.setTotal(running.current.done + remaining);
    else if (remaining > 0) this.#start(kind, remaining);
  }

  advance(kind: Kind, failed = 0): void {
    const task = this.#running.get(kind);
    task?.advance(1, failed);
    const { done = 0, total = Infinity } = task?.current ?? {};
    // The other kind may go on for long: this one does not wait for it at "0 s left".
    if (task !== undefined && done >= total) this.#finish(kind, task);
  }

  cancel(id: string): boolean {
    const task = [...this.#running.values()].find(({ current }) => current.id === id);
    task?.cancel();
    return task !== undefined;
  }

  /** No work is left: what is running has finished. */
  settle(): void {
    for (const [kind, task] of this.#running) this.#finish(kind, task);
  }

  close(): void {
    for (const [kind, task] of this.#running) {
      this.#running.delete(kind);
      task.cancel();
    }
  }

  #finish(kind: Kind, task: ProgressTask): void {
    this.#running.delete(kind);
    task.finish();
  }

  #start(kind: Kind, total: number): void {
    const id = `${kind}-${++this.#count}`;
    const task = new ProgressTask({ id, kind, label: LABELS[kind], total }, this.#tell);
    task.onCancel(() => {
      this.#running.delete(kind);
      this.#onCancel(kind);
    });
    this.#running.set(kind, task);
    this.#tell(task.current);
  }
}
