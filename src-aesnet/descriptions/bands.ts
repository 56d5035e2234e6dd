/** The band that a value lies in: `names[i]` from `edges[i − 1]` up to, not including, `edges[i]`; one edge fewer than names. */
export function bandOf<const Name extends string>(
  value: number,
  edges: readonly number[],
  names: readonly Name[],
): Name {
  if (edges.length !== names.length - 1) throw new RangeError('one edge lies between two bands');
  const at = edges.findIndex((edge) => value < edge);
  return names[at === -1 ? names.length - 1 : at] as Name;
}

/** Below this a level is what rounding left of nothing. */
const NOTHING = 1e-6;

/** A level as it is kept: more digits say nothing. */
export function rounded(value: number): number {
  return Math.abs(value) < NOTHING ? 0 : Number(value.toPrecision(4));
}
