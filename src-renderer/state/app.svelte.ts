import { createContext } from 'svelte';
import type { PictureKind, Root, Settings, Status, Task } from '../../src-shared/bridge.ts';
import { pictureAddress, type HostCommand, type KeepersHost } from '../../src-shared/host.ts';
import { Ahead } from './ahead.ts';
import type { Connection, Engine } from './bridge.ts';
import { CalibrationState } from './calibration.svelte.ts';
import { Clocks } from './clocks.svelte.ts';
import { Collections } from './collections.svelte.ts';
import { Commands } from './commands.svelte.ts';
import { Compare } from './compare.svelte.ts';
import { Cull } from './cull.svelte.ts';
import { defaultCommands } from './default-commands.ts';
import { Detail } from './detail.svelte.ts';
import { FocusPoints } from './focus-points.svelte.ts';
import { Groups } from './groups.svelte.ts';
import { History } from './history.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { parseLayout, type Layout } from './layout.ts';
import { DEFAULT_SORT, Library, type Varied } from './library.svelte.ts';
import { Models } from './models.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { PhotoCache, type PhotoSlot } from './photos.svelte.ts';
import { PictureStore } from './pictures.svelte.ts';
import { Places } from './places.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { StackList } from './stack-list.svelte.ts';
import { Survey } from './survey.svelte.ts';
import { EngineStatus } from './tasks.svelte.ts';
import { Taste } from './taste.svelte.ts';
import { VerdictFiles } from './verdict-files.svelte.ts';
import { Verdicts } from './verdicts.svelte.ts';
import { View, type Zoom } from './view.svelte.ts';

