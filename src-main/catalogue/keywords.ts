/**
 * Keywords that steps give to photos.
 *
 * What a step wants is part of the decision log at once; the files follow, and `photo_keyword` says how far. Whether a
 * word was in the files before is known only when it is written: then it is theirs, and stays whatever is undone.
 */
import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';
import { photosInWords } from './summary.ts';

/** A word that a photo is to have been given, or not. */
export interface KeywordSetting {
  readonly id: number;
  readonly word: string;
  readonly given: boolean;
}

/** What a photo's files are still to be told. */
export interface KeywordsToWrite {
  readonly id: number;
  readonly path: string;
  readonly add: readonly string[];
  /** Given by Keepers alone: none that a person had. */
  readonly remove: readonly string[];
}

/** Those of the settings that change something. */
export function changedKeywords(
  connection: Connection,
  settings: readonly KeywordSetting[],
): KeywordSetting[] {
  return settings.filter(({ id, word, given }) => isGiven(connection, id, word) !== given);
}

/** Gives words and takes them back, as part of a batch that has been begun. */
export function setKeywords(
  connection: Connection,
  batch: number,
  settings: readonly KeywordSetting[],
): void {
  for (const { id, word, given } of changedKeywords(connection, settings)) {
    connection.run(
      `INSERT INTO keyword_change (batch_id, photo_id, word, before_given, after_given)
       VALUES (?, ?, ?, ?, ?)`,
      ...[batch, id, word, given ? 0 : 1, given ? 1 : 0],
    );
    connection.run(
      `INSERT INTO photo_keyword (photo_id, word, wanted) VALUES (@id, @word, @wanted)
       ON CONFLICT (photo_id, word) DO UPDATE SET wanted = @wanted, failed = 0`,
      { id, word, wanted: given ? 1 : 0 },
    );
    // Taken back before any file had it, or where the person had it before: nothing is to be written.
    connection.run(
      `DELETE FROM photo_keyword
       WHERE photo_id = ? AND word = ? AND wanted = 0 AND (written = 0 OR theirs = 1)`,
      ...[id, word],
    );
  }
}

function isGiven(connection: Connection, id: number, word: string): boolean {
  const wanted = connection.value<0 | 1>(
    'SELECT wanted FROM photo_keyword WHERE photo_id = ? AND word = ?',
    ...[id, word],
  );
  return wanted === 1;
}

/** Words that a photo has been given. */
export function givenKeywords(connection: Connection, id: number): string[] {
  return connection.column<string>(
    'SELECT word FROM photo_keyword WHERE photo_id = ? AND wanted = 1 ORDER BY word',
    id,
  );
}

/** The words that a batch gave or took, as they were before it, or after it. */
export function keywordsBack(
  connection: Connection,
  batch: number,
  to: 'before' | 'after',
): KeywordSetting[] {
  return connection
    .all<{ id: number; word: string; given: 0 | 1 }>(
      `SELECT photo_id AS id, word, ${to}_given AS given FROM keyword_change
       WHERE batch_id = ? ORDER BY id`,
      batch,
    )
    .map((row) => ({ ...row, given: row.given === 1 }));
}

/** Words as they were after a batch, of those that are different now. */
export function keywordsSince(connection: Connection, point: number): KeywordSetting[] {
  const rows = connection.all<{ id: number; word: string; given: 0 | 1 }>(
    `SELECT photo_id AS id, word, before_given AS given FROM keyword_change
     WHERE id IN (SELECT min(id) FROM keyword_change WHERE batch_id > ? GROUP BY photo_id, word)
     ORDER BY id`,
    point,
  );
  return changedKeywords(
    connection,
    rows.map((row) => ({ ...row, given: row.given === 1 })),
  );
}

/** "Keyword “Best” on 2 photos"; undefined where a batch changed none. */
export function keywordsInWords(connection: Connection, batch: number): string | undefined {
  const rows = connection.all<{ word: string; given: 0 | 1; photos: number }>(
    `SELECT word, after_given AS given, count(*) AS photos FROM keyword_change
     WHERE batch_id = ? GROUP BY word, after_given ORDER BY given DESC, word`,
    batch,
  );
  const [first, ...more] = rows;
  if (first === undefined) return undefined;
  if (more.length > 0) {
    const photos = connection.value<number>(
      'SELECT count(DISTINCT photo_id) FROM keyword_change WHERE batch_id = ?',
      batch,
    );
    return `Keywords of ${photosInWords(photos ?? 0)}`;
  }
  const { word, given, photos } = first;
  return given === 1
    ? `Keyword “${word}” on ${photosInWords(photos)}`
    : `Took the keyword “${word}” from ${photosInWords(photos)}`;
}

/** See `CatalogueReader.keywordsToWrite`. */
export function keywordsToWrite(connection: Connection, limit: number): KeywordsToWrite[] {
  const rows = connection.all<{ id: number; name: string; folder: string; root: string }>(
    `SELECT DISTINCT photo.id, photo.name, folder.path AS folder, root.path AS root
     FROM photo_keyword JOIN photo ON photo.id = photo_id
     JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id
     WHERE wanted <> written AND photo_keyword.failed = 0 AND photo.present = 1 AND root.online = 1
     ORDER BY photo.id LIMIT ?`,
    limit,
  );
  return rows.map(({ id, name, folder, root }) => {
    const words = connection.all<{ word: string; wanted: 0 | 1 }>(
      'SELECT word, wanted FROM photo_keyword WHERE photo_id = ? AND wanted <> written ORDER BY word',
      id,
    );
    const those = (wanted: 0 | 1) =>
      words.filter((row) => row.wanted === wanted).map(({ word }) => word);
    return { id, path: joinBelow(root, folder, name), add: those(1), remove: those(0) };
  });
}

/** See `CatalogueWriter.setKeywordsWritten`. */
export function setKeywordsWritten(
  connection: Connection,
  { id, add, remove }: Pick<KeywordsToWrite, 'id' | 'add' | 'remove'>,
  before: readonly string[],
): void {
  connection.transaction(() => {
    for (const word of add) {
      // Taken back while it was written: then it is there again, to be taken away.
      connection.run(
        `INSERT INTO photo_keyword (photo_id, word, wanted, written, theirs)
         VALUES (@id, @word, 0, 1, @theirs)
         ON CONFLICT (photo_id, word) DO UPDATE SET written = 1, theirs = @theirs`,
        { id, word, theirs: before.includes(word) ? 1 : 0 },
      );
    }
    for (const word of remove) {
      connection.run(
        'UPDATE photo_keyword SET written = 0 WHERE photo_id = ? AND word = ?',
        ...[id, word],
      );
    }
    // What was taken back meanwhile and is theirs is not to be written, and what is gone is forgotten.
    connection.run(
      'DELETE FROM photo_keyword WHERE photo_id = ? AND wanted = 0 AND (written = 0 OR theirs = 1)',
      id,
    );
  });
}

/** See `CatalogueWriter.setKeywordsFailed`. */
export function setKeywordsFailed(connection: Connection, id: number): void {
  connection.run(
    'UPDATE photo_keyword SET failed = 1 WHERE photo_id = ? AND wanted <> written',
    id,
  );
}

/** See `CatalogueWriter.requeueKeywords`. */
export function requeueKeywords(connection: Connection): number {
  return connection.run('UPDATE photo_keyword SET failed = 0 WHERE failed = 1').changes;
}
