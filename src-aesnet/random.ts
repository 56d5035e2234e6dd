/** The whole state of a generator, to be kept in a checkpoint. */
export type RandomState = readonly [number, number, number, number];

/**
 * xoshiro128** 1.1 (Blackman and Vigna, 2018, public domain): 128 bits of state, the same numbers on every machine.
 * It is for sampling, never for secrets.
 */
export class Random {
  readonly #state: Uint32Array;

  private constructor(state: Uint32Array) {
    this.#state = state;
  }

  /**
   * A generator that depends on every part and on their order, such as a seed and a batch's number. Parts are taken
   * modulo 2³².
   */
  static from(...parts: readonly number[]): Random {
    const state = new Uint32Array(4);
    let hash = 0x9e3779b9;
    for (const part of parts) hash = mix((hash + mix(part >>> 0)) | 0);
    for (let at = 0; at < 4; at++) {
      hash = (hash + 0x9e3779b9) | 0;
      state[at] = mix(hash);
    }
    // The one state that xoshiro cannot leave.
    if (state.every((word) => word === 0)) state[0] = 1;
    return new Random(state);
  }

  static restore(state: RandomState): Random {
    return new Random(Uint32Array.from(state));
  }

  get state(): RandomState {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state;
    return [a, b, c, d];
  }

  /** A whole number from 0 to 2³² − 1. */
  next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** From `low` up to, not including, `high`. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.next() / 2 ** 32);
  }

  /** A whole number from 0 to `count` − 1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal, by Box and Muller; the second of the pair is not kept, so that `state` is all there is. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** One of the items, as likely as its weight says (default: all alike). Throws for an empty list. */
  pick<Item>(items: readonly Item[], weights?: readonly number[]): Item {
    let index = items.length - 1;
    if (weights === undefined) {
      index = this.integer(items.length);
    } else {
      let left = this.uniform(
        0,
        weights.reduce((sum, weight) => sum + weight, 0),
      );
      for (const [at, weight] of weights.entries()) {
        left -= weight;
        if (left < 0) {
          index = at;
          break;
        }
      }
    }
    if (index < 0 || index >= items.length) throw new RangeError('nothing to pick from');
    return items[index] as Item;
  }

  /** Puts the items into a random order, in place (Fisher and Yates). */
  shuffle<Items extends { length: number; [index: number]: unknown }>(items: Items): Items {
    for (let at = items.length - 1; at > 0; at--) {
      const other = this.integer(at + 1);
      const kept = items[at];
      items[at] = items[other];
      items[other] = kept;
    }
    return items;
  }
}

/** The finaliser of MurmurHash3, 32 bits: every bit of the input changes half of the output's. */
function mix(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
