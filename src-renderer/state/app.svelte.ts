import { createContext } from 'svelte';
import type { PictureKind, Root, Settings, Status, Task } from '../../src-shared/bridge.ts';
import { pictureAddress, type HostCommand, type KeepersHost } from '../../src-shared/host.ts';
import type { Connection, Engine } from './bridge.ts';
import { Commands } from './commands.svelte.ts';
import { defaultCommands } from './default-commands.ts';
import { Detail } from './detail.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { parseLayout, type Layout } from './layout.ts';
import { DEFAULT_SORT, Library } from './library.svelte.ts';
import { Models } from './models.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { PhotoCache, type PhotoSlot } from './photos.svelte.ts';
import { Places } from './places.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { EngineStatus } from './tasks.svelte.ts';
import { Verdicts } from './verdicts.svelte.ts';
import { View, type Zoom } from './view.svelte.ts';

/** A step through the photos; in the loupe, where there are no rows, down is next and up is previous. */
export type Step = 'next' | 'previous' | 'down' | 'up' | 'page-down' | 'page-up' | 'first' | 'last';

/** How long what is on screen must hold still before the engine hears of it, milliseconds. */
const VISIBLE_MS = 120;

/** Changes of the library within this time are looked at together, milliseconds. */
const REFRESH_MS = 100;

/** What a native menu asks for, as commands. */
const HOST_COMMANDS: Partial<Record<HostCommand, string>> = {
  'open-folder': 'add-folder',
  undo: 'undo',
  redo: 'redo',
  'show-grid': 'grid',
  'show-loupe': 'loupe',
  'toggle-panels': 'panels',
  'zoom-in': 'bigger',
  'zoom-out': 'smaller',
  find: 'find',
  'show-keys': 'help',
};

