/**
 * The decision log and what follows from it.
 *
 * [Note: undo and redo]
 *
 * The log is append-only and is all there is: undo and redo are entries of their own, each naming the batch
 * that it takes back or applies again, so that they reach across restarts.
 *
 * - Undo takes the newest decision that is not undone; redo the decision whose undo is newest.
 * - A new decision ends redo: what was undone before it stays undone for good.
 * - Undoing a batch gives exactly the fields that it changed their values from before it, photo by photo;
 *   redoing gives them the values from after it. Other fields keep what they have, whoever set them since.
 * - A verdict read from XMP is logged, but is no step: it can neither be undone nor does it end redo.
 * - Repeating a verdict that a photo already has is no decision and is not logged.
 * - What is done to groups by hand, to keywords, to collections, to the clocks of cameras and to sentences are steps among the
 *   others, and so is restoring an earlier point (history.ts).
 */
import type { VerdictReason } from '../../src-shared/decision.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { batchToRedo, batchToUndo, openBatch } from './batches.ts';
import { setClocks, clocksBack } from './cameras.ts';
import { collectionsBack, setCollections } from './collections.ts';
import type { Connection } from './connection.ts';
import { changedKeywords, keywordsBack, setKeywords, type KeywordSetting } from './keywords.ts';
import { makeSets, movedBy, movesBack, setPlacements } from './regroupings.ts';
import { NO_CHANGE, stepInWords } from './step-words.ts';
import { setStatements, statementsBack } from './statements.ts';
import type { SetOfPhotos, UndoStep } from './types.ts';
import { changesBack, logVerdicts, stepsTowards, type Change } from './verdict-steps.ts';

export type DecidedBy =
  | { readonly kind: 'person'; readonly scoreVisible: boolean; readonly reason?: VerdictReason }
  | { readonly kind: 'sidecar' };

/** See `CatalogueWriter.decide`. */
export function decide(
  connection: Connection,
  changes: readonly Change[],
  by: DecidedBy,
  at: number,
  keywords: readonly KeywordSetting[] = [],
): UndoStep {
  return connection.transaction(() => {
    const steps = stepsTowards(connection, changes);
    const words = changedKeywords(connection, keywords);
    if (steps.length + words.length === 0) return NO_CHANGE;
    const person = by.kind === 'person';
    const batch = openBatch(connection, {
      kind: person ? 'decision' : 'sidecar',
      at,
      ...(person && by.reason !== undefined && { reason: by.reason }),
    });
    logVerdicts(connection, batch, steps, {
      sidecar: person ? 'pending' : 'written',
      scoreVisible: person ? by.scoreVisible : null,
    });
    setKeywords(connection, batch, words);
    const ids = [...new Set([...steps, ...words].map(({ id }) => id))];
    return { summary: stepInWords(connection, batch), ids };
  });
}

/** See `CatalogueWriter.regroup`. */
export function regroup(
  connection: Connection,
  sets: readonly SetOfPhotos[],
  at: number,
): UndoStep {
  return connection.transaction(() => {
    const [first] = sets;
    if (first === undefined) return NO_CHANGE;
    const reason = first.how === 'merged' ? 'merge' : 'split';
    const batch = openBatch(connection, { kind: 'decision', at, reason });
    makeSets(connection, batch, sets);
    return {
      summary: stepInWords(connection, batch),
      ids: movedBy(connection, batch),
      regrouped: true,
    };
  });
}

/** See `CatalogueWriter.undo`. */
export function undo(connection: Connection, at: number): UndoStep {
  return connection.transaction(() => {
    const batch = batchToUndo(connection);
    if (batch === undefined) throw new KeepersError('nothing-to-undo');
    return replay(connection, batch, { kind: 'undo', at });
  });
}

/** See `CatalogueWriter.redo`. */
export function redo(connection: Connection, at: number): UndoStep {
  return connection.transaction(() => {
    const batch = batchToRedo(connection);
    if (batch === undefined) throw new KeepersError('nothing-to-redo');
    return replay(connection, batch, { kind: 'redo', at });
  });
}

function replay(
  connection: Connection,
  batch: number,
  by: { readonly kind: 'undo' | 'redo'; readonly at: number },
): UndoStep {
  const to = by.kind === 'undo' ? 'before' : 'after';
  const replayed = openBatch(connection, { ...by, target: batch });
  const changes = changesBack(connection, batch, to);
  logVerdicts(connection, replayed, stepsTowards(connection, changes), { sidecar: 'pending' });
  const moves = movesBack(connection, batch, to);
  setPlacements(connection, replayed, moves);
  const collections = collectionsBack(connection, batch, to);
  setCollections(connection, replayed, collections);
  const words = keywordsBack(connection, batch, to);
  setKeywords(connection, replayed, words);
  const clocks = clocksBack(connection, batch, to);
  setClocks(connection, replayed, clocks);
  const statements = statementsBack(connection, batch, to);
  setStatements(connection, replayed, statements);
  return {
    summary: stepInWords(connection, batch),
    ids: [...new Set([...changes, ...moves, ...words, ...statements].map(({ id }) => id))],
    ...(moves.length > 0 && { regrouped: true }),
    ...(clocks.length > 0 && { clocks: true }),
  };
}

/** What undo would take back, or undefined. */
export function undoSummary(connection: Connection): string | undefined {
  const batch = batchToUndo(connection);
  return batch === undefined ? undefined : stepInWords(connection, batch);
}

/** What redo would apply again, or undefined. */
export function redoSummary(connection: Connection): string | undefined {
  const batch = batchToRedo(connection);
  return batch === undefined ? undefined : stepInWords(connection, batch);
}
