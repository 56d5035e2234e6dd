import type { Abilities } from '../../src-shared/ability.ts';
import {
  EMOTIONS,
  RATED_ATTRIBUTES,
  type Emotion,
  type RatedAttribute,
} from '../../src-shared/attribute.ts';
import type { Estimate } from './bootstrap.ts';
import type { PresenceFigures } from './emotion.ts';

/** The held-out figures that a model's abilities are read from; what was not measured is absent. */
export interface AbilityFigures {
  readonly attributes: {
    readonly [A in RatedAttribute]?: { readonly srcc: Estimate; readonly residualSrcc: Estimate };
  };
  readonly emotions: { readonly [E in Emotion]?: PresenceFigures };
}

/** Abilities as a model's manifest states them. An emotion of which an AUC could not be computed is left out. */
export function abilitiesOf({ attributes, emotions }: AbilityFigures): Abilities {
  const measured: NonNullable<Abilities['attributes']> = {};
  for (const name of RATED_ATTRIBUTES) {
    const figures = attributes[name];
    if (figures === undefined) continue;
    const { value, lower } = figures.residualSrcc;
    measured[name] = { level: { srcc: figures.srcc.value }, residual: { srcc: value, lower } };
  }
  const felt: NonNullable<Abilities['emotions']> = {};
  for (const name of EMOTIONS) {
    const figures = emotions[name];
    if (figures === undefined || Number.isNaN(figures.auc.value)) continue;
    const { auc, positives } = figures;
    felt[name] = { auc: auc.value, lower: auc.lower, positives };
  }
  return { attributes: measured, emotions: felt };
}
