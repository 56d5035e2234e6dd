/**
 * The files of one exposure, a RAW and its JPEG for instance: one photo, with one verdict.
 *
 * Each file keeps a verdict of its own, because it may have been judged before the other came. That of the photo is, field
 * by field, what the file that stands for it says, else what another says.
 */
import type { Connection } from './connection.ts';

/** What tells photos apart where rows of `photo` are files. */
export const EXPOSURE = 'coalesce(photo.beside, photo.id)';

const NOTHING = { stars: '0', flag: "'none'", color: "'none'" } as const;

/** A field of the verdict of the photo that a row of `photo` is a file of. */
export function verdictOf(field: keyof typeof NOTHING): string {
  const nothing = NOTHING[field];
  const other = `SELECT max(nullif(file.${field}, ${nothing})) FROM photo AS file`;
  return `CASE WHEN photo.beside IS NULL THEN
      coalesce(nullif(photo.${field}, ${nothing}),
        (${other} WHERE file.beside = photo.id AND file.present = 1), ${nothing})
    ELSE coalesce((${other} WHERE file.id = photo.beside), photo.${field}) END`;
}

/** See `CatalogueWriter.setExposures`. */
export function setExposures(
  connection: Connection,
  exposures: Iterable<readonly number[]>,
): boolean {
  const beside = new Map<number, number>();
  for (const [lead, ...others] of exposures) {
    if (lead !== undefined) for (const id of others) beside.set(id, lead);
  }
  const before = new Map(
    connection
      .all<{ id: number; beside: number }>('SELECT id, beside FROM photo WHERE beside IS NOT NULL')
      .map((row) => [row.id, row.beside]),
  );
  const changed = [...new Set([...before.keys(), ...beside.keys()])].filter(
    (id) => before.get(id) !== beside.get(id),
  );
  if (changed.length === 0) return false;
  connection.transaction(() => {
    for (const id of changed) {
      connection.run('UPDATE photo SET beside = ? WHERE id = ?', beside.get(id) ?? null, id);
    }
  });
  return true;
}
