import { KeepersError } from '../../src-shared/errors.ts';
import { findClaim, isUnread, type Candidate, type IdentifiedFile, type Report } from './claims.ts';
import type { Connection } from './connection.ts';
import { fileWallClockMs, foldName, naturalKey } from './order-keys.ts';
import { joinBelow, splitBelow } from './paths.ts';
import { presentPhotoAt } from './lookup.ts';
import { ensureFolder, requireRoot } from './roots.ts';
import { forgetScores } from './scores.ts';
import { followSidecar } from './sidecars.ts';

/**
 * How soon a file must come back at its path with other contents to be the same photo: programs that save by
 * deleting and writing again take seconds, cameras that count from 0001 again take weeks.
 */
const REPLACED_WITHIN_MS = 60_000;

export interface FileRooms {
  readonly connection: Connection;
  readonly exists: (path: string) => boolean;
  readonly now: () => number;
}

interface Occupant {
  readonly id: number;
  readonly identity: string;
  readonly file_id: string;
  readonly bytes: number;
  readonly modified_at: number;
  readonly judged: 0 | 1;
  readonly gone_at: number | null;
  readonly error: string | null;
}

interface Place {
  readonly rootId: number;
  readonly folderId: number;
  readonly name: string;
}

type Outcome = 'added' | 'changed' | 'moved';

const OCCUPANT = `SELECT id, identity, file_id, bytes, modified_at, gone_at, error,
  (stars <> 0 OR flag <> 'none' OR color <> 'none') AS judged FROM photo`;

/** See `CatalogueWriter.upsertFiles`. */
export function upsertFiles(
  rooms: FileRooms,
  rootId: number,
  files: readonly IdentifiedFile[],
): Record<Outcome, number[]> {
  const outcomes: Record<Outcome, number[]> = { added: [], changed: [], moved: [] };
  const { connection } = rooms;
  // One report is of one moment: photos that came together are ordered by their capture times.
  const at = rooms.now();
  connection.transaction(() => {
    const root = requireRoot(connection, rootId);
    const report = {
      identityAt: new Map(files.map(({ path, identity }) => [path, identity])),
      identities: new Set(files.map(({ identity }) => identity)),
    };
    const folderIds = new Map<string, number>();
    for (const file of files) {
      const split = splitBelow(file.path, root.path);
      if (split === undefined) {
        throw new KeepersError('bad-request', { reason: `${file.path} is not below ${root.path}` });
      }
      const folderId =
        folderIds.get(split.folder) ?? ensureFolder(connection, rootId, split.folder);
      folderIds.set(split.folder, folderId);
      const place = { rootId, folderId, name: split.name };
      const outcome = upsertFile({ ...rooms, at }, place, file, report);
      if (outcome !== undefined) outcomes[outcome.as].push(outcome.id);
    }
  });
  return outcomes;
}

function upsertFile(
  rooms: FileRooms & { readonly at: number },
  place: Place,
  file: IdentifiedFile,
  report: Report,
): { as: Outcome; id: number } | undefined {
  const { connection } = rooms;
  const occupant = connection.get<Occupant>(
    `${OCCUPANT} WHERE folder_id = ? AND name = ? AND present = 1`,
    place.folderId,
    place.name,
  );
  if (occupant !== undefined && isSame(occupant, file)) {
    refresh(connection, occupant, file);
    return undefined;
  }
  const claim = findClaim(file, place, { ...rooms, report });
  if (claim !== undefined && !keepsItsPath(occupant, claim, report)) {
    if (occupant !== undefined) hide(connection, occupant.id, rooms.at);
    move(rooms, claim, place, file);
    return { as: 'moved', id: claim.id };
  }
  // Its own contents are reported elsewhere, and will claim it there.
  const hasLeft = occupant !== undefined && report.identities.has(occupant.identity);
  if (hasLeft) hide(connection, occupant.id, rooms.at);
  else if (occupant !== undefined) {
    change(connection, occupant.id, file);
    return { as: 'changed', id: occupant.id };
  }
  const replaced = replacedAt(connection, place, report, rooms.at);
  if (replaced !== undefined) {
    connection.run('UPDATE photo SET present = 1, gone_at = NULL WHERE id = ?', replaced);
    change(connection, replaced, file);
    return { as: 'changed', id: replaced };
  }
  return { as: 'added', id: insert(connection, place, file, rooms.at) };
}

/** Whether a file holds what the photo at its path held. */
function isSame(occupant: Occupant, file: IdentifiedFile): boolean {
  if (occupant.identity === file.identity) return true;
  if (occupant.bytes !== file.bytes || occupant.modified_at !== file.modifiedAt) return false;
  if (isUnread(file.identity)) return true;
  // It can be read at last: one that had failed for that starts over.
  return isUnread(occupant.identity) && occupant.error === null;
}

/**
 * Whether the photo at a path stays there with its new contents, although those are known from elsewhere: a
 * program that saves through a temporary file must not take a judged photo's place.
 */
function keepsItsPath(occupant: Occupant | undefined, claim: Candidate, report: Report): boolean {
  if (occupant === undefined || occupant.judged === 0 || claim.judged) return false;
  return !report.identities.has(occupant.identity);
}

