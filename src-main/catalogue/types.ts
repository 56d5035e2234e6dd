import type {
  Camera,
  ClockPreview,
  Distribution,
  Filter,
  Folder,
  Photo,
  Root,
  Settings,
  Sort,
} from '../../src-shared/bridge.ts';
import type { Scored } from '../../src-shared/attribute.ts';
import type { Collection, CollectionId, EXIF_WORDS, Rules } from '../../src-shared/collection.ts';
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { Exif, Measurements, Warning } from '../../src-shared/photo.ts';
import type { SidecarState, VerdictChange, VerdictVersion } from '../../src-shared/verdict.ts';
import type { KeywordSetting, KeywordsToWrite } from './keywords.ts';
import type { DecidedBy } from './decisions.ts';
import type { SpacesRecord } from './attribute-embeddings.ts';
import type { PersonalScoreRecord } from './personal-scores.ts';
import type { Percentiles } from './statistics.ts';
import type { StatementRecord, StatementSetting } from './statements.ts';
import type { JudgedPhoto } from './taste-decisions.ts';
import type {
  FileRecord,
  WorkItem,
  DecodedRecord,
  ScoredRecord,
  DetailRecord,
  UndoStep,
  HistoryQuestion,
  HistoryPage,
  GroupMembers,
  CaptureRecord,
  SetOfPhotos,
  PlacedPhoto,
  ImportedFile,
  KnownCopy,
  ModelOutput,
  Totals,
  VerdictToWrite,
} from './records.ts';

export type * from './records.ts';

/** Reading never changes the catalogue; many may read. */
export interface CatalogueReader {
  roots(): Root[];
  folders(): Folder[];
  /** Newest first; photos without a capture time come last, as ''. */
  days(): { day: string; photos: number }[];
  /**
   * Ids of the present photos that match, in order; a list in the filter that names nothing restricts nothing. Throws
   * `collection-unknown`, `collection-invalid`, and `internal` for a collection that asks about groups without `groups`.
   */
  query(filter: Filter, sort: Sort, groups?: GroupMembers): number[];
  /** Collections that were saved, by name; of those whose rules cannot be used with the reason. */
  collections(): Collection[];
  /** Throws `collection-unknown` or `collection-invalid`. */
  collectionRules(id: CollectionId): Rules;
  /** How many present photos match, files of one exposure as one. Throws `internal` for rules about groups without `groups`. */
  countMatching(rules: Rules, groups?: GroupMembers): number;
  /** Names of the cameras, or of the lenses, of present photos. */
  exifWords(of: (typeof EXIF_WORDS)[number]): string[];
  /** Steps of the decision log. */
  history(question: HistoryQuestion): HistoryPage;
  /** In the order asked; those that are gone are left out. */
  photos(ids: readonly number[]): Photo[];
  detail(id: number): DetailRecord | undefined;
  workItem(id: number): WorkItem | undefined;
  photoIdAt(path: string): number | undefined;
  /**
   * The present photos that a sidecar at this absolute path belongs to: `photo.ext.xmp` to `photo.ext`
   * alone, `photo.xmp` to every photo of that stem in its folder.
   */
  photoIdsBeside(sidecarPath: string): number[];
  /** Up to `limit` photos that still need a stage, oldest first; only of roots that are online. */
  pending(
    stage: 'decode' | 'score' | 'measure',
    model: { id: string; version: string } | undefined,
    limit: number,
  ): number[];
  countPending(
    stage: 'decode' | 'score' | 'measure',
    model: { id: string; version: string } | undefined,
  ): number;
  /** Photos whose verdict is not yet in its sidecar, oldest decision first. */
  pendingSidecars(limit: number): VerdictToWrite[];
  /** One photo of each folder whose verdict could not be written and may be now; oldest decision first. */
  failedSidecars(limit: number): VerdictToWrite[];
  /** Photos of roots that are online that `queueJudged` has written again, the newest decision first, and how many in all. */
  judgedPhotos(limit: number): { photos: VerdictToWrite[]; total: number };
  /** What disagrees with a photo's verdict; empty where nothing does. */
  conflict(id: number): VerdictVersion[];
  /** When a person last decided about a photo or settled a conflict, milliseconds since 1970. */
  settledAt(id: number): number | undefined;
  distribution(of: Scored, bins: number): Distribution;
  /**
   * Percentile 0–100 of each of a photo's values among the photos scored by the same model: all of them, or those of its shoot, which
   * lie in its folder and were taken on its day. Default: the library.
   */
  percentiles(id: number, within?: 'library' | 'shoot'): Percentiles;
  /** The same for scores that this model gave to a picture which need not be in the library. */
  placesOf(
    values: { readonly [S in Scored]?: number | undefined },
    model: { readonly id: string; readonly version: string },
  ): Percentiles;
  totals(): Totals;
  settings(): Settings;
  /** In the order asked; those that are gone are left out. */
  captures(ids: readonly number[]): CaptureRecord[];
  /** By photo, those of the model in use alone: embeddings of two models say nothing about each other. */
  contentEmbeddings(ids: readonly number[]): Map<number, Float32Array>;
  /** The present photos that the model in use has seen in its attribute spaces. */
  photosInSpaces(): number[];
  /** Of those of these photos that it has: bytes as they were given, and its shares of scenes. */
  spaces(ids: readonly number[]): SpacesRecord[];
  /** What the person says of the sentences about a photo, or about all photos, those that are gone included. */
  statements(id?: number): StatementRecord[];
  /** The overall score that is shown of each of these photos that has one. */
  overallScores(ids: readonly number[]): Map<number, number>;
  /** The person's own score of each of these photos by the profile in use, the overall one where it has none. */
  ownScores(ids: readonly number[]): Map<number, number>;
  /** Of those of these photos that were measured. */
  measurements(ids: readonly number[]): Map<number, Measurements>;
  /** Photos whose EXIF an older Keepers has read, up to `limit`; only of roots that are online. */
  pendingExif(limit: number): number[];
  /** What the person has joined and parted by hand. */
  placedPhotos(): PlacedPhoto[];
  cameras(): Camera[];
  /** What another correction of a camera's clock would change, seen from its photo of this index by time. */
  clockPreview(question: { cameraId: number; seconds: number; index: number }): ClockPreview;
  /** Names of a root's photos, below it with '/' between parts, with their identities; at most so many, spread evenly. */
  rootSample(rootId: number, limit: number): { path: string; identity: string }[];
  /** Words that steps have given to a photo. */
  givenKeywords(id: number): string[];
  /** What files are still to be told of keywords, photo by photo; not those that failed. */
  keywordsToWrite(limit: number): KeywordsToWrite[];
  /** Where these contents were imported to or are catalogued, the newest import first; photos that have gone too. */
  knownCopies(identity: string, bytes: number): KnownCopy[];
  /** Stars and flags as they stand, and how each came about; with a folder, of photos in it and below it. */
  judgedForTaste(folderId?: number): JudgedPhoto[];
  /**
   * What the model in use says of these present photos; those that it has not scored are left out. Image features are 5 kB
   * each: they come where they are asked for.
   */
  modelOutputs(ids: readonly number[], options?: { readonly features: boolean }): ModelOutput[];
  /** Up to `limit` present photos that the model in use has scored and that have no personal score by it. */
  withoutPersonalScore(limit: number, options?: { readonly features: boolean }): number[];
  canUndo(): string | undefined;
  canRedo(): string | undefined;
}

