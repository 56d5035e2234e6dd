/** The catalogue: what is known of every photo, and every verdict ever given. */
import { existsSync } from 'node:fs';
import type { Connection } from './connection.ts';
import { photosInSpaces, readSpaces } from './attribute-embeddings.ts';
import { listCameras, setCameraClock } from './cameras.ts';
import {
  readCaptures,
  readContentEmbeddings,
  readMeasurements,
  readOverallScores,
} from './captures.ts';
import { previewClock } from './clock-preview.ts';
import {
  addCollection,
  changeCollection,
  listCollections,
  removeCollection,
  rulesOf,
} from './collections.ts';
import { readConflict, setConflict, settle, settledAt } from './conflicts.ts';
import { decide, redo, redoSummary, regroup, undo, undoSummary } from './decisions.ts';
import { setExposures } from './exposures.ts';
import { markGone, markUnseen, upsertFiles } from './files.ts';
import { listHistory, restore } from './history.ts';
import { openForReading, openForWriting } from './open.ts';
import { photosBeside, presentPhotoAt, readWorkItem } from './lookup.ts';
import { readDetail, readPhotos } from './photos.ts';
import { countMatching, queryPhotos } from './query.ts';
import { knownCopies, recordImports } from './imports.ts';
import { readModelOutputs } from './model-outputs.ts';
import {
  clearPersonalScores,
  readOwnScores,
  scoreWithoutFeatures,
  setPersonalScores,
  withoutPersonalScore,
} from './personal-scores.ts';
import {
  givenKeywords,
  keywordsToWrite,
  requeueKeywords,
  setKeywordsFailed,
  setKeywordsWritten,
} from './keywords.ts';
import { relinkRoot } from './remap.ts';
import { placedPhotos } from './regroupings.ts';
import {
  addRoot,
  listFolders,
  listRoots,
  removeRoot,
  rootSample,
  setRootOnline,
  setRootWatch,
} from './roots.ts';
import { setCurrentModel, setScored } from './scores.ts';
import { readSettings, writeSettings } from './settings.ts';
import {
  failedSidecars,
  judgedPhotos,
  pendingSidecars,
  queueJudged,
  requeueBeside,
  setFileAsWritten,
  setSidecar,
  sidecarSeenAt,
} from './sidecars.ts';
import { readStatements, setStatement } from './statements.ts';
import {
  captureDays,
  distributionOf,
  exifWords,
  percentilesOf,
  placesOf,
  totalsOf,
} from './statistics.ts';
import { judgedForTaste } from './taste-decisions.ts';
import type { CatalogueReader, CatalogueWriter } from './types.ts';
import {
  clearFailure,
  countPendingWork,
  pendingExif,
  pendingWork,
  setDecoded,
  setExif,
  setFailed,
  setMeasured,
} from './work.ts';

export interface CatalogueOptions {
  /** Whether there is a file or folder at a path now; default: asks the disk. */
  readonly exists?: (path: string) => boolean;
  /** Milliseconds since 1970; default: the clock. */
  readonly now?: () => number;
}

/**
 * Opens the one writer of a catalogue; creates a missing file, migrates an old one after a backup beside it.
 * Throws `catalogue-newer`, `catalogue-damaged`, `disk-full` or `write-failed`.
 */
export function openCatalogue(file: string, options: CatalogueOptions = {}): CatalogueWriter {
  const connection = openForWriting(file);
  const { exists = existsSync, now = Date.now } = options;
  const rooms = { connection, exists, now };
  return {
    ...reading(connection),
    addRoot: (path, watch) => addRoot(connection, path, watch),
    removeRoot: (rootId) => removeRoot(connection, rootId, now()),
    setCurrentModel: (model) => setCurrentModel(connection, model),
    setRootOnline: (rootId, online) => setRootOnline(connection, rootId, online),
    setRootWatch: (rootId, watch) => setRootWatch(connection, rootId, watch),
    upsertFiles: (rootId, files) => upsertFiles(rooms, rootId, files),
    markGone: (paths) => markGone(rooms, paths),
    markUnseen: (rootId, seen) => markUnseen(rooms, rootId, seen),
    setDecoded: (records) => setDecoded(connection, records),
    setExif: (records) => setExif(connection, records),
    setMeasured: (records) => setMeasured(connection, records),
    setScored: (records) => setScored(connection, records),
    setFailed: (id, error) => setFailed(connection, id, error),
    clearFailure: (ids) => clearFailure(connection, ids),
    decide: (changes, by, words) => decide(connection, changes, by, now(), words),
    regroup: (sets) => regroup(connection, sets, now()),
    setExposures: (exposures) => setExposures(connection, exposures),
    setCameraClock: (cameraId, seconds) => setCameraClock(connection, cameraId, seconds, now()),
    setStatement: (setting) => setStatement(connection, setting, now()),
    addCollection: (collection) => addCollection(connection, collection, now()),
    changeCollection: (id, change) => changeCollection(connection, id, change, now()),
    removeCollection: (id) => removeCollection(connection, id, now()),
    restore: (point) => restore(connection, point, now()),
    undo: () => undo(connection, now()),
    redo: () => redo(connection, now()),
    setSidecar: (id, state, details) => setSidecar(connection, id, state, details),
    setConflict: (id, versions) => setConflict(connection, id, versions),
    settle: (id) => settle(connection, id, now()),
    requeueBeside: (id) => requeueBeside(connection, id),
    queueJudged: () => queueJudged(connection),
    setKeywordsWritten: (written, before) => setKeywordsWritten(connection, written, before),
    setKeywordsFailed: (id) => setKeywordsFailed(connection, id),
    requeueKeywords: () => requeueKeywords(connection),
    setFileAsWritten: (id, file) => setFileAsWritten(connection, id, file),
    sidecarSeenAt: (id) => sidecarSeenAt(connection, id),
    setPersonalScores: (records) => setPersonalScores(connection, records),
    clearPersonalScores: () => clearPersonalScores(connection),
    scoreWithoutFeatures: () => scoreWithoutFeatures(connection),
    setSettings: (change) => writeSettings(connection, change),
    relinkRoot: (rootId, path) => relinkRoot(connection, rootId, path),
    copyTo: (copy) => connection.copyTo(copy),
    recordImports: (files) => recordImports(connection, files, now()),
    close: () => connection.close(),
  };
}

