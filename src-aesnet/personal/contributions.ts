/** Why a personal score differs from the general one: what each feature adds to it. */
import {
  RATED_ATTRIBUTES,
  SCENES,
  type RatedAttribute,
  type Scene,
} from '../../src-shared/attribute.ts';
import type { TasteWeights } from './personal-score.ts';
import type { TasteTable } from './taste-basis.ts';

/** What one part of a photo adds to its personal score. */
export interface Contribution {
  /** An attribute's residual, a kind of scene, or what the content embedding tells beyond these. */
  readonly of: RatedAttribute | Scene | 'kind';
  /** Points, above 0 where the person likes the photo more for it. */
  readonly points: number;
  /** Posterior standard deviation of that, points. */
  readonly spread: number;
  /** Whether the photo has more of it than usual; of `kind` true. */
  readonly more: boolean;
}

/**
 * f − g of a photo as a sum of parts, the largest first: scenes, residuals and all components together. The parts add up to the
 * difference.
 */
export function contributionsOf(
  { features: { values, columns }, groups }: TasteTable,
  { weights, covariance }: TasteWeights,
  row: number,
): Contribution[] {
  const scenes = groups.filter((group) => group === 'scene').length;
  const residuals = groups.filter((group) => group === 'residual').length;
  const x = (column: number) => values[row * columns + column] as number;
  const part = (of: Contribution['of'], first: number, end: number): Contribution => {
    let points = 0;
    let variance = 0;
    for (let i = first; i < end; i++) {
      points += (weights[i] as number) * x(i);
      for (let j = first; j < end; j++) {
        variance += x(i) * (covariance[i * columns + j] as number) * x(j);
      }
    }
    const more = of === 'kind' || x(first) > 0;
    return { of, points, spread: Math.sqrt(Math.max(0, variance)), more };
  };
  const parts = [
    ...SCENES.slice(0, scenes).map((name, at) => part(name, at, at + 1)),
    ...RATED_ATTRIBUTES.slice(0, residuals).map((name, at) =>
      part(name, scenes + at, scenes + at + 1),
    ),
    ...(columns > scenes + residuals ? [part('kind', scenes + residuals, columns)] : []),
  ];
  return parts.sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}
