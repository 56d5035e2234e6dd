import { EDIT_KINDS } from './kinds.ts';
import type { EditName } from './types.ts';

/** How far the original is to score above the mildest weak and the mildest strong edit, in points of the 1–5 scale. */
const WEAK_MARGIN = 0.2;
const STRONG_MARGIN = 0.5;
/** No edit is asked to cost more than this. */
const MOST = 0.8;

/**
 * How far the original is to score above its copy, edited by this amount: 0 for none, 0.2 where weak begins, 0.5 where strong
 * begins, and on at that pace up to 0.8. A weak copy is to score above a strong one by the difference.
 */
export function marginOf(kind: EditName, amount: number): number {
  const {
    weak: [weak],
    strong: [strong],
  } = EDIT_KINDS[kind];
  if (amount <= weak) return (WEAK_MARGIN * amount) / weak;
  const pace = (STRONG_MARGIN - WEAK_MARGIN) / (strong - weak);
  return Math.min(MOST, WEAK_MARGIN + pace * (amount - weak));
}
