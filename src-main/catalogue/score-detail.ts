/** What a model gives beyond its scores, one row a photo and model version, beside that of `score`. */
import { EMOTIONS, RATED_ATTRIBUTES, SCENES } from '../../src-shared/attribute.ts';
import type { Score } from '../../src-shared/photo.ts';
import type { Connection } from './connection.ts';

/** The parts of a score that lists of photos do without. */
export type ScoreDetail = Pick<Score, 'residuals' | 'emotion' | 'scene'>;

const RESIDUALS = RATED_ATTRIBUTES.map((name) => ({ name, column: `residual_${name}` }));
const EMOTION = EMOTIONS.map((name) => ({ name, column: `emotion_${name}` }));
const SCENE = SCENES.map((name) => ({ name, column: `scene_${name}` }));
export const DETAIL_COLUMNS = [...RESIDUALS, ...EMOTION, ...SCENE].map(({ column }) => column);

/** Stores what a score that has just been stored has beyond its values, if it has anything. */
export function insertScoreDetail(
  connection: Connection,
  model: number,
  id: number,
  { residuals, emotion, scene }: ScoreDetail,
): void {
  if (residuals === undefined && emotion === undefined && scene === undefined) return;
  connection.run(
    `INSERT INTO score_detail (model_id, photo_id, ${DETAIL_COLUMNS.join(', ')})
     VALUES (?, ?, ${DETAIL_COLUMNS.map(() => '?').join(', ')})`,
    model,
    id,
    ...RESIDUALS.map(({ name }) => residuals?.[name] ?? null),
    ...EMOTION.map(({ name }) => emotion?.[name] ?? null),
    ...SCENE.map(({ name }) => scene?.[name] ?? null),
  );
}

/** Of the score that is shown of a photo; empty where its model gave no more than scores. */
export function readScoreDetail(connection: Connection, id: number): ScoreDetail {
  const row = connection.get<Readonly<Record<string, number | null>>>(
    `SELECT ${DETAIL_COLUMNS.join(', ')} FROM photo
     JOIN score_detail ON score_detail.model_id = photo.shown_model AND score_detail.photo_id = photo.id
     WHERE photo.id = ?`,
    id,
  );
  return row === undefined ? {} : toScoreDetail(row);
}

/** A row with the columns of `score_detail`. */
export function toScoreDetail(row: Readonly<Record<string, unknown>>): ScoreDetail {
  const residuals = given(row, RESIDUALS);
  const emotion = given(row, EMOTION);
  const scene = given(row, SCENE);
  return {
    ...(residuals !== undefined && { residuals }),
    ...(emotion !== undefined && { emotion }),
    ...(scene !== undefined && { scene }),
  };
}

/** The values that there are, or undefined where there are none: the model has no such output. */
function given<Name extends string>(
  row: Readonly<Record<string, unknown>>,
  columns: readonly { readonly name: Name; readonly column: string }[],
): { [N in Name]?: number } | undefined {
  const values: { [N in Name]?: number } = {};
  for (const { name, column } of columns) {
    const value = row[column];
    if (typeof value === 'number') values[name] = value;
  }
  return Object.keys(values).length === 0 ? undefined : values;
}
