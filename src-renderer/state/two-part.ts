/** A photo's overall score in its two parts: general, and the person's own. */
import type { Photo, PhotoDetail } from '../../src-shared/bridge.ts';
import type { Fact } from './facts.ts';
import { formatScore } from './format.ts';
import { partInWords } from './taste-words.ts';

export interface TwoParts {
  readonly general: number;
  readonly own: number;
  /** Whether the ranking goes by the person's own. */
  readonly inUse: boolean;
  /** "Yours 3.81, general 3.42. +0.4: you keep low light more than most." */
  readonly words: string;
}

/** Undefined where the photo has no score, or none of the person's own. */
export function twoParts(photo: Photo | undefined, inUse: boolean): TwoParts | undefined {
  const general = photo?.score?.values.aesthetic;
  const personal = photo?.personal;
  if (general === undefined || personal === undefined) return undefined;
  const { score: own, because } = personal;
  const parts = `Yours ${formatScore(own)}${inUse ? '' : ' (not in use)'}, general ${formatScore(general)}`;
  const why = because === undefined ? '' : `. ${partInWords(because)}`;
  return { general, own, inUse, words: `${parts}${why}` };
}

/** Both parts as facts, and the largest reason that they differ. */
export function scoreFacts({ score, personal }: PhotoDetail, inUse: boolean): Fact[] {
  const general = score?.values.aesthetic;
  if (general === undefined || personal === undefined) return [];
  const [first] = personal.parts;
  return [
    { name: 'General', value: formatScore(general), meaning: 'What most people would say' },
    {
      name: inUse ? 'Yours' : 'Yours, not in use',
      value: `${formatScore(personal.score)} ± ${formatScore(personal.spread)}`,
      meaning: 'By the profile in use; the spread is how far your taste for it is not known yet',
    },
    ...(first === undefined ? [] : [{ name: 'Because', value: partInWords(first), meaning: '' }]),
  ];
}
