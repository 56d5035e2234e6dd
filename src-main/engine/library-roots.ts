import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Root, Status } from '../../src-shared/bridge.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import type { Watching } from '../watching/types.ts';
import type { Ingest } from '../workflows/ingest.ts';
import type { EngineEvents } from './events.ts';
import type { LibraryTasks } from './library-tasks.ts';

export interface RootRooms {
  readonly catalogue: CatalogueWriter;
  readonly watching: Watching;
  readonly decoder: Pick<Decoder, 'prepare'>;
  readonly ingest: Ingest;
  readonly tasks: LibraryTasks;
  readonly events: EngineEvents;
  /** Photos came, went or were found again, with their root. */
  onChanged(change: 'came' | 'went' | 'found-again'): void;
}

/** The folders of the library: added, watched, moved elsewhere and taken away. */
export class LibraryRoots {
  readonly #rooms: RootRooms;
  /** The folder that a host was asked for last. */
  #opened: { readonly rootId: number; readonly path: string; readonly at: number } | undefined;

  constructor(rooms: RootRooms) {
    this.#rooms = rooms;
  }

  /** Watches the roots that there are. */
  start(): void {
    const { catalogue, decoder } = this.#rooms;
    const roots = catalogue.roots();
    if (roots.length > 0) decoder.prepare();
    for (const root of roots) void this.#watch(root);
  }

  /** Adds a folder. Rejects with `folder-missing` or `folder-unreadable`. */
  async add(asked: string): Promise<Root> {
    const { catalogue, decoder, onChanged } = this.#rooms;
    const folder = path.resolve(asked);
    decoder.prepare();
    const info = await stat(folder).catch((thrown: unknown) => {
      const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        throw new KeepersError('folder-missing', { path: folder });
      }
      throw new KeepersError('folder-unreadable', { path: folder, reason: code });
    });
    if (!info.isDirectory()) throw new KeepersError('folder-missing', { path: folder });
    const before = catalogue.roots();
    const root = catalogue.addRoot(folder, 'none');
    const after = catalogue.roots();
    // A parent takes its children's roots in.
    for (const old of before) {
      if (!after.some(({ id }) => id === old.id)) await this.#unwatch(old.path);
    }
    if (!before.some(({ id }) => id === root.id)) await this.#watch(root);
    onChanged('came');
    return this.#find(root.id) ?? root;
  }

  /** Adds a folder as `add` does, and has windows show it. */
  async open(asked: string): Promise<Root> {
    const root = await this.add(asked);
    this.#opened = { rootId: root.id, path: path.resolve(asked), at: Date.now() };
    this.#rooms.events.statusChanged();
    return root;
  }

  async remove(rootId: number): Promise<void> {
    const { catalogue, onChanged } = this.#rooms;
    const root = this.#find(rootId);
    if (root === undefined) return;
    await this.#unwatch(root.path);
    catalogue.removeRoot(rootId);
    onChanged('went');
  }

  /** A root's folder is elsewhere now: its photos keep all they have. Rejects with `bad-request`. */
  async relink(rootId: number, folder: string): Promise<void> {
    const { catalogue, onChanged } = this.#rooms;
    const root = this.#find(rootId);
    if (root === undefined) return;
    catalogue.relinkRoot(rootId, folder);
    await this.#unwatch(root.path);
    const moved = this.#find(rootId);
    if (moved !== undefined) await this.#watch(moved);
    onChanged('came');
  }

  async rescan(rootId: number): Promise<void> {
    const root = this.#find(rootId);
    if (root === undefined) return;
    await this.#rooms.watching.rescan(root.path);
    this.#rooms.onChanged('found-again');
  }

  /** What windows are to show, as part of the status. */
  get opened(): Pick<Status, 'opened'> {
    if (this.#opened === undefined) return {};
    const { rootId, path: asked, at } = this.#opened;
    const root = this.#find(rootId);
    if (root === undefined) return {};
    const inside = path.relative(root.path, asked).split(path.sep).join('/');
    const folder =
      inside === ''
        ? undefined
        : this.#rooms.catalogue
            .folders()
            .find((each) => each.rootId === rootId && each.path === inside);
    return { opened: { rootId, at, ...(folder !== undefined && { folderId: folder.id }) } };
  }

  #find(rootId: number): Root | undefined {
    return this.#rooms.catalogue.roots().find(({ id }) => id === rootId);
  }

  async #watch(root: Root): Promise<void> {
    const { catalogue, events, ingest, watching } = this.#rooms;
    ingest.addRoot(root.path, root.id);
    try {
      const { watch } = await watching.add(root.path);
      catalogue.setRootWatch(root.id, watch);
      events.libraryChanged();
    } catch (thrown) {
      const reason = reasonOf(thrown);
      events.notice(
        'error',
        new KeepersError('folder-unreadable', { path: root.path, reason }).message,
      );
    }
  }

  async #unwatch(rootPath: string): Promise<void> {
    const { ingest, tasks, watching } = this.#rooms;
    ingest.removeRoot(rootPath);
    tasks.dropScan(rootPath);
    await watching.remove(rootPath);
  }
}
