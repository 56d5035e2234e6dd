/** An attribute's space as one person reads it: what they mean by a sentence, and how far it is true of a photo. */

/** Of the contrastive part. */
export const TEMPERATURE = 0.07;

/** A sentence's vector t with a person's departure D [size, size], row-major: t + t·D, of any length. */
export function departed(vector: Float32Array, departure: ArrayLike<number>): Float32Array {
  const moves = movedBy(vector, departure);
  return vector.map((value, at) => value + (moves[at] as number));
}

/** t·D. */
export function movedBy(vector: Float32Array, departure: ArrayLike<number>): Float64Array {
  const size = vector.length;
  const moves = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const value = vector[row] as number;
    for (let column = 0; column < size; column++) {
      moves[column] =
        (moves[column] as number) + value * (departure[row * size + column] as number);
    }
  }
  return moves;
}

/** How far a photo is each of the choices: the softmax of its cosines with them over the temperature. */
export function sharesOfChoices(photo: Float32Array, choices: readonly Float32Array[]): number[] {
  return softmax(choices.map((choice) => logit(photo, choice)));
}

/** The cosine of a photo with a sentence, over the temperature. */
export function logit(photo: Float32Array, sentence: Float32Array | Float64Array): number {
  return dot(photo, sentence) / TEMPERATURE;
}

/** Shares that sum up to 1. */
export function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function dot(a: Float32Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
