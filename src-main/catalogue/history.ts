/**
 * The decision log as a list, and the way back to any point of it.
 *
 * [Note: restoring]
 *
 * Going back to a point gives what undoing the person's steps after it, one at a time and whether or not they hold,
 * would give. It is one step of its own: undo takes it back, and the log loses nothing. What was read from sidecars
 * since stays, as it does when steps are undone one by one: photos that were added later keep the stars that another
 * program gave them.
 */
import { HISTORY_PICTURES, type HistoryStep, type StepReason } from '../../src-shared/decision.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { batchesThatHold, openBatch, type BatchKind } from './batches.ts';
import { clocksSince, setClocks } from './cameras.ts';
import { collectionsSince, setCollections } from './collections.ts';
import type { Connection } from './connection.ts';
import { EXPOSURE } from './exposures.ts';
import { keywordsSince, setKeywords } from './keywords.ts';
import { movesSince, setPlacements } from './regroupings.ts';
import { NO_CHANGE, stepInWords } from './step-words.ts';
import { setStatements, statementsSince } from './statements.ts';
import type { HistoryPage, HistoryQuestion, UndoStep } from './types.ts';
import { changesSince, logVerdicts, stepsTowards } from './verdict-steps.ts';

interface Row {
  readonly id: number;
  readonly at: number;
  readonly kind: BatchKind;
  readonly reason: StepReason | null;
}

/** See `CatalogueReader.history`. */
export function listHistory(
  connection: Connection,
  { before, limit, sidecars }: HistoryQuestion,
): HistoryPage {
  const kinds = sidecars ? 'TRUE' : "kind <> 'sidecar'";
  const rows = connection.all<Row>(
    `SELECT id, at, kind, reason FROM batch WHERE ${kinds} AND id < ? ORDER BY id DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
  const holding = batchesThatHold(connection, rows.at(-1)?.id ?? 0);
  return {
    total: connection.value<number>(`SELECT count(*) FROM batch WHERE ${kinds}`) ?? 0,
    steps: rows.map((row) => toStep(connection, row, holding)),
  };
}

function toStep(connection: Connection, row: Row, holding: ReadonlySet<number>): HistoryStep {
  const { id, at, kind } = row;
  const reason = kind === 'decision' ? row.reason : kind;
  const photos = connection.value<number>(
    `SELECT count(DISTINCT ${EXPOSURE}) FROM (${CONCERNED}) JOIN photo ON photo.id = photo_id`,
    { batch: id },
  );
  return {
    id,
    at,
    ...(reason !== null && { reason }),
    summary: stepInWords(connection, id),
    photos: photos ?? 0,
    ids: connection.column<number>(
      `SELECT DISTINCT ${EXPOSURE} AS shown FROM (${CONCERNED}) JOIN photo ON photo.id = photo_id
       WHERE present = 1 ORDER BY shown LIMIT ${HISTORY_PICTURES}`,
      { batch: id },
    ),
    undone: kind === 'decision' && !holding.has(id),
    ...momentOf(connection, id, photos === 1),
  };
}

const CONCERNED = `
  SELECT photo_id FROM decision WHERE batch_id = @batch
  UNION SELECT photo_id FROM regrouping WHERE batch_id = @batch
  UNION SELECT photo_id FROM keyword_change WHERE batch_id = @batch
  UNION SELECT photo_id FROM statement_change WHERE batch_id = @batch
  UNION SELECT photo.id FROM clock_change JOIN photo USING (camera_id)
    WHERE batch_id = @batch AND present = 1`;

/** What was known when a batch was decided: the score where it is that of one photo. */
function momentOf(
  connection: Connection,
  batch: number,
  alone: boolean,
): Pick<HistoryStep, 'score' | 'scoreVisible'> {
  const row = connection.get<{
    aesthetic: number | null;
    name: string | null;
    version: string | null;
    score_visible: 0 | 1 | null;
  }>(
    `SELECT aesthetic, name, version, score_visible FROM decision
     LEFT JOIN model ON model.id = model_id WHERE batch_id = ? LIMIT 1`,
    batch,
  );
  if (row === undefined) return {};
  const { aesthetic: value, name, version, score_visible: visible } = row;
  return {
    ...(alone &&
      value !== null &&
      name !== null &&
      version !== null && { score: { value, model: { id: name, version } } }),
    ...(visible !== null && { scoreVisible: visible === 1 }),
  };
}

/** See `CatalogueWriter.restore`. */
export function restore(connection: Connection, point: number, at: number): UndoStep {
  return connection.transaction(() => {
    if (point !== 0 && connection.value('SELECT id FROM batch WHERE id = ?', point) === undefined) {
      throw new KeepersError('history-unknown');
    }
    const steps = stepsTowards(connection, changesSince(connection, point));
    const moves = movesSince(connection, point);
    const collections = collectionsSince(connection, point);
    const clocks = clocksSince(connection, point);
    const words = keywordsSince(connection, point);
    const statements = statementsSince(connection, point);
    const all = [steps, moves, collections, clocks, words, statements];
    if (all.every((changes) => changes.length === 0)) return NO_CHANGE;
    const batch = openBatch(connection, {
      kind: 'decision',
      at,
      reason: 'restore',
      ...(point !== 0 && { point }),
    });
    logVerdicts(connection, batch, steps, { sidecar: 'pending' });
    setPlacements(connection, batch, moves);
    setCollections(connection, batch, collections);
    setClocks(connection, batch, clocks);
    setKeywords(connection, batch, words);
    setStatements(connection, batch, statements);
    return {
      summary: stepInWords(connection, batch),
      ids: [...new Set([...steps, ...moves, ...words, ...statements].map(({ id }) => id))],
      ...(moves.length > 0 && { regrouped: true }),
      ...(clocks.length > 0 && { clocks: true }),
    };
  });
}
