import Database from 'better-sqlite3';
import { catalogueError } from './sqlite-errors.ts';

/** What a parameter may be. */
export type Value = string | number | Uint8Array | null;

/** Parameters in the order of their `?`, or one object for those written `@name`. */
export type Parameters = readonly Value[] | readonly [Readonly<Record<string, Value>>];

type Statement = Database.Statement<unknown[], unknown>;

/** How long to wait for another process that is writing, in milliseconds. */
const BUSY_MS = 5_000;
/** Pages kept in memory, in KiB: the hot tables of 100,000 photos. */
const CACHE_KIB = 64 * 1024;

/**
 * One SQLite connection: statements are prepared once, and what SQLite throws arrives as a `KeepersError`.
 *
 * Rows are typed by the caller, beside the SQL that makes them.
 */
export class Connection {
  readonly file: string;
  readonly #database: Database.Database;
  readonly #rows = new Map<string, Statement>();
  readonly #columns = new Map<string, Statement>();

  /** Opens an existing file; `create` makes a missing one. */
  constructor(file: string, mode: 'read' | 'write' | 'create') {
    this.file = file;
    this.#database = this.#guard(
      () =>
        new Database(file, {
          readonly: mode === 'read',
          fileMustExist: mode !== 'create',
          timeout: BUSY_MS,
        }),
    );
    try {
      this.pragma('foreign_keys = ON');
      this.pragma(`cache_size = ${-CACHE_KIB}`);
    } catch (thrown) {
      this.#database.close();
      throw thrown;
    }
  }

  all<Row>(sql: string, ...values: Parameters): Row[] {
    return this.#guard(() => this.#statement(sql).all(...values) as Row[]);
  }

  get<Row>(sql: string, ...values: Parameters): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...values) as Row | undefined);
  }

  /** The first column of every row. */
  column<T extends Value>(sql: string, ...values: Parameters): T[] {
    return this.#guard(() => this.#plucked(sql).all(...values) as T[]);
  }

  /** The first column of the first row. */
  value<T extends Value>(sql: string, ...values: Parameters): T | undefined {
    return this.#guard(() => this.#plucked(sql).get(...values) as T | undefined);
  }

  /** Rows one at a time, for stopping early; nothing else may run until the loop has ended. */
  *each<Row>(sql: string, ...values: Parameters): IterableIterator<Row> {
    try {
      yield* this.#statement(sql).iterate(...values) as IterableIterator<Row>;
    } catch (thrown) {
      throw catalogueError(thrown, this.file);
    }
  }

  /** Returns the id of an inserted row and how many rows changed. */
  run(sql: string, ...values: Parameters): { id: number; changes: number } {
    const result = this.#guard(() => this.#statement(sql).run(...values));
    return { id: Number(result.lastInsertRowid), changes: result.changes };
  }

  /** Runs statements that return nothing. */
  script(sql: string): void {
    this.#guard(() => this.#database.exec(sql));
  }

  pragma(source: string): unknown {
    return this.#guard(() => this.#database.pragma(source, { simple: true }));
  }

  /** All of `work` or, when it throws, nothing. On disk when it returns, as `synchronous` says. */
  transaction<T>(work: () => T): T {
    return this.#guard(() => this.#database.transaction(work).immediate());
  }

  /** Everything that `work` reads is of one moment. */
  snapshot<T>(work: () => T): T {
    if (this.#database.inTransaction) return work();
    return this.#guard(() => this.#database.transaction(work).deferred());
  }

  /** Copies everything to another file, a part at a time between other work; what changes meanwhile is in it. */
  async copyTo(file: string): Promise<void> {
    try {
      await this.#database.backup(file);
    } catch (thrown) {
      throw catalogueError(thrown, file);
    }
  }

  close(): void {
    this.#guard(() => this.#database.close());
  }

  #statement(sql: string): Statement {
    let statement = this.#rows.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare<unknown[], unknown>(sql);
      this.#rows.set(sql, statement);
    }
    return statement;
  }

  #plucked(sql: string): Statement {
    let statement = this.#columns.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare<unknown[], unknown>(sql).pluck();
      this.#columns.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw catalogueError(thrown, this.file);
    }
  }
}
