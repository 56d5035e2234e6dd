/** Why a person's score differs from the general one, in words. */
import type { TastePart } from '../../src-shared/bridge/taste.ts';
import type { RatedAttribute, Scene } from '../../src-shared/attribute.ts';
import { formatTenths, formatThousandths } from './format.ts';

/** What photos have that have more of an attribute than others of their score, and what those that have less. */
const TRAITS: Readonly<Record<RatedAttribute, readonly [more: string, less: string]>> = {
  technical_quality: ['technical perfection', 'technical flaws'],
  composition: ['careful composition', 'loose composition'],
  color: ['strong colours', 'muted colours'],
  depth_of_field: ['a clear depth of field', 'little depth of field'],
  light: ['good light', 'low light'],
  content: ['a telling subject', 'a quiet subject'],
};

const SCENE_WORDS: Readonly<Record<Scene, string>> = {
  animal: 'animals',
  building: 'buildings',
  food: 'food',
  indoor: 'indoor scenes',
  nightScene: 'night scenes',
  others: 'unusual subjects',
  plant: 'plants',
  portrait: 'portraits',
  scene: 'landscapes',
  stilllife: 'still lifes',
};

/** "+0.4", "−0.2". */
export function signedTenths(points: number): string {
  const size = formatTenths(Math.abs(points));
  return Number(Math.abs(points).toFixed(1)) === 0 ? size : `${points > 0 ? '+' : '−'}${size}`;
}

/** "+0.014", "−0.002": nats. */
export function signedThousandths(nats: number): string {
  return `${nats < 0 ? '−' : '+'}${formatThousandths(Math.abs(nats))}`;
}

/** "+0.4: you keep low light more than most". */
export function partInWords(part: TastePart): string {
  return `${signedTenths(part.points)}: ${reasonInWords(part)}`;
}

function reasonInWords({ of, points, more }: TastePart): string {
  const liked = points > 0;
  if (of === 'network') return 'by the fine-tuned network, which gives no reasons';
  if (of === 'kind') {
    return `you keep pictures of this kind ${liked ? 'more' : 'less'} than most`;
  }
  const traits = (TRAITS as Readonly<Partial<Record<string, readonly [string, string]>>>)[of];
  if (traits !== undefined) {
    return `you keep ${traits[more ? 0 : 1]} ${liked ? 'more' : 'less'} than most`;
  }
  const scene = SCENE_WORDS[of as Scene];
  if (more) return `you keep ${scene} ${liked ? 'more' : 'less'} than most`;
  // What it lacks counts the other way round.
  return `it does not show ${scene}, which you keep ${liked ? 'less' : 'more'} than most`;
}

/** What a weight is about, for a list of them. */
export function traitName(of: TastePart['of']): string {
  const traits = (TRAITS as Readonly<Partial<Record<string, readonly [string, string]>>>)[of];
  if (traits !== undefined) return capitalised(traits[0]);
  if (of === 'network') return 'The fine-tuned network';
  return of === 'kind' ? 'Other kinds of pictures' : capitalised(SCENE_WORDS[of as Scene]);
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
