import type { FullDecode, TooLargeForNow } from './calls.ts';
import { decodePixels, faultTolerant, uprightSrgb, type Size } from './decode.ts';
import { LARGE_PIXELS } from './limits.ts';
import { openPicture, type Picture } from './picture.ts';
import type { EncodedPicture, PassTwo } from './types.ts';
import { measure } from '../measuring/index.ts';

/** JPEG cannot be larger. */
const LONGEST_JPEG_EDGE = 65_535;
/** For looking at 100 %: no artefacts of its own. */
const RENDER_QUALITY = 92;

/** A full decode, measured. A RAW's preview is measured at the preview's size. */
export async function passTwo(request: FullDecode): Promise<PassTwo | TooLargeForNow> {
  const picture = await openPicture(request.source);
  if (mustWait(picture, request)) return { tooLargeForNow: true };
  const { pixels, warnings } = await decodePixels(picture);
  const measurements = measure({ ...pixels, channels: 3 });
  return { measurements, warnings: [...picture.warnings, ...warnings] };
}

/** The whole picture, upright, as a JPEG in sRGB. */
export async function render(request: FullDecode): Promise<EncodedPicture | TooLargeForNow> {
  const picture = await openPicture(request.source);
  if (mustWait(picture, request)) return { tooLargeForNow: true };
  const { result } = await faultTolerant(picture, (failOn, loaded) =>
    uprightSrgb(picture, loaded, failOn, jpegSize(picture))
      .jpeg({ quality: RENDER_QUALITY, optimiseCoding: false })
      .toBuffer({ resolveWithObject: true }),
  );
  const { data, info } = result;
  return { bytes: data, mime: 'image/jpeg', width: info.width, height: info.height };
}

export function mustWait({ width, height }: Picture, { roomForLarge }: FullDecode): boolean {
  return !roomForLarge && width * height > LARGE_PIXELS;
}

export function jpegSize({ width, height }: Size): Size | undefined {
  const scale = LONGEST_JPEG_EDGE / Math.max(width, height);
  if (scale >= 1) return undefined;
  const shrink = (edge: number) => Math.max(1, Math.floor(edge * scale));
  return { width: shrink(width), height: shrink(height) };
}
