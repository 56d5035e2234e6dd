import type { Task } from '../../src-shared/bridge.ts';

/** Electron's words for a bar that shows nothing, and one that shows work without a known end. */
const NONE = -1;
const INDETERMINATE = 2;

/** The progress of all running tasks together, as `BrowserWindow.setProgressBar` takes it. */
export class TaskProgress {
  readonly #running = new Map<string, Task>();

  /** Takes a task's news; answers with what the bar is to show: 0 to 1, 2 for unknown, -1 for nothing. */
  update(task: Task): number {
    if (task.state === 'running') this.#running.set(task.id, task);
    else this.#running.delete(task.id);
    return this.value;
  }

  /** The engine has ended, and its tasks with it. */
  clear(): void {
    this.#running.clear();
  }

  get value(): number {
    const tasks = [...this.#running.values()];
    if (tasks.length === 0) return NONE;
    let done = 0;
    let total = 0;
    for (const task of tasks) {
      if (task.total === undefined) return INDETERMINATE;
      done += task.done;
      total += task.total;
    }
    return total === 0 ? INDETERMINATE : Math.min(1, done / total);
  }
}
