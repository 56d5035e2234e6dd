/**
 * Which catalogued photo a file is, when its path says nothing: moves and renames keep their photo.
 *
 * [Note: when a path is vacated]
 *
 * A file whose content is catalogued at another path has been moved from there only if nothing is left there;
 * otherwise it is a copy, and a photo of its own. Nothing is left there when the path was reported gone, when
 * it is missing on disk though its root is reachable (a move is often reported at its new path first), or when
 * the same report says that something else lies there now (two files that swapped names).
 *
 * An inode alone proves nothing, because file systems give the number of a deleted file to the next one. It
 * counts together with an unchanged size and time, which a rename leaves as they are.
 */
import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';
import type { FileRecord } from './types.ts';

export type IdentifiedFile = FileRecord & { readonly identity: string };

/** Whether an identity only stands for a file that could not be read; it never replaces a known one. */
export function isUnread(identity: string): boolean {
  return identity.startsWith('unread:');
}

/** A photo that a file may turn out to be. */
export interface Candidate {
  readonly id: number;
  readonly path: string;
  readonly judged: boolean;
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly present: 0 | 1;
  readonly identity: string;
  readonly file_id: string;
  readonly bytes: number;
  readonly modified_at: number;
  readonly judged: 0 | 1;
  readonly folder: string;
  readonly root: string;
  readonly online: 0 | 1;
  readonly removed: 0 | 1;
}

/** More equal copies than this are not looked through: a folder may hold thousands of one file. */
const LOOKED_AT = 8;

const SELECT = `
  SELECT photo.id, photo.name, photo.present, photo.identity, photo.file_id, photo.bytes, photo.modified_at,
    (photo.stars <> 0 OR photo.flag <> 'none' OR photo.color <> 'none') AS judged,
    folder.path AS folder, root.path AS root, root.online, root.removed
  FROM photo JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id`;
const GONE_HERE = `${SELECT} WHERE photo.folder_id = ? AND photo.name = ? AND photo.present = 0
  AND photo.identity = ? ORDER BY photo.gone_at DESC LIMIT 1`;
const BY_FILE_ID = `${SELECT} WHERE photo.file_id = ? AND photo.bytes = ? LIMIT ${LOOKED_AT}`;
const GONE = `${SELECT} WHERE photo.identity = ? AND photo.present = 0 LIMIT ${LOOKED_AT}`;
const PRESENT = `${SELECT} WHERE photo.identity = ? AND photo.present = 1 LIMIT ${LOOKED_AT}`;

export interface ClaimRooms {
  readonly connection: Connection;
  /** Whether there is a file or folder at a path now. */
  readonly exists: (path: string) => boolean;
  readonly report: Report;
}

/** What is reported together: which contents lie where, and all contents there are. */
export interface Report {
  readonly identityAt: ReadonlyMap<string, string>;
  readonly identities: ReadonlySet<string>;
}

/** The photo that this file is after a move or rename, or undefined where it is a new one. */
export function findClaim(
  file: IdentifiedFile,
  place: { readonly folderId: number; readonly name: string },
  rooms: ClaimRooms,
): Candidate | undefined {
  const { connection } = rooms;
  const sameFile = () =>
    connection
      .all<Row>(BY_FILE_ID, file.fileId, file.bytes)
      .filter((row) => row.identity === file.identity || row.modified_at === file.modifiedAt);
  // All empty files are equal, and of an unread one nothing is known: only their inode tells them apart.
  const sameContent = (sql: string) =>
    file.bytes === 0 || isUnread(file.identity)
      ? []
      : connection
          .all<Row>(sql, file.identity)
          .filter((row) => row.bytes === file.bytes)
          .sort((a, b) => Number(b.name === place.name) - Number(a.name === place.name));
  for (const rows of [
    () => connection.all<Row>(GONE_HERE, place.folderId, place.name, file.identity),
    sameFile,
    () => sameContent(GONE),
    () => sameContent(PRESENT),
  ]) {
    for (const row of rows()) {
      const path = joinBelow(row.root, row.folder, row.name);
      if (isVacated(row, path, file, rooms)) {
        return { id: row.id, path, judged: row.judged === 1 };
      }
    }
  }
  return undefined;
}

function isVacated(
  row: Row,
  path: string,
  file: IdentifiedFile,
  { exists, report }: ClaimRooms,
): boolean {
  if (path === file.path) return row.present === 0;
  if (row.removed === 1) return !exists(path);
  if (row.present === 0) return true;
  const reported = report.identityAt.get(path);
  if (reported !== undefined) return reported !== row.identity;
  // Where case does not count, the old name of a file renamed in case alone is still "there".
  if (row.file_id === file.fileId && path.toLowerCase() === file.path.toLowerCase()) return true;
  return row.online === 1 && exists(row.root) && !exists(path);
}
