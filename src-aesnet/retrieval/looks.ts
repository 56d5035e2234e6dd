import type { Measurements } from '../../src-shared/photo.ts';
import { coloursOf } from '../descriptions/photometry/colours.ts';
import { labOf } from '../descriptions/photometry/lab.ts';
import { tonesOf } from '../descriptions/photometry/tones.ts';

/** What is measured of a picture as a model sees it, in the units of `Photometry`. */
const LOOKS = [
  'lightness',
  'tonalRange',
  'whiteArea',
  'blackArea',
  'chroma',
  'warmth',
  'greenArea',
  'redArea',
] as const;

/**
 * All that words can name. Of full resolution are blur (Gaussian σ of the sharpest region, px at a long side of 6,000), noise, and by how
 * many degrees the photo is off level either way.
 */
export const MEASURES = [...LOOKS, 'blur', 'noise', 'lean'] as const;
export type Measure = (typeof MEASURES)[number];
/** What was not measured is absent. */
export type Measured = { readonly [M in Measure]?: number | undefined };

/** Pixels in each direction of which one is looked at: tones and colours are of areas, and this is a quarter of the work. */
const STRIDE = 2;
const LONG = 6000;
/** A horizon that was measured with less confidence is not known: many photos have no line to go by. */
const KNOWN = 0.5;

/** Measures the tones and colours of a square picture: RGB bytes, as a model is given them. */
export function looksOf(square: Uint8Array): Float32Array {
  const lab = labOf(sparse(square));
  const found = { ...tonesOf(lab.lightness), ...coloursOf(lab) };
  return Float32Array.from(LOOKS, (look) => found[look]);
}

/** What is known of a photo: `looks` as `looksOf` gives them. */
export function measuredOf(
  looks: ArrayLike<number> | undefined,
  measurements: Measurements | undefined,
): Measured {
  const known = LOOKS.flatMap((look, at) =>
    looks?.[at] === undefined ? [] : [[look, looks[at]] as const],
  );
  const { focus, noise, horizon, measuredAt } = measurements ?? {};
  return {
    ...Object.fromEntries(known),
    ...(focus !== undefined &&
      measuredAt !== undefined && {
        blur: (focus * LONG) / Math.max(measuredAt.width, measuredAt.height),
      }),
    ...(noise !== undefined && { noise }),
    ...(horizon !== undefined &&
      horizon.confidence >= KNOWN && { lean: Math.abs(horizon.degrees) }),
  };
}

function sparse(data: Uint8Array) {
  const side = Math.sqrt(data.length / 3);
  const kept = Math.ceil(side / STRIDE);
  const to = new Uint8Array(kept * kept * 3);
  for (let y = 0; y < kept; y++) {
    for (let x = 0; x < kept; x++) {
      const from = 3 * STRIDE * (y * side + x);
      to.set(data.subarray(from, from + 3), 3 * (y * kept + x));
    }
  }
  return { width: kept, height: kept, data: to };
}
