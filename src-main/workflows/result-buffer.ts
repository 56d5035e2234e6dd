import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Measurements, Warning } from '../../src-shared/photo.ts';
import type { CatalogueWriter, DecodedRecord, ScoredRecord, WorkItem } from '../catalogue/types.ts';

interface MeasuredRecord {
  readonly id: number;
  readonly measurements?: Measurements;
  readonly warnings: readonly Warning[];
}

/** Results wait at most this long to be written together: one fsync serves many. */
const FLUSH_AFTER_MS = 80;
const FLUSH_AT = 64;

/** A result, and the state of the file that it was found in. */
interface Waiting<T> {
  readonly item: WorkItem;
  readonly record: T;
}

/**
 * Gathers what the pipeline finds and writes it in few transactions. Unlike a verdict, a result may be
 * lost with the power: it is found again. One of a file that was replaced meanwhile is dropped.
 */
export class ResultBuffer {
  readonly #catalogue: CatalogueWriter;
  readonly #events: {
    onWritten(ids: readonly number[]): void;
    onTrouble(trouble: ErrorInfo): void;
  };
  readonly #decoded: Waiting<DecodedRecord>[] = [];
  readonly #scored: Waiting<ScoredRecord>[] = [];
  readonly #measured: Waiting<MeasuredRecord>[] = [];
  readonly #failed: Waiting<{ readonly id: number; readonly error: ErrorInfo }>[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    catalogue: CatalogueWriter,
    events: { onWritten(ids: readonly number[]): void; onTrouble(trouble: ErrorInfo): void },
  ) {
    this.#catalogue = catalogue;
    this.#events = events;
  }

  addDecoded(item: WorkItem, record: DecodedRecord): void {
    this.#decoded.push({ item, record });
    this.#schedule();
  }

  addScored(item: WorkItem, record: ScoredRecord): void {
    this.#scored.push({ item, record });
    this.#schedule();
  }

  addMeasured(item: WorkItem, record: MeasuredRecord): void {
    this.#measured.push({ item, record });
    this.#schedule();
  }

  addFailed(item: WorkItem, error: ErrorInfo): void {
    this.#failed.push({ item, record: { id: item.id, error } });
    this.#schedule();
  }

  /** Writes what is there. A full disk keeps it for the next time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = new Set<number>();
    try {
      // A photo's decode must be written before its score, and its failure last.
      this.#write(this.#decoded, ids, (records) => this.#catalogue.setDecoded(records));
      this.#write(this.#scored, ids, (records) => this.#catalogue.setScored(records));
      this.#write(this.#measured, ids, (records) => this.#catalogue.setMeasured(records));
      this.#write(this.#failed, ids, (records) => {
        for (const { id, error } of records) this.#catalogue.setFailed(id, error);
      });
    } catch (thrown) {
      this.#events.onTrouble(toErrorInfo(thrown));
    }
    if (ids.size > 0) this.#events.onWritten([...ids]);
  }

  close(): void {
    this.flush();
    clearTimeout(this.#timer);
  }

  #write<T>(waiting: Waiting<T>[], ids: Set<number>, write: (records: readonly T[]) => void): void {
    if (waiting.length === 0) return;
    const current = waiting.filter(
      ({ item }) => !isOutdated(item, this.#catalogue.workItem(item.id)),
    );
    if (current.length > 0) write(current.map(({ record }) => record));
    for (const { item } of current) ids.add(item.id);
    waiting.length = 0;
  }

  #schedule(): void {
    const waiting =
      this.#decoded.length + this.#scored.length + this.#measured.length + this.#failed.length;
    if (waiting >= FLUSH_AT) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS);
  }
}

/** Whether a photo's file was replaced, or the photo forgotten, while it was worked on. */
function isOutdated(then: WorkItem, now: WorkItem | undefined): boolean {
  return now === undefined || now.bytes !== then.bytes || now.modifiedAt !== then.modifiedAt;
}
