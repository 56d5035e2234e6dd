/** The part of the contract about keeping: backups, and folders that have moved. */
import * as v from 'valibot';
import { id, count, nothing } from './values.ts';

/** A whole backup, with what is in it. */
export const BackupSchema = v.object({
  path: v.string(),
  /** Milliseconds since 1970. */
  createdAt: v.number(),
  /** Of the Keepers that made it. */
  version: v.string(),
  photos: count,
  /** Folders of its library; `exists` on this machine. */
  roots: v.array(v.object({ path: v.string(), exists: v.boolean() })),
});
export type Backup = v.InferOutput<typeof BackupSchema>;

export const KEEPING_REQUESTS = {
  /** Writes catalogue, settings and profiles into one file and reads it back. Never replaces a file. */
  'backup.create': { input: v.object({ path: v.string() }), output: BackupSchema },
  /** Backups that were made by themselves, newest first. */
  'backup.list': {
    input: nothing,
    output: v.array(v.object({ path: v.string(), day: v.string(), bytes: count })),
  },
  /** Proves a backup and says what is in it. */
  'backup.inspect': { input: v.object({ path: v.string() }), output: BackupSchema },
  /**
   * Puts a backup into this library's place; what is here now is kept beside it. Clients are closed, and connect again to
   * what was restored. Rejects with `engine-busy` while something that was asked for is under way.
   * `moves` say where the backup's folders are on this machine.
   */
  'backup.restore': {
    input: v.object({
      path: v.string(),
      moves: v.array(v.object({ from: v.string(), to: v.string() })),
    }),
    output: nothing,
  },
  /** Says where a folder of the library was moved to. Its photos are compared by content first. */
  'roots.relink': {
    input: v.object({ rootId: id, path: v.string() }),
    output: v.object({ looked: count, found: count }),
  },
} as const;
