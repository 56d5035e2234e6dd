/**
 * The two-dimensional discrete Fourier transform of `size × size` complex samples, in place (Cooley
 * & Tukey 1965). The result is left transposed: (v, u) is at `u * size + v`, so that two transforms
 * in a row are upright again. `size` is a power of two of at least 4.
 */
export class Fourier {
  readonly size: number;
  readonly #reversed: Uint16Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  constructor(size: number) {
    this.size = size;
    const bits = Math.log2(size);
    this.#reversed = Uint16Array.from({ length: size }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
      return reversed;
    });
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, i) =>
      Math.cos((2 * Math.PI * i) / size),
    );
    this.#sines = Float64Array.from(
      { length: size / 2 },
      (_, i) => -Math.sin((2 * Math.PI * i) / size),
    );
  }

  transform(re: Float64Array, im: Float64Array): void {
    this.#rows(re, im);
    transpose(re, this.size);
    transpose(im, this.size);
    this.#rows(re, im);
  }

  #rows(re: Float64Array, im: Float64Array): void {
    for (let y = 0; y < this.size; y++) this.#row(re, im, y * this.size);
  }

  #row(re: Float64Array, im: Float64Array, row: number): void {
    const { size } = this;
    const reversed = this.#reversed;
    const cosines = this.#cosines;
    const sines = this.#sines;
    for (let i = 0; i < size; i++) {
      const j = reversed[i] as number;
      if (j <= i) continue;
      const r = re[row + i] as number;
      const m = im[row + i] as number;
      re[row + i] = re[row + j] as number;
      im[row + i] = im[row + j] as number;
      re[row + j] = r;
      im[row + j] = m;
    }
    // The first two passes turn by 0°, 90°, 180° and 270° alone.
    for (let a = row; a < row + size; a += 4) {
      const r0 = (re[a] as number) + (re[a + 1] as number);
      const r1 = (re[a] as number) - (re[a + 1] as number);
      const r2 = (re[a + 2] as number) + (re[a + 3] as number);
      const r3 = (re[a + 2] as number) - (re[a + 3] as number);
      const i0 = (im[a] as number) + (im[a + 1] as number);
      const i1 = (im[a] as number) - (im[a + 1] as number);
      const i2 = (im[a + 2] as number) + (im[a + 3] as number);
      const i3 = (im[a + 2] as number) - (im[a + 3] as number);
      re[a] = r0 + r2;
      im[a] = i0 + i2;
      re[a + 1] = r1 + i3;
      im[a + 1] = i1 - r3;
      re[a + 2] = r0 - r2;
      im[a + 2] = i0 - i2;
      re[a + 3] = r1 - i3;
      im[a + 3] = i1 + r3;
    }
    for (let half = 4, turn = size / 8; half < size; half *= 2, turn /= 2) {
      for (let k = 0; k < half; k++) {
        const c = cosines[k * turn] as number;
        const s = sines[k * turn] as number;
        for (let a = row + k; a < row + size; a += 2 * half) {
          const b = a + half;
          const br = re[b] as number;
          const bi = im[b] as number;
          const tr = c * br - s * bi;
          const ti = s * br + c * bi;
          const ar = re[a] as number;
          const ai = im[a] as number;
          re[b] = ar - tr;
          im[b] = ai - ti;
          re[a] = ar + tr;
          im[a] = ai + ti;
        }
      }
    }
  }
}

function transpose(data: Float64Array, size: number): void {
  for (let y = 1; y < size; y++) {
    for (let x = 0; x < y; x++) {
      const above = data[x * size + y] as number;
      data[x * size + y] = data[y * size + x] as number;
      data[y * size + x] = above;
    }
  }
}
