/** Steps of the decision log: each is one batch, whose changes lie in tables of their own. */
import type { StepReason } from '../../src-shared/decision.ts';
import type { Connection } from './connection.ts';

export type BatchKind = 'decision' | 'undo' | 'redo' | 'sidecar';

export interface NewBatch {
  readonly kind: BatchKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The batch that is undone or redone. */
  readonly target?: number;
  /** Of a decision alone: the others say it by their kind. */
  readonly reason?: Exclude<StepReason, 'undo' | 'redo' | 'sidecar'>;
  /** Of a restored point, the last batch before it; none is the beginning. */
  readonly point?: number;
}

/** Begins a step; answers with its id. */
export function openBatch(
  connection: Connection,
  { kind, at, target, reason, point }: NewBatch,
): number {
  return connection.run(
    'INSERT INTO batch (at, kind, target, reason, point) VALUES (?, ?, ?, ?, ?)',
    at,
    kind,
    target ?? null,
    reason ?? null,
    point ?? null,
  ).id;
}

interface BatchRow {
  readonly id: number;
  readonly kind: BatchKind;
  readonly target: number | null;
}

const NEWEST_FIRST = "SELECT id, kind, target FROM batch WHERE kind <> 'sidecar' ORDER BY id DESC";

/** The newest decision that is not undone. */
export function batchToUndo(connection: Connection): number | undefined {
  // Newest first, so that the first entry about a batch is the one that holds.
  const latest = new Map<number, BatchKind>();
  for (const { id, kind, target } of connection.each<BatchRow>(NEWEST_FIRST)) {
    if (target !== null) {
      if (!latest.has(target)) latest.set(target, kind);
    } else if (latest.get(id) !== 'undo') {
      return id;
    }
  }
  return undefined;
}

/** The decision whose undo is newest, unless there has been a new decision since. */
export function batchToRedo(connection: Connection): number | undefined {
  const seen = new Set<number>();
  for (const { kind, target } of connection.each<BatchRow>(NEWEST_FIRST)) {
    if (target === null) return undefined;
    if (!seen.has(target) && kind === 'undo') return target;
    seen.add(target);
  }
  return undefined;
}

/**
 * The decisions that hold as things stand, among batches from `oldest` on.
 *
 * An undo leads back to where its decision was taken, a redo to that decision, and a restored point to that point: what
 * lies between is another branch. So the way back from the newest batch meets those that hold and no others.
 */
export function batchesThatHold(connection: Connection, oldest: number): Set<number> {
  const holding = new Set<number>();
  const rows = connection.each<BatchRow & { reason: string | null; point: number | null }>(
    `SELECT id, kind, target, reason, point FROM batch WHERE kind <> 'sidecar' AND id >= ?
     ORDER BY id DESC`,
    oldest,
  );
  let next = Infinity;
  for (const { id, kind, target, reason, point } of rows) {
    if (id > next) continue;
    if (kind === 'undo') next = (target ?? id) - 1;
    else if (kind === 'redo') next = target ?? id;
    else {
      holding.add(id);
      next = reason === 'restore' ? (point ?? 0) : id - 1;
    }
  }
  return holding;
}
