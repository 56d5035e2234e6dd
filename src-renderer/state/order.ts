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

export function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((id, at) => id === b[at]));
}
