/**
 * Synthetic pictures for the goldens: drawn from a seed with integer arithmetic alone, so that every
 * machine draws the same bytes.
 */

/** Mulberry32: a 32-bit generator; the same seed gives the same integers everywhere. */
function integers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Distance between the nodes of the coarse colours, in pixels. */
const CELL = 32;

/**
 * A picture of side×side×3 RGB bytes: soft colours, some sharp-edged discs before them, and grain, so
 * that edges, areas and textures all take part.
 */
export function goldenPicture(seed: number, side: number): Uint8Array {
  const next = integers(seed);
  const out = new Uint8Array(side * side * 3);
  const nodes = Math.floor(side / CELL) + 2;
  const colours = Uint8Array.from({ length: nodes * nodes * 3 }, () => next() % 256);
  const discs = Array.from({ length: 6 }, () => ({
    x: next() % side,
    y: next() % side,
    radius: 8 + (next() % (side >> 2)),
    colour: [next() % 256, next() % 256, next() % 256],
  }));
  const grain = 1 + (next() % 24);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const disc = discs.find((d) => (x - d.x) ** 2 + (y - d.y) ** 2 <= d.radius ** 2);
      const noise = (next() % (2 * grain + 1)) - grain;
      for (let channel = 0; channel < 3; channel++) {
        const ground = disc?.colour[channel] ?? blend(colours, nodes, x, y, channel);
        out[(y * side + x) * 3 + channel] = Math.min(255, Math.max(0, ground + noise));
      }
    }
  }
  return out;
}

/** The colour between the four nodes around a pixel, bilinear, in integers. */
function blend(colours: Uint8Array, nodes: number, x: number, y: number, channel: number): number {
  const column = Math.floor(x / CELL);
  const row = Math.floor(y / CELL);
  const right = x % CELL;
  const down = y % CELL;
  const node = (c: number, r: number) => colours[(r * nodes + c) * 3 + channel] as number;
  const top = node(column, row) * (CELL - right) + node(column + 1, row) * right;
  const bottom = node(column, row + 1) * (CELL - right) + node(column + 1, row + 1) * right;
  return (top * (CELL - down) + bottom * down) >> 10;
}
