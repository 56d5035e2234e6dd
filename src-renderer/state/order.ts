/**
 * The order to show when the library has changed under someone's hands: photos keep the places they
 * have, those that no longer match leave, and new ones come last. `settled` is false where that differs
 * from the true order.
 */
export function holdOrder(
  shown: readonly number[],
  next: readonly number[],
): { ids: readonly number[]; settled: boolean } {
  const matching = new Set(next);
  const kept = shown.filter((id) => matching.delete(id));
  const ids = [...kept, ...matching];
  const settled = sameOrder(ids, next);
  return { ids: sameOrder(ids, shown) ? shown : settled ? next : ids, settled };
}

/** The new order with some that left it kept: each after whichever stood before it and is still there. */
export function keepPlaces(
  shown: readonly number[],
  next: readonly number[],
  kept: readonly number[],
): readonly number[] {
  if (kept.length === 0) return next;
  const keep = new Set(kept);
  const there = new Set(next);
  const after = new Map<number | undefined, number[]>();
  let before: number | undefined;
  for (const id of shown) {
    if (there.has(id)) before = id;
    else if (keep.has(id)) after.set(before, [...(after.get(before) ?? []), id]);
  }
  return [...(after.get(undefined) ?? []), ...next.flatMap((id) => [id, ...(after.get(id) ?? [])])];
}

export function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((id, at) => id === b[at]));
}