/** The state of the window: its parts, and what concerns several of them. */
export class App {
  readonly engine: Engine;
  readonly host: KeepersHost | undefined;
  readonly photos: PhotoCache;
  readonly library: Library;
  readonly selection: Selection;
  readonly settings: SettingsState;
  readonly status: EngineStatus;
  readonly notices = new Notices();
  readonly view = new View();
  readonly dialogs = new Dialogs();
  readonly detail: Detail;
  readonly models: Models;
  readonly places: Places;
  readonly verdicts: Verdicts;
  readonly commands: Commands;
  connection = $state.raw<Connection>({ state: 'connecting' });
  /** Whether the first answers are there. */
  started = $state(false);
  /** Whether the grid has been scrolled away from its top. */
  scrolled = false;
  /** Where a step leads in the grid, given the index of the active photo; set while there is a grid. */
  stepInGrid: ((step: Step, from: number) => number) | undefined;
  #restored = false;
  #openedAt = $state(0);
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshPause = REFRESH_MS;
  #changedMeanwhile = false;
  #visibleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, host: KeepersHost | undefined) {
    this.engine = engine;
    this.host = host;
    this.photos = new PhotoCache(engine);
    this.library = new Library(engine, this.photos);
    this.selection = new Selection(this.library);
    this.settings = new SettingsState(engine);
    this.status = new EngineStatus(engine);
    this.detail = new Detail(engine);
    this.models = new Models(engine);
    this.places = new Places(engine);
    this.verdicts = new Verdicts({
      engine,
      photos: this.photos,
      library: this.library,
      selection: this.selection,
      notices: this.notices,
      targets: () => this.targets,
      scoresShown: () => !this.settings.current.hideScores,
    });
    this.commands = new Commands(this.settings, defaultCommands(this));
    this.library.attend(
      () => this.scrolled || this.selection.active !== undefined || this.view.mode === 'loupe',
      () => this.#listChanged(),
    );
    engine.on('status.changed', (status) => this.#showOpened(status));
    engine.on('library.changed', () => this.#refreshSoon());
    engine.on('notice', (notice) => this.notices.show(notice));
    host?.onCommand((command) => {
      const id = HOST_COMMANDS[command];
      if (command === 'show-models') this.view.mode = 'models';
      else if (id !== undefined) this.commands.run(id);
    });
  }

  get activeSlot(): PhotoSlot | undefined {
    const { active } = this.selection;
    return active === undefined ? undefined : this.photos.slot(active);
  }

  /** What a verdict falls on: all that is selected, in the loupe the photo on show alone. */
  get targets(): readonly number[] {
    const { active, ids } = this.selection;
    if (active === undefined) return [];
    if (this.view.mode === 'grid' && ids.size > 0) return this.selection.ordered;
    return [active];
  }

  get layout(): Layout {
    return {
      ...this.view.arrangement,
      active: this.selection.active,
      filter: this.library.filter,
      sort: this.library.sort,
      openedAt: this.#openedAt,
    };
  }

  /** Once there is a connection, and again after each reconnection. */
  async start(): Promise<void> {
    try {
      await Promise.all([this.settings.load(), this.status.load(), this.places.load()]);
      if (this.#restored) {
        this.photos.markAllStale();
        await this.library.refresh();
      } else await this.#restore(this.settings.current);
      this.#showOpened(this.status.current);
      void this.detail.loadCurves();
      this.attempt(() => this.models.load());
      this.started = true;
    } catch (thrown) {
      this.notices.error(thrown);
    }
  }

  /** Runs something that may fail; its error becomes the notice. */
  attempt(action: () => Promise<unknown>): void {
    action().catch((thrown: unknown) => this.notices.error(thrown));
  }

  address(id: number, kind: PictureKind, version: string | undefined): string {
    return pictureAddress(this.host?.kind ?? 'browser', id, kind, version);
  }

  showGrid(): void {
    this.view.mode = 'grid';
    this.view.zoom = 0;
  }

  showLoupe(id = this.selection.active): void {
    if (id === undefined) return;
    this.selection.activate(id);
    this.view.mode = 'loupe';
  }

  zoomTo(zoom: Zoom): void {
    if (this.view.mode === 'grid') this.showLoupe();
    this.view.zoom = zoom;
  }

  /** `+` and `-`: cells in the grid, zoom in the loupe. */
  enlarge(direction: 1 | -1): void {
    if (this.view.mode === 'grid') this.view.resizeCells(direction > 0 ? 1.2 : 1 / 1.2);
    else if (this.view.mode === 'loupe') {
      this.view.zoom = Math.max(0, Math.min(2, this.view.zoom + direction)) as Zoom;
    }
  }

  /** The next or previous photo: of the selection where several are selected, else of the list. */
  step(delta: 1 | -1): void {
    const { selection, library } = this;
    if (selection.size > 1) {
      const several = selection.ordered;
      const at = several.indexOf(selection.active ?? -1);
      const next = several[Math.max(0, Math.min(several.length - 1, at + delta))];
      if (next !== undefined) selection.activate(next);
      return;
    }
    const at = selection.activeIndex + delta;
    if (at >= 0 && at < library.ids.length) selection.moveTo(at);
  }

  /** A step by key; with `extend` the selection grows along with it. */
  move(step: Step, extend: boolean): void {
    const { selection, library } = this;
    const last = library.ids.length - 1;
    if (this.view.mode === 'grid') {
      const from = selection.activeIndex;
      const to = from < 0 ? 0 : (this.stepInGrid?.(step, from) ?? from);
      selection.moveTo(to, extend);
    } else if (step === 'first') selection.moveTo(0);
    else if (step === 'last') selection.moveTo(last);
    else this.step(['next', 'down', 'page-down'].includes(step) ? 1 : -1);
  }

  /** Tells the engine what is on screen, most urgent first, and keeps its details fresh. */
  showing(visible: readonly number[], near: readonly number[]): void {
    this.photos.need(near);
    clearTimeout(this.#visibleTimer);
    this.#visibleTimer = setTimeout(() => {
      this.engine.request('photos.visible', { ids: [...visible] }).catch(() => undefined);
    }, VISIBLE_MS);
  }

  /** Forgets a photo's failure and has it tried again. */
  retry(id: number): void {
    this.attempt(() => this.engine.request('photos.retry', { ids: [id] }));
  }

