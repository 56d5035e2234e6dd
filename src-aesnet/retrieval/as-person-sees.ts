/** A photo as one person would rate it, from what they mean by sentences about others. */
import { EMOTIONS } from '../../src-shared/attribute.ts';
import type { Score } from '../../src-shared/photo.ts';
import { SPACES, type Space } from '../descriptions/index.ts';
import { departed, sharesOfChoices } from './departed-space.ts';
import type { Choice } from './space-choices.ts';

/** A space that has learnt from a person: its choices with their vectors, as the model means them and as the person does. */
export interface LearntSpace {
  readonly space: Space;
  readonly choices: readonly Choice[];
  readonly general: readonly Float32Array[];
  readonly own: readonly Float32Array[];
}

/** Vectors of choices, general and with a departure. */
export function learntSpace(
  space: Space,
  choices: readonly Choice[],
  general: readonly Float32Array[],
  departure: ArrayLike<number>,
): LearntSpace {
  return { space, choices, general, own: general.map((vector) => departed(vector, departure)) };
}

/** Less is not worth other words, points. */
const LEAST_SHIFT = 0.02;

/**
 * A photo's score with the attributes of these spaces moved by as much as the level that the space retrieves for it moves, and its
 * feelings by as much as theirs do. The overall score stays, so residuals move along. `embeddings`: the picture in all spaces, [7, size].
 */
export function asPersonSees(
  score: Score,
  embeddings: Float32Array,
  spaces: readonly LearntSpace[],
): { readonly score: Score; readonly moved: readonly Space[] } {
  const size = embeddings.length / SPACES.length;
  const moved: Space[] = [];
  const values = { ...score.values };
  const residuals = { ...score.residuals };
  let { emotion } = score;
  for (const { space, choices, general, own } of spaces) {
    const from = SPACES.indexOf(space) * size;
    const photo = embeddings.subarray(from, from + size);
    const [before, after] = [sharesOfChoices(photo, general), sharesOfChoices(photo, own)];
    if (space === 'emotion') {
      if (emotion === undefined) continue;
      const given = emotion;
      const raised = EMOTIONS.map((name, at) => {
        return (given[name] ?? 0) * ((after[at] as number) / Math.max(before[at] as number, 1e-6));
      });
      const sum = raised.reduce((total, share) => total + share, 0);
      if (!(sum > 0)) continue;
      emotion = Object.fromEntries(
        EMOTIONS.map((name, at) => [name, (raised[at] as number) / sum]),
      ) as unknown as NonNullable<Score['emotion']>;
      moved.push(space);
      continue;
    }
    const level = (shares: readonly number[]) =>
      shares.reduce((sum, share, at) => sum + share * (choices[at]?.rating ?? 0), 0);
    const shift = level(after) - level(before);
    const value = values[space];
    if (value === undefined || Math.abs(shift) < LEAST_SHIFT) continue;
    values[space] = value + shift;
    const residual = residuals[space];
    if (residual !== undefined) residuals[space] = residual + shift;
    moved.push(space);
  }
  return {
    score: {
      ...score,
      values,
      ...(score.residuals !== undefined && { residuals }),
      ...(emotion !== undefined && { emotion }),
    },
    moved,
  };
}
