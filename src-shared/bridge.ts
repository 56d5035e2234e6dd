/**
 * THE contract between the engine and whoever uses it: every request and every event, declared once.
 *
 * Handlers (src-main/engine), hosts (src-main/server, src-main/electron) and the client
 * (src-shared/bridge-client.ts) all derive from this file; nothing is typed twice. Whatever crosses a
 * process boundary is parsed with the schemas below, on both sides.
 */
import * as v from 'valibot';
import { AbilitiesSchema } from './ability.ts';
import { SCORED } from './attribute.ts';
import {
  CollectionIdSchema,
  CollectionNameSchema,
  CollectionSchema,
  EXIF_WORDS,
  RulesSchema,
} from './collection.ts';
import { COPYING_REQUESTS } from './copying.ts';
import { ContentSimilaritySchema } from './content-similarity.ts';
import { HistoryStepSchema, STEP_REASONS, VERDICT_REASONS } from './decision.ts';
import { GROUP_KINDS, LARGEST_BURST_GAP } from './group.ts';
import { KEEPING_REQUESTS } from './keeping.ts';
import {
  ErrorInfoSchema,
  ExifSchema,
  FORMATS,
  ListedScoreSchema,
  MeasurementsSchema,
  ScoreSchema,
  STAGES,
  WarningSchema,
} from './photo.ts';
import { ResidualLinesSchema } from './residual.ts';
import { BandCountSchema, ScoreBandsSchema } from './score-bands.ts';
import {
  COLORS,
  FLAGS,
  PROFILES,
  SIDECAR_STATES,
  VerdictChangeSchema,
  VerdictSchema,
  VerdictVersionSchema,
} from './verdict.ts';
import { SHOWING_REQUESTS } from './showing.ts';
import {
  ListedPersonalSchema,
  PersonalDetailSchema,
  TASTE_EVENTS,
  TASTE_REQUESTS,
} from './bridge/taste.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const nothing = v.object({});

/** Most steps that one `history.list` may ask for. */
export const MOST_HISTORY = 500;

/** Most ids that one `photos.get` may ask for. */
export const PHOTOS_PER_REQUEST = 512;

// ── Library ────────────────────────────────────────────────────────────────

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

