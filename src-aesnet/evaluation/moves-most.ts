import { requireSameLength, type Values } from './values.ts';

/**
 * The attribute that an edit moved most: the greatest |Δ_k| / SD_k, SD_k being the standard deviation of
 * the model's attribute k over validation photos. One index (0 to K − 1) a photo; the first of equals.
 * `original` and `edited` are row-major [N, K]. Throws a RangeError for a standard deviation of 0.
 */
export function movesMost(original: Values, edited: Values, deviations: Values): Int32Array {
  requireSameLength(original, edited);
  const attributes = deviations.length;
  if (original.length % attributes !== 0) {
    throw new RangeError(`${original.length} values are no table of ${attributes} columns`);
  }
  return Int32Array.from({ length: original.length / attributes }, (_, row) => {
    let most = 0;
    let furthest = -1;
    for (let k = 0; k < attributes; k++) {
      const deviation = deviations[k] as number;
      if (!(deviation > 0)) throw new RangeError(`the deviation of attribute ${k} is ${deviation}`);
      const at = row * attributes + k;
      const distance = Math.abs((edited[at] as number) - (original[at] as number)) / deviation;
      if (distance > furthest) {
        most = k;
        furthest = distance;
      }
    }
    return most;
  });
}
