/** The part of the contract about showing: contact sheets, galleries, reports, tables. */
import * as v from 'valibot';
import { ids, count } from './values.ts';

const across = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20));

export const PAPERS = ['a4', 'letter'] as const;
/** What stands under a photo. */
export const CAPTIONS = ['names', 'stars', 'scores'] as const;

export const SheetSettingsSchema = v.object({
  /** A file; its ending, `.pdf` or `.jpg`, says what it is. Pages of JPEG are numbered. */
  to: v.string(),
  title: v.string(),
  paper: v.picklist(PAPERS),
  columns: across,
  rows: across,
  show: v.array(v.picklist(CAPTIONS)),
});
export type SheetSettings = v.InferOutput<typeof SheetSettingsSchema>;

export const GallerySettingsSchema = v.object({
  /** An HTML file that holds everything. */
  to: v.string(),
  title: v.string(),
  show: v.array(v.picklist(CAPTIONS)),
});
export type GallerySettings = v.InferOutput<typeof GallerySettingsSchema>;

export const ReportSettingsSchema = v.object({
  /** An HTML file that holds everything. */
  to: v.string(),
  title: v.string(),
});
export type ReportSettings = v.InferOutput<typeof ReportSettingsSchema>;

/** Files that were written, and photos that could not be shown, with the reason. */
export const ShownSchema = v.object({
  files: v.array(v.string()),
  photos: count,
  failed: v.array(v.object({ name: v.string(), message: v.string() })),
});
export type Shown = v.InferOutput<typeof ShownSchema>;

export const SHOWING_REQUESTS = {
  'show.sheet': { input: v.object({ ids, settings: SheetSettingsSchema }), output: ShownSchema },
  'show.gallery': {
    input: v.object({ ids, settings: GallerySettingsSchema }),
    output: ShownSchema,
  },
  /** Sums a shoot up: photos without a score count, and are said to have none. */
  'show.report': { input: v.object({ ids, settings: ReportSettingsSchema }), output: ShownSchema },
  /** Writes all that the catalogue knows of photos into a CSV or JSON file, by its ending. */
  'show.table': { input: v.object({ ids, to: v.string() }), output: ShownSchema },
} as const;
