/** Where the camera focused, as ExifTool finds it in the makers' notes that are not read by Keepers itself. */
import { firstNumber, positive, text } from './exif-values.ts';
import type { ExifToolRunner, ToolTags } from './exiftool.ts';
import { share } from './maker-notes/values.ts';
import { upright } from './series.ts';

type Point = { readonly x: number; readonly y: number };

const TAGS = [
  '-Orientation#',
  '-Make',
  '-Model',
  '-ImageSize',
  '-ExifImageWidth#',
  '-ExifImageHeight#',
  '-AFImageWidth#',
  '-AFImageHeight#',
  '-AFAreaXPosition#',
  '-AFAreaYPosition#',
  '-AFAreaXPositions#',
  '-AFAreaYPositions#',
  // As ExifTool prints it: numbers of the points, counted from 0.
  '-AFPointsInFocus',
  '-FocusPixel#',
  '-AFPointSelected#',
  '-FocusLocation#',
  '-AFPointPosition#',
  '-SubjectArea#',
];

/**
 * The point in shares of the upright frame; undefined where the file tells none or ExifTool cannot read it.
 * Never throws.
 */
export async function readFocusPoint(
  path: string,
  exiftool: ExifToolRunner,
): Promise<Point | undefined> {
  try {
    return focusPointOfTool(await exiftool.read(path, TAGS));
  } catch {
    return undefined;
  }
}

/** From what ExifTool printed, by the first maker's tags that say anything. */
export function focusPointOfTool(tags: ToolTags): Point | undefined {
  const point =
    canon(tags) ?? nikon(tags) ?? fujifilm(tags) ?? olympus(tags) ?? sony(tags) ?? standard(tags);
  return point && upright(point, firstNumber(tags.Orientation) ?? 1);
}

/** Numbers of a value that ExifTool printed as a list, as text or alone. */
function list(value: unknown): number[] {
  const written = Array.isArray(value) ? value : String(value ?? '').split(/[\s,]+/);
  return written.filter((part) => part !== '').map(Number);
}

/**
 * The middle of the points in focus. Canon counts from the middle of the picture, upwards on EOS cameras and
 * downwards on PowerShots.
 */
function canon(tags: ToolTags): Point | undefined {
  const [xs, ys] = [list(tags.AFAreaXPositions), list(tags.AFAreaYPositions)];
  const [width, height] = [positive(tags.AFImageWidth), positive(tags.AFImageHeight)];
  const focused = list(tags.AFPointsInFocus).filter((at) => at < xs.length && at < ys.length);
  if (width === undefined || height === undefined || focused.length === 0) return undefined;
  const mean = (of: readonly number[]) =>
    focused.reduce((sum, at) => sum + (of[at] ?? 0), 0) / focused.length;
  const down = /powershot|ixus|elph/i.test(text(tags.Model) ?? '') ? 1 : -1;
  return share(width / 2 + mean(xs), height / 2 + down * mean(ys), width, height);
}

function nikon(tags: ToolTags): Point | undefined {
  const [x, y] = [positive(tags.AFAreaXPosition), positive(tags.AFAreaYPosition)];
  return share(x, y, positive(tags.AFImageWidth), positive(tags.AFImageHeight));
}

function fujifilm(tags: ToolTags): Point | undefined {
  const [x, y] = list(tags.FocusPixel);
  return x === 0 && y === 0 ? undefined : inPicture(x, y, tags);
}

/** Two corners of the area, in shares. */
function olympus(tags: ToolTags): Point | undefined {
  if (!/olympus|om digital|om system/i.test(text(tags.Make) ?? '')) return undefined;
  const [left, top, right, bottom] = list(tags.AFPointSelected);
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) {
    return undefined;
  }
  if (right === 0 && bottom === 0) return undefined;
  return share((left + right) / 2, (top + bottom) / 2);
}

/** Sony's place in a frame whose size stands before it; Panasonic's in shares. */
function sony(tags: ToolTags): Point | undefined {
  const [width, height, x, y] = list(tags.FocusLocation);
  const [left, top] = list(tags.AFPointPosition);
  return (x === 0 && y === 0 ? undefined : share(x, y, width, height)) ?? share(left, top);
}

function standard(tags: ToolTags): Point | undefined {
  const [x, y] = list(tags.SubjectArea);
  return inPicture(x, y, tags);
}

function inPicture(
  x: number | undefined,
  y: number | undefined,
  tags: ToolTags,
): Point | undefined {
  const [width, height] = String(tags.ImageSize ?? '')
    .split(/[\sx]+/)
    .map(Number);
  return share(
    x,
    y,
    positive(tags.ExifImageWidth) ?? positive(width),
    positive(tags.ExifImageHeight) ?? positive(height),
  );
}