/**
 * Opens a catalogue for reading, beside its writer if there is one. Throws `file-missing`, `catalogue-newer`,
 * `catalogue-damaged`, or `bad-usage` for one that a writer has yet to migrate.
 */
export function openCatalogueReader(file: string): CatalogueReader & { close(): void } {
  const connection = openForReading(file);
  return { ...reading(connection), close: () => connection.close() };
}

function reading(connection: Connection): CatalogueReader {
  return {
    roots: () => listRoots(connection),
    folders: () => listFolders(connection),
    days: () => captureDays(connection),
    query: (filter, sort, groups) => queryPhotos(connection, filter, sort, groups),
    collections: () => listCollections(connection),
    collectionRules: (id) => rulesOf(connection, id),
    countMatching: (rules, groups) => countMatching(connection, rules, groups),
    exifWords: (of) => exifWords(connection, of),
    history: (question) => connection.snapshot(() => listHistory(connection, question)),
    photos: (ids) => connection.snapshot(() => readPhotos(connection, ids)),
    detail: (id) => connection.snapshot(() => readDetail(connection, id)),
    workItem: (id) => readWorkItem(connection, id),
    photoIdAt: (path) => presentPhotoAt(connection, path),
    photoIdsBeside: (path) => photosBeside(connection, path),
    pending: (stage, model, limit) => pendingWork(connection, stage, model, limit),
    countPending: (stage, model) => countPendingWork(connection, stage, model),
    pendingSidecars: (limit) => pendingSidecars(connection, limit),
    failedSidecars: (limit) => failedSidecars(connection, limit),
    judgedPhotos: (limit) => judgedPhotos(connection, limit),
    conflict: (id) => readConflict(connection, id),
    settledAt: (id) => settledAt(connection, id),
    distribution: (of, bins) => connection.snapshot(() => distributionOf(connection, of, bins)),
    placesOf: (values, model) => connection.snapshot(() => placesOf(connection, values, model)),
    percentiles: (id, within) =>
      connection.snapshot(() => percentilesOf(connection, id, within ?? 'library')),
    totals: () => connection.snapshot(() => totalsOf(connection)),
    settings: () => readSettings(connection),
    captures: (ids) => readCaptures(connection, ids),
    contentEmbeddings: (ids) => readContentEmbeddings(connection, ids),
    photosInSpaces: () => photosInSpaces(connection),
    spaces: (ids) => readSpaces(connection, ids),
    statements: (id) => readStatements(connection, id),
    overallScores: (ids) => readOverallScores(connection, ids),
    ownScores: (ids) => readOwnScores(connection, ids),
    measurements: (ids) => readMeasurements(connection, ids),
    pendingExif: (limit) => pendingExif(connection, limit),
    placedPhotos: () => placedPhotos(connection),
    cameras: () => listCameras(connection),
    clockPreview: (question) => connection.snapshot(() => previewClock(connection, question)),
    rootSample: (rootId, limit) => rootSample(connection, rootId, limit),
    givenKeywords: (id) => givenKeywords(connection, id),
    keywordsToWrite: (limit) => keywordsToWrite(connection, limit),
    knownCopies: (identity, bytes) => knownCopies(connection, identity, bytes),
    judgedForTaste: (folderId) => connection.snapshot(() => judgedForTaste(connection, folderId)),
    modelOutputs: (ids, options) => readModelOutputs(connection, ids, options),
    withoutPersonalScore: (limit, options) => withoutPersonalScore(connection, limit, options),
    canUndo: () => connection.snapshot(() => undoSummary(connection)),
    canRedo: () => connection.snapshot(() => redoSummary(connection)),
  };
}
