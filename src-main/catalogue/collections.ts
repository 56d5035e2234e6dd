/**
 * Smart collections that the person has saved.
 *
 * Every change is a step in the decision log, like a verdict. Rules are kept as JSON: those that cannot be used, of another
 * version or damaged, are an error of their collection alone.
 */
import * as v from 'valibot';
import {
  BUILT_IN,
  RulesSchema,
  rulesProblem,
  type Collection,
  type CollectionId,
  type Rules,
} from '../../src-shared/collection.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { openBatch } from './batches.ts';
import type { Connection } from './connection.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly rules: string;
}

/** A collection as it is to be: absent where it is not to be there. */
interface CollectionSetting {
  readonly id: number;
  readonly name: string | null;
  readonly rules: string | null;
}

/** In the order of their names. */
export function listCollections(connection: Connection): Collection[] {
  const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return connection
    .all<Row>('SELECT id, name, rules FROM collection')
    .sort((a, b) => byName.compare(a.name, b.name) || a.id - b.id)
    .map(toCollection);
}

/** The rules of a collection. Throws `collection-unknown` or `collection-invalid`. */
export function rulesOf(connection: Connection, id: CollectionId): Rules {
  if (typeof id === 'string') return BUILT_IN[id].rules;
  const row = readRow(connection, id);
  if (row === undefined) throw new KeepersError('collection-unknown');
  const { rules, error } = toCollection(row);
  if (rules === undefined) {
    throw error === undefined ? new KeepersError('collection-unknown') : KeepersError.from(error);
  }
  return rules;
}

function toCollection({ id, name, rules: text }: Row): Collection {
  let stored: unknown;
  try {
    stored = JSON.parse(text) as unknown;
  } catch {
    return { id, name, error: invalid(name, 'they are damaged') };
  }
  const parsed = v.safeParse(RulesSchema, stored);
  if (parsed.success) return { id, name, rules: parsed.output };
  return { id, name, error: invalid(name, rulesProblem(stored) ?? 'they are damaged') };
}

function invalid(name: string, reason: string) {
  return new KeepersError('collection-invalid', { name, reason }).info;
}

/** See `CatalogueWriter.addCollection`. */
export function addCollection(
  connection: Connection,
  { name, rules }: { readonly name: string; readonly rules: Rules },
  at: number,
): number {
  return connection.transaction(() => {
    const newest = connection.value<number>(
      "SELECT seq FROM sqlite_sequence WHERE name = 'collection'",
    );
    const id = (newest ?? 0) + 1;
    step(connection, { id, name, rules: JSON.stringify(rules) }, at);
    return id;
  });
}

/** See `CatalogueWriter.changeCollection`. */
export function changeCollection(
  connection: Connection,
  id: number,
  change: { readonly name?: string; readonly rules?: Rules },
  at: number,
): string {
  return connection.transaction(() => {
    const before = readRow(connection, id);
    if (before === undefined) throw new KeepersError('collection-unknown');
    const name = change.name ?? before.name;
    const rules = change.rules === undefined ? before.rules : JSON.stringify(change.rules);
    if (name === before.name && rules === before.rules) return 'No change';
    return step(connection, { id, name, rules }, at);
  });
}

/** See `CatalogueWriter.removeCollection`. */
export function removeCollection(connection: Connection, id: number, at: number): string {
  return connection.transaction(() => {
    if (readRow(connection, id) === undefined) throw new KeepersError('collection-unknown');
    return step(connection, { id, name: null, rules: null }, at);
  });
}

function step(connection: Connection, setting: CollectionSetting, at: number): string {
  const batch = openBatch(connection, { kind: 'decision', at, reason: 'collection' });
  setCollections(connection, batch, [setting]);
  return collectionsInWords(connection, batch) ?? '';
}

/** Makes collections what they are to be, as part of a batch that has been begun. */
export function setCollections(
  connection: Connection,
  batch: number,
  settings: readonly CollectionSetting[],
): void {
  for (const { id, name, rules } of settings) {
    const before = readRow(connection, id);
    connection.run(
      `INSERT INTO collection_change
         (batch_id, collection_id, before_name, before_rules, after_name, after_rules)
       VALUES (?, ?, ?, ?, ?, ?)`,
      ...[batch, id, before?.name ?? null, before?.rules ?? null, name, rules],
    );
    if (name === null || rules === null) {
      connection.run('DELETE FROM collection WHERE id = ?', id);
    } else {
      connection.run(
        `INSERT INTO collection (id, name, rules) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, rules = excluded.rules`,
        ...[id, name, rules],
      );
    }
  }
}

/** The collections that a batch changed, as they were before it, or after it. */
export function collectionsBack(
  connection: Connection,
  batch: number,
  to: 'before' | 'after',
): CollectionSetting[] {
  return connection.all<CollectionSetting>(
    `SELECT collection_id AS id, ${to}_name AS name, ${to}_rules AS rules
     FROM collection_change WHERE batch_id = ? ORDER BY id`,
    batch,
  );
}

/** Collections as they were after a batch, of those that are different now. */
export function collectionsSince(connection: Connection, point: number): CollectionSetting[] {
  return connection.all<CollectionSetting>(
    `SELECT collection_id AS id, before_name AS name, before_rules AS rules
     FROM collection_change LEFT JOIN collection ON collection.id = collection_id
     WHERE collection_change.id IN
         (SELECT min(id) FROM collection_change WHERE batch_id > ? GROUP BY collection_id)
       AND (before_name IS NOT collection.name OR before_rules IS NOT collection.rules)
     ORDER BY collection_change.id`,
    point,
  );
}

/** "Made the collection “Portraits”"; undefined where a batch changed none. */
export function collectionsInWords(connection: Connection, batch: number): string | undefined {
  const [row] = connection.all<{
    before_name: string | null;
    after_name: string | null;
    rules_differ: 0 | 1;
  }>(
    `SELECT before_name, after_name, before_rules IS NOT after_rules AS rules_differ
     FROM collection_change WHERE batch_id = ? ORDER BY id`,
    batch,
  );
  if (row === undefined) return undefined;
  const { before_name: before, after_name: after, rules_differ } = row;
  if (before === null) return `Made the collection “${after ?? ''}”`;
  if (after === null) return `Deleted the collection “${before}”`;
  if (rules_differ === 0) return `Renamed the collection “${before}” to “${after}”`;
  return `Changed the collection “${after}”`;
}

function readRow(connection: Connection, id: number): Row | undefined {
  return connection.get<Row>('SELECT id, name, rules FROM collection WHERE id = ?', id);
}
