/** The description database: sentences about pictures, attribute by attribute (METHOD.md section 2). */
export {
  describeCopies,
  describePhoto,
  describeStatements,
  drawFault,
  type DescribeOptions,
  type PeopleSaid,
  type PhotoFacts,
} from './build.ts';
export { describeEdit } from './edited/describe.ts';
export { isFault } from './edited/faults.ts';
export { EDIT_SCALES } from './edited/scales.ts';
export { everyGrammar, type NamedGrammar } from './every-grammar.ts';
export { countWordings, drawSeveral, wordingsOf, type Grammar } from './grammar.ts';
export {
  readAesclip,
  writeAesclip,
  type AesclipOptions,
  type ReadEntry,
} from './layouts/aesclip.ts';
export { OWN_SCALE, type SourceScale } from './layouts/scale.ts';
export {
  mergeRecords,
  readTableRow,
  TABLE_FIELDS,
  type ColumnMapping,
  type TableField,
  type TableOptions,
} from './layouts/table.ts';
export { describeMeasured } from './measured/describe.ts';
export { RATING_GRAMMARS } from './rated/index.ts';
export { RATING_LEVELS, ratingLevel } from './rated/levels.ts';
export { measurePicture, type Photometry } from './photometry/measure.ts';
export {
  formatRecord,
  parseRecord,
  type Description,
  type DescriptionRecord,
  type EditedCopy,
  type Parsed,
} from './record.ts';
export { type PersonStatement } from './statements.ts';
export {
  SummaryBuilder,
  type DatabaseSummary,
  type SpaceSummary,
  type UnitSummary,
} from './summary.ts';
export { SOURCES, SPACES, type NumericUnit, type Source, type Space } from './units.ts';
