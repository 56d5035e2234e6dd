/** The description database on the disk: built from PARA, read, written, imported and exported. */
export {
  buildDatabase,
  DESCRIBED_SPLITS,
  type BuildOptions,
  type Built,
  type DescribedSplit,
} from './build-database.ts';
export { readDescriptions, writeDescriptions, type OnProblem } from './database-file.ts';
export { exportAesclip, type Exported } from './export-descriptions.ts';
export {
  importDescriptions,
  LAYOUT_FIELDS,
  type Imported,
  type ImportLayout,
} from './import-descriptions.ts';
export { OWN_SCALE, type SourceScale } from '../../../src-aesnet/descriptions/index.ts';
export { inspectDescriptions, summaryText } from './report.ts';
