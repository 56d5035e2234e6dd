import { SCORE_MAX, SCORE_MIN } from '../../../src-shared/attribute.ts';
import { rounded } from '../bands.ts';
import type { Parsed } from '../record.ts';

/** The scale of ratings in other people's data, such as 1–10. */
export interface SourceScale {
  readonly low: number;
  readonly high: number;
}

export const OWN_SCALE: SourceScale = { low: SCORE_MIN, high: SCORE_MAX };

/** Points on the scale 1–5: its ends go to the ends, evenly between. What lies outside is a problem, not held. */
export function toPoints(value: unknown, { low, high }: SourceScale, name: string): Parsed<number> {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return { problem: `${name} is “${String(value)}”, which is not a number` };
  }
  if (number < low || number > high) {
    return { problem: `${name} is ${number}, outside the scale ${low}:${high} (see “--scale”)` };
  }
  return {
    value: rounded(SCORE_MIN + ((SCORE_MAX - SCORE_MIN) * (number - low)) / (high - low)),
  };
}
