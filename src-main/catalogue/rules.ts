/**
 * The rules of smart collections as SQL.
 *
 * Every rule is true or false of a photo, never unknown: what a photo does not have does not match, and `not` is exactly the
 * rest. What EXIF says is looked up in its own indexes, so that no JSON is parsed. Groups follow from the photos and
 * are kept nowhere: whoever asks says which photos are in them.
 */
import type { Rule, Rules } from '../../src-shared/collection.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Value } from './connection.ts';
import { verdictOf } from './exposures.ts';
import type { GroupMembers } from './types.ts';

export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** The tables beside `photo` that conditions may speak of. */
export type JoinedTable = 'score' | 'score_detail';

export interface RulesInSql extends Condition {
  readonly tables: ReadonlySet<JoinedTable>;
}

/** All or any of the rules as one condition. Throws `internal` for a rule about groups where nobody knows them. */
export function rulesCondition({ match, rules }: Rules, groups?: GroupMembers): RulesInSql {
  const parts = rules.map((rule) => ruleCondition(rule, groups));
  const tables = new Set<JoinedTable>();
  for (const rule of rules) {
    if (rule.of === 'score') tables.add('score');
    if (rule.of === 'residual') tables.add('score_detail');
  }
  return {
    sql: `(${parts.map(({ sql }) => sql).join(match === 'all' ? ' AND ' : ' OR ')})`,
    values: parts.flatMap(({ values }) => values),
    tables,
  };
}

function ruleCondition(rule: Rule, groups: GroupMembers | undefined): Condition {
  const { sql, values } = positive(rule, groups);
  return { sql: `${rule.not === true ? 'NOT ' : ''}ifnull(${sql}, 0)`, values };
}

const COLUMNS = { shutter: 'shutter', aperture: 'aperture', iso: 'iso' } as const;

function positive(rule: Rule, groups: GroupMembers | undefined): Condition {
  switch (rule.of) {
    case 'score':
      return between(`score.${rule.score}`, rule);
    case 'residual':
      return between(`score_detail.residual_${rule.attribute}`, rule);
    case 'stars':
      return between(`(${verdictOf('stars')})`, rule);
    case 'exif': {
      const column = rule.value === 'focalLength' ? 'focal_length' : COLUMNS[rule.value];
      const { sql, values } = between(column, withTolerance(rule));
      return inDetails(`INDEXED BY photo_detail_${column} WHERE ${sql}`, values);
    }
    case 'text':
      return rule.value === 'lens' ? lensCondition(rule) : cameraCondition(rule);
    case 'captured': {
      const parts = [
        ...(rule.from === undefined ? [] : [{ sql: 'photo.day >= ?', value: rule.from }]),
        ...(rule.to === undefined ? [] : [{ sql: 'photo.day <= ?', value: rule.to }]),
      ];
      return {
        sql: `(photo.day <> '' AND ${parts.map(({ sql }) => sql).join(' AND ')})`,
        values: parts.map(({ value }) => value),
      };
    }
    case 'flag':
    case 'color':
      return oneOf(`(${verdictOf(rule.of)})`, rule.any);
    case 'format':
      return oneOf('photo.format', rule.any);
    case 'group':
      return among(rule.any.map((kind) => membersOf(groups).inKind(kind)));
    case 'position':
      return among(rule.any.map((position) => membersOf(groups).at(position)));
    case 'undecided':
      return {
        sql: `((${verdictOf('stars')}) = 0 AND (${verdictOf('flag')}) = 'none'
          AND (${verdictOf('color')}) = 'none')`,
        values: [],
      };
  }
}

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

function between(column: string, { min, max }: Bounds): Condition {
  const lower = min === undefined ? [] : [`${column} >= ?`];
  const upper = max === undefined ? [] : [`${column} <= ?`];
  return {
    sql: `(${[...lower, ...upper].join(' AND ')})`,
    values: [min, max].filter((bound) => bound !== undefined),
  };
}

/** Cameras write 1/250 s as 0.004 or 0.00400012, and f/2.8 as 2.8 or 2.82: a bound takes in what is shown the same. */
const TOLERANCE = 0.005;

function withTolerance({ min, max }: Bounds): Bounds {
  return {
    ...(min !== undefined && { min: min * (1 - TOLERANCE) }),
    ...(max !== undefined && { max: max * (1 + TOLERANCE) }),
  };
}

function inDetails(where: string, values: readonly Value[]): Condition {
  return { sql: `(photo.id IN (SELECT photo_id FROM photo_detail ${where}))`, values };
}

interface Words {
  readonly is: 'is' | 'contains';
  readonly text: string;
}

function wordsCondition(column: string, { is, text }: Words): Condition {
  return {
    sql: is === 'is' ? `lower(${column}) = lower(?)` : `instr(lower(${column}), lower(?)) > 0`,
    values: [text],
  };
}

function lensCondition(rule: Words): Condition {
  const { sql, values } = wordsCondition('lens', rule);
  return inDetails(`INDEXED BY photo_detail_lens WHERE ${sql}`, values);
}

function cameraCondition(rule: Words): Condition {
  const { sql, values } = wordsCondition('name', rule);
  return { sql: `(photo.camera_id IN (SELECT id FROM camera WHERE ${sql}))`, values };
}

function oneOf(column: string, values: readonly string[]): Condition {
  return { sql: `(${column} IN (${values.map(() => '?').join(', ')}))`, values };
}

function among(lists: readonly (readonly number[])[]): Condition {
  return {
    sql: '(photo.id IN (SELECT value FROM json_each(?)))',
    values: [JSON.stringify(lists.flat())],
  };
}

function membersOf(groups: GroupMembers | undefined): GroupMembers {
  if (groups === undefined) throw new KeepersError('internal', { reason: 'groups are not known' });
  return groups;
}
