import path from 'node:path';
import type { Filter, Status } from '../../src-shared/bridge.ts';
import { asksForGroups, asksForSuggested, type Rules } from '../../src-shared/collection.ts';
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { CatalogueWriter, GroupMembers } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import type {
  HeatMapper,
  ModelStore,
  PhraseEncoder,
  Scorer,
  Inspector,
} from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { departuresOf } from '../personal/index.ts';
import type { PreviewCache } from '../previews/types.ts';
import type { Watching } from '../watching/types.ts';
import { ExifRefill } from '../workflows/exif-refill.ts';
import { membersOf } from '../workflows/group-members.ts';
import { Ingest } from '../workflows/ingest.ts';
import { LibraryGroups } from '../workflows/library-groups.ts';
import { PhotoPipeline } from '../workflows/pipeline.ts';
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
import { LibraryRoots } from './library-roots.ts';
import { LibraryTasks } from './library-tasks.ts';
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
  readonly inspector: Inspector;
  readonly phrases: PhraseEncoder;
  readonly store: Pick<ModelStore, 'list' | 'resolve'>;
  readonly watching: Watching;
}

/** The library at work: roots are watched, photos flow through the pipeline, verdicts into sidecars. */
export class Library {
  readonly events: EngineEvents;
  readonly tasks: LibraryTasks;
  readonly roots: LibraryRoots;
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
  #trouble: ErrorInfo | undefined;

  constructor(rooms: LibraryRooms, options: { readonly version: string }) {
    this.#rooms = rooms;
    this.#version = options.version;
    this.events = new EngineEvents(() => this.status());
    this.tasks = new LibraryTasks(this.events);
    this.sidecars = new Sidecars(rooms.catalogue, rooms.metadata, {
      onChanged: (ids) => this.events.photosChanged(ids),
      onNotice: (message) => this.events.notice('warning', message),
      onTask: (task) => this.events.task(task),
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
      onTask: (task) => this.events.task(task),
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
      onScan: (rootPath, found, state) => this.tasks.scan(rootPath, found, state),
      onNotice: (message) => this.events.notice('warning', message),
      onTrouble: (trouble) => this.#tellTrouble(trouble),
    });
    this.roots = new LibraryRoots({
      ...rooms,
      ...{ ingest: this.#ingest, tasks: this.tasks, events: this.events },
      onChanged: (change) => {
        // Whoever adds or rescans a folder wants work to go on that was cancelled.
        if (change === 'went') this.pipeline.wake();
        else this.pipeline.resume();
        if (change === 'found-again') return;
        this.#membersChanged();
        this.events.libraryChanged();
      },
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
    this.roots.start();
    this.pipeline.wake();
    this.sidecars.wake();
    this.keywords.resume();
    this.#exif.wake();
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
        ...this.tasks.current,
        ...this.pipeline.tasks,
        ...(this.sidecars.task === undefined ? [] : [this.sidecars.task]),
      ],
      device: scorer.device,
      ...this.roots.opened,
      ...(canUndo !== undefined && { canUndo }),
      ...(canRedo !== undefined && { canRedo }),
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
    };
  }

  cancelTask(id: string): void {
    if (this.pipeline.cancelTask(id) || this.sidecars.cancelTask(id)) return;
    this.tasks.cancel(id);
  }

  /** The models have changed: scores go on with the one that is now the default. */
  async useOtherModel(): Promise<void> {
    await this.#rooms.scorer.reload();
    this.#rooms.heatMapper.reload();
    this.#rooms.inspector.reload();
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
    this.#rooms.inspector.close();
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
}
