/** Edited copies of a photo: for the model to compare, and for a person to look at. Nothing is written to the photo. */
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { applyChange, type SuggestedChange } from '../../src-aesnet/suggestions/apply.ts';
import { copyMaker } from '../../src-aesnet/suggestions/make-copies.ts';
import { trialsOf } from '../../src-aesnet/suggestions/trials.ts';
import { turnSquares } from '../../src-aesnet/suggestions/turn-squares.ts';
import { SUGGESTED_EDITS } from '../../src-shared/suggestion.ts';
import { measureTilt } from '../measuring/index.ts';
import { decodePixels, type Size } from './decode.ts';
import { gate } from './gate.ts';
import { openPicture } from './picture.ts';
import type { RawPicture } from './training-pictures.ts';
import {
  TENSOR_SIDE,
  type EditedCopies,
  type EncodedPicture,
  type KnownOfPicture,
  type Source,
} from './types.ts';

/** Short edge of what copies are made from: the tightest crop is hardly enlarged. */
export const COPIED_EDGE = 2 * TENSOR_SIDE;
/** Long edge at most: a panorama's short edge may be less. */
const LONGEST_EDGE = 3000;
/** A measured horizon is tried from this confidence and this many degrees on. */
const HORIZON = { confidence: 0.3, degrees: 0.3 };
const QUALITY = 80;

/** See `Decoder.editedCopies`. */
export async function editedCopies({
  source,
  known,
}: {
  readonly source: Source;
  readonly known: KnownOfPicture;
}): Promise<EditedCopies> {
  const picture = await openPicture(source);
  const { width, height } = picture;
  const scale = Math.min(
    1,
    COPIED_EDGE / Math.min(width, height),
    LONGEST_EDGE / Math.max(width, height),
  );
  const { pixels } = await decodePixels(picture, scaled(picture, scale));
  return await copiesOf(pixels, { ...known, aspect: width / height });
}

/** The same of pixels. `aspect` is the photo's width over height. */
export async function copiesOf(
  pixels: RawPicture,
  {
    aspect,
    horizon: given,
    subject,
    edits = SUGGESTED_EDITS,
  }: KnownOfPicture & { readonly aspect: number },
): Promise<EditedCopies> {
  const { horizon: own, votes } = measureTilt({ ...pixels, channels: 3 });
  const measured = given ?? {
    degrees: round(own.degrees, 1),
    confidence: round(own.confidence, 3),
  };
  const { degrees, confidence } = measured;
  const isTried = confidence >= HORIZON.confidence && Math.abs(degrees) >= HORIZON.degrees;
  const trials = trialsOf({ aspect, subject, edits, ...(isTried && { horizon: degrees }) });
  const make = copyMaker(pixels, { aspect, side: TENSOR_SIDE });
  const tensors: Uint8Array[] = [];
  for (const copy of trials.copies) {
    tensors.push(make(copy));
    // Another photo's decode in this process goes on meanwhile.
    await setImmediate();
  }
  const squares = edits.includes('straighten') ? turnSquares(pixels, aspect) : [];
  return { trials, tensors, votes, squares, horizon: measured };
}

/** A picture as it is shown to the networks that tell what is wrong with it. `aspect` is the photo's width over height. */
export function inspectedOf(
  pixels: RawPicture,
  aspect: number,
): { readonly picture: Uint8Array; readonly squares: Uint8Array[] } {
  const make = copyMaker(pixels, { aspect, side: TENSOR_SIDE });
  return { picture: make({ kind: 'whole' }), squares: turnSquares(pixels, aspect) };
}

/** See `Decoder.editedPictures`. */
export async function editedPictures({
  source,
  changes,
  edge,
}: {
  readonly source: Source;
  readonly changes: readonly SuggestedChange[];
  readonly edge: number;
}): Promise<EncodedPicture[]> {
  const picture = await openPicture(source);
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const { pixels } = await decodePixels(picture, scaled(picture, scale));
  const made: EncodedPicture[] = [];
  for (const change of changes) {
    const { data, width, height } = applyChange(pixels, change);
    const bytes = await gate.together(() =>
      sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: QUALITY })
        .toBuffer(),
    );
    made.push({ bytes, mime: 'image/jpeg', width, height });
  }
  return made;
}

function scaled({ width, height }: Size, scale: number): Size | undefined {
  if (scale >= 1) return undefined;
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