/** The photo whose file was deleted here a moment ago, for one that is written again. */
function replacedAt(
  connection: Connection,
  place: Place,
  report: Report,
  now: number,
): number | undefined {
  const last = connection.get<Pick<Occupant, 'id' | 'gone_at' | 'identity'>>(
    `${OCCUPANT} WHERE folder_id = ? AND name = ? AND present = 0 ORDER BY gone_at DESC LIMIT 1`,
    place.folderId,
    place.name,
  );
  if (last === undefined || report.identities.has(last.identity)) return undefined;
  return now - (last.gone_at ?? -Infinity) <= REPLACED_WITHIN_MS ? last.id : undefined;
}

function insert(connection: Connection, place: Place, file: IdentifiedFile, now: number): number {
  const { id } = connection.run(
    `INSERT INTO photo (root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
       file_id, identity, added_at, time_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    place.rootId,
    place.folderId,
    place.name,
    naturalKey(place.name),
    foldName(place.name),
    file.format,
    file.bytes,
    file.modifiedAt,
    file.fileId,
    file.identity,
    now,
    fileWallClockMs(file.modifiedAt),
  );
  connection.run('INSERT INTO photo_detail (photo_id) VALUES (?)', id);
  return id;
}

/** The same contents at the same path: at most its time or inode is another. */
function refresh(connection: Connection, occupant: Occupant, file: IdentifiedFile): void {
  const identity = isUnread(file.identity) ? occupant.identity : file.identity;
  if (
    occupant.modified_at === file.modifiedAt &&
    occupant.file_id === file.fileId &&
    occupant.identity === identity
  ) {
    return;
  }
  connection.run(
    `UPDATE photo SET modified_at = ?, file_id = ?, identity = ?,
       time_ms = CASE WHEN captured_at IS NULL THEN ? ELSE time_ms END
     WHERE id = ?`,
    file.modifiedAt,
    file.fileId,
    identity,
    fileWallClockMs(file.modifiedAt),
    occupant.id,
  );
}

function move(
  { connection, exists }: FileRooms,
  claim: Candidate,
  place: Place,
  file: IdentifiedFile,
): void {
  connection.run(
    `UPDATE photo SET root_id = ?, folder_id = ?, name = ?, name_key = ?, name_folded = ?, bytes = ?,
       modified_at = ?, file_id = ?, identity = coalesce(?, identity), present = 1, gone_at = NULL,
       time_ms = CASE WHEN captured_at IS NULL THEN ? ELSE time_ms END
     WHERE id = ?`,
    place.rootId,
    place.folderId,
    place.name,
    naturalKey(place.name),
    foldName(place.name),
    file.bytes,
    file.modifiedAt,
    file.fileId,
    isUnread(file.identity) ? null : file.identity,
    fileWallClockMs(file.modifiedAt),
    claim.id,
  );
  if (claim.path !== file.path) followSidecar(connection, claim.id, file.path, exists);
}

/** Other contents: everything that was made from the old ones starts over, the verdict stays. */
function change(connection: Connection, id: number, file: IdentifiedFile): void {
  connection.run(
    `UPDATE photo SET format = ?, bytes = ?, modified_at = ?, file_id = ?, identity = ?, time_ms = ?,
       decoded = 0, measured = 0, width = NULL, height = NULL, preview_width = NULL, preview_height = NULL,
       dominant_color = NULL, picture_version = NULL, captured_at = NULL, day = '', camera_id = NULL, exif_read = 0, focus = NULL,
       warnings = NULL, error = NULL
     WHERE id = ?`,
    file.format,
    file.bytes,
    file.modifiedAt,
    file.fileId,
    file.identity,
    fileWallClockMs(file.modifiedAt),
    id,
  );
  connection.run('UPDATE photo_detail SET exif = NULL, measurements = NULL WHERE photo_id = ?', id);
  forgetScores(connection, id);
}

function hide(connection: Connection, id: number, now: number): void {
  connection.run('UPDATE photo SET present = 0, gone_at = ? WHERE id = ?', now, id);
}

/** See `CatalogueWriter.markGone`. */
export function markGone({ connection, now }: FileRooms, paths: readonly string[]): number[] {
  return connection.transaction(() => {
    const ids = paths.flatMap((path) => presentPhotoAt(connection, path) ?? []);
    const at = now();
    for (const id of ids) hide(connection, id, at);
    return ids;
  });
}

/** See `CatalogueWriter.markUnseen`. */
export function markUnseen(
  { connection, now }: FileRooms,
  rootId: number,
  seen: ReadonlySet<string>,
): number[] {
  return connection.transaction(() => {
    const root = requireRoot(connection, rootId);
    const rows = connection.all<{ id: number; name: string; folder: string }>(
      `SELECT photo.id, photo.name, folder.path AS folder
       FROM photo JOIN folder ON folder.id = photo.folder_id
       WHERE photo.root_id = ? AND photo.present = 1`,
      rootId,
    );
    const ids = rows
      .filter(({ folder, name }) => !seen.has(joinBelow(root.path, folder, name)))
      .map(({ id }) => id);
    const at = now();
    for (const id of ids) hide(connection, id, at);
    return ids;
  });
}
