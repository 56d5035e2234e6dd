/** Copies of a picture of which it is known what would undo them. */
import { applyEdit, EDIT_KINDS, type EditName } from '../../../src-aesnet/edits/index.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { INVERSES } from '../../../src-aesnet/suggestions/directions.ts';
import { throughJpeg } from '../../decoding/training-pictures.ts';

export interface KnownCopy {
  /** `none`: the picture as it is. */
  readonly kind: EditName | 'none';
  /** In the kind's unit; of a tilt the degrees to turn clockwise until level. */
  readonly amount: number;
  readonly picture: Picture;
}

/** Kinds that an edit of tone or colour can undo. */
export const UNDONE = Object.keys(INVERSES) as EditName[];

/** From where weak edits begin to where strong ones end, or of one of the two. */
export type Strength = 'weak' | 'strong' | 'any';

/**
 * The picture, copies of it with `kinds` of edits drawn at random (default: all that can be undone), and a tilted one. `index` is the
 * picture's: it gets the same copies in every run. Pictures are taken for what they show: their own shape is the photo's.
 */
export async function knownCopies(
  picture: Picture,
  index: number,
  { kinds = UNDONE.length, strength = 'any' }: { kinds?: number; strength?: Strength } = {},
): Promise<KnownCopy[]> {
  const random = Random.from(index, 2_210);
  const drawn = random.shuffle([...UNDONE]).slice(0, kinds);
  const copies: KnownCopy[] = [{ kind: 'none', amount: 0, picture }];
  for (const kind of drawn) {
    const amount = random.uniform(...rangeOf(kind, strength));
    copies.push({ kind, amount, picture: await edited(picture, kind, amount, 1) });
  }
  const degrees = random.uniform(...rangeOf('tilt', strength));
  const turn = random.chance(0.5) ? 1 : -1;
  const tilted = await edited(picture, 'tilt', degrees, turn);
  // The edit turns counter-clockwise.
  return [...copies, { kind: 'tilt', amount: degrees * turn, picture: tilted }];
}

function rangeOf(kind: EditName, strength: Strength): readonly [number, number] {
  const { weak, strong } = EDIT_KINDS[kind];
  if (strength === 'any') return [weak[0], strong[1]];
  return strength === 'weak' ? weak : strong;
}

async function edited(
  picture: Picture,
  kind: EditName,
  amount: number,
  turn: 1 | -1,
): Promise<Picture> {
  const setting = {
    aspect: picture.width / picture.height,
    angle: 0,
    turn,
    crop: 1,
    chroma: 1,
    space: 'coded' as const,
    seed: 0,
  };
  const { strong } = await applyEdit(
    picture,
    { kind, weak: amount, strong: amount, setting },
    throughJpeg,
  );
  return strong;
}