  /** Shows where a photo's file lies: its path stands in the Info panel. */
  showFile(id: number): void {
    this.selection.only(id);
    this.view.tab = 'info';
    this.view.rightOpen = true;
  }

  /** The system's dialog, or where there is none a browser of the engine's folders. */
  async openFolder(): Promise<void> {
    if (this.host === undefined) {
      this.view.browserOpen = true;
      return;
    }
    const path = await this.host.openFolderDialog();
    if (path !== undefined) await this.addFolder(path);
  }

  async addFolder(path: string): Promise<void> {
    try {
      const root = await this.engine.request('roots.add', { path });
      await this.#enter(root.id, `Added ${root.path}`);
    } catch (thrown) {
      this.notices.error(thrown);
    }
  }

  async createSample(): Promise<void> {
    try {
      const root = await this.engine.request('sample.create', {});
      await this.#enter(root.id, `Rendered a practice shoot into ${root.path}`);
    } catch (thrown) {
      this.notices.error(thrown);
    }
  }

  /** Forgets a folder; its files, sidecars and verdicts stay, and Undo brings it back. */
  async removeRoot(root: Root): Promise<void> {
    await this.engine.request('roots.remove', { rootId: root.id });
    this.notices.info(`Removed ${root.path} from the library`, {
      label: 'Undo',
      run: () => void this.addFolder(root.path),
    });
    const { rootId, folderId } = this.library.filter;
    const folder = this.places.folders.find(({ id }) => id === folderId);
    if (rootId === root.id || folder?.rootId === root.id) await this.library.ask({ filter: {} });
    await Promise.all([this.status.load(), this.places.load()]);
  }

  /** Takes up work that was cancelled: every folder is looked through again. */
  resume(task: Task): void {
    this.status.dismiss(task.id);
    for (const root of this.status.current?.roots ?? []) {
      if (!root.online) continue;
      this.attempt(() => this.engine.request('roots.rescan', { rootId: root.id }));
    }
  }

  /** However fast the library changes, asking about it takes a small part of the time alone. */
  #refreshSoon(): void {
    this.#refreshTimer ??= setTimeout(() => {
      const started = performance.now();
      void Promise.allSettled([this.library.refresh(), this.places.load()]).then(() => {
        this.#refreshTimer = undefined;
        this.#refreshPause = Math.max(REFRESH_MS, (performance.now() - started) * 4);
        if (this.#changedMeanwhile) this.#refreshSoon();
      });
      this.#changedMeanwhile = false;
    }, this.#refreshPause);
    this.#changedMeanwhile = true;
  }

  async #enter(rootId: number, message: string): Promise<void> {
    this.notices.info(message);
    this.view.mode = 'grid';
    await Promise.all([
      this.status.load(),
      this.places.load(),
      this.settings.set({ termsSeen: true }),
      this.library.ask({ filter: { rootId } }),
    ]);
  }

  /** Shows the folder that Keepers was started on, best first. */
  #showOpened(status: Status | undefined): void {
    const opened = status?.opened;
    if (!this.#restored || opened === undefined || opened.at <= this.#openedAt) return;
    this.#openedAt = opened.at;
    this.view.mode = 'grid';
    const { rootId, folderId } = opened;
    const filter = folderId === undefined ? { rootId } : { folderId };
    this.attempt(() => this.library.ask({ filter, sort: DEFAULT_SORT }));
  }

  async #restore(settings: Settings): Promise<void> {
    const layout = parseLayout(settings.layout);
    this.view.restore(layout);
    this.#openedAt = layout.openedAt;
    await this.library.ask({ filter: layout.filter, sort: layout.sort });
    const { active } = layout;
    if (active !== undefined && this.library.indexOf(active) >= 0) this.selection.only(active);
    else if (this.view.mode === 'loupe') this.view.mode = 'grid';
    this.#restored = true;
  }

  #listChanged(): void {
    this.selection.reconcile();
    if (this.view.mode === 'loupe' && this.selection.active === undefined) this.showGrid();
  }
}

export const [getApp, setApp] = createContext<App>();
