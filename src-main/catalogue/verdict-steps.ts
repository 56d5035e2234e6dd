/** What a step of the decision log does to verdicts. */
import { KeepersError } from '../../src-shared/errors.ts';
import type { Color, Flag, Stars, Verdict, VerdictChange } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { EXPOSURE } from './exposures.ts';
import { changedFields, type ChangeCounts, type Step } from './summary.ts';

export interface Change {
  readonly id: number;
  readonly change: VerdictChange;
}

interface PhotoVerdict {
  readonly stars: Stars;
  readonly flag: Flag;
  readonly color: Color;
  readonly shown_model: number | null;
  readonly aesthetic: number | null;
}

export interface VerdictStep extends Step {
  readonly id: number;
  readonly row: PhotoVerdict;
}

/** What the changes do to verdicts as they are; those that do nothing are left out. Throws `photo-unknown`. */
export function stepsTowards(connection: Connection, changes: readonly Change[]): VerdictStep[] {
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

/** Writes the steps into the log, with the score of the moment, and gives the photos their verdicts. */
export function logVerdicts(
  connection: Connection,
  batch: number,
  steps: readonly VerdictStep[],
  {
    sidecar,
    scoreVisible = null,
  }: { readonly sidecar: 'written' | 'pending'; readonly scoreVisible?: boolean | null },
): void {
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

/** What undoing a batch (to `before`) or redoing it (to `after`) gives its photos: the fields that it changed. */
export function changesBack(
  connection: Connection,
  batch: number,
  to: 'before' | 'after',
): Change[] {
  return connection
    .all<StepRow>('SELECT * FROM decision WHERE batch_id = ? ORDER BY id', batch)
    .map((row) => {
      const { before, after } = toStep(row);
      const step = to === 'after' ? { before, after } : { before: after, after: before };
      return { id: row.photo_id, change: changedFields(step) };
    });
}

/**
 * What undoing all of the person's batches after this one, one at a time, would give: of each field of each photo what
 * it was before the first of them that changed it.
 */
export function changesSince(connection: Connection, point: number): Change[] {
  const changes = new Map<number, VerdictChange>();
  const rows = connection.each<StepRow>(
    `SELECT decision.* FROM decision JOIN batch ON batch.id = batch_id
     WHERE batch_id > ? AND kind <> 'sidecar' ORDER BY decision.id`,
    point,
  );
  for (const row of rows) {
    const { before, after } = toStep(row);
    const back = changedFields({ before: after, after: before });
    changes.set(row.photo_id, { ...back, ...changes.get(row.photo_id) });
  }
  return [...changes].map(([id, change]) => ({ id, change }));
}

/** What a batch gave, field by field, and to how many photos, in the order of the first. */
export function changeCounts(connection: Connection, batch: number): ChangeCounts {
  const files = `decision JOIN photo ON photo.id = photo_id WHERE batch_id = @batch`;
  const given = (['stars', 'flag', 'color'] as const)
    .map(
      (field) => `SELECT '${field}' AS field, after_${field} AS value, min(decision.id) AS first,
        count(DISTINCT ${EXPOSURE}) AS photos FROM ${files} AND before_${field} <> after_${field}
        GROUP BY after_${field}`,
    )
    .join(' UNION ALL ');
  return {
    changes: connection
      .all<{ field: keyof Verdict; value: string | number; photos: number }>(
        `${given} ORDER BY first`,
        { batch },
      )
      .map(({ field, value, photos }) => ({ change: { [field]: value }, photos })),
    photos:
      connection.value<number>(`SELECT count(DISTINCT ${EXPOSURE}) FROM ${files}`, { batch }) ?? 0,
  };
}
