/** Mean absolute difference of two sample arrays of one length. */
export function meanDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} samples against ${b.length}`);
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  }
  return sum / a.length;
}

/** RGB of one tensor pixel. */
export function tensorPixel(tensor: Uint8Array, x: number, y: number): number[] {
  const at = (y * 224 + x) * 3;
  return [...tensor.subarray(at, at + 3)];
}
