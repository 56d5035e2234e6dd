/** The part of the contract about what the library holds: folders, and photos with all that is known of them. */
import * as v from 'valibot';
import { SCORED } from '../attribute.ts';
import { CollectionIdSchema, EXIF_WORDS } from '../collection.ts';
import {
  ErrorInfoSchema,
  ExifSchema,
  FORMATS,
  ListedScoreSchema,
  MeasurementsSchema,
  ScoreSchema,
  STAGES,
  WarningSchema,
} from '../photo.ts';
import { COLORS, FLAGS, SIDECAR_STATES, VerdictSchema, VerdictVersionSchema } from '../verdict.ts';
import { id, count, nothing, request } from './values.ts';
import { ListedPersonalSchema, PersonalDetailSchema } from './taste.ts';
import { HistoryEntrySchema } from './history.ts';
import { WordsFoundSchema, WordsSchema } from './words.ts';

/** Most ids that one `photos.get` may ask for. */
export const PHOTOS_PER_REQUEST = 512;

/** A folder that the person added. `online` is false while its drive is unplugged. */
export const RootSchema = v.object({
  id,
  path: v.string(),
  online: v.boolean(),
  /** Watched natively, or rescanned at a pace because the drive raises no events. */
  watch: v.picklist(['native', 'paced', 'none']),
  photos: count,
});
export type Root = v.InferOutput<typeof RootSchema>;

/** A folder below a root that holds photos itself or in its descendants. */
export const FolderSchema = v.object({
  id,
  rootId: id,
  /** Relative to the root, '/' between parts, '' for the root itself. */
  path: v.string(),
  /** Photos directly in it. */
  photos: count,
});
export type Folder = v.InferOutput<typeof FolderSchema>;

