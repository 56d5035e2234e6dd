import { SPACES } from '../descriptions/index.ts';

/**
 * A phrase in whole sentences, as an encoder that has learnt from sentences expects one. The mean of their vectors finds what a
 * phrase means more surely than the phrase alone (Radford et al., ICML 2021, ensemble prompts in the same way).
 */
export function carriersOf(phrase: string): string[] {
  return [`${phrase}.`, `The picture: ${phrase}.`, `A picture that is ${phrase}.`];
}

/** The mean direction of vectors in all spaces, row-major [7, size] each: vectors of unit length again. */
export function meanInSpaces(embeddings: readonly Float32Array[]): Float32Array {
  const [first] = embeddings;
  if (first === undefined) throw new RangeError('there is nothing to take the mean of');
  const mean = new Float32Array(first.length);
  for (const one of embeddings) {
    for (const [at, value] of one.entries()) mean[at] = (mean[at] as number) + value;
  }
  const size = mean.length / SPACES.length;
  for (let start = 0; start < mean.length; start += size) {
    const vector = mean.subarray(start, start + size);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (norm > 0) for (let at = 0; at < size; at++) vector[at] = (vector[at] as number) / norm;
  }
  return mean;
}
