import type { EditName } from '../../edits/types.ts';
import type { Grammar } from '../grammar.ts';
import type { EditStrength } from './scales.ts';

/** What is said of each of these edits, at either strength. */
export type EditGrammars<Name extends EditName> = Readonly<
  Record<Name, Readonly<Record<EditStrength, Grammar>>>
>;
