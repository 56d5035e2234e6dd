export { applyEdit } from './apply.ts';
export { applyDamage, DAMAGES, type Damage } from './damages.ts';
export { EDIT_KINDS } from './kinds.ts';
export { marginOf } from './margin.ts';
export { sampleEdit, withGrain } from './sample.ts';
export {
  EDIT_NAMES,
  type Edit,
  type EditedCopies,
  type EditKind,
  type EditName,
  type JpegRoundTrip,
} from './types.ts';
