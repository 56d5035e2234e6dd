/** What EXIF and the maker's note say about how a frame belongs with others: drive, bracketing, focus, panorama. */
import type { Exif } from '../../src-shared/photo.ts';
import { TAG, type ExifBlocks } from './exif-tags.ts';
import { firstNumber, positive, text } from './exif-values.ts';
import type { ToolTags } from './exiftool.ts';
import { share } from './maker-notes/values.ts';
import { compass } from './panorama-xmp.ts';

type SeriesFacts = Pick<
  Exif,
  | 'heading'
  | 'exposureMode'
  | 'drive'
  | 'bracket'
  | 'sequence'
  | 'focusMode'
  | 'focusDistance'
  | 'focusPoint'
  | 'panorama'
  | 'contentId'
  | 'imageCount'
>;

/** The largest distance in metres that is not "infinity". */
const FARTHEST = 10_000;
const EXPOSURE_MODES = ['auto', 'manual', 'bracket'] as const;
/** Apple's value of CustomRendered for its panoramas. */
const RENDERED_PANORAMA = 6;

/** From EXIF directories. `orientation` is 1–8. */
export function seriesOfBlocks(
  { exif = {}, gps, maker = {} }: ExifBlocks,
  orientation: number,
): SeriesFacts {
  const { focusPoint, ...told } = maker;
  // A body's own number comes before the one that its maker uses inside.
  delete told.serial;
  const point = focusPoint ?? subjectPoint(exif);
  return {
    ...compass(firstNumber(gps?.[TAG.gpsDirection])),
    ...exposure(firstNumber(exif[TAG.exposureMode])),
    ...distance(positive(exif[TAG.subjectDistance])),
    ...(firstNumber(exif[TAG.customRendered]) === RENDERED_PANORAMA && { panorama: 'stitched' }),
    ...told,
    ...(point !== undefined && { focusPoint: upright(point, orientation) }),
  };
}

/** What ExifTool is asked for beside the standard tags. */
export const SERIES_TOOL_TAGS = [
  '-ExposureMode#',
  '-CustomRendered#',
  '-SubjectDistance#',
  '-GPSImgDirection#',
  '-AutoBracketing#',
  '-AutoExposureBracketing#',
  '-AEBBracketValue#',
  '-DriveMode',
  '-SequenceNumber#',
  '-FocusMode',
  '-ImageCount#',
];

/** From what ExifTool printed. */
export function seriesOfTool(tags: ToolTags): SeriesFacts {
  const brackets = [tags.AutoBracketing, tags.AutoExposureBracketing].map(firstNumber);
  const value = firstNumber(tags.AEBBracketValue);
  const isBracket = brackets.some((mode) => mode === 1 || mode === -1);
  const sequence = positive(tags.SequenceNumber);
  const imageCount = positive(tags.ImageCount);
  return {
    ...compass(firstNumber(tags.GPSImgDirection)),
    ...exposure(firstNumber(tags.ExposureMode)),
    ...distance(positive(tags.SubjectDistance)),
    ...(firstNumber(tags.CustomRendered) === RENDERED_PANORAMA && { panorama: 'stitched' }),
    ...(isBracket && { bracket: { of: 'exposure', ...(value !== undefined && { value }) } }),
    ...drive(text(tags.DriveMode)),
    ...focusMode(text(tags.FocusMode)),
    ...(sequence !== undefined && { sequence }),
    ...(imageCount !== undefined && { imageCount }),
  };
}

function exposure(code: number | undefined): Pick<Exif, 'exposureMode' | 'bracket'> {
  const mode = EXPOSURE_MODES[code ?? -1];
  if (mode === undefined) return {};
  return mode === 'bracket' ? { bracket: { of: 'exposure' } } : { exposureMode: mode };
}

function distance(metres: number | undefined): Pick<Exif, 'focusDistance'> {
  return metres === undefined || metres > FARTHEST ? {} : { focusDistance: metres };
}

function drive(written: string | undefined): Pick<Exif, 'drive'> {
  if (written === undefined) return {};
  if (/continuous|burst/i.test(written)) return { drive: 'continuous' };
  if (/timer/i.test(written)) return { drive: 'timer' };
  return /single/i.test(written) ? { drive: 'single' } : {};
}

function focusMode(written: string | undefined): Pick<Exif, 'focusMode'> {
  if (written === undefined) return {};
  if (/manual/i.test(written)) return { focusMode: 'manual' };
  if (/af-c|servo|continuous/i.test(written)) return { focusMode: 'continuous' };
  return /af-s|one-shot|single/i.test(written) ? { focusMode: 'single' } : {};
}

/** The centre of the subject by the standard tags, as stored. */
function subjectPoint(exif: NonNullable<ExifBlocks['exif']>): { x: number; y: number } | undefined {
  const written = exif[TAG.subjectArea] ?? exif[TAG.subjectLocation];
  if (typeof written !== 'object' || written === null) return undefined;
  const [x, y] = Array.from(written as ArrayLike<number>);
  return share(x, y, positive(exif[TAG.pixelWidth]), positive(exif[TAG.pixelHeight]));
}

/** Turns a point of the stored picture with the picture. `orientation` is 1–8. */
export function upright(
  { x, y }: { x: number; y: number },
  orientation: number,
): { x: number; y: number } {
  switch (orientation) {
    case 2:
      return { x: 1 - x, y };
    case 3:
      return { x: 1 - x, y: 1 - y };
    case 4:
      return { x, y: 1 - y };
    case 5:
      return { x: y, y: x };
    case 6:
      return { x: 1 - y, y: x };
    case 7:
      return { x: 1 - y, y: 1 - x };
    case 8:
      return { x: y, y: 1 - x };
    default:
      return { x, y };
  }
}
