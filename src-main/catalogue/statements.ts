/**
 * What the person says of the sentences about a photo: one text of JSON a photo and attribute space, which only those who know
 * sentences look into. Every change is a step in the decision log, like a verdict.
 */
import { SCORED_NAMES, type RatedAttribute } from '../../src-shared/attribute.ts';
import type { WordSpace } from '../../src-shared/bridge.ts';
import { openBatch } from './batches.ts';
import type { Connection } from './connection.ts';
import { requirePhoto } from './lookup.ts';
import type { UndoStep } from './types.ts';

/** What is said of a photo in one space: absent where nothing is. */
export interface StatementSetting {
  readonly id: number;
  readonly space: WordSpace;
  readonly said: string | null;
}

export interface StatementRecord extends StatementSetting {
  readonly said: string;
  /** The photo's file name. */
  readonly name: string;
}

/** See `CatalogueReader.statements`. */
export function readStatements(connection: Connection, id?: number): StatementRecord[] {
  return connection.all<StatementRecord>(
    `SELECT photo.id, photo.name, space, said FROM statement JOIN photo ON photo.id = photo_id
     WHERE @id IS NULL OR photo.id = @id ORDER BY photo.name_key, photo.id, space`,
    { id: id ?? null },
  );
}

/** See `CatalogueWriter.setStatement`. */
export function setStatement(
  connection: Connection,
  setting: StatementSetting,
  at: number,
): UndoStep {
  return connection.transaction(() => {
    const { id, space, said } = setting;
    requirePhoto(connection, id);
    if (readSaid(connection, id, space) === said) return { summary: 'No change', ids: [] };
    const batch = openBatch(connection, { kind: 'decision', at });
    setStatements(connection, batch, [setting]);
    return { summary: statementsInWords(connection, batch) ?? '', ids: [id] };
  });
}

/** Makes statements what they are to be, as part of a batch that has been begun. */
export function setStatements(
  connection: Connection,
  batch: number,
  settings: readonly StatementSetting[],
): void {
  for (const { id, space, said } of settings) {
    const before = readSaid(connection, id, space);
    connection.run(
      `INSERT INTO statement_change (batch_id, photo_id, space, before_said, after_said)
       VALUES (?, ?, ?, ?, ?)`,
      ...[batch, id, space, before, said],
    );
    if (said === null) {
      connection.run('DELETE FROM statement WHERE photo_id = ? AND space = ?', id, space);
    } else {
      connection.run(
        `INSERT INTO statement (photo_id, space, said) VALUES (?, ?, ?)
         ON CONFLICT (photo_id, space) DO UPDATE SET said = excluded.said`,
        ...[id, space, said],
      );
    }
  }
}

/** The statements that a batch changed, as they were before it, or after it. */
export function statementsBack(
  connection: Connection,
  batch: number,
  to: 'before' | 'after',
): StatementSetting[] {
  return connection.all<StatementSetting>(
    `SELECT photo_id AS id, space, ${to}_said AS said FROM statement_change
     WHERE batch_id = ? ORDER BY id`,
    batch,
  );
}

/** Statements as they were after a batch, of those that are different now. */
export function statementsSince(connection: Connection, point: number): StatementSetting[] {
  return connection.all<StatementSetting>(
    `SELECT change.photo_id AS id, change.space, before_said AS said
     FROM statement_change AS change LEFT JOIN statement USING (photo_id, space)
     WHERE change.id IN
         (SELECT min(id) FROM statement_change WHERE batch_id > ? GROUP BY photo_id, space)
       AND before_said IS NOT statement.said
     ORDER BY change.id`,
    point,
  );
}

/** "Corrected what is said of its light"; undefined where a batch changed none. */
export function statementsInWords(connection: Connection, batch: number): string | undefined {
  const [row] = connection.all<{ space: WordSpace; after_said: string | null }>(
    'SELECT space, after_said FROM statement_change WHERE batch_id = ? ORDER BY id',
    batch,
  );
  if (row === undefined) return undefined;
  const about =
    row.space === 'emotion' ? 'mood' : SCORED_NAMES[row.space as RatedAttribute].toLowerCase();
  return row.after_said === null
    ? `Took back what was said of its ${about}`
    : `Had a say on its ${about}`;
}

function readSaid(connection: Connection, id: number, space: WordSpace): string | null {
  return (
    connection.value<string>(
      'SELECT said FROM statement WHERE photo_id = ? AND space = ?',
      id,
      space,
    ) ?? null
  );
}
