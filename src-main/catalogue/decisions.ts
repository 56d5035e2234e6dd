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
 * - What is done to groups by hand is a step among the others (regroupings.ts).
 */
import { KeepersError } from '../../src-shared/errors.ts';
import type { Color, Flag, Stars, Verdict, VerdictChange } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { makeSets, moveBack, movedBy, regroupingInWords } from './regroupings.ts';
import { changedFields, summarise, type Step } from './summary.ts';
import type { SetOfPhotos, UndoStep } from './types.ts';

type BatchKind = 'decision' | 'undo' | 'redo' | 'sidecar';

interface Change {
  readonly id: number;
  readonly change: VerdictChange;
}

interface Entry {
  readonly kind: BatchKind;
  readonly at: number;
  /** The batch that is undone or redone. */
  readonly target: number | null;
  readonly scoreVisible: boolean | null;
}

interface PhotoVerdict {
  readonly stars: Stars;
  readonly flag: Flag;
  readonly color: Color;
  readonly shown_model: number | null;
  readonly aesthetic: number | null;
}

/** See `CatalogueWriter.decide`. */
export function decide(connection: Connection, changes: readonly Change[], entry: Entry): UndoStep {
  return connection.transaction(() => append(connection, changes, entry));
}

/** See `CatalogueWriter.regroup`. */
export function regroup(
  connection: Connection,
  sets: readonly SetOfPhotos[],
  at: number,
): UndoStep {
  return connection.transaction(() => {
    if (sets.length === 0) return { summary: summarise([]), ids: [] };
    const batch = openBatch(connection, { kind: 'decision', at, target: null });
    makeSets(connection, batch, sets);
    return {
      summary: summaryOf(connection, batch),
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
    const back = stepsOf(connection, batch).map(({ id, before, after }) => ({
      id,
      change: changedFields({ before: after, after: before }),
    }));
    return replay(connection, batch, back, { kind: 'undo', at });
  });
}

/** See `CatalogueWriter.redo`. */
export function redo(connection: Connection, at: number): UndoStep {
  return connection.transaction(() => {
    const batch = batchToRedo(connection);
    if (batch === undefined) throw new KeepersError('nothing-to-redo');
    const again = stepsOf(connection, batch).map(({ id, before, after }) => ({
      id,
      change: changedFields({ before, after }),
    }));
    return replay(connection, batch, again, { kind: 'redo', at });
  });
}

function replay(
  connection: Connection,
  batch: number,
  changes: readonly Change[],
  by: { readonly kind: 'undo' | 'redo'; readonly at: number },
): UndoStep {
  const entry = { ...by, target: batch };
  const replayed = openBatch(connection, entry);
  log(connection, replayed, stepsTowards(connection, changes), { ...entry, scoreVisible: null });
  const to = by.kind === 'undo' ? 'before' : 'after';
  const moved = moveBack(connection, replayed, { from: batch, to });
  return {
    summary: summaryOf(connection, batch),
    ids: [...changes.map(({ id }) => id), ...moved],
    ...(moved.length > 0 && { regrouped: true }),
  };
}

/** What undo would take back, or undefined. */
export function undoSummary(connection: Connection): string | undefined {
  const batch = batchToUndo(connection);
  return batch === undefined ? undefined : summaryOf(connection, batch);
}

/** What redo would apply again, or undefined. */
export function redoSummary(connection: Connection): string | undefined {
  const batch = batchToRedo(connection);
  return batch === undefined ? undefined : summaryOf(connection, batch);
}

function append(connection: Connection, changes: readonly Change[], entry: Entry): UndoStep {
  const steps = stepsTowards(connection, changes);
  if (steps.length === 0) return { summary: summarise([]), ids: [] };
  const batch = openBatch(connection, entry);
  log(connection, batch, steps, entry);
  return {
    summary: summaryOf(connection, batch),
    ids: steps.map(({ id }) => id),
  };
}

interface VerdictStep extends Step {
  readonly id: number;
  readonly row: PhotoVerdict;
}

/** What the changes do to verdicts as they are; those that do nothing are left out. */
function stepsTowards(connection: Connection, changes: readonly Change[]): VerdictStep[] {
  return changes.flatMap(({ id, change }) => {
    const row = readVerdict(connection, id);
    const before: Verdict = { stars: row.stars, flag: row.flag, color: row.color };
    const after: Verdict = {
      stars: change.stars ?? before.stars,
      flag: change.flag ?? before.flag,
      color: change.color ?? before.color,
    };
    const differs = Object.keys(changedFields({ before, after })).length > 0;
    return differs ? [{ id, row, before, after }] : [];
  });
}

function openBatch(
  connection: Connection,
  { at, kind, target }: Pick<Entry, 'at' | 'kind' | 'target'>,
): number {
  return connection.run('INSERT INTO batch (at, kind, target) VALUES (?, ?, ?)', at, kind, target)
    .id;
}

function log(
  connection: Connection,
  batch: number,
  steps: readonly VerdictStep[],
  { kind, scoreVisible }: Pick<Entry, 'kind' | 'scoreVisible'>,
): void {
  const sidecar = kind === 'sidecar' ? 'written' : 'pending';
  for (const { id, row, before, after } of steps) {
    const decision = connection.run(
      `INSERT INTO decision (batch_id, photo_id, before_stars, before_flag, before_color,
         after_stars, after_flag, after_color, score_visible, model_id, aesthetic)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      batch,
      id,
      before.stars,
      before.flag,
      before.color,
      after.stars,
      after.flag,
      after.color,
      scoreVisible === null ? null : Number(scoreVisible),
      row.shown_model,
      row.aesthetic,
    ).id;
    connection.run(
      'UPDATE photo SET stars = ?, flag = ?, color = ?, sidecar = ?, decided = ? WHERE id = ?',
      after.stars,
      after.flag,
      after.color,
      sidecar,
      decision,
      id,
    );
  }
}

function readVerdict(connection: Connection, id: number): PhotoVerdict {
  const row = connection.get<PhotoVerdict>(
    `SELECT photo.stars, photo.flag, photo.color, photo.shown_model, score.aesthetic FROM photo
     LEFT JOIN score ON score.model_id = photo.shown_model AND score.photo_id = photo.id
     WHERE photo.id = ?`,
    id,
  );
  if (row === undefined) throw new KeepersError('photo-unknown', { id });
  return row;
}

interface StepRow {
  readonly photo_id: number;
  readonly before_stars: Stars;
  readonly before_flag: Flag;
  readonly before_color: Color;
  readonly after_stars: Stars;
  readonly after_flag: Flag;
  readonly after_color: Color;
}

function toStep(row: StepRow): Step {
  return {
    before: { stars: row.before_stars, flag: row.before_flag, color: row.before_color },
    after: { stars: row.after_stars, flag: row.after_flag, color: row.after_color },
  };
}

function stepsOf(connection: Connection, batch: number): (Step & { id: number })[] {
  return connection
    .all<StepRow>('SELECT * FROM decision WHERE batch_id = ? ORDER BY id', batch)
    .map((row) => ({ id: row.photo_id, ...toStep(row) }));
}

function summaryOf(connection: Connection, batch: number): string {
  const regrouping = regroupingInWords(connection, batch);
  if (regrouping !== undefined) return regrouping;
  const groups = connection.all<StepRow & { photos: number }>(
    `SELECT *, count(*) AS photos FROM decision WHERE batch_id = ? GROUP BY before_stars, before_flag,
       before_color, after_stars, after_flag, after_color ORDER BY min(id)`,
    batch,
  );
  return summarise(groups.map((row) => ({ ...toStep(row), photos: row.photos })));
}

interface BatchRow {
  readonly id: number;
  readonly kind: BatchKind;
  readonly target: number | null;
}

const NEWEST_FIRST = "SELECT id, kind, target FROM batch WHERE kind <> 'sidecar' ORDER BY id DESC";

function batchToUndo(connection: Connection): number | undefined {
  // Newest first, so that the first entry about a batch is the one that holds.
  const latest = new Map<number, BatchKind>();
  for (const { id, kind, target } of connection.each<BatchRow>(NEWEST_FIRST)) {
    if (target !== null) {
      if (!latest.has(target)) latest.set(target, kind);
    } else if (latest.get(id) !== 'undo') {
      return id;
    }
  }
  return undefined;
}

function batchToRedo(connection: Connection): number | undefined {
  const seen = new Set<number>();
  for (const { kind, target } of connection.each<BatchRow>(NEWEST_FIRST)) {
    if (target === null) return undefined;
    if (!seen.has(target) && kind === 'undo') return target;
    seen.add(target);
  }
  return undefined;
}
