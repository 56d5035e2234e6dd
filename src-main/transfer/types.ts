/** A file to be copied, and where its copies go. */
export interface CopyOrder {
  readonly source: string;
  /** Absolute. Their folders are made where they are missing. */
  readonly targets: readonly string[];
  /** Marks the unfinished copies of one job, so that the same job finds its own. */
  readonly tag: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Copied {
  readonly bytes: number;
  /** Of the source, and of every copy as it was read back. Hexadecimal. */
  readonly sha256: string;
}

/** Entries of a job, in the order in which they were written down. */
export interface Journal {
  readonly entries: readonly unknown[];
  /** On disk when it resolves. */
  append(...entries: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

/** Moving bytes so that none are lost. Errors are `KeepersError`s about the file at hand. */
export interface Transfer {
  /**
   * Copies a file to one or several places. Each copy is written under another name, flushed, read back from the drive
   * and compared, and only then gets its name; a file that has that name already stays. Rejects with
   * `target-exists`, `copy-mismatch`, `file-changed`, `name-refused`, `disk-full`, `write-failed`, `file-missing`,
   * `file-unreadable` or `cancelled`; then nothing is left of the copies that had no name yet.
   */
  copy(order: CopyOrder): Promise<Copied>;
  /** Removes what a job that was killed had left unfinished of a copy whose name it had given already. */
  clear(target: string, tag: string): Promise<void>;
  /** As `copy`, with bytes that are in memory. */
  write(target: string, bytes: Uint8Array, tag: string): Promise<Copied>;
  /** A second name for the same file. Rejects with `target-exists`, `link-impossible`, `name-refused`. */
  link(source: string, target: string): Promise<void>;
  /** Moves a file to the system's trash. Rejects with `trash-failed`; the file is then where it was. */
  trash(file: string): Promise<void>;
  /** SHA-256 of a file, hexadecimal, read from the drive and not from memory where the system allows it. */
  hash(file: string, signal?: AbortSignal): Promise<string>;
  /** Opens or creates a journal; `already-running` where another process has it. */
  openJournal(name: string): Promise<Journal>;
}
