/** How well simulated people's own order is told from a run's outputs after few ratings (METHOD.md section 5). */
import { residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { columnOf, standardDeviation, type Values } from '../../../src-aesnet/evaluation/values.ts';
import { unitRows } from '../../../src-aesnet/linear/unit-rows.ts';
import { predictLogistic, fitLogistic } from '../../../src-aesnet/linear/logistic.ts';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { CONTENT } from '../../../src-aesnet/networks/aesnet.ts';
import type { PeoplesMeans } from '../../../src-aesnet/personal/simulated-people.ts';
import { simulatePeople, type SimulationOptions } from '../../../src-aesnet/personal/simulate.ts';
import { fitTasteBasis, type PictureOutputs } from '../../../src-aesnet/personal/taste-basis.ts';
import { RATED_ATTRIBUTES, SCENES, SCORED } from '../../../src-shared/attribute.ts';
import type { Lines } from '../evaluate/figures.ts';
import { residualTable } from './label-efficiency.ts';

/** What a network says of rated pictures whose scenes are known. */
export interface ToldPictures {
  /** [N, 7] in the order of SCORED, in points. */
  readonly scores: Values;
  /** Content embedding [N, 128], of any length. */
  readonly content: Values;
  readonly means: PeoplesMeans;
}

export interface PersonalRanking {
  /** Mean pair accuracy over people after 50 ratings, and by how much it exceeds the general score's. */
  readonly accuracy: number;
  readonly gain: number;
}

const RATINGS = '50';
/** Of fewer pictures too few are left to judge by when a person has rated a hundred of their half. */
const LEAST_PICTURES = 240;
/** Of the scene head: near what `fitSceneHead` chooses, and the same for every run. */
const SCENE_RIDGE = 0.03;
const SCENE_FIT = { iterations: 200, tolerance: 1e-4 };

/**
 * The fixed simulation: scene head and basis from `reference`, people who rate `pictures`. `lines` are those by which the scores'
 * attributes depart from the overall score. Undefined where there are too few pictures to simulate people on.
 */
export function personalRanking(
  { reference, pictures }: { readonly reference: ToldPictures; readonly pictures: ToldPictures },
  lines: Lines,
  simulation: Pick<SimulationOptions, 'people' | 'priorPeople'> = {},
): PersonalRanking | undefined {
  if (pictures.means.scenes.length < LEAST_PICTURES) return undefined;
  const classes = Uint32Array.from(reference.means.scenes, (scene) => SCENES.indexOf(scene));
  const content = ({ content: values, means }: ToldPictures) =>
    matrix(unitRows({ values, size: CONTENT }, means.scenes.length), CONTENT);
  const scenes = fitLogistic(content(reference), classes, SCENES.length, SCENE_RIDGE, SCENE_FIT);
  const outputsOf = (of: ToldPictures): PictureOutputs => {
    const embedding = content(of);
    return {
      score: columnOf(of.scores, 0, SCORED.length),
      residuals: residualTable(of.scores, lines).values,
      sceneShares: predictLogistic(scenes, embedding),
      contentEmbedding: embedding.values,
    };
  };
  // In the units of people's residuals, as `basisOf` has it.
  const { aesthetic, attributes } = reference.means;
  const residualDeviations = RATED_ATTRIBUTES.map((name) =>
    standardDeviation(residuals(aesthetic, attributes[name], lines[name])),
  );
  const { k } = simulatePeople(
    { outputs: outputsOf(pictures), means: pictures.means },
    {
      basis: fitTasteBasis(outputsOf(reference), { residualDeviations }),
      gate: false,
      ...simulation,
    },
  );
  const { anchored, generic } = k[RATINGS]?.accuracy ?? {};
  const accuracy = anchored?.value ?? NaN;
  return { accuracy, gain: accuracy - (generic?.value ?? NaN) };
}
