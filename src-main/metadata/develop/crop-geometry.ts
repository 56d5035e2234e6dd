/** Crops and turns as Camera Raw writes them. */
import type { CropWindow } from '../../../src-shared/suggestion.ts';

/** A photo as its file holds it, before its EXIF orientation is applied. */
export interface StoredFrame {
  /** Of the upright photo; any unit. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1–8. */
  readonly orientation: number;
}

/** `crs:Crop…`: two opposite corners in shares of the stored frame, and an angle in degrees. */
export interface CameraRawCrop {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly angle: number;
}

/** A rectangle about a centre, half sides in units of the frame's height; its sides are turned counter-clockwise. */
interface Turned {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly degrees: number;
}

const WHOLE: CropWindow = { x: 0, y: 0, w: 1, h: 1 };

/**
 * A window of the upright photo, turned clockwise by so many degrees about its own centre; what would reach beyond the frame is made
 * smaller. Camera Raw names the two corners where they lie in the photo as it is stored, and the angle by which what is shown turns
 * counter-clockwise there.
 */
export function cameraRawCrop(
  { width: across, height: down, orientation }: StoredFrame,
  { window = WHOLE, degrees = 0 }: { readonly window?: CropWindow; readonly degrees?: number },
): CameraRawCrop {
  const aspect = across / down;
  const inside = fitted(aspect, {
    x: (window.x + window.w / 2) * aspect,
    y: window.y + window.h / 2,
    halfWidth: (window.w * aspect) / 2,
    halfHeight: window.h / 2,
    degrees,
  });
  const { rectangle, width, height } = asStored(aspect, orientation, inside);
  const turn = (rectangle.degrees * Math.PI) / 180;
  // From the centre to the lower right corner of what is shown.
  const { halfWidth, halfHeight } = rectangle;
  const toRight = halfWidth * Math.cos(turn) + halfHeight * Math.sin(turn);
  const toBottom = halfHeight * Math.cos(turn) - halfWidth * Math.sin(turn);
  return {
    left: share((rectangle.x - toRight) / width),
    top: share((rectangle.y - toBottom) / height),
    right: share((rectangle.x + toRight) / width),
    bottom: share((rectangle.y + toBottom) / height),
    angle: rectangle.degrees === 0 ? 0 : -rectangle.degrees,
  };
}

function fitted(aspect: number, rectangle: Turned): Turned {
  const { x, y, halfWidth, halfHeight, degrees } = rectangle;
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.abs(Math.sin((degrees * Math.PI) / 180));
  const scale = Math.min(
    1,
    Math.min(x, aspect - x) / (halfWidth * cos + halfHeight * sin),
    Math.min(y, 1 - y) / (halfWidth * sin + halfHeight * cos),
  );
  return { ...rectangle, halfWidth: halfWidth * scale, halfHeight: halfHeight * scale };
}

/** From the upright frame back to the stored one. */
function asStored(
  aspect: number,
  orientation: number,
  upright: Turned,
): { rectangle: Turned; width: number; height: number } {
  const { x, y, halfWidth, halfHeight, degrees } = upright;
  const fromRight = aspect - x;
  const fromBottom = 1 - y;
  const places: Readonly<Record<number, readonly [x: number, y: number]>> = {
    2: [fromRight, y],
    3: [fromRight, fromBottom],
    4: [x, fromBottom],
    5: [y, x],
    6: [y, fromRight],
    7: [fromBottom, fromRight],
    8: [fromBottom, x],
  };
  const place = places[orientation] ?? ([x, y] as const);
  const mirrored = [2, 4, 5, 7].includes(orientation);
  const sideways = orientation >= 5 && orientation <= 8;
  return {
    rectangle: {
      x: place[0],
      y: place[1],
      halfWidth: sideways ? halfHeight : halfWidth,
      halfHeight: sideways ? halfWidth : halfHeight,
      degrees: mirrored ? -degrees : degrees,
    },
    width: sideways ? 1 : aspect,
    height: sideways ? aspect : 1,
  };
}

/** Rounding alone may lead beyond the frame. */
function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
