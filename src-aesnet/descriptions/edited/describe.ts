import { EDIT_KINDS } from '../../edits/kinds.ts';
import type { EditedAttribute, EditName } from '../../edits/types.ts';
import type { Random } from '../../random.ts';
import { rounded } from '../bands.ts';
import { drawSeveral } from '../grammar.ts';
import type { Description } from '../record.ts';
import { COLOR_EDITS } from './color.ts';
import { COMPOSITION_EDITS } from './composition.ts';
import { LIGHT_EDITS } from './light.ts';
import { PLAIN_EDITS } from './plain.ts';
import { EDIT_SCALES, strengthOf } from './scales.ts';
import { TECHNICAL_QUALITY_EDITS } from './technical-quality.ts';
import type { EditGrammars } from './types.ts';

export const EDITED_GRAMMARS: EditGrammars<EditName> = {
  ...LIGHT_EDITS,
  ...COLOR_EDITS,
  ...TECHNICAL_QUALITY_EDITS,
  ...COMPOSITION_EDITS,
};

/** How often a fault is named without its degree. */
const PLAIN = 0.4;

/**
 * `count` sentences about a copy edited by `amount` (in the kind's unit, above 0), all about the attribute that the edit
 * damages. Whether the edit is a fault in this picture is `isFault`'s to say.
 */
export function describeEdit(
  kind: EditName,
  amount: number,
  count: number,
  random: Random,
): { readonly attribute: EditedAttribute; readonly sentences: Description[] } {
  const { unit, level } = EDIT_SCALES[kind];
  const plain = Array.from({ length: count }, () => random.chance(PLAIN)).filter(Boolean).length;
  const texts = [
    ...drawSeveral(EDITED_GRAMMARS[kind][strengthOf(kind, amount)], count - plain, random),
    ...drawSeveral(PLAIN_EDITS[kind], plain, random),
  ];
  return {
    attribute: EDIT_KINDS[kind].attribute,
    sentences: texts.map((text) => ({
      text,
      source: 'edited',
      checked: false,
      unit,
      level: rounded(level(amount)),
    })),
  };
}
