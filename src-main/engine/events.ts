import type { BridgeServer } from '../../src-shared/bridge-server.ts';
import type { Settings, Status, Task } from '../../src-shared/bridge.ts';
import type { TasteState } from '../../src-shared/bridge/taste.ts';

const PHOTOS_EVERY_MS = 100;
const LIBRARY_EVERY_MS = 500;
const GROUPS_EVERY_MS = 500;
const STATUS_EVERY_MS = 250;
const TASTE_EVERY_MS = 200;

/** Tells every client what changed, gathered so that a thousand changes are a few messages. */
export class EngineEvents {
  #bridge: BridgeServer | undefined;
  readonly #status: () => Status;
  readonly #changed = new Set<number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(status: () => Status) {
    this.#status = status;
  }

  attach(bridge: BridgeServer): void {
    this.#bridge = bridge;
  }

  photosChanged(ids: readonly number[]): void {
    for (const id of ids) this.#changed.add(id);
    this.#later('photos', PHOTOS_EVERY_MS, () => {
      const changed = [...this.#changed];
      this.#changed.clear();
      this.#bridge?.emit('photos.changed', { ids: changed });
    });
    this.statusChanged();
  }

  libraryChanged(): void {
    this.#later('library', LIBRARY_EVERY_MS, () => this.#bridge?.emit('library.changed', {}));
    this.statusChanged();
  }

  groupsChanged(): void {
    this.#later('groups', GROUPS_EVERY_MS, () => this.#bridge?.emit('groups.changed', {}));
  }

  statusChanged(): void {
    this.#later('status', STATUS_EVERY_MS, () => {
      if (this.#bridge !== undefined && this.#bridge.clients > 0) {
        this.#bridge.emit('status.changed', this.#status());
      }
    });
  }

  /** Somebody has to be there to be told: reading profiles touches the disk. */
  tasteChanged(state: () => Promise<TasteState>): void {
    this.#later('taste', TASTE_EVERY_MS, () => {
      if (this.#bridge === undefined || this.#bridge.clients === 0) return;
      void state()
        .then((current) => this.#bridge?.emit('taste.changed', current))
        .catch(() => undefined);
    });
  }

  task(task: Task): void {
    this.#bridge?.emit('task.progress', task);
    this.statusChanged();
  }

  settings(settings: Settings): void {
    this.#bridge?.emit('settings.changed', settings);
    // What the status counts depends on them: verdicts that Lightroom would not see, for one.
    this.statusChanged();
  }

  notice(level: 'info' | 'warning' | 'error', message: string): void {
    this.#bridge?.emit('notice', { level, message });
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(name: string, after: number, tell: () => void): void {
    if (this.#timers.has(name)) return;
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        tell();
      }, after),
    );
  }
}
