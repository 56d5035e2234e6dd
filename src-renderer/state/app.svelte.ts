import { createContext } from 'svelte';
import type { PictureKind, Settings } from '../../src-shared/bridge.ts';
import { pictureAddress, type HostCommand, type KeepersHost } from '../../src-shared/host.ts';
import { Ahead } from './ahead.ts';
import type { Connection, Engine } from './bridge.ts';
import { CalibrationState } from './calibration.svelte.ts';
import { AgainstBurst } from './against-burst.svelte.ts';
import { Clocks } from './clocks.svelte.ts';
import { Collections } from './collections.svelte.ts';
import { Commands } from './commands.svelte.ts';
import { Compare } from './compare.svelte.ts';
import { Cull } from './cull.svelte.ts';
import { defaultCommands } from './default-commands.ts';
import { Detail } from './detail.svelte.ts';
import { FocusPoints } from './focus-points.svelte.ts';
import { Groups } from './groups.svelte.ts';
import { HeatMaps } from './heat-maps.svelte.ts';
import { History } from './history.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { parseLayout, type Layout } from './layout.ts';
import { Library } from './library.svelte.ts';
import { Models } from './models.svelte.ts';
import { Navigation } from './navigation.ts';
import { Notices } from './notices.svelte.ts';
import { PhotoCache, type PhotoSlot } from './photos.svelte.ts';
import { PictureStore } from './pictures.svelte.ts';
import { Places } from './places.svelte.ts';
import { Refresher } from './refresher.ts';
import { Roots } from './roots.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { StackList } from './stack-list.svelte.ts';
import { Survey } from './survey.svelte.ts';
import { EngineStatus } from './tasks.svelte.ts';
import { Taste } from './taste.svelte.ts';
import { VerdictFiles } from './verdict-files.svelte.ts';
import { Verdicts } from './verdicts.svelte.ts';
import { Sentences } from './sentences.svelte.ts';
import { WordSearch } from './word-search.svelte.ts';
import { View } from './view.svelte.ts';

/** The engine hears at once of what comes on screen, then no sooner than after this time again, milliseconds. */
const VISIBLE_MS = 120;

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
  readonly search: WordSearch;
  readonly sentences: Sentences;
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
  readonly navigation = new Navigation(this);
  readonly roots = new Roots(this);
  readonly pictures = new PictureStore((...about) => this.address(...about));
  readonly ahead: Ahead;
  readonly focusPoints: FocusPoints;
  readonly heatMaps: HeatMaps;
  readonly againstBurst: AgainstBurst;
  readonly files: VerdictFiles;
  readonly commands: Commands;
  connection = $state.raw<Connection>({ state: 'connecting' });
  /** Whether the first answers are there. */
  started = $state(false);
  /** Whether Caps Lock is on, as far as the last key told. */
  capsLock = $state(false);
  /** Whether the grid has been scrolled away from its top. */
  scrolled = false;
  #restored = false;
  #visible: readonly number[] = [];
  #visibleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, host: KeepersHost | undefined) {
    this.engine = engine;
    this.host = host;
    this.groups = new Groups(engine, (pairs) => this.photos.expectPairs(pairs));
    this.groups.blind = () => this.settings.current.hideScores;
    this.photos = new PhotoCache(engine, (id) => this.groups.filesOf(id));
    this.library = new Library(engine, this.photos);
    this.search = new WordSearch(engine, this.library);
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
    this.sentences = new Sentences({ engine, notices, undo });
    this.history = new History(engine, photos);
    this.clocks = new Clocks({ engine, photos, notices, undo });
    this.focusPoints = new FocusPoints(engine, this.detail);
    this.heatMaps = new HeatMaps(engine);
    this.againstBurst = new AgainstBurst(engine, this.groups);
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
    engine.on('status.changed', (status) => {
      if (this.#restored) this.roots.showOpened(status);
    });
    new Refresher(this);
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
      openedAt: this.roots.openedAt,
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
      this.roots.showOpened(this.status.current);
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
  readonly attempt = (action: () => Promise<unknown>): void => {
    action().catch((thrown: unknown) => this.notices.error(thrown));
  };

  address(id: number, kind: PictureKind, version: string | undefined): string {
    return pictureAddress(this.host?.kind ?? 'browser', id, kind, version);
  }

  /** The name of the collection that is shown, where it narrows a place. */
  get narrowing(): string | undefined {
    const { rootId, folderId, day, collection } = this.library.filter;
    const placed = [rootId, folderId, day].some((part) => part !== undefined);
    return placed && collection !== undefined ? this.collections.nameOf(collection) : undefined;
  }

  /** Tells the engine what is on screen, most urgent first, and keeps its details fresh. */
  showing(visible: readonly number[], near: readonly number[]): void {
    this.photos.need(near);
    this.groups.need(near);
    this.#visible = visible;
    if (this.#visibleTimer === undefined) this.#tellVisible();
  }

  #tellVisible(): void {
    const told = this.#visible;
    this.engine.request('photos.visible', { ids: [...told] }).catch(() => undefined);
    this.#visibleTimer = setTimeout(() => {
      this.#visibleTimer = undefined;
      if (this.#visible !== told) this.#tellVisible();
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

  async #restore(settings: Settings): Promise<void> {
    const layout = parseLayout(settings.layout);
    this.view.restore(layout);
    this.groups.covers = new Set(layout.covers);
    this.roots.openedAt = layout.openedAt;
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
    if (selection.active === undefined) this.navigation.showGrid();
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
