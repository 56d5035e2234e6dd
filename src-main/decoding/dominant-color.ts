/** Levels a channel that count as one colour: 32 of the 256. */
const SHIFT = 5;
const LEVELS = 256 >> SHIFT;

/** The mean of the commonest colour among RGB samples, as `#rrggbb`: what a tile shows before its picture. */
export function dominantColor(rgb: Uint8Array): string {
  const cells = LEVELS ** 3;
  const counts = new Uint32Array(cells);
  const sums = new Uint32Array(cells * 3);
  for (let at = 0; at + 2 < rgb.length; at += 3) {
    const cell = cellOf(rgb, at);
    counts[cell] = (counts[cell] ?? 0) + 1;
    for (let channel = 0; channel < 3; channel++) {
      const sum = cell * 3 + channel;
      sums[sum] = (sums[sum] ?? 0) + (rgb[at + channel] ?? 0);
    }
  }
  const commonest = counts.reduce(
    (best, count, cell) => (count > (counts[best] ?? 0) ? cell : best),
    0,
  );
  const count = Math.max(1, counts[commonest] ?? 0);
  const hex = [0, 1, 2].map((channel) =>
    Math.round((sums[commonest * 3 + channel] ?? 0) / count)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}

function cellOf(rgb: Uint8Array, at: number): number {
  const level = (offset: number) => (rgb[at + offset] ?? 0) >> SHIFT;
  return (level(0) * LEVELS + level(1)) * LEVELS + level(2);
}
