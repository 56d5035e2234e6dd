import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Filter, Root, Status, Task } from '../../src-shared/bridge.ts';
import { asksForGroups, asksForSuggested, type Rules } from '../../src-shared/collection.ts';
import { KeepersError, reasonOf, toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { CatalogueWriter, GroupMembers } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import type { HeatMapper, ModelStore, PhraseEncoder, Scorer } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { departuresOf } from '../personal/index.ts';
import type { PreviewCache } from '../previews/types.ts';
import type { Watching } from '../watching/types.ts';
import { ExifRefill } from '../workflows/exif-refill.ts';
import { membersOf } from '../workflows/group-members.ts';
import { Ingest } from '../workflows/ingest.ts';
import { LibraryGroups } from '../workflows/library-groups.ts';
import { PhotoPipeline } from '../workflows/pipeline.ts';
import { ProgressTask } from '../workflows/progress.ts';
import { KeywordFiles } from '../workflows/keyword-files.ts';
import { LibrarySentences } from '../workflows/library-sentences.ts';
import { LibraryWords } from '../workflows/library-words.ts';
import { Sidecars } from '../workflows/sidecars.ts';
import type { LibraryTaste } from '../workflows/taste/library-taste.ts';
import { PersonWords } from '../workflows/person-words.ts';
import { SuggestedFrames } from '../workflows/suggested-frames.ts';
import { EngineEvents } from './events.ts';
import { FocusPoints } from './focus-points.ts';
import { HeatMaps } from './heat-maps.ts';
import { ModelFacts } from './model-facts.ts';
import { readMovies } from './movies.ts';
import { createTaste, type TasteParts } from './taste.ts';
import { Pictures } from './pictures.ts';

export interface LibraryRooms extends TasteParts {
  readonly catalogue: CatalogueWriter;
  readonly previews: PreviewCache;
  readonly decoder: Decoder;
  readonly metadata: Metadata;
  readonly scorer: Scorer;
  readonly heatMapper: HeatMapper;
  readonly phrases: PhraseEncoder;
  readonly store: Pick<ModelStore, 'list' | 'resolve'>;
  readonly watching: Watching;
}

/** The library at work: roots are watched, photos flow through the pipeline, verdicts into sidecars. */
export class Library {
  readonly events: EngineEvents;
  readonly pipeline: PhotoPipeline;
  readonly sidecars: Sidecars;
  readonly keywords: KeywordFiles;
  readonly pictures: Pictures;
  readonly groups: LibraryGroups;
  readonly suggested: SuggestedFrames;
  readonly focusPoints: FocusPoints;
  readonly heatMaps: HeatMaps;
  readonly modelFacts: ModelFacts;
  readonly taste: LibraryTaste;
  readonly words: LibraryWords;
  readonly sentences: LibrarySentences;
  readonly #exif: ExifRefill;
  readonly #rooms: LibraryRooms;
  readonly #version: string;
  readonly #ingest: Ingest;
  readonly #scans = new Map<string, ProgressTask>();
  /** Other long work, such as rendering the practice shoot. */
  readonly #tasks = new Map<string, ProgressTask>();
  #trouble: ErrorInfo | undefined;
  /** The folder that a host was asked for last. */
  #opened: { readonly rootId: number; readonly path: string; readonly at: number } | undefined;

  constructor(rooms: LibraryRooms, options: { readonly version: string }) {
    this.#rooms = rooms;
    this.#version = options.version;
    this.events = new EngineEvents(() => this.status());
    this.sidecars = new Sidecars(rooms.catalogue, rooms.metadata, {
      onChanged: (ids) => this.events.photosChanged(ids),
      onNotice: (message) => this.events.notice('warning', message),
      onTask: (task) => this.#tellTask(task),
    });
    this.keywords = new KeywordFiles(rooms, (message) => this.events.notice('warning', message));
    this.focusPoints = new FocusPoints(rooms.catalogue, rooms.metadata);
    this.heatMaps = new HeatMaps(rooms);
    this.modelFacts = new ModelFacts(rooms.store);
    this.groups = new LibraryGroups(
      {
        catalogue: rooms.catalogue,
        movies: (folder) => readMovies(folder, rooms.metadata, path.join),
        similarity: () => this.modelFacts.similarity,
      },
      () => this.events.groupsChanged(),
      () => this.events.libraryChanged(),
    );
    this.words = new LibraryWords(rooms);
    this.sentences = new LibrarySentences(rooms, () => this.modelFacts);
    this.taste = createTaste(rooms, this);
    this.suggested = new SuggestedFrames(rooms.catalogue, () => this.modelFacts.abilities);
    this.#exif = new ExifRefill(rooms.catalogue, rooms.metadata, (ids) => {
      this.#photosChanged(ids);
    });
    this.pipeline = new PhotoPipeline(rooms, {
      onChanged: (ids) => {
        this.#photosChanged(ids);
        this.events.libraryChanged();
        this.taste.photosScored();
      },
      onTask: (task) => this.#tellTask(task),
      onTrouble: (trouble) => this.#tellTrouble(trouble),
      onFirstSight: async (item) => {
        await this.sidecars.adopt(item.id, item.path);
      },
    });
    this.pictures = new Pictures({ ...rooms, remake: (id) => this.pipeline.remake(id) });
    this.#ingest = new Ingest(rooms.catalogue, {
      onLibrary: () => {
        this.#membersChanged();
        this.events.libraryChanged();
        this.pipeline.wake();
      },
      onChanged: (ids) => {
        this.#photosChanged(ids);
      },
      onSidecar: (sidecar, ids) => void this.#sidecarSeen(sidecar, ids),
      onRoot: (_rootId, online) => {
        if (!online) return;
        this.sidecars.wake();
        this.keywords.resume();
        this.#exif.wake();
      },
      onScan: (rootPath, found, state) => this.#scan(rootPath, found, state),
      onNotice: (message) => this.events.notice('warning', message),
      onTrouble: (trouble) => this.#tellTrouble(trouble),
    });
    rooms.watching.onEvent((event) => this.#ingest.handle(event));
    rooms.scorer.onDeviceChange(() => {
      this.#useModel();
      this.pipeline.wake();
      this.events.statusChanged();
    });
  }

  /** Takes up the roots and the work that an earlier run left. */
  start(): void {
    this.taste.start();
    this.#useModel();
    const roots = this.#rooms.catalogue.roots();
    if (roots.length > 0) this.#rooms.decoder.prepare();
    for (const root of roots) void this.#watch(root);
    this.pipeline.wake();
    this.sidecars.wake();
    this.keywords.resume();
    this.#exif.wake();
  }

  /** Whether something that was asked for is under way, and would be cut off. */
  get isBusy(): boolean {
    return this.#tasks.size > 0;
  }

  /** Adds a folder. Rejects with `folder-missing` or `folder-unreadable`. */
  async addRoot(asked: string): Promise<Root> {
    const folder = path.resolve(asked);
    this.#rooms.decoder.prepare();
    const info = await stat(folder).catch((thrown: unknown) => {
      const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        throw new KeepersError('folder-missing', { path: folder });
      }
      throw new KeepersError('folder-unreadable', { path: folder, reason: code });
    });
    if (!info.isDirectory()) throw new KeepersError('folder-missing', { path: folder });
    const before = this.#rooms.catalogue.roots();
    const root = this.#rooms.catalogue.addRoot(folder, 'none');
    const after = this.#rooms.catalogue.roots();
    // A parent takes its children's roots in.
    for (const old of before) {
      if (!after.some(({ id }) => id === old.id)) await this.#unwatch(old.path);
    }
    if (!before.some(({ id }) => id === root.id)) await this.#watch(root);
    this.pipeline.resume();
    this.#membersChanged();
    this.events.libraryChanged();
    return this.#rooms.catalogue.roots().find(({ id }) => id === root.id) ?? root;
  }

  /** Adds a folder as `addRoot` does, and has windows show it. */
  async openRoot(asked: string): Promise<Root> {
    const root = await this.addRoot(asked);
    this.#opened = { rootId: root.id, path: path.resolve(asked), at: Date.now() };
    this.events.statusChanged();
    return root;
  }

  async removeRoot(rootId: number): Promise<void> {
    const root = this.#rooms.catalogue.roots().find(({ id }) => id === rootId);
    if (root === undefined) return;
    await this.#unwatch(root.path);
    this.#rooms.catalogue.removeRoot(rootId);
    this.#membersChanged();
    this.events.libraryChanged();
    this.pipeline.wake();
  }

  /** A root's folder is elsewhere now: its photos keep all they have. Rejects with `bad-request`. */
  async relinkRoot(rootId: number, folder: string): Promise<void> {
    const root = this.#rooms.catalogue.roots().find(({ id }) => id === rootId);
    if (root === undefined) return;
    this.#rooms.catalogue.relinkRoot(rootId, folder);
    await this.#unwatch(root.path);
    const moved = this.#rooms.catalogue.roots().find(({ id }) => id === rootId);
    if (moved !== undefined) await this.#watch(moved);
    this.pipeline.resume();
    this.#membersChanged();
    this.events.libraryChanged();
  }

  async rescan(rootId: number): Promise<void> {
    const root = this.#rooms.catalogue.roots().find(({ id }) => id === rootId);
    if (root === undefined) return;
    await this.#rooms.watching.rescan(root.path);
    this.pipeline.resume();
  }

  status(): Status {
    const { catalogue, scorer } = this.#rooms;
    const totals = catalogue.totals();
    const canUndo = catalogue.canUndo();
    const canRedo = catalogue.canRedo();
    return {
      version: this.#version,
      roots: catalogue.roots(),
      ...totals,
      sidecarsPaused: this.sidecars.paused,
      tasks: [
        ...[...this.#scans.values(), ...this.#tasks.values()].map(({ current }) => current),
        ...this.pipeline.tasks,
        ...(this.sidecars.task === undefined ? [] : [this.sidecars.task]),
      ],
      device: scorer.device,
      ...this.#openedFolder(),
      ...(canUndo !== undefined && { canUndo }),
      ...(canRedo !== undefined && { canRedo }),
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
    };
  }

  /** Runs long work as a task that can be seen and cancelled. */
  async runTask<T>(
    start: Pick<Task, 'kind' | 'label'>,
    work: (task: ProgressTask, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const id = `${start.kind}-${Date.now().toString(36)}`;
    const controller = new AbortController();
    const task = new ProgressTask({ id, ...start }, (current) => this.#tellTask(current));
    task.onCancel(() => controller.abort());
    this.#tasks.set(id, task);
    this.#tellTask(task.current);
    try {
      return await work(task, controller.signal);
    } catch (thrown) {
      task.fail(toErrorInfo(thrown));
      throw thrown;
    } finally {
      task.finish();
      this.#tasks.delete(id);
      this.events.statusChanged();
    }
  }

  cancelTask(id: string): void {
    if (this.pipeline.cancelTask(id) || this.sidecars.cancelTask(id)) return;
    this.#tasks.get(id)?.cancel();
    for (const task of this.#scans.values()) if (task.current.id === id) task.cancel();
  }

  /** The models have changed: scores go on with the one that is now the default. */
  async useOtherModel(): Promise<void> {
    await this.#rooms.scorer.reload();
    this.#rooms.heatMapper.reload();
    this.#rooms.phrases.reload();
    this.#useModel();
    this.events.libraryChanged();
    this.pipeline.resume();
  }

  setPreviewLimit(bytes: number): void {
    this.#rooms.previews.setLimit(bytes);
  }

  /** What collections may ask about groups. Where none of `rules` asks, groups are not worked out for it. */
  async groupMembers(rules: Rules): Promise<GroupMembers | undefined> {
    if (!asksForGroups(rules)) return undefined;
    const grouped = await this.groups.current();
    return membersOf(grouped, asksForSuggested(rules) ? await this.suggested.of(grouped) : []);
  }

  /** The same for a filter, which may name a collection. Throws `collection-unknown` and `collection-invalid`. */
  async membersFor({ collection }: Filter): Promise<GroupMembers | undefined> {
    if (collection === undefined) return undefined;
    return await this.groupMembers(this.#rooms.catalogue.collectionRules(collection));
  }

  async close(): Promise<void> {
    this.#ingest.close();
    this.words.close();
    this.#rooms.phrases.close();
    this.#rooms.heatMapper.close();
    await this.pipeline.close();
    await this.taste.close();
    await Promise.all([
      this.groups.close(),
      this.#exif.close(),
      this.sidecars.close(),
      this.keywords.close(),
    ]);
    this.events.close();
  }

  #openedFolder(): Pick<Status, 'opened'> {
    if (this.#opened === undefined) return {};
    const { rootId, path: asked, at } = this.#opened;
    const root = this.#rooms.catalogue.roots().find(({ id }) => id === rootId);
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

  #tellTrouble(trouble: ErrorInfo | undefined): void {
    this.#trouble = trouble;
    this.events.statusChanged();
  }

  /** Says things in the words of the profile in use, which may be another or have learnt. */
  useWords(): void {
    const { words } = this.taste.current ?? {};
    const departures = departuresOf(words);
    const person =
      departures.size === 0 ? undefined : new PersonWords(this.#rooms.phrases, departures);
    this.words.wordsChanged(person);
    this.sentences.wordsChanged(person);
  }

  #useModel(): void {
    const { model } = this.#rooms.scorer.device;
    if (model === undefined) return;
    this.#rooms.catalogue.setCurrentModel(model);
    void this.modelFacts.read(model).then((isNew) => {
      if (!isNew) return;
      this.words.modelChanged();
      this.useWords();
      this.suggested.forget();
      this.groups.rulesChanged();
      this.taste.modelChanged();
    });
  }

  /** What is known of these photos' pictures has changed. */
  #photosChanged(ids: readonly number[]): void {
    this.groups.photosChanged(ids);
    this.words.photosChanged(ids);
    this.suggested.photosChanged(ids);
    this.events.photosChanged(ids);
  }

  /** Photos came or went. */
  #membersChanged(): void {
    this.groups.membersChanged();
    this.words.membersChanged();
  }

  async #watch(root: Root): Promise<void> {
    this.#ingest.addRoot(root.path, root.id);
    try {
      const { watch } = await this.#rooms.watching.add(root.path);
      this.#rooms.catalogue.setRootWatch(root.id, watch);
      this.events.libraryChanged();
    } catch (thrown) {
      const reason = reasonOf(thrown);
      this.events.notice(
        'error',
        new KeepersError('folder-unreadable', { path: root.path, reason }).message,
      );
    }
  }

  async #unwatch(rootPath: string): Promise<void> {
    this.#ingest.removeRoot(rootPath);
    this.#scans.get(rootPath)?.cancel();
    this.#scans.delete(rootPath);
    await this.#rooms.watching.remove(rootPath);
  }

  async #sidecarSeen(
    sidecar: { path: string; modifiedAt: number },
    ids: readonly number[],
  ): Promise<void> {
    let changed = false;
    for (const id of ids) {
      const item = this.#rooms.catalogue.workItem(id);
      // A photo that is not decoded yet reads its sidecar on its first sight.
      if (item?.pictureVersion === undefined) continue;
      changed = (await this.sidecars.noticeFile(id, item.path, sidecar.modifiedAt)) || changed;
    }
    if (!changed) return;
    this.events.libraryChanged();
    this.taste.decisionsChanged();
  }

  #scan(rootPath: string, found: number, state: 'running' | 'finished' | 'stopped'): void {
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
        (current) => this.#tellTask(current),
      );
      this.#scans.set(rootPath, task);
    }
    task.setDone(found);
  }

  #tellTask(task: Task): void {
    this.events.task(task);
  }
}
