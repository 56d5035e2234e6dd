import { EMOTIONS, SCORED } from '../../../src-shared/attribute.ts';
import type { ParaRow } from './para.ts';

/** Labels of n photos as a training step reads them. */
export interface Labels {
  /** n × 7 mean ratings, 1–5, in the order of `SCORED`. */
  readonly scores: Float32Array;
  /** n × 8 vote shares in the order of `EMOTIONS`; each row's sum is 1. */
  readonly emotions: Float32Array;
}

/** Labels of the first `count` of the picked rows: of a batch, `layout.labelled` of `batch.rows`. */
export function labelsOf(
  rows: readonly ParaRow[],
  picked: ArrayLike<number>,
  count: number = picked.length,
): Labels {
  const scores = new Float32Array(count * SCORED.length);
  const emotions = new Float32Array(count * EMOTIONS.length);
  for (let at = 0; at < count; at++) {
    const row = rows[picked[at] ?? -1];
    if (row === undefined) throw new RangeError(`no row ${picked[at]}`);
    scores.set(row.means, at * SCORED.length);
    emotions.set(row.emotions, at * EMOTIONS.length);
  }
  return { scores, emotions };
}
