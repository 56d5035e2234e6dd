/**
 * Filters and orders as SQL.
 *
 * [Note: order]
 *
 * What cannot be ordered by the key comes last in both directions: photos without a score, without a measured
 * focus, and for `stars` those without any, since no stars means "not rated". `focus` orders by the blur radius,
 * so ascending is sharpest first. Ties are settled by capture time, then name, then id: forwards, except that
 * orders by time and by name turn round as a whole.
 *
 * Rows are files. Filters and orders by verdict go by that of the photo that a file is of (exposures.ts).
 */
import { SCORED } from '../../src-shared/attribute.ts';
import type { Filter, Sort, SortKey } from '../../src-shared/bridge.ts';
import type { Rules } from '../../src-shared/collection.ts';
import { rulesOf } from './collections.ts';
import type { Connection, Value } from './connection.ts';
import { EXPOSURE, verdictOf } from './exposures.ts';
import { foldName } from './order-keys.ts';
import { rulesCondition, type Condition, type JoinedTable } from './rules.ts';
import { PERSONAL_JOIN } from './personal-scores.ts';
import type { GroupMembers } from './types.ts';

/**
 * Ids of the present photos that match, in order. Throws `collection-unknown` and `collection-invalid`. Where the
 * collection asks about groups, `groups` must be there.
 */
export function queryPhotos(
  connection: Connection,
  filter: Filter,
  sort: Sort,
  groups?: GroupMembers,
): number[] {
  const rules =
    filter.collection === undefined ? undefined : rulesOf(connection, filter.collection);
  const collected = rules && rulesCondition(rules, groups);
  const where = [
    ...conditions(connection, filter),
    ...(collected === undefined ? [] : [collected]),
  ];
  const tables = new Set(collected?.tables);
  const personal = PERSONAL.has(sort.by) || filter.score?.of === 'personal';
  if (personal || SCORED.some((of) => of === sort.by) || filter.score !== undefined) {
    tables.add('score');
  }
  const sql = `SELECT photo.id FROM photo ${joins(tables)} ${personal ? PERSONAL_JOIN : ''}
    WHERE ${where.map(({ sql }) => sql).join(' AND ')} ORDER BY ${order(sort)}`;
  return connection.column<number>(sql, ...where.flatMap(({ values }) => values));
}

/** How many present photos match the rules, however many files they have. */
export function countMatching(connection: Connection, rules: Rules, groups?: GroupMembers): number {
  const { sql, values, tables } = rulesCondition(rules, groups);
  return (
    connection.value<number>(
      `SELECT count(DISTINCT ${EXPOSURE}) FROM photo ${joins(tables)} WHERE photo.present = 1 AND ${sql}`,
      ...values,
    ) ?? 0
  );
}

function joins(tables: ReadonlySet<JoinedTable>): string {
  return [...tables]
    .map(
      (table) =>
        `LEFT JOIN ${table} ON ${table}.model_id = photo.shown_model AND ${table}.photo_id = photo.id`,
    )
    .join(' ');
}

/** Orders that ask for the person's own score. */
const PERSONAL: ReadonlySet<SortKey> = new Set(['best', 'personal']);
/** Of a photo that has none yet, or of another model's, the overall score stands for it: that is what it begins with. */
const OWN_SCORE = 'coalesce(personal_score.score, score.aesthetic)';

/** What each key orders by, except time and name, which are the tie-breakers of the others. */
const COLUMNS: Readonly<Record<Exclude<SortKey, 'time' | 'name'>, string>> = {
  added: 'photo.added_at',
  focus: 'photo.focus',
  stars: `nullif(${verdictOf('stars')}, 0)`,
  best: OWN_SCORE,
  personal: OWN_SCORE,
  aesthetic: 'score.aesthetic',
  technical_quality: 'score.technical_quality',
  composition: 'score.composition',
  color: 'score.color',
  depth_of_field: 'score.depth_of_field',
  light: 'score.light',
  content: 'score.content',
};

function order({ by, direction }: Sort): string {
  const way = direction === 'ascending' ? 'ASC' : 'DESC';
  if (by === 'time') return `photo.time_ms ${way}, photo.name_key ${way}, photo.id ${way}`;
  if (by === 'name') return `photo.name_key ${way}, photo.time_ms ${way}, photo.id ${way}`;
  return `${COLUMNS[by]} ${way} NULLS LAST, photo.time_ms, photo.name_key, photo.id`;
}

/** Every part of the filter; a list that names nothing restricts nothing. */
function conditions(connection: Connection, filter: Filter): Condition[] {
  const found: Condition[] = [{ sql: 'photo.present = 1', values: [] }];
  const add = (sql: string, ...values: Value[]) => found.push({ sql, values });
  const addList = (column: string, list: readonly string[] | undefined) => {
    if (list !== undefined && list.length > 0) {
      add(`${column} IN (${list.map(() => '?').join(', ')})`, ...list);
    }
  };
  if (filter.rootId !== undefined) add('photo.root_id = ?', filter.rootId);
  if (filter.folderId !== undefined) found.push(below(connection, filter.folderId));
  if (filter.day !== undefined) add('photo.day = ?', filter.day);
  if (filter.from !== undefined) add("photo.day >= ? AND photo.day <> ''", filter.from);
  if (filter.to !== undefined) add("photo.day <= ? AND photo.day <> ''", filter.to);
  if (filter.score !== undefined) {
    const { of, min, max } = filter.score;
    const column = of === 'personal' ? OWN_SCORE : `score.${of}`;
    if (min !== undefined) add(`${column} >= ?`, min);
    if (max !== undefined) add(`${column} <= ?`, max);
  }
  if (filter.stars !== undefined) {
    add(`(${verdictOf('stars')}) BETWEEN ? AND ?`, filter.stars.min, filter.stars.max);
  }
  addList(`(${verdictOf('flag')})`, filter.flags);
  addList(`(${verdictOf('color')})`, filter.colors);
  addList('photo.format', filter.formats);
  if (filter.failed === true) add('photo.error IS NOT NULL');
  if (filter.conflict === true) add('photo.id IN (SELECT photo_id FROM conflict)');
  if (filter.name !== undefined && filter.name !== '') {
    add('instr(photo.name_folded, ?) > 0', foldName(filter.name));
  }
  return found;
}

/** In a folder or one of its descendants. */
export function below(connection: Connection, folderId: number): Condition {
  const folder = connection.get<{ root_id: number; path: string }>(
    'SELECT root_id, path FROM folder WHERE id = ?',
    folderId,
  );
  if (folder === undefined) return { sql: 'FALSE', values: [] };
  if (folder.path === '') return { sql: 'photo.root_id = ?', values: [folder.root_id] };
  // '0' follows '/', so this range of paths is all that begin with the folder's and a slash.
  return {
    sql: `photo.folder_id IN (
      SELECT id FROM folder WHERE root_id = ? AND (path = ? OR (path > ? AND path < ?)))`,
    values: [folder.root_id, folder.path, `${folder.path}/`, `${folder.path}0`],
  };
}
