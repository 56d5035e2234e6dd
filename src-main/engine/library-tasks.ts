import path from 'node:path';
import type { Task } from '../../src-shared/bridge.ts';
import { toErrorInfo } from '../../src-shared/errors.ts';
import { ProgressTask } from '../workflows/progress.ts';
import type { EngineEvents } from './events.ts';

/** Long work that a person sees and can cancel: scans of folders, and what was asked for, such as a backup. */
export class LibraryTasks {
  readonly #events: EngineEvents;
  readonly #scans = new Map<string, ProgressTask>();
  readonly #asked = new Map<string, ProgressTask>();

  constructor(events: EngineEvents) {
    this.#events = events;
  }

  get current(): readonly Task[] {
    return [...this.#scans.values(), ...this.#asked.values()].map(({ current }) => current);
  }

  /** Whether something that was asked for is under way, and would be cut off. */
  get isBusy(): boolean {
    return this.#asked.size > 0;
  }

  /** Runs long work as a task that can be seen and cancelled. */
  async run<T>(
    start: Pick<Task, 'kind' | 'label'>,
    work: (task: ProgressTask, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const id = `${start.kind}-${Date.now().toString(36)}`;
    const controller = new AbortController();
    const task = new ProgressTask({ id, ...start }, (current) => this.#events.task(current));
    task.onCancel(() => controller.abort());
    this.#asked.set(id, task);
    this.#events.task(task.current);
    try {
      return await work(task, controller.signal);
    } catch (thrown) {
      task.fail(toErrorInfo(thrown));
      throw thrown;
    } finally {
      task.finish();
      this.#asked.delete(id);
      this.#events.statusChanged();
    }
  }

  cancel(id: string): void {
    this.#asked.get(id)?.cancel();
    for (const task of this.#scans.values()) if (task.current.id === id) task.cancel();
  }

  /** How a root's scan stands. */
  scan(rootPath: string, found: number, state: 'running' | 'finished' | 'stopped'): void {
    let task = this.#scans.get(rootPath);
    if (state !== 'running') {
      task?.setDone(found);
      task?.finish();
      this.#scans.delete(rootPath);
      return;
    }
    if (task === undefined) {
      task = new ProgressTask(
        {
          id: `scan-${Date.now().toString(36)}-${path.basename(rootPath)}`,
          kind: 'scan',
          label: `Looking through ${path.basename(rootPath)}`,
        },
        (current) => this.#events.task(current),
      );
      this.#scans.set(rootPath, task);
    }
    task.setDone(found);
  }

  /** A root that is no longer watched is not scanned either. */
  dropScan(rootPath: string): void {
    this.#scans.get(rootPath)?.cancel();
    this.#scans.delete(rootPath);
  }
}
