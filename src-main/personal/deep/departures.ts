/** Departures of a network as a profile keeps them, and what those of the head add to a score. */
import * as v from 'valibot';
import { fromHalves, halves } from '../../../src-aesnet/graph/half.ts';
import {
  DEPTHS,
  tasteInput,
  tasteLayout,
  type Depth,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import type { DeepTaste } from './deep-finetune.ts';

const positive = v.pipe(v.number(), v.gtValue(0));

/** A network's departures as JSON: half floats in base64, of the head 2.5 kB, of the last stage 3.3 MB. */
export const DeepTasteSchema = v.pipe(
  v.object({
    depth: v.picklist(DEPTHS),
    /** Steps of training. */
    steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
    /** Points that the score rises by with 1 at the head. */
    deviation: positive,
    departures: v.pipe(v.string(), v.base64()),
  }),
  v.check(
    ({ depth, departures }) =>
      departures.length === base64Length(depth) && decoded(departures).every(Number.isFinite),
    'the network in it does not fit the model, or is damaged',
  ),
);
export type DeepTasteJson = v.InferOutput<typeof DeepTasteSchema>;

function base64Length(depth: Depth): number {
  return 4 * Math.ceil((2 * tasteLayout(depth).size) / 3);
}

export function deepTasteJson({ departures, ...rest }: DeepTaste): DeepTasteJson {
  const { buffer } = halves(departures);
  return { ...rest, departures: Buffer.from(buffer).toString('base64') };
}

export function deepTasteFromJson({ departures, ...rest }: DeepTasteJson): DeepTaste {
  return { ...rest, departures: decoded(departures) };
}

function decoded(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return fromHalves(new Uint16Array(bytes.buffer));
}

/** What the head's departures add to the score of a photo with this image feature v, points. */
export function addedByHead(
  { deviation, departures }: Pick<DeepTaste, 'deviation' | 'departures'>,
  feature: Float32Array,
): number {
  const [width = 0] = tasteInput('head');
  let level = departures[width] as number;
  for (let at = 0; at < width; at++) {
    level += (departures[at] as number) * (feature[at] as number);
  }
  return deviation * level;
}
