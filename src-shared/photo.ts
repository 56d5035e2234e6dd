import * as v from 'valibot';
import { ERROR_CODES } from './errors.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORED } from './attribute.ts';

/** Formats by how they are decoded; the extension decides what is looked at, the bytes decide what it is. */
export const FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'avif', 'heic', 'gif', 'raw'] as const;
export type Format = (typeof FORMATS)[number];

const EXTENSIONS: Readonly<Record<Format, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png'],
  webp: ['webp'],
  tiff: ['tif', 'tiff'],
  avif: ['avif'],
  heic: ['heic', 'heif', 'hif'],
  gif: ['gif'],
  raw: [
    '3fr',
    'arw',
    'cr2',
    'cr3',
    'crw',
    'dcr',
    'dng',
    'erf',
    'fff',
    'iiq',
    'kdc',
    'mef',
    'mos',
    'mrw',
    'nef',
    'nrw',
    'orf',
    'pef',
    'raf',
    'raw',
    'rw2',
    'rwl',
    'sr2',
    'srf',
    'srw',
    'x3f',
  ],
};

const FORMAT_BY_EXTENSION = new Map(
  Object.entries(EXTENSIONS).flatMap(([format, list]) =>
    list.map((extension) => [extension, format as Format] as const),
  ),
);

/** All photo extensions, lower case, without the dot. */
export const PHOTO_EXTENSIONS: readonly string[] = [...FORMAT_BY_EXTENSION.keys()];

/** The format that a path's extension promises, or undefined where it promises no photo. */
export function formatOfPath(path: string): Format | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  // Files such as `._IMG_1.JPG` are macOS resource forks: never photos.
  if (dot <= 0 || name.startsWith('._')) return undefined;
  return FORMAT_BY_EXTENSION.get(name.slice(dot + 1).toLowerCase());
}

export const ErrorInfoSchema = v.object({ code: v.picklist(ERROR_CODES), message: v.string() });

/** What was noticed about a file from which a picture was still read. */
export const WARNING_CODES = [
  'damaged',
  'animated',
  'profile-ignored',
  'preview-only',
  'mislabelled',
  'not-measured',
] as const;
export const WarningSchema = v.object({ code: v.picklist(WARNING_CODES), message: v.string() });
export type Warning = v.InferOutput<typeof WarningSchema>;

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Measurements of the picture itself, at the resolution given in `measuredAt`. */
export const MeasurementsSchema = v.object({
  /** Share of pixels, 0–1, with a channel at its upper end. */
  clippedHighlights: share,
  /** Share of pixels, 0–1, with all channels at their lower end. */
  clippedShadows: share,
  /** Blur radius, Gaussian σ in pixels, of the sharpest subject region; lower is sharper. Absent where nothing has an edge. */
  focus: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** The region, shares of the frame, in which `focus` was measured. */
  focusRegion: v.optional(v.object({ x: share, y: share, width: share, height: share })),
  /** Linear motion blur: length in pixels, angle in degrees in [0, 180), anticlockwise from the x axis. */
  motion: v.object({ length: v.number(), angle: v.number(), confidence: share }),
  /** Standard deviation of luminance noise, 8-bit sRGB units. Absent where no region is flat enough. */
  noise: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Degrees by which the picture must be turned clockwise to be level. */
  horizon: v.object({ degrees: v.number(), confidence: share }),
  measuredAt: v.object({ width: v.number(), height: v.number() }),
});
export type Measurements = v.InferOutput<typeof MeasurementsSchema>;

/** One model's answer for one photo. What a model does not give is absent, never invented. */
export const ScoreSchema = v.object({
  /** 1–5 for the overall score and each attribute that the model has. */
  values: v.record(v.picklist(SCORED), v.optional(v.number())),
  /** Predicted SD of (people's mean − score). */
  spread: v.optional(v.number()),
  /** How far each rated attribute departs from what the overall score predicts (see residual.ts). */
  residuals: v.optional(v.record(v.picklist(RATED_ATTRIBUTES), v.optional(v.number()))),
  /** Shares of what people would feel; those of a model sum to 1. */
  emotion: v.optional(v.record(v.picklist(EMOTIONS), v.optional(v.number()))),
  /** Shares of what is in the picture; those of a model sum to 1. */
  scene: v.optional(v.record(v.picklist(SCENES), v.optional(v.number()))),
  model: v.object({ id: v.string(), version: v.string() }),
  provider: v.string(),
});
export type Score = v.InferOutput<typeof ScoreSchema>;

/** A score as lists of photos carry it: hundreds at a time, of which each needs few numbers. */
export const ListedScoreSchema = v.omit(ScoreSchema, ['residuals', 'emotion', 'scene']);

/** EXIF in a photographer's order. Everything is optional: cameras differ. */
export const ExifSchema = v.object({
  /** Seconds. */
  shutter: v.optional(v.number()),
  /** F-number. */
  aperture: v.optional(v.number()),
  iso: v.optional(v.number()),
  /** Millimetres. */
  focalLength: v.optional(v.number()),
  focalLength35: v.optional(v.number()),
  /** EV. */
  exposureCompensation: v.optional(v.number()),
  flash: v.optional(v.boolean()),
  lens: v.optional(v.string()),
  camera: v.optional(v.string()),
  serial: v.optional(v.string()),
  /** Local wall-clock time as the camera wrote it, `YYYY-MM-DDTHH:MM:SS[.sss]`, no zone. */
  capturedAt: v.optional(v.string()),
  /** Whether the camera wrote sub-seconds. */
  subSeconds: v.optional(v.boolean()),
  /** Offset from UTC in minutes, where the camera wrote one. */
  utcOffset: v.optional(v.number()),
  /** EXIF orientation 1–8. */
  orientation: v.optional(v.number()),
  latitude: v.optional(v.number()),
  longitude: v.optional(v.number()),
  /** Degrees clockwise from north in which the camera looked, in [0, 360). */
  heading: v.optional(v.number()),
  /** Whether the camera or the person set the exposure. */
  exposureMode: v.optional(v.picklist(['auto', 'manual'])),
  drive: v.optional(v.picklist(['single', 'continuous', 'timer'])),
  /** One frame of a series in which the camera varies something. */
  bracket: v.optional(
    v.object({
      of: v.picklist(['exposure', 'focus', 'white-balance', 'other']),
      /** EV from the middle of the series. */
      value: v.optional(v.number()),
    }),
  ),
  /** Number of the frame in its burst or bracket, from 1. */
  sequence: v.optional(v.number()),
  focusMode: v.optional(v.picklist(['single', 'continuous', 'manual'])),
  /** Metres. */
  focusDistance: v.optional(v.number()),
  /** Where the camera focused, upright, in shares of the frame. */
  focusPoint: v.optional(v.object({ x: share, y: share })),
  /** A picture stitched from many, or one frame of many that are to be stitched. */
  panorama: v.optional(v.picklist(['stitched', 'frame'])),
  /** Names the photo and its film as one Live Photo. */
  contentId: v.optional(v.string()),
  /** How many pictures the camera has taken. */
  imageCount: v.optional(v.number()),
});
export type Exif = v.InferOutput<typeof ExifSchema>;

/** Where a photo is on its way: placeholder → decoded → measured; or failed. Scores are separate. */
export const STAGES = ['seen', 'decoded', 'measured', 'failed'] as const;
export type Stage = (typeof STAGES)[number];
