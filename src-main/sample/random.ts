/** A seeded source of numbers in [0, 1). */
export type Random = () => number;

/** mulberry32: 32 bits of state, the same on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed that depends on all of the parts (FNV-1a). */
export function seedOf(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash;
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A ridge line: `count` heights in 0–1 from octaves of value noise, rougher with more octaves. */
export function ridge(random: Random, count: number, octaves: number): number[] {
  const heights = new Array<number>(count).fill(0);
  let amplitude = 0.5;
  for (let octave = 0; octave < octaves; octave += 1) {
    const knots = Array.from({ length: 2 ** (octave + 2) + 2 }, random);
    const step = (knots.length - 2) / (count - 1);
    for (let index = 0; index < count; index += 1) {
      const at = Math.floor(index * step);
      const share = index * step - at;
      const smooth = share * share * (3 - 2 * share);
      const [left = 0, right = 0] = [knots[at], knots[at + 1]];
      heights[index] = (heights[index] ?? 0) + amplitude * (left + (right - left) * smooth);
    }
    amplitude /= 2;
  }
  return heights;
}
