/** The kinds of personal model that the simulation compares. */
import { SCENES, type Scene } from '../../src-shared/attribute.ts';
import { mean, standardDeviation } from '../evaluation/values.ts';
import { besides, matrix } from '../linear/matrix.ts';
import { standardResiduals, type PeoplesMeans } from './simulated-people.ts';
import type { TasteGroup, TasteTable } from './taste-basis.ts';

/**
 * The general score as one feature among all others, all of one prior strength: what an ordinary personal head does, which
 * begins at nothing.
 */
export function unanchored({ score, features }: TasteTable): TasteTable {
  const center = mean(score);
  const deviation = standardDeviation(score);
  const general = matrix(
    score.map((value) => (value - center) / deviation),
    1,
  );
  const all = features.columns === 0 ? general : besides(general, features);
  return {
    score: new Float64Array(score.length),
    features: all,
    groups: Array<TasteGroup>(all.columns).fill('component'),
  };
}

/** People's own residuals and the true scene in place of the model's: what taste could be learnt if these were known. */
export function oracle({ score }: TasteTable, people: PeoplesMeans): TasteTable {
  const residuals = matrix(standardResiduals(people), 6);
  const scenes = Float64Array.from({ length: score.length * SCENES.length }, (_, at) => {
    const row = Math.floor(at / SCENES.length);
    return SCENES[at % SCENES.length] === (people.scenes[row] as Scene) ? 1 : 0;
  });
  return {
    score,
    features: besides(matrix(scenes, SCENES.length), residuals),
    groups: [
      ...Array<TasteGroup>(SCENES.length).fill('scene'),
      ...Array<TasteGroup>(residuals.columns).fill('residual'),
    ],
  };
}
