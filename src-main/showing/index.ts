/** Photos shown to others: contact sheets, galleries, reports, tables. */
export { makeGallery } from './gallery.ts';
export { makeReport } from './report/report.ts';
export type { ReportLibrary, ReportOf, ReportPhoto } from './report/types.ts';
export { makeSheet } from './sheet.ts';
export { asCsv, asJson, type TableRow } from './table.ts';
export type { ShownPhoto } from './types.ts';