/** The one writer. Every method is a transaction: on disk when it returns. Throws `disk-full`, `catalogue-damaged`. */
export interface CatalogueWriter extends CatalogueReader {
  addRoot(path: string, watch: Root['watch']): Root;
  removeRoot(rootId: number): void;
  /** The model whose scores are wanted now; older scores stay visible, marked stale. Persisted. */
  setCurrentModel(model: { readonly id: string; readonly version: string }): void;
  setRootOnline(rootId: number, online: boolean): void;
  setRootWatch(rootId: number, watch: Root['watch']): void;
  /**
   * Catalogues files. A file that is known by path and unchanged is left alone; one whose bytes changed
   * starts over; one whose identity (head, tail and size hash, or file id) is that of a photo whose path
   * has gone keeps that photo's id, verdict and scores; so does one that comes back. Of equal files that are
   * all there, each is a photo of its own. An identity that begins with `unread:` stands for a file that could
   * not be read and never replaces a known one. Returns ids that are new, changed, or moved (or back).
   */
  upsertFiles(
    rootId: number,
    files: readonly (FileRecord & { readonly identity: string })[],
  ): {
    added: number[];
    changed: number[];
    moved: number[];
  };
  /** Marks files as gone; their rows, verdicts and scores stay for a move to claim and are hidden from queries. */
  markGone(paths: readonly string[]): number[];
  /** After a complete scan: everything of the root that the scan did not report is gone. */
  markUnseen(rootId: number, seen: ReadonlySet<string>): number[];
  setDecoded(records: readonly DecodedRecord[]): void;
  /** EXIF that was read again. The picture and all that was made from it stay. */
  setExif(records: readonly { readonly id: number; readonly exif: Exif }[]): void;
  setMeasured(
    records: readonly {
      readonly id: number;
      /** Absent where pass two failed: the photo counts as measured all the same and is not tried for ever. */
      readonly measurements?: Measurements;
      readonly warnings: readonly Warning[];
    }[],
  ): void;
  setScored(records: readonly ScoredRecord[]): void;
  setFailed(id: number, error: ErrorInfo): void;
  clearFailure(ids: readonly number[]): void;
  /**
   * Appends one batch to the decision log and updates the verdicts. `sidecar` decisions (read from XMP)
   * are logged but are not undo steps. `keywords` are given or taken back in the same step; files follow. Returns the ids
   * of photos that changed.
   */
  decide(
    changes: readonly { readonly id: number; readonly change: VerdictChange }[],
    by: DecidedBy,
    keywords?: readonly KeywordSetting[],
  ): UndoStep;
  /** Puts photos into new sets. One step in the decision log, undone and redone among the others. Throws `photo-unknown`. */
  regroup(sets: readonly SetOfPhotos[]): UndoStep;
  /**
   * Says which files are one exposure, the file that stands for it first: counts and verdicts are those of photos. What is
   * not named is by itself. Answers whether that is anything new.
   */
  setExposures(exposures: Iterable<readonly number[]>): boolean;
  /**
   * Corrects a camera's clock by so many seconds; orders by time and capture days follow. One step in the decision
   * log. Throws `bad-request` for a camera that is not catalogued.
   */
  setCameraClock(cameraId: number, seconds: number): Camera;
  /** What the person says of one attribute of a photo, or null to take it back. One step in the decision log. Throws `photo-unknown`. */
  setStatement(setting: StatementSetting): UndoStep;
  /** Saves a new collection and answers with its id. One step in the decision log. */
  addCollection(collection: { readonly name: string; readonly rules: Rules }): number;
  /** Renames a collection, or gives it other rules. Answers with what was done. Throws `collection-unknown`. */
  changeCollection(id: number, change: { readonly name?: string; readonly rules?: Rules }): string;
  /** Answers with what was done. Throws `collection-unknown`. */
  removeCollection(id: number): string;
  /**
   * Makes all that steps change what it was after one of them, 0 for before the first; what was read from sidecars
   * since stays. One step in the decision log. Throws `history-unknown`.
   */
  restore(point: number): UndoStep;
  /** Takes back the newest step. Throws `nothing-to-undo`. */
  undo(): UndoStep;
  /** Throws `nothing-to-redo`. */
  redo(): UndoStep;
  setSidecar(
    id: number,
    state: SidecarState,
    details: { path?: string; modifiedAt?: number; error?: ErrorInfo },
  ): void;
  /** Marks sources as disagreeing about a photo; none ends it, as a person's next verdict does. */
  setConflict(id: number, versions: readonly VerdictVersion[]): void;
  /** A person has settled a conflict: what is older no longer counts, and the verdict is written again. */
  settle(id: number): void;
  /** Verdicts that could not be written in the folder of this photo are tried again. Returns how many. */
  requeueBeside(id: number): number;
  /** Every verdict is to be written again, but of photos about which sources disagree. Returns how many. */
  queueJudged(): number;
  /** A photo's files have its keywords as they were to be; `before` they had these. */
  setKeywordsWritten(
    written: Pick<KeywordsToWrite, 'id' | 'add' | 'remove'>,
    before: readonly string[],
  ): void;
  /** A photo's keywords could not be written: they wait for `requeueKeywords`. */
  setKeywordsFailed(id: number): void;
  /** Keywords that could not be written are tried again. Returns how many. */
  requeueKeywords(): number;
  /** A photo's file was written by Keepers: its picture is the same, so that nothing starts over. */
  setFileAsWritten(
    id: number,
    file: Omit<FileRecord, 'path' | 'format'> & { readonly identity: string },
  ): void;
  /** When Keepers last read or wrote this sidecar, milliseconds since 1970. */
  sidecarSeenAt(id: number): number | undefined;
  /** Of photos scored by the model in use; others are left out. */
  setPersonalScores(records: readonly PersonalScoreRecord[]): void;
  /** Forgets them all, so that no byte of them stays in the file. */
  clearPersonalScores(): void;
  /**
   * Has photos scored again whose image features by the model in use another model's have replaced since. Answers with how
   * many there are.
   */
  scoreWithoutFeatures(): number;
  setSettings(change: Partial<Settings>): Settings;
  recordImports(files: readonly ImportedFile[]): void;
  /** Moves a root to where its folder is now; its photos keep all they have. Throws `bad-request` where another root is there. */
  relinkRoot(rootId: number, path: string): void;
  /** Writes one consistent copy of the catalogue, between other work. Rejects with `disk-full` or `write-failed`. */
  copyTo(file: string): Promise<void>;
  close(): void;
}
