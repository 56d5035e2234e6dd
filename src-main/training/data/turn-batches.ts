/** Batches of squares of level pictures that were turned by known angles. */
import { drawTurnedSquare, turnedSquare } from '../../../src-aesnet/edits/turned-square.ts';
import { TURN_SIDE } from '../../../src-aesnet/networks/turn-network.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { NumberedFacts } from './batch-messages.ts';
import { CACHE_SIDE, PICTURE_BYTES } from './cache-index.ts';
import { EpochOrder } from './epoch-order.ts';
import { CacheReader } from './raw-cache.ts';

export interface TurnSpec {
  /** Folder of the raw cache. */
  readonly cache: string;
  /** Slots of the pictures, each of which comes once an epoch. */
  readonly members: Int32Array;
  readonly batch: number;
  readonly seed: number;
}

export interface TurnFacts extends NumberedFacts {
  /** Degrees to turn clockwise until level, of each square. */
  readonly degrees: Float32Array;
}

/** One square: RGB, row by row. */
export const SQUARE_BYTES = TURN_SIDE * TURN_SIDE * 3;

/** Makes batches one by one; batch b depends on the spec and on b alone. */
export class TurnMaker {
  readonly #spec: TurnSpec;
  readonly #order: EpochOrder;
  readonly #reader: CacheReader;
  readonly #picture = new Uint8Array(PICTURE_BYTES);

  constructor(spec: TurnSpec) {
    this.#spec = spec;
    this.#order = new EpochOrder(spec.members, spec.seed);
    this.#reader = new CacheReader(spec.cache);
  }

  /** Fills `into` with squares, one after the other. */
  make(batch: number, into: Uint8Array): TurnFacts {
    const { batch: size, seed } = this.#spec;
    const degrees = new Float32Array(size);
    for (const [at, slot] of this.#order.take(batch * size, size).entries()) {
      this.#reader.read(slot, this.#picture);
      const square = drawTurnedSquare(Random.from(seed, batch * size + at));
      const picture = { width: CACHE_SIDE, height: CACHE_SIDE, data: this.#picture };
      const start = at * SQUARE_BYTES;
      turnedSquare(picture, square, TURN_SIDE, into.subarray(start, start + SQUARE_BYTES));
      degrees[at] = square.degrees;
    }
    return { batch, degrees };
  }
}
