import type { RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Grammar } from '../grammar.ts';
import { COLOR } from './color.ts';
import { COMPOSITION } from './composition.ts';
import { CONTENT } from './content.ts';
import { DEPTH_OF_FIELD } from './depth-of-field.ts';
import type { RatingLevel } from './levels.ts';
import { LIGHT } from './light.ts';
import { TECHNICAL_QUALITY } from './technical-quality.ts';

/** What people's ratings say in words, for each attribute and level. */
export const RATING_GRAMMARS: Readonly<
  Record<RatedAttribute, Readonly<Record<RatingLevel, Grammar>>>
> = {
  technical_quality: TECHNICAL_QUALITY,
  composition: COMPOSITION,
  color: COLOR,
  depth_of_field: DEPTH_OF_FIELD,
  light: LIGHT,
  content: CONTENT,
};
