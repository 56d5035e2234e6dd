/** Descriptions out of any table, by a mapping of its columns. */
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Description, DescriptionRecord, Parsed } from '../record.ts';
import { SPACES, type Space } from '../units.ts';
import { commentsOf, uncheckedComments } from './comments.ts';
import { toPoints, type SourceScale } from './scale.ts';

/** What a column can be taken for: `light` its comments, `light.rating` the rating that the comments of the row go with. */
export type TableField = 'id' | 'score' | Space | `${RatedAttribute}.rating`;

export const TABLE_FIELDS: readonly TableField[] = [
  'id',
  'score',
  ...SPACES,
  ...RATED_ATTRIBUTES.map((attribute) => `${attribute}.rating` as const),
];

/** The column of each field that the table has. */
export type ColumnMapping = ReadonlyMap<TableField, string>;

export interface TableOptions {
  readonly mapping: ColumnMapping;
  readonly scale: SourceScale;
}

/**
 * Reads one row: its columns by name. Empty cells are left out. Rows of the same id are to be put together by the caller
 * (`mergeRecords`).
 */
export function readTableRow(
  row: Readonly<Record<string, unknown>>,
  { mapping, scale }: TableOptions,
): Parsed<DescriptionRecord> {
  const missing = [...mapping.values()].find((column) => !Object.hasOwn(row, column));
  if (missing !== undefined) return { problem: `column ${missing} is missing` };
  const cell = (field: TableField) => {
    const column = mapping.get(field);
    const value = column === undefined ? undefined : row[column];
    return value === '' || value === null ? undefined : value;
  };
  const id = cell('id');
  if (typeof id !== 'string' && typeof id !== 'number') {
    return { problem: `column ${mapping.get('id')}, the id, is empty` };
  }
  const points = (field: 'score' | `${RatedAttribute}.rating`): Parsed<number | undefined> => {
    const value = cell(field);
    return value === undefined
      ? { value: undefined }
      : toPoints(value, scale, `column ${mapping.get(field)}`);
  };
  const score = points('score');
  if (score.problem !== undefined) return { problem: score.problem };
  const attributes: { [S in Space]?: Description[] } = {};
  for (const space of SPACES) {
    const value = cell(space);
    if (value === undefined) continue;
    const comments = commentsOf(value, `column ${mapping.get(space)}`);
    if (comments.problem !== undefined) return { problem: comments.problem };
    const rating: Parsed<number | undefined> =
      space === 'emotion' ? { value: undefined } : points(`${space}.rating`);
    if (rating.problem !== undefined) return { problem: rating.problem };
    if (comments.value.length > 0) attributes[space] = withRating(comments.value, rating.value);
  }
  return {
    value: {
      id: String(id),
      ...(score.value !== undefined && { score: score.value }),
      attributes,
    },
  };
}

function withRating(texts: readonly string[], rating: number | undefined): Description[] {
  if (rating === undefined) return uncheckedComments(texts);
  return texts.map((text) => ({
    text,
    source: 'human',
    checked: false,
    unit: 'rating',
    level: rating,
  }));
}

/** Two records of one picture as one. Its score is to be the same in both, if both have one. */
export function mergeRecords(
  first: DescriptionRecord,
  second: DescriptionRecord,
): Parsed<DescriptionRecord> {
  if (
    first.score !== undefined &&
    second.score !== undefined &&
    Math.abs(first.score - second.score) > 1e-6
  ) {
    return { problem: `${first.id} has another score than in an earlier line` };
  }
  const score = first.score ?? second.score;
  return {
    value: {
      id: first.id,
      ...(score !== undefined && { score }),
      attributes: Object.fromEntries(
        SPACES.flatMap((space) => {
          const both = [...(first.attributes[space] ?? []), ...(second.attributes[space] ?? [])];
          const distinct = both.filter(
            ({ text }, at) => both.findIndex((one) => one.text === text) === at,
          );
          return distinct.length === 0 ? [] : [[space, distinct]];
        }),
      ),
    },
  };
}