/** `personal`: the person's own score, the overall one where there is none; `best`: whichever the ranking goes by. */
export const SORT_KEYS = [
  ...(['time', 'name', 'added', 'focus', 'stars', 'best', 'personal'] as const),
  ...SCORED,
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export const SortSchema = v.object({
  by: v.picklist(SORT_KEYS),
  direction: v.picklist(['ascending', 'descending']),
});
export type Sort = v.InferOutput<typeof SortSchema>;

/** Every part that is present must hold. */
export const FilterSchema = v.object({
  rootId: v.optional(id),
  /** With its descendants. */
  folderId: v.optional(id),
  /** A capture day, `YYYY-MM-DD`; '' for photos without a capture time. */
  day: v.optional(v.string()),
  /** Capture days, inclusive. */
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  score: v.optional(
    v.object({
      of: v.picklist([...SCORED, 'personal']),
      min: v.optional(v.number()),
      max: v.optional(v.number()),
    }),
  ),
  stars: v.optional(v.object({ min: v.number(), max: v.number() })),
  flags: v.optional(v.array(v.picklist(FLAGS))),
  colors: v.optional(v.array(v.picklist(COLORS))),
  formats: v.optional(v.array(v.picklist(FORMATS))),
  /** Only photos that failed. */
  failed: v.optional(v.boolean()),
  /** Only photos about which files disagree. */
  conflict: v.optional(v.boolean()),
  /** Part of the file name, case-insensitive. */
  name: v.optional(v.string()),
  /** A smart collection. */
  collection: v.optional(CollectionIdSchema),
});
export type Filter = v.InferOutput<typeof FilterSchema>;

/** One photo as the grid, the film strip and the loupe show it. */
export const PhotoSchema = v.object({
  id,
  folderId: id,
  rootId: id,
  name: v.string(),
  format: v.picklist(FORMATS),
  stage: v.picklist(STAGES),
  /** Upright size of the original in pixels; absent until decoded. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** Size of the loupe preview, where smaller than the original. */
  previewWidth: v.optional(v.number()),
  previewHeight: v.optional(v.number()),
  /** `#rrggbb`, shown until the thumbnail is there. */
  dominantColor: v.optional(v.string()),
  /** Changes whenever the pictures made from the file do: part of their addresses. Absent until there is something to show. */
  pictureVersion: v.optional(v.string()),
  /** Wall-clock time by the camera's clock as it is corrected, as in EXIF (photo.ts). */
  capturedAt: v.optional(v.string()),
  /** False while the drive is unplugged. */
  online: v.boolean(),
  score: v.optional(ListedScoreSchema),
  /** The score is from an older model and is being replaced. */
  scoreStale: v.optional(v.boolean()),
  /** By the profile in use; absent without one. */
  personal: v.optional(ListedPersonalSchema),
  verdict: VerdictSchema,
  sidecar: v.picklist(SIDECAR_STATES),
  /** Files say different things about it: the newest counts until a person settles it. */
  conflict: v.optional(v.boolean()),
  warnings: v.array(WarningSchema),
  error: v.optional(ErrorInfoSchema),
});
export type Photo = v.InferOutput<typeof PhotoSchema>;

/** A photo with all that the side panel says about it. */
export const PhotoDetailSchema = v.object({
  photo: PhotoSchema,
  /** The photo's score with all that its model gave. */
  score: v.optional(ScoreSchema),
  /** By the profile in use. */
  personal: v.optional(PersonalDetailSchema),
  path: v.string(),
  bytes: count,
  modifiedAt: v.number(),
  exif: ExifSchema,
  measurements: v.optional(MeasurementsSchema),
  /** Percentile, 0–100, of each value among the library's photos scored by the same model. */
  percentiles: v.record(v.picklist(SCORED), v.optional(v.number())),
  /** How many photos the percentiles are taken over. */
  percentilesOver: count,
  /** The same among those of its shoot: of its folder, taken on its day. */
  shootPercentiles: v.record(v.picklist(SCORED), v.optional(v.number())),
  shootOver: count,
  sidecarPath: v.optional(v.string()),
  sidecarError: v.optional(ErrorInfoSchema),
  /** What else is said about it; absent where all agree. */
  conflict: v.optional(v.array(VerdictVersionSchema)),
  history: v.array(HistoryEntrySchema),
});
export type PhotoDetail = v.InferOutput<typeof PhotoDetailSchema>;

/** The library's distribution of one score, for the curve in the side panel. */
export const DistributionSchema = v.object({
  of: v.picklist(SCORED),
  /** Number of photos in each of equal bins from 1 to 5. */
  bins: v.array(count),
  total: count,
  median: v.optional(v.number()),
});
export type Distribution = v.InferOutput<typeof DistributionSchema>;

export const DaySchema = v.object({ day: v.string(), photos: count });

/** Where a photo is in focus. */
export const FocusPointSchema = v.object({
  id,
  /** Shares of the upright frame. */
  x: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  y: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** As the camera recorded it, or the middle of the region that was measured to be the sharpest. */
  by: v.picklist(['camera', 'sharpness']),
});
export type FocusPoint = v.InferOutput<typeof FocusPointSchema>;

export const PICTURE_KINDS = ['thumbnail', 'preview', 'full', 'glimpse'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

export const LIBRARY_REQUESTS = {
  /** Adds a folder, or answers with the root that already covers it. */
  'roots.add': request(v.object({ path: v.string() }), RootSchema),
  /** For hosts: adds a folder that was named on starting, and has windows show it. */
  'roots.open': request(v.object({ path: v.string() }), RootSchema),
  /** Forgets a folder; files, sidecars and decisions stay. */
  'roots.remove': request(v.object({ rootId: id }), nothing),
  'roots.rescan': request(v.object({ rootId: id }), nothing),
  'folders.list': request(nothing, v.array(FolderSchema)),
  'days.list': request(nothing, v.array(DaySchema)),
  /** Sub-folders of a path on the engine's machine, to choose from where there is no system dialog. '' lists where to start. */
  'folders.browse': request(
    v.object({ path: v.string() }),
    v.object({
      path: v.string(),
      parent: v.optional(v.string()),
      folders: v.array(v.object({ name: v.string(), path: v.string() })),
      photos: count,
    }),
  ),
  /** All matching ids in order; photos that cannot be ordered by the key come last. With words, those that fit them. */
  'photos.query': request(
    v.object({ filter: FilterSchema, sort: SortSchema, words: v.optional(WordsSchema) }),
    v.object({ ids: v.array(id), words: v.optional(WordsFoundSchema) }),
  ),
  'photos.get': request(
    v.object({ ids: v.pipe(v.array(id), v.maxLength(PHOTOS_PER_REQUEST)) }),
    v.array(PhotoSchema),
  ),
  'photos.detail': request(v.object({ id }), PhotoDetailSchema),
  /** Where these photos are in focus; those of which nobody knows are left out. */
  'photos.focus': request(
    v.object({ ids: v.pipe(v.array(id), v.maxLength(PHOTOS_PER_REQUEST)) }),
    v.array(FocusPointSchema),
  ),
  /** Forgets the failure of these photos and tries them again. */
  'photos.retry': request(v.object({ ids: v.array(id) }), nothing),
  /** What is on screen, most urgent first: it is decoded, scored and measured before anything else. */
  'photos.visible': request(v.object({ ids: v.array(id) }), nothing),
  'library.distribution': request(v.object({ of: v.picklist(SCORED) }), DistributionSchema),
  /** Names that EXIF gives cameras or lenses, to choose from. */
  'exif.words': request(v.object({ of: v.picklist(EXIF_WORDS) }), v.array(v.string())),
  /** The best photos that match, one of each group, and not all alike. */
  'photos.varied': request(
    v.object({
      filter: FilterSchema,
      top: v.pipe(v.number(), v.integer(), v.minValue(1)),
      /** So many of one hour, or of one folder, at most. */
      perHour: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      perFolder: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
    v.object({
      /** Best first. */
      ids: v.array(id),
      /** By what they are spread: what they show, or, where the model does not tell that, when they were taken. */
      spreadBy: v.picklist(['content', 'time']),
    }),
  ),
  /** For hosts: where photos' files lie. Never offered to a page. */
  'host.paths': request(v.object({ ids: v.array(id) }), v.array(v.string())),
  /** For hosts: where the bytes of a photo's picture lie. Never offered to a page. */
  'host.picture': request(
    v.object({ id, kind: v.picklist(PICTURE_KINDS) }),
    v.object({ path: v.string(), mime: v.string() }),
  ),
  /** Renders the practice shoot into a folder (default: Pictures/Keepers practice shoot) and adds it. */
  'sample.create': request(v.object({ path: v.optional(v.string()) }), RootSchema),
} as const;