/** A step through the photos; in loupe and compare, where there are no rows, down and up go from burst to burst. */
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
  readonly collections: Collections;
  readonly history: History;
  readonly clocks: Clocks;
  readonly taste: Taste;
  readonly calibration: CalibrationState;
  readonly verdicts: Verdicts;
  readonly groups: Groups;
  readonly stacks: StackList;
  readonly compare: Compare;
  readonly survey: Survey;
  readonly cull: Cull;
  readonly pictures = new PictureStore((...about) => this.address(...about));
  readonly ahead: Ahead;
  readonly focusPoints: FocusPoints;
  readonly files: VerdictFiles;
  readonly commands: Commands;
  connection = $state.raw<Connection>({ state: 'connecting' });
  /** Whether the first answers are there. */
  started = $state(false);
  /** Whether Caps Lock is on, as far as the last key told. */
  capsLock = $state(false);
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
    this.groups = new Groups(engine, (pairs) => this.photos.expectPairs(pairs));
    this.photos = new PhotoCache(engine, (id) => this.groups.filesOf(id));
    this.library = new Library(engine, this.photos);
    this.selection = new Selection(this.library);
    this.settings = new SettingsState(engine);
    this.status = new EngineStatus(engine);
    this.detail = new Detail(engine);
    this.models = new Models(engine);
    this.places = new Places(engine);
    this.taste = new Taste(engine, this.notices, this.photos);
    this.calibration = new CalibrationState(engine, this.notices, this.photos);
    this.verdicts = new Verdicts({
      engine,
      photos: this.photos,
      library: this.library,
      selection: this.selection,
      notices: this.notices,
      targets: () => this.targets,
      filesOf: (id) => this.groups.filesOf(id),
      advance: () => this.cull.advance(),
      selectsSeveral: () => this.view.mode === 'grid',
      remark: (ids) => this.cull.remark(ids),
      scoresShown: () =>
        !this.settings.current.hideScores ||
        this.library.filter.score !== undefined ||
        this.collections.tellsScore,
    });
    const undo = () => void this.verdicts.undo();
    const { library, notices, photos } = this;
    this.collections = new Collections({ engine, library, notices, undo });
    this.history = new History(engine, photos);
    this.clocks = new Clocks({ engine, photos, notices, undo });
    this.focusPoints = new FocusPoints(engine);
    this.stacks = new StackList(this.groups, {
      matching: () => this.library.matching,
      stacked: () => this.view.stacks,
      folded: () => this.view.mode === 'grid' || !this.view.showsPhotos,
      active: () => this.selection.active,
    });
    this.compare = new Compare(this.library, this.selection, this.stacks);
    this.survey = new Survey(this.photos, this.selection);
    this.cull = new Cull(this);
    this.ahead = new Ahead(this);
    this.files = new VerdictFiles({
      engine,
      settings: this.settings,
      library: this.library,
      notices: this.notices,
      undo: () => this.verdicts.undo(),
    });
    this.commands = new Commands(this.settings, defaultCommands(this));
    this.library.attend({
      inUse: () =>
        this.scrolled || this.selection.active !== undefined || this.view.mode !== 'grid',
      held: () => this.#lookedAt,
      changed: () => this.listChanged(),
      arrangement: () => this.stacks.arrangement,
      standIn: (id) => this.stacks.standIn(id, (other) => this.library.indexOf(other) >= 0),
    });
    engine.on('status.changed', (status) => this.#showOpened(status));
    engine.on('library.changed', () => {
      this.#refreshSoon();
      this.#refreshPage();
    });
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

  /** Whether this photo is the best bet of its burst. */
  isSuggested(id: number | undefined): boolean {
    // What Keepers thinks the best is what its scores say, too.
    if (id === undefined || this.settings.current.hideScores) return false;
    const suggested = this.groups.suggestionFor(this.groups.groupOf(id))?.id;
    return suggested !== undefined && this.groups.filesOf(id).includes(suggested);
  }

  /** Why, in words. */
  suggestionText(id: number | undefined): string | undefined {
    return this.groups.suggestionFor(this.groups.groupOf(id))?.reason.text;
  }

  /** Whether photos are on a stage, at a zoom. */
  get onStage(): boolean {
    return this.view.mode === 'loupe' || this.view.mode === 'compare';
  }

  /** Whether a verdict given by this key goes on to the next photo. */
  advances(event: KeyboardEvent | undefined): boolean {
    const once = event?.shiftKey === true || event?.getModifierState('CapsLock') === true;
    return once || this.settings.current.autoAdvance;
  }

  /** What a verdict falls on: all that is selected, outside of the grid the active photo alone. */
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
      covers: [...this.groups.covers],
      varied: this.library.varied,
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
      void this.groups.load();
      void this.detail.loadCurves();
      this.attempt(() => this.models.load());
      this.attempt(() => this.taste.load());
      this.attempt(() => this.collections.load());
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

  /** The name of the collection that is shown, where it narrows a place. */
  get narrowing(): string | undefined {
    const { rootId, folderId, day, collection } = this.library.filter;
    const placed = [rootId, folderId, day].some((part) => part !== undefined);
    return placed && collection !== undefined ? this.collections.nameOf(collection) : undefined;
  }

  /** Shows the best of what is shown that are not all alike, one of a burst at most. */
  showVaried(varied: Varied): void {
    if (!this.view.showsPhotos) this.view.mode = 'grid';
    // What was selected before is not what is picked from here.
    this.selection.none();
    this.attempt(() => this.library.ask({ varied }));
  }

  /** Leaves it again. */
  leaveVaried(): void {
    this.attempt(() => this.library.ask({ varied: undefined }));
  }

  showLoupe(id = this.selection.active): void {
    if (id === undefined) return;
    this.selection.activate(id);
    this.view.mode = 'loupe';
  }

  showCompare(): void {
    const { mode } = this.view;
    // Outside of the grid every frame is listed: challengers come from the burst first.
    this.view.mode = 'compare';
    if (this.compare.start()) return;
    this.view.mode = mode;
    this.notices.info('Compare takes two photos: there is only one here.');
  }

  showSurvey(): void {
    const { selection, stacks, view } = this;
    const { active } = selection;
    if (active === undefined) return;
    const several = selection.size > 1 ? selection.ordered : stacks.stackOf(active)?.members;
    if (several === undefined) {
      this.notices.info('Survey shows what is selected, or a burst: select several photos first.');
      return;
    }
    view.mode = 'survey';
    view.zoom = 0;
    this.survey.start(several);
  }

  zoomTo(zoom: Zoom): void {
    if (this.view.mode !== 'compare') this.showLoupe();
    this.view.zoom = zoom;
  }

  /** `+` and `-`: cells in the grid, zoom in the loupe. */
  enlarge(direction: 1 | -1): void {
    if (this.view.mode === 'grid') this.view.resizeCells(direction > 0 ? 1.2 : 1 / 1.2);
    else if (this.view.mode === 'loupe' || this.view.mode === 'compare') {
      this.view.zoom = Math.max(0, Math.min(2, this.view.zoom + direction)) as Zoom;
    }
  }

  /** Goes to a photo of the strips below the stage. */
  goTo(id: number): void {
    if (this.view.mode === 'compare') this.compare.challenge(id);
    else this.selection.activate(id);
  }

  /** The next or previous photo: of the selection where several are selected, else of the list. False where there is none. */
  step(delta: 1 | -1): boolean {
    const { selection, library } = this;
    if (selection.size > 1) {
      const several = selection.ordered;
      const next = several[several.indexOf(selection.active ?? -1) + delta];
      if (next !== undefined) selection.activate(next);
      return next !== undefined;
    }
    const at = selection.activeIndex + delta;
    if (at < 0 || at >= library.ids.length) return false;
    selection.moveTo(at);
    return true;
  }

  /** A step by key; with `extend` the selection grows along with it. */
  move(step: Step, extend: boolean): void {
    const { selection, library } = this;
    const last = library.ids.length - 1;
    if (this.view.mode === 'compare' || this.view.mode === 'survey') this.cull.move(step);
    else if (this.view.mode === 'grid') {
      const from = selection.activeIndex;
      const start = step === 'last' ? last : 0;
      const to = from < 0 ? start : (this.stepInGrid?.(step, from) ?? from);
      selection.moveTo(to, extend);
    } else if (step === 'first') selection.moveTo(0);
    else if (step === 'last') selection.moveTo(last);
    else if (step === 'down' || step === 'up') this.cull.toRun(step === 'down' ? 1 : -1);
    else this.step(step === 'next' || step === 'page-down' ? 1 : -1);
  }

  /** Tells the engine what is on screen, most urgent first, and keeps its details fresh. */
  showing(visible: readonly number[], near: readonly number[]): void {
    this.photos.need(near);
    this.groups.need(near);
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
    if (rootId === root.id || folder?.rootId === root.id)
      await this.library.ask({ filter: {}, varied: undefined });
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

  /** Pages beside the photos follow what is done, an undo for instance. */
  #refreshPage(): void {
    if (this.view.mode === 'history') this.attempt(() => this.history.load());
    if (this.view.mode === 'cameras') this.attempt(() => this.clocks.load());
  }

  async #enter(rootId: number, message: string): Promise<void> {
    this.notices.info(message);
    this.view.mode = 'grid';
    await Promise.all([
      this.status.load(),
      this.places.load(),
      this.settings.set({ termsSeen: true }),
      this.library.ask({ filter: { rootId }, varied: undefined }),
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
    this.attempt(() => this.library.ask({ filter, sort: DEFAULT_SORT, varied: undefined }));
  }

  async #restore(settings: Settings): Promise<void> {
    const layout = parseLayout(settings.layout);
    this.view.restore(layout);
    this.groups.covers = new Set(layout.covers);
    this.#openedAt = layout.openedAt;
    const { filter, sort, varied } = layout;
    await this.library.ask({ filter, sort, varied });
    const { active } = layout;
    if (active !== undefined && this.library.indexOf(active) >= 0) this.selection.only(active);
    if (this.selection.active === undefined && this.view.showsPhotos) this.view.mode = 'grid';
    if (this.view.mode === 'survey') this.view.mode = 'loupe';
    if (this.view.mode === 'compare' && !this.compare.start()) this.view.mode = 'loupe';
    this.#restored = true;
  }

  /** The list has changed, or how it is laid out: nothing stays selected that is not in it, and no view is left empty. */
  listChanged(): void {
    const { selection, survey, view, library } = this;
    selection.reconcile();
    if (view.mode === 'grid' || !view.showsPhotos) return;
    if (selection.active === undefined) this.showGrid();
    else if (view.mode === 'compare' && !this.compare.reconcile()) view.mode = 'loupe';
    else if (view.mode === 'survey') {
      survey.reconcile((id) => library.indexOf(id) >= 0);
      if (survey.shown.length === 0) view.mode = 'loupe';
    }
  }

  /** What the person has before their eyes and may be judging. */
  get #lookedAt(): number[] {
    const { selection, view, compare, survey } = this;
    return [
      ...selection.ids,
      ...(selection.active === undefined ? [] : [selection.active]),
      ...(view.mode === 'compare' ? [compare.champion, compare.challenger] : []),
      ...(view.mode === 'survey' ? survey.shown : []),
    ].filter((id) => id !== undefined);
  }
}

export const [getApp, setApp] = createContext<App>();
