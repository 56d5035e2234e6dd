/** What a step of the decision log did, for a person. */
import { clocksInWords } from './cameras.ts';
import { collectionsInWords } from './collections.ts';
import type { Connection } from './connection.ts';
import { keywordsInWords } from './keywords.ts';
import { regroupingInWords } from './regroupings.ts';
import { statementsInWords } from './statements.ts';
import { summarise } from './summary.ts';
import type { UndoStep } from './types.ts';
import { changeCounts } from './verdict-steps.ts';

/** The step that is none: nothing is different, and nothing is logged. */
export const NO_CHANGE: UndoStep = { summary: summarise({ changes: [], photos: 0 }), ids: [] };

/** "3 stars on 2 photos"; of an undo or redo, what it is about. */
export function stepInWords(connection: Connection, batch: number): string {
  const row = connection.get<{
    target: number | null;
    reason: string | null;
    point: number | null;
  }>('SELECT target, reason, point FROM batch WHERE id = ?', batch);
  if (row === undefined) return NO_CHANGE.summary;
  if (row.target !== null) return stepInWords(connection, row.target);
  if (row.reason === 'restore') return restoredInWords(connection, row.point);
  return (
    collectionsInWords(connection, batch) ??
    clocksInWords(connection, batch) ??
    regroupingInWords(connection, batch) ??
    statementsInWords(connection, batch) ??
    verdictsInWords(connection, batch)
  );
}

/** Bands of the score may give verdicts to some photos and keywords to others. */
function verdictsInWords(connection: Connection, batch: number): string {
  const counts = changeCounts(connection, batch);
  const words = keywordsInWords(connection, batch);
  if (words === undefined) return summarise(counts);
  if (counts.changes.length === 0) return words;
  return `${summarise(counts)}, ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

function restoredInWords(connection: Connection, point: number | null): string {
  if (point === null) return 'Went back to the beginning';
  const row = connection.get<{ reason: string | null; point: number | null }>(
    'SELECT reason, point FROM batch WHERE id = ?',
    point,
  );
  // Back to a point that was itself restored: to what that was.
  if (row?.reason === 'restore') return restoredInWords(connection, row.point);
  return `Went back to “${stepInWords(connection, point)}”`;
}
