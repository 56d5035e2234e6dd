/** Axes in which what a space's departure changes is a sum of squares. */
import type { SpaceLesson } from './fit-space.ts';

/** Second moments of photos that were not spoken of; those that resemble one that was count for less, as what was said may hold for them. */
export function momentsOfOthers(lesson: SpaceLesson, places: ReadonlySet<number>): Float64Array {
  const { size } = lesson;
  const others = rowsOf(lesson.others, size);
  const spoken = rowsOf(lesson.photos, size).filter((_, at) => places.has(at));
  const mean = meanOf([...others, ...spoken], size);
  const centred = (photo: Float32Array) =>
    unit(photo.map((value, at) => value - (mean[at] as number)));
  const about = spoken.map(centred);
  const weights = others.map((photo) => {
    const own = centred(photo);
    const nearest = about.reduce((most, each) => Math.max(most, dot(own, each)), 0);
    return (1 - Math.min(1, nearest)) ** 2;
  });
  return momentsOf(others, size, weights);
}

/** Photos' worth of evenness that moments begin with: of few, nothing is known in most directions. */
const EVEN = 4;

/** E[v·vᵀ], row-major [size, size]. */
export function momentsOf(
  vectors: readonly Float32Array[],
  size: number,
  weights: readonly number[] = vectors.map(() => 1),
): Float64Array {
  const sum = new Float64Array(size * size);
  for (let at = 0; at < size; at++) sum[at * size + at] = EVEN / size;
  let total = EVEN;
  for (const [which, vector] of vectors.entries()) {
    const weight = weights[which] as number;
    total += weight;
    for (let row = 0; row < size; row++) {
      const value = weight * (vector[row] as number);
      for (let column = 0; column < size; column++) {
        const to = row * size + column;
        sum[to] = (sum[to] as number) + value * (vector[column] as number);
      }
    }
  }
  return sum.map((value) => value / total);
}

/** A vector in the axes that are the rows of `axes`. */
export function turned(vector: Float32Array, axes: Float64Array): Float32Array {
  const size = vector.length;
  return Float32Array.from({ length: size }, (_, axis) => {
    let sum = 0;
    for (let at = 0; at < size; at++)
      sum += (vector[at] as number) * (axes[axis * size + at] as number);
    return sum;
  });
}

/** Aᵀ·D·B: a departure between axes A and B, in those that vectors come in. */
export function turnedBack(
  departure: Float64Array,
  from: Float64Array,
  to: Float64Array,
  size: number,
): Float64Array {
  return product(transposed(from, size), product(departure, to, size), size);
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < size; at++) {
      const value = a[row * size + at] as number;
      for (let column = 0; column < size; column++) {
        const to = row * size + column;
        result[to] = (result[to] as number) + value * (b[at * size + column] as number);
      }
    }
  }
  return result;
}

function transposed(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % size) * size + Math.floor(at / size)] as number);
}

/** Vectors of one size that lie one after another. */
export function rowsOf(vectors: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: vectors.length / size }, (_, row) =>
    vectors.subarray(row * size, (row + 1) * size),
  );
}

function meanOf(vectors: readonly Float32Array[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const vector of vectors) {
    for (let at = 0; at < size; at++) {
      mean[at] = (mean[at] as number) + (vector[at] as number) / vectors.length;
    }
  }
  return mean;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
}
