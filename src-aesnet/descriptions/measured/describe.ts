import type { RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Random } from '../../random.ts';
import { rounded } from '../bands.ts';
import { drawSeveral } from '../grammar.ts';
import type { Photometry } from '../photometry/measure.ts';
import type { Description } from '../record.ts';
import { FACTS } from './facts.ts';

/** What can be told of a picture's measurements, `each` sentences for every fact. */
export function describeMeasured(
  picture: Photometry,
  each: number,
  random: Random,
): { readonly attribute: RatedAttribute; readonly sentences: Description[] }[] {
  return FACTS.flatMap(({ attribute, unit, level: levelOf, bands }) => {
    const level = levelOf(picture);
    if (level === undefined) return [];
    const grammar = bands.find(({ below }) => level < below)?.grammar;
    if (grammar === undefined) return [];
    const sentences = drawSeveral(grammar, each, random).map((text): Description => ({
      text,
      source: 'measured',
      checked: false,
      unit,
      level: rounded(level),
    }));
    return [{ attribute, sentences }];
  });
}
