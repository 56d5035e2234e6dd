import type { Random } from '../random.ts';
import { EDIT_KINDS } from './kinds.ts';
import { EDIT_NAMES, type Edit, type EditName } from './types.ts';

/** Shapes of the photos that were squashed to a square. */
export const PHOTO_ASPECTS = [3 / 2, 4 / 3, 1, 2 / 3, 3 / 4] as const;
/**
 * Long side in pixels of a photo before it is shrunk. Photos are larger, but take longer.
 */
const PHOTO_LONG = [352, 640] as const;

/** Standard deviations of the grain of photos before they are shrunk, 8-bit codes. */
const GRAINS = [0, 6] as const;

const WEIGHTS = EDIT_NAMES.map((name) => EDIT_KINDS[name].weight);

/** Draws an edit for a squashed picture: of any kind by the kinds' weights, or of one kind. */
export function sampleEdit(random: Random, kind?: EditName): Edit {
  const name = kind ?? random.pick(EDIT_NAMES, WEIGHTS);
  const { weak, strong } = EDIT_KINDS[name];
  return {
    kind: name,
    weak: random.uniform(...weak),
    strong: random.uniform(...strong),
    setting: {
      aspect: random.pick(PHOTO_ASPECTS),
      long: Math.round(random.uniform(...PHOTO_LONG)),
      angle: random.uniform(0, 2 * Math.PI),
      turn: random.chance(0.5) ? 1 : -1,
      crop: random.uniform(0.6, 0.75),
      chroma: random.uniform(0.3, 1),
      space: random.chance(0.5) ? 'linear' : 'coded',
      seed: random.next(),
    },
  };
}

/**
 * The edit of a photo with grain, where it is compression that is learnt from it: shrunk pictures are smoother than photos, so that
 * compressing an enlarged one takes nothing away, while of photos it takes the grain.
 */
export function withGrain(edit: Edit, random: Random): Edit {
  if (edit.kind !== 'jpeg') return edit;
  return { ...edit, setting: { ...edit.setting, grain: random.uniform(...GRAINS) } };
}
