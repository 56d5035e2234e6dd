import type { ModelEntry } from './manifest.ts';

/** Turns pictures into the model's input: RGB bytes, row by row, to float planes. */
export class TensorWriter {
  /** Values a picture: 3·side². */
  readonly size: number;
  readonly #plane: number;
  #memory = new Float32Array();
  /** The 256 values that a byte can become. */
  readonly #values: Float32Array;

  constructor({ side, divisor, offset }: ModelEntry['preprocessing']) {
    this.#plane = side * side;
    this.size = 3 * this.#plane;
    this.#values = Float32Array.from({ length: 256 }, (_, byte) => byte / divisor + offset);
  }

  /**
   * Pictures of side×side×3 bytes → float32 [N, 3, side, side], valid until the next call: the memory is
   * used again, as megabytes of garbage a batch would pile up. Throws a RangeError for a picture of
   * another size.
   */
  write(pictures: readonly Uint8Array[]): Float32Array {
    const length = pictures.length * this.size;
    if (this.#memory.length < length) this.#memory = new Float32Array(length);
    const out = this.#memory.subarray(0, length);
    for (const [index, picture] of pictures.entries()) {
      if (picture.byteLength !== this.size) {
        throw new RangeError(
          `expected ${this.size} bytes for a picture, received ${picture.byteLength}`,
        );
      }
      this.#writeOne(picture, out, index * this.size);
    }
    return out;
  }

  #writeOne(picture: Uint8Array, out: Float32Array, start: number): void {
    const values = this.#values;
    const green = start + this.#plane;
    const blue = green + this.#plane;
    for (let pixel = 0, byte = 0; pixel < this.#plane; pixel++, byte += 3) {
      out[start + pixel] = values[picture[byte] as number] as number;
      out[green + pixel] = values[picture[byte + 1] as number] as number;
      out[blue + pixel] = values[picture[byte + 2] as number] as number;
    }
  }
}