/** One line of a photo's history, newest first. */
export const HistoryEntrySchema = v.object({
  /** Milliseconds since 1970. */
  at: v.number(),
  kind: v.picklist(['decision', 'undo', 'redo', 'sidecar']),
  /** Absent where an older Keepers did not write it down. */
  reason: v.optional(v.picklist(STEP_REASONS)),
  before: VerdictSchema,
  after: VerdictSchema,
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntrySchema>;

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

// ── Groups ─────────────────────────────────────────────────────────────────

/** Photos that belong together. A photo is in one group at most; its first photo names a group. */
export const GroupSchema = v.object({
  kind: v.picklist(GROUP_KINDS),
  /** In the order of capture; of a pair the photo that stands for it. */
  ids: v.array(id),
  /** Whether the person has joined or parted it by hand. */
  manual: v.boolean(),
});
export type Group = v.InferOutput<typeof GroupSchema>;

/** Files of one exposure: one photo on screen, one verdict. A view gives a verdict to all of its ids. */
export const PairSchema = v.object({
  /** The photo that stands for it first: the RAW, where there is one. One alone has a film. */
  ids: v.array(id),
  /** Name of the film beside it. */
  movie: v.optional(v.string()),
});
export type PhotoPair = v.InferOutput<typeof PairSchema>;

/** In what a suggested frame leads the next best of its group. */
export const SuggestionReasonSchema = v.object({
  /** The measurement or score of the largest lead. */
  by: v.picklist(['focus', 'motion', ...SCORED]),
  /** Pixels of blur (Gaussian σ) or of motion at full size, or a score from 1 to 5. */
  value: v.number(),
  /** The same of the next best frame; absent where that has no edge to measure. */
  nextBest: v.optional(v.number()),
  /** Whether the lead is worth mentioning. */
  clear: v.boolean(),
  /** All this as a sentence. */
  text: v.string(),
});
export type SuggestionReason = v.InferOutput<typeof SuggestionReasonSchema>;

export const GroupSuggestionSchema = v.object({
  /** The first photo of the group. */
  group: id,
  /** The suggested one. */
  id,
  reason: SuggestionReasonSchema,
});
export type GroupSuggestion = v.InferOutput<typeof GroupSuggestionSchema>;

/** A body, and how its clock is corrected. Bodies of one name without a serial number share one. */
export const CameraSchema = v.object({
  id,
  name: v.string(),
  serial: v.optional(v.string()),
  photos: count,
  /** Seconds that are added to what its clock says. */
  clockOffset: v.number(),
});
export type Camera = v.InferOutput<typeof CameraSchema>;

/** What another correction of a camera's clock would change. Times are wall clock, `YYYY-MM-DDTHH:MM:SS`. */
export const ClockPreviewSchema = v.object({
  /** Photos of the camera that have a capture time. */
  photos: count,
  /** How many of them would count to another day. */
  otherDays: count,
  /** The photo that is looked at, by the clock as it is corrected now and as it would be. */
  looked: v.optional(v.object({ id, before: v.string(), after: v.string() })),
  /** Photos next to it then, by time; `own` are of the camera itself. */
  around: v.array(v.object({ id, at: v.string(), own: v.boolean() })),
});
export type ClockPreview = v.InferOutput<typeof ClockPreviewSchema>;

/** The largest correction of a clock, seconds: a clock that was never set begins decades ago. */
export const LARGEST_CLOCK_OFFSET = 100 * 366 * 86_400;
const clockOffset = v.pipe(
  v.number(),
  v.minValue(-LARGEST_CLOCK_OFFSET),
  v.maxValue(LARGEST_CLOCK_OFFSET),
);

// ── Tasks, device, models ──────────────────────────────────────────────────

/** Long work: what the status bar shows. */
export const TaskSchema = v.object({
  id: v.string(),
  kind: v.picklist([
    'scan',
    'decode',
    'score',
    'measure',
    'write-sidecars',
    'sample',
    'import',
    'deliver',
    'backup',
    'show',
  ]),
  /** What is being done, for a person: "Scoring photos". */
  label: v.string(),
  done: count,
  /** Absent while the end is unknown. */
  total: v.optional(count),
  /** Items a second, smoothed; absent until known. */
  rate: v.optional(v.number()),
  secondsLeft: v.optional(v.number()),
  failed: count,
  state: v.picklist(['running', 'finished', 'cancelled', 'failed']),
  error: v.optional(ErrorInfoSchema),
});
export type Task = v.InferOutput<typeof TaskSchema>;

/** One execution provider and why it runs or does not. */
export const ProviderReportSchema = v.object({
  /** The name that onnxruntime uses: 'cpu', 'webgpu', 'coreml', 'dml', 'cuda'. */
  name: v.string(),
  state: v.picklist(['active', 'available', 'failed', 'not-bundled', 'untried']),
  /** For a person: why it is used or is not. */
  reason: v.string(),
});
export const DeviceReportSchema = v.object({
  providers: v.array(ProviderReportSchema),
  active: v.optional(v.string()),
  model: v.optional(v.object({ id: v.string(), version: v.string() })),
  /** Why no model runs. */
  error: v.optional(ErrorInfoSchema),
});
export type DeviceReport = v.InferOutput<typeof DeviceReportSchema>;

export const ModelInfoSchema = v.object({
  id: v.string(),
  version: v.string(),
  name: v.string(),
  bytes: count,
  sha256: v.string(),
  licence: v.object({ name: v.string(), text: v.string() }),
  /** What it is and where it comes from, one paragraph. */
  description: v.string(),
  /** Figures of the card: name → value, with where they come from. */
  figures: v.array(v.object({ name: v.string(), value: v.string() })),
  attributes: v.array(v.picklist(SCORED)),
  /** Whether it reads words, to find photos by. */
  readsWords: v.boolean(),
  /** How many drawings `models.plots` has. */
  plots: count,
  /** What the overall score predicts of each rated attribute. */
  residuals: v.optional(ResidualLinesSchema),
  /** From which it follows what may be said in words (see ability.ts). */
  abilities: v.optional(AbilitiesSchema),
  /** What cosines of its content embeddings mean. */
  contentSimilarity: v.optional(ContentSimilaritySchema),
  /** Share of simulated people whose personal ranking is on after so many ratings. */
  gateOpens: v.optional(v.record(v.string(), v.number())),
  builtIn: v.boolean(),
  isDefault: v.boolean(),
  state: v.picklist(['verified', 'missing', 'hash-mismatch', 'unverified']),
});
export type ModelInfo = v.InferOutput<typeof ModelInfoSchema>;

export const ModelPlotSchema = v.object({ title: v.string(), svg: v.string() });
export type ModelPlot = v.InferOutput<typeof ModelPlotSchema>;

export const SettingsSchema = v.object({
  theme: v.picklist(['dark', 'grey', 'bright']),
  autoAdvance: v.boolean(),
  hideScores: v.boolean(),
  /** Bytes that previews may take on disk. */
  previewCacheBytes: count,
  /** Whether the terms of the model's training data have been read in the first run. */
  termsSeen: v.boolean(),
  /** Longest time in seconds between two frames of a burst. */
  burstGap: v.pipe(v.number(), v.minValue(0), v.maxValue(LARGEST_BURST_GAP)),
  /** The editors that verdicts are written for. */
  profile: v.picklist(PROFILES),
  /** Whether JPEG, TIFF and DNG hold their verdicts themselves; absent until the person has been asked. */
  embed: v.optional(v.boolean()),
  /** The program that photos are handed over to; absent for the system's own choice. */
  editor: v.optional(v.string()),
  /** What the window looked like when it was left; the renderer's own business. */
  layout: v.optional(v.record(v.string(), v.unknown())),
  /** Key bindings that differ from the defaults: command → keys. */
  keys: v.optional(v.record(v.string(), v.string())),
});
export type Settings = v.InferOutput<typeof SettingsSchema>;

export const StatusSchema = v.object({
  version: v.string(),
  roots: v.array(RootSchema),
  photos: count,
  scored: count,
  failed: count,
  /** Verdicts on JPEG, TIFF or DNG that Lightroom will not see in a sidecar. */
  unseenByLightroom: count,
  /** Verdicts not yet in their sidecar. */
  sidecarsPending: count,
  /** Whether writing them was stopped and waits for a word. */
  sidecarsPaused: v.boolean(),
  /** Photos about which files disagree. */
  conflicts: count,
  tasks: v.array(TaskSchema),
  device: DeviceReportSchema,
  canUndo: v.optional(v.string()),
  canRedo: v.optional(v.string()),
  /** The folder that was named last when Keepers was started: windows show it, once. */
  opened: v.optional(v.object({ rootId: id, folderId: v.optional(id), at: v.number() })),
  /** Something is wrong with the whole library: disk full, catalogue read-only. */
  trouble: v.optional(ErrorInfoSchema),
});
export type Status = v.InferOutput<typeof StatusSchema>;

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
/** One file as writing a verdict would change it. */
export const PlannedWriteSchema = v.object({
  path: v.string(),
  as: v.picklist(['new-sidecar', 'sidecar', 'embedded']),
  changes: v.array(
    v.object({ name: v.string(), before: v.optional(v.string()), after: v.optional(v.string()) }),
  ),
});

const UndoResult = v.object({
  /** What was undone or redone, for the status bar. */
  summary: v.string(),
  ids: v.array(id),
});

// ── Requests ───────────────────────────────────────────────────────────────

function request<const Input extends v.GenericSchema, const Output extends v.GenericSchema>(
  input: Input,
  output: Output,
) {
  return { input, output };
}

export const REQUESTS = {
  status: request(nothing, StatusSchema),

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

  /** All matching ids in order; photos that cannot be ordered by the key come last. */
  'photos.query': request(
    v.object({ filter: FilterSchema, sort: SortSchema }),
    v.object({ ids: v.array(id) }),
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

  /** On disk before it answers. One undo step. */
  'verdicts.apply': request(
    v.object({
      ids: v.pipe(v.array(id), v.minLength(1)),
      change: VerdictChangeSchema,
      /** Whether the score, or an order by score, was visible when the person decided. */
      scoreVisible: v.boolean(),
      /** What the person did; the log keeps it. */
      reason: v.optional(v.picklist(VERDICT_REASONS)),
    }),
    UndoResult,
  ),
  /** As `verdicts.apply`, with several changes in one undo step. */
  'verdicts.decide': request(
    v.object({
      changes: v.pipe(
        v.array(
          v.object({ ids: v.pipe(v.array(id), v.minLength(1)), change: VerdictChangeSchema }),
        ),
        v.minLength(1),
      ),
      scoreVisible: v.boolean(),
      reason: v.optional(v.picklist(VERDICT_REASONS)),
    }),
    UndoResult,
  ),
  /** Takes back the newest step: verdicts, something done to groups or collections, a clock that was set. */
  'verdicts.undo': request(nothing, UndoResult),
  'verdicts.redo': request(nothing, UndoResult),

  /** The decision log, newest step first; with `sidecars`, what was read from them too. */
  'history.list': request(
    v.object({
      before: v.optional(id),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_HISTORY)),
      sidecars: v.optional(v.boolean()),
    }),
    v.object({ steps: v.array(HistoryStepSchema), total: count }),
  ),
  /**
   * Goes back to how things were after a step, 0 for before the first; what was read from sidecars since stays.
   * One undo step.
   */
  'history.restore': request(v.object({ point: count }), UndoResult),

  /** Collections that were saved; those that are built in (collection.ts) go without saying. */
  'collections.list': request(nothing, v.array(CollectionSchema)),
  /** How many photos are in each of these, in the order asked; null where the rules of one cannot be used. */
  'collections.count': request(
    v.object({ ids: v.array(CollectionIdSchema) }),
    v.array(v.nullable(count)),
  ),
  /** How many photos would be in a collection with these rules. */
  'collections.try': request(RulesSchema, v.object({ photos: count })),
  /** Saves a new collection. One undo step, as are those that follow. */
  'collections.add': request(
    v.object({ name: CollectionNameSchema, rules: RulesSchema }),
    CollectionSchema,
  ),
  /** Renames a collection, or gives it other rules. */
  'collections.change': request(
    v.object({
      id,
      name: v.optional(CollectionNameSchema),
      rules: v.optional(RulesSchema),
    }),
    UndoResult,
  ),
  'collections.remove': request(v.object({ id }), UndoResult),
  /** Names that EXIF gives cameras or lenses, to choose from. */
  'exif.words': request(v.object({ of: v.picklist(EXIF_WORDS) }), v.array(v.string())),
  /** Settles a conflict: the photo has this verdict, and files that the profile writes are made to say so. */
  'verdicts.settle': request(v.object({ id, verdict: VerdictSchema }), UndoResult),

  /** What writing every verdict again would change, for a profile that need not be set yet. Writes nothing. */
  'sidecars.preview': request(
    v.object({ profile: v.picklist(PROFILES), embed: v.boolean() }),
    v.object({
      /** Photos that have a verdict. */
      photos: count,
      /** How many of them were looked at, the last judged first. */
      lookedAt: count,
      files: v.array(PlannedWriteSchema),
      /** Why some could not be written. */
      errors: v.array(v.object({ path: v.string(), error: ErrorInfoSchema })),
    }),
  ),
  /** Writes every verdict again, in the background. Answers with how many. */
  'sidecars.rewrite': request(nothing, v.object({ photos: count })),
  /** Goes on writing what a cancelled task left, and what could not be written. */
  'sidecars.resume': request(nothing, nothing),

  /** What bands of the score would give to the photos that match. Writes nothing. */
  'bands.preview': request(
    v.object({ filter: FilterSchema, bands: ScoreBandsSchema }),
    v.object({ photos: count, bands: v.array(BandCountSchema) }),
  ),
  /** Gives it to them: stars and colours as one step that can be undone, keywords into their sidecars. */
  'bands.apply': request(
    v.object({ filter: FilterSchema, bands: ScoreBandsSchema }),
    v.object({ ...UndoResult.entries, failed: count }),
  ),

  /** Groups and pairs of which at least one photo matches, whole, by the time of their first photo. */
  'groups.list': request(
    v.object({ filter: v.optional(FilterSchema) }),
    v.object({ groups: v.array(GroupSchema), pairs: v.array(PairSchema) }),
  ),
  /**
   * The best bet of each burst and each group of near duplicates that these photos are in. None of a group whose frames
   * are not all measured yet, of brackets and other sets, and where nothing is known. The others are
   * not judged by it.
   */
  'groups.suggest': request(
    v.object({ ids: v.pipe(v.array(id), v.maxLength(PHOTOS_PER_REQUEST)) }),
    v.array(GroupSuggestionSchema),
  ),
  /**
   * Makes the groups of these photos, and those of them that are in none, one group. One undo step. Its kind is the
   * strongest of those that it is made of, unless another is given.
   */
  'groups.merge': request(
    v.object({
      ids: v.pipe(v.array(id), v.minLength(2)),
      kind: v.optional(v.picklist(GROUP_KINDS)),
    }),
    UndoResult,
  ),
  /** Takes these photos out of their groups: together into one of their own, or `each` on its own. One undo step. */
  'groups.split': request(
    v.object({ ids: v.pipe(v.array(id), v.minLength(1)), each: v.optional(v.boolean()) }),
    UndoResult,
  ),
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
  /** Cameras of the library. */
  'cameras.list': request(nothing, v.array(CameraSchema)),
  /**
   * Corrects a camera's clock: order by time, days and groups follow. `seconds` are added to what it says. One undo
   * step.
   */
  'cameras.setClock': request(v.object({ cameraId: id, seconds: clockOffset }), CameraSchema),
  /** What that would change, seen from one of the camera's photos, counted from 0 in the order of time. */
  'cameras.preview': request(
    v.object({ cameraId: id, seconds: clockOffset, index: count }),
    ClockPreviewSchema,
  ),

  ...COPYING_REQUESTS,
  ...KEEPING_REQUESTS,
  ...SHOWING_REQUESTS,
  ...TASTE_REQUESTS,

  'tasks.cancel': request(v.object({ taskId: v.string() }), nothing),

  'device.report': request(nothing, DeviceReportSchema),
  'models.list': request(nothing, v.array(ModelInfoSchema)),
  /** Drawings of what a model has learnt, each the text of an SVG file; `id@version`. */
  'models.plots': request(v.object({ id: v.string() }), v.array(ModelPlotSchema)),
  'models.verify': request(v.object({ id: v.string() }), ModelInfoSchema),
  'models.install': request(v.object({ path: v.string() }), ModelInfoSchema),
  'models.remove': request(v.object({ id: v.string() }), nothing),

  'settings.get': request(nothing, SettingsSchema),
  'settings.set': request(v.partial(SettingsSchema), SettingsSchema),

  /** Renders the practice shoot into a folder (default: Pictures/Keepers practice shoot) and adds it. */
  'sample.create': request(v.object({ path: v.optional(v.string()) }), RootSchema),

  /** For hosts: where photos' files lie. Never offered to a page. */
  'host.paths': request(v.object({ ids: v.array(id) }), v.array(v.string())),
  /** For hosts: where the bytes of a photo's picture lie. Never offered to a page. */
  'host.picture': request(
    v.object({ id, kind: v.picklist(['thumbnail', 'preview', 'full', 'glimpse']) }),
    v.object({ path: v.string(), mime: v.string() }),
  ),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type RequestInput<N extends RequestName> = v.InferInput<(typeof REQUESTS)[N]['input']>;
export type RequestOutput<N extends RequestName> = v.InferOutput<(typeof REQUESTS)[N]['output']>;

/** Requests that a host makes on its own behalf; a page that sends one is refused. */
export const HOST_ONLY: readonly RequestName[] = ['host.picture', 'host.paths', 'roots.open'];

export const PICTURE_KINDS = ['thumbnail', 'preview', 'full', 'glimpse'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

// ── Events ─────────────────────────────────────────────────────────────────

export const EVENTS = {
  /** These photos changed in place: decoded, scored, measured, judged, gone offline. Sent at most every 100 ms. */
  'photos.changed': v.object({ ids: v.array(id) }),
  /** Photos came or went, or an order by score may have changed: query again. Sent at most every 500 ms. */
  'library.changed': nothing,
  /** Groups may have changed: list them again. Sent at most every 500 ms, and only once somebody has listed them. */
  'groups.changed': nothing,
  'task.progress': TaskSchema,
  'status.changed': StatusSchema,
  'settings.changed': SettingsSchema,
  ...TASTE_EVENTS,
  /** One line for the status bar. */
  notice: v.object({ level: v.picklist(['info', 'warning', 'error']), message: v.string() }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof EVENTS)[N]>;

// ── Envelopes ──────────────────────────────────────────────────────────────

/** What a client sends. */
export const ClientMessageSchema = v.variant('type', [
  v.object({
    type: v.literal('request'),
    id: count,
    name: v.picklist(Object.keys(REQUESTS) as RequestName[]),
    input: v.unknown(),
  }),
  v.object({ type: v.literal('cancel'), id: count }),
]);
export type ClientMessage = v.InferOutput<typeof ClientMessageSchema>;

/** What the engine sends. Every request is answered once, with ok or error. */
export const EngineMessageSchema = v.variant('type', [
  v.object({ type: v.literal('ok'), id: count, output: v.unknown() }),
  v.object({ type: v.literal('error'), id: count, error: ErrorInfoSchema }),
  v.object({
    type: v.literal('event'),
    name: v.picklist(Object.keys(EVENTS) as EventName[]),
    payload: v.unknown(),
  }),
]);
export type EngineMessage = v.InferOutput<typeof EngineMessageSchema>;
