import type { Picture } from '../picture.ts';
import { applyEdit } from './apply.ts';
import type { Edit, EditedCopies, EditName, JpegRoundTrip } from './types.ts';

/** A damage that a model is judged by, on photos at their own size. */
export interface Damage {
  readonly kind: EditName;
  /** Amounts in the kind's unit (`EDIT_KINDS`). */
  readonly weak: number;
  readonly strong: number;
  /** The share of photos of which the clean copy must outrank the strongly damaged one. */
  readonly needed: number;
}

/** What a photographer meets, and culls for. They stay as they are, so that figures compare. */
export const DAMAGES = [
  // Two stops, and half of that.
  { kind: 'darker', weak: 1, strong: 2, needed: 0.95 },
  { kind: 'brighter', weak: 1, strong: 2, needed: 0.95 },
  // A disc of 6 pixels radius, and a line of 23 pixels, in a photo 768 pixels wide.
  { kind: 'defocus', weak: 0.0035, strong: 0.008, needed: 0.95 },
  { kind: 'motion_blur', weak: 0.011, strong: 0.03, needed: 0.95 },
  { kind: 'noise', weak: 18, strong: 40, needed: 0.95 },
  // Qualities 30 and 10.
  { kind: 'jpeg', weak: Math.log2(100 / 30), strong: Math.log2(100 / 10), needed: 0.95 },
  // About 4,700 K and 3,500 K.
  { kind: 'warm', weak: 60, strong: 130, needed: 0.8 },
  { kind: 'green', weak: 0.35, strong: 0.8, needed: 0.8 },
  { kind: 'tilt', weak: 4, strong: 7.5, needed: 0.7 },
] as const satisfies readonly Damage[];

/**
 * A photo at its own size, clean, weakly and strongly damaged. `index` is the photo's among those judged: it decides about the
 * direction of motion, the way of turning and the noise, the same in every run.
 */
export function applyDamage(
  photo: Picture,
  { kind, weak, strong }: Omit<Damage, 'needed'>,
  index: number,
  jpeg: JpegRoundTrip,
): Promise<EditedCopies> {
  const edit: Edit = {
    kind,
    weak,
    strong,
    setting: {
      aspect: photo.width / photo.height,
      // Golden angle: neighbours differ, all directions come.
      angle: index * 2.399963,
      turn: index % 2 === 0 ? 1 : -1,
      crop: 0.7,
      chroma: 1,
      space: 'coded',
      seed: index,
    },
  };
  return applyEdit(photo, edit, jpeg);
}
