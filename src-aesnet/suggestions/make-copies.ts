/** The copies of a photo as the model sees them. */
import { tilt } from '../edits/geometry.ts';
import type { Picture } from '../picture.ts';
import { resample, type Window } from '../resample.ts';
import { applyTone } from './tones.ts';
import type { Copy } from './trials.ts';

/** Side of the square in which pictures are turned: larger than the model's, as turning softens. */
const TURNING_SIDE = 336;

/**
 * Draws copies of a picture one at a time, squashed to side×side×3 bytes. `aspect` is the photo's width over height, which the picture's own
 * need not be. Tones are changed after squashing, as training changes them.
 */
export function copyMaker(
  picture: Picture,
  { aspect, side }: { readonly aspect: number; readonly side: number },
): (copy: Copy) => Uint8Array {
  const whole = squash(picture, side);
  let turning: Picture | undefined;
  return (copy) => {
    switch (copy.kind) {
      case 'whole':
        return whole.data;
      case 'tone':
        return applyTone(whole, copy.edit, copy.amount).data;
      case 'turn':
        turning ??= squash(picture, TURNING_SIDE);
        return squash(tilt(turning, -copy.degrees, copy.frame, aspect), side).data;
      case 'window': {
        const { x, y, w, h } = copy.window;
        const { width, height } = picture;
        const window = { x: x * width, y: y * height, width: w * width, height: h * height };
        return squash(picture, side, window).data;
      }
    }
  };
}

function squash(picture: Picture, side: number, window?: Window): Picture {
  const { width, height } = picture;
  if (window === undefined && width === side && height === side) return picture;
  const size = { width: side, height: side, kernel: 'lanczos3' } as const;
  return resample(picture, window === undefined ? size : { ...size, window });
}
