/** The part of the contract about copies: import, delivery, rejects. */
import * as v from 'valibot';
import { ErrorInfoSchema } from '../photo.ts';
import { NameFactsSchema } from '../naming.ts';
import { ids, count } from './values.ts';

const SkippedSchema = v.object({ path: v.string(), reason: v.string() });

/** What lies on a card, before anything is copied. */
export const CardSchema = v.object({
  path: v.string(),
  /** Whether it is a volume of its own with a folder DCIM, as cameras make them. */
  isCard: v.boolean(),
  photos: count,
  movies: count,
  others: count,
  bytes: count,
  /** Files whose contents were imported or are in the library already. */
  known: count,
  /** What is left out, and why. */
  skipped: v.array(SkippedSchema),
  /** Of its first photos, for showing what a template makes of them. */
  examples: v.array(NameFactsSchema),
});
export type Card = v.InferOutput<typeof CardSchema>;

export const ImportSettingsSchema = v.object({
  card: v.string(),
  to: v.string(),
  /** A second place that everything is copied to. */
  also: v.optional(v.string()),
  template: v.string(),
  creator: v.optional(v.string()),
  copyright: v.optional(v.string()),
  /** Whether what is known already is copied again. */
  again: v.optional(v.boolean()),
});
export type ImportSettings = v.InferOutput<typeof ImportSettingsSchema>;

/** What became of one file. */
export const FileOutcomeSchema = v.object({
  source: v.string(),
  state: v.picklist([
    'copied',
    'linked',
    'moved',
    'exported',
    'there',
    'known',
    'planned',
    'trashed',
    'failed',
  ]),
  targets: v.array(v.string()),
  bytes: count,
  /** Of all its copies as they were read back. */
  sha256: v.optional(v.string()),
  error: v.optional(ErrorInfoSchema),
});
export type FileOutcome = v.InferOutput<typeof FileOutcomeSchema>;

export const CopyReportSchema = v.object({
  files: v.array(FileOutcomeSchema),
  skipped: v.array(SkippedSchema),
  /** Of an import alone: whether every byte of the card was read back from as many places as were asked for. */
  safeToErase: v.optional(v.boolean()),
  /** Why the card is not safe to erase; else empty. */
  notSafe: v.array(v.string()),
  /** What ended the work before its end. */
  stopped: v.optional(ErrorInfoSchema),
});
export type CopyReport = v.InferOutput<typeof CopyReportSchema>;

export const DELIVERIES = ['copy', 'move', 'link', 'jpeg'] as const;

export const JpegSettingsSchema = v.object({
  /** Long edge in pixels; absent for the photo's own size. Never enlarged. */
  edge: v.optional(v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(65_500))),
  quality: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  /** The photo's own colours with their profile, or sRGB without one. */
  profile: v.picklist(['keep', 'srgb']),
  /** EXIF, IPTC and XMP, those of a sidecar included, or none. */
  metadata: v.picklist(['keep', 'strip']),
});
export type JpegSettings = v.InferOutput<typeof JpegSettingsSchema>;
export const DEFAULT_JPEG: JpegSettings = { quality: 90, profile: 'srgb', metadata: 'keep' };

export const DeliverySettingsSchema = v.object({
  to: v.string(),
  as: v.picklist(DELIVERIES),
  template: v.string(),
  jpeg: v.optional(JpegSettingsSchema),
  /** Says what would be done and does nothing. */
  dryRun: v.optional(v.boolean()),
});
export type DeliverySettings = v.InferOutput<typeof DeliverySettingsSchema>;

export const COPYING_REQUESTS = {
  /** Looks at what lies on a card or in a folder that is to be imported. */
  'import.look': { input: v.object({ card: v.string() }), output: CardSchema },
  /** Imports it, or goes on where the same import was interrupted. Answers when it is over. */
  'import.run': { input: ImportSettingsSchema, output: CopyReportSchema },
  /** What a template's words stand for, of the first of these photos. */
  'deliver.examples': { input: v.object({ ids }), output: v.array(NameFactsSchema) },
  /** Delivers photos with the files that belong to them, or goes on where the same delivery was interrupted. */
  'deliver.run': {
    input: v.object({ ids, settings: DeliverySettingsSchema }),
    output: CopyReportSchema,
  },
  /** Moves photos with the files that belong to them to the system's trash, or to `_Rejected` beside them. */
  'rejects.run': {
    input: v.object({ ids, to: v.picklist(['trash', 'folder']), dryRun: v.optional(v.boolean()) }),
    output: CopyReportSchema,
  },
} as const;
