/** How alike the attribute spaces of a run are, by what pictures are in them. */
import { SPACES } from '../../../src-aesnet/descriptions/index.ts';
import { linearCka } from '../../../src-aesnet/evaluation/representation-similarity.ts';
import { mean } from '../../../src-aesnet/evaluation/values.ts';
import { SPACE_WIDTH } from '../../../src-aesnet/networks/attribute-spaces.ts';

/**
 * Mean linear CKA of every two spaces, 1 where all are one, of features [N, width] and the P_k [7, width, 128], both row-major. Throws a
 * RangeError for sizes that do not fit together.
 */
export function spacesAlike(
  features: Float32Array,
  projections: Float32Array,
  width: number,
): number {
  if (features.length % width !== 0 || projections.length !== SPACES.length * width * SPACE_WIDTH) {
    throw new RangeError(`features and projections of ${width} values do not fit together`);
  }
  const spaces = SPACES.map((_, space) => {
    const start = space * width * SPACE_WIDTH;
    const own = projections.subarray(start, start + width * SPACE_WIDTH);
    return { values: projectedOf(features, own, width), size: SPACE_WIDTH };
  });
  return mean(
    spaces.flatMap((one, at) => spaces.slice(at + 1).map((other) => linearCka(one, other))),
  );
}

/** Vectors of length 1, as words find them. */
function projectedOf(
  features: Float32Array,
  projection: Float32Array,
  width: number,
): Float32Array {
  const count = features.length / width;
  const vectors = new Float32Array(count * SPACE_WIDTH);
  for (let row = 0; row < count; row++) {
    const own = new Float64Array(SPACE_WIDTH);
    for (let at = 0; at < width; at++) {
      const value = features[row * width + at] as number;
      if (value === 0) continue;
      for (let column = 0; column < SPACE_WIDTH; column++) {
        own[column] =
          (own[column] as number) + value * (projection[at * SPACE_WIDTH + column] as number);
      }
    }
    const length = Math.hypot(...own);
    if (length === 0) continue;
    const unit = own.map((value) => value / length);
    vectors.set(unit, row * SPACE_WIDTH);
  }
  return vectors;
}
