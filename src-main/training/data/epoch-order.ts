import { Random } from '../../../src-aesnet/random.ts';

/** Sets the shuffle's numbers apart from those of the pictures. */
const SHUFFLE = 0x5f3759df;

/** An endless order of members, shuffled anew each epoch, in which any place can be asked for at once. */
export class EpochOrder {
  readonly #members: Int32Array;
  readonly #seed: number;
  readonly #shuffled = new Map<number, Int32Array>();

  constructor(members: Int32Array, seed: number) {
    this.#members = members;
    this.#seed = seed;
  }

  /** `count` members from a place in the endless order on; an epoch may end among them. */
  take(from: number, count: number): Int32Array {
    return Int32Array.from({ length: count }, (_, index) => {
      const place = from + index;
      const epoch = Math.floor(place / this.#members.length);
      return this.#epoch(epoch)[place % this.#members.length] as number;
    });
  }

  #epoch(epoch: number): Int32Array {
    const known = this.#shuffled.get(epoch);
    if (known !== undefined) return known;
    const order = Random.from(this.#seed, SHUFFLE, epoch).shuffle(Int32Array.from(this.#members));
    // A batch spans two epochs at most, unless there are very few members.
    if (this.#shuffled.size > 2) this.#shuffled.clear();
    this.#shuffled.set(epoch, order);
    return order;
  }
}
