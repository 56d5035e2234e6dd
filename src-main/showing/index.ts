/** Photos shown to others: contact sheets, galleries, tables. */
export { makeGallery } from './gallery.ts';
export { makeSheet } from './sheet.ts';
export { asCsv, asJson, type TableRow } from './table.ts';
export type { ShownPhoto } from './types.ts';
