import type { Root, Status, Task } from '../../src-shared/bridge.ts';
import type { App } from './app.svelte.ts';
import { DEFAULT_SORT } from './library.svelte.ts';

/** Folders that come into the library and leave it. */
export class Roots {
  readonly #app: App;
  /** When the folder that is shown was asked for from outside, milliseconds since 1970. */
  openedAt = $state(0);

  constructor(app: App) {
    this.#app = app;
  }

  /** The system's dialog, or where there is none a browser of the engine's folders. */
  async open(): Promise<void> {
    const { host, view } = this.#app;
    if (host === undefined) {
      view.browserOpen = true;
      return;
    }
    const path = await host.openFolderDialog();
    if (path !== undefined) await this.add(path);
  }

  async add(path: string): Promise<void> {
    const { engine, notices } = this.#app;
    try {
      const root = await engine.request('roots.add', { path });
      await this.#enter(root.id, `Added ${root.path}`);
    } catch (thrown) {
      notices.error(thrown);
    }
  }

  async createSample(): Promise<void> {
    const { engine, notices } = this.#app;
    try {
      const root = await engine.request('sample.create', {});
      await this.#enter(root.id, `Rendered a practice shoot into ${root.path}`);
    } catch (thrown) {
      notices.error(thrown);
    }
  }

  /** Forgets a folder; its files, sidecars and verdicts stay, and Undo brings it back. */
  async remove(root: Root): Promise<void> {
    const { engine, library, notices, places, status } = this.#app;
    await engine.request('roots.remove', { rootId: root.id });
    notices.info(`Removed ${root.path} from the library`, {
      label: 'Undo',
      run: () => void this.add(root.path),
    });
    const { rootId, folderId } = library.filter;
    const folder = places.folders.find(({ id }) => id === folderId);
    if (rootId === root.id || folder?.rootId === root.id) {
      await library.ask({ filter: {}, varied: undefined });
    }
    await Promise.all([status.load(), places.load()]);
  }

  /** Takes up work that was cancelled: every folder is looked through again. */
  resume(task: Task): void {
    const { attempt, engine, status } = this.#app;
    status.dismiss(task.id);
    for (const root of status.current?.roots ?? []) {
      if (root.online) attempt(() => engine.request('roots.rescan', { rootId: root.id }));
    }
  }

  /** Shows the folder that Keepers was started on, best first. */
  showOpened(status: Status | undefined): void {
    const opened = status?.opened;
    if (opened === undefined || opened.at <= this.openedAt) return;
    const { attempt, library, view } = this.#app;
    this.openedAt = opened.at;
    view.mode = 'grid';
    const { rootId, folderId } = opened;
    const filter = folderId === undefined ? { rootId } : { folderId };
    attempt(() => library.ask({ filter, sort: DEFAULT_SORT, varied: undefined }));
  }

  async #enter(rootId: number, message: string): Promise<void> {
    const { library, notices, places, settings, status, view } = this.#app;
    notices.info(message);
    view.mode = 'grid';
    await Promise.all([
      status.load(),
      places.load(),
      settings.set({ termsSeen: true }),
      library.ask({ filter: { rootId }, varied: undefined }),
    ]);
  }
}
