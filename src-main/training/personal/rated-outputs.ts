/** What a model says of rated pictures, as personal taste reads it. */
import { RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';
import { fitResidualLine, residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { columnOf, standardDeviation, type Values } from '../../../src-aesnet/evaluation/values.ts';
import type { PeoplesMeans } from '../../../src-aesnet/personal/simulated-people.ts';
import {
  fitTasteBasis,
  type PictureOutputs,
  type TasteBasis,
} from '../../../src-aesnet/personal/taste-basis.ts';
import type { ModelEntry } from '../../inference/manifest.ts';
import type { RawOutputs } from '../../inference/outputs.ts';
import { applyToCache } from '../apply-model.ts';
import type { OpenedModel } from '../open-model.ts';
import { openRated, peoplesMeansOf, type OpenRatedOptions } from '../rated-pictures.ts';

export interface RatedOutputs {
  readonly outputs: PictureOutputs;
  readonly means: PeoplesMeans;
}

/** Runs the model over a split whose scenes are known. Throws `cancelled` and what `openRated` throws. */
export async function rateSplit(
  { session, entry, name }: OpenedModel,
  split: 'validation' | 'people' | 'test',
  options: OpenRatedOptions & { readonly signal: AbortSignal },
): Promise<RatedOutputs> {
  const pictures = await openRated(split, options);
  const answers = await applyToCache(session, entry, pictures.cache, pictures.slots, {
    signal: options.signal,
    onProgress: (done, count) => options.onProgress(`Scoring with ${name}`, done, count),
  });
  return { outputs: outputsOf(answers, entry), means: peoplesMeansOf(pictures) };
}

/**
 * The basis of a model's taste features, from pictures of `validation`. Attributes count in the units of people's residuals
 * there.
 */
export function basisOf({ outputs, means }: RatedOutputs): TasteBasis {
  const residualDeviations = RATED_ATTRIBUTES.map((name) => {
    const line = fitResidualLine(means.aesthetic, means.attributes[name]);
    return standardDeviation(residuals(means.aesthetic, means.attributes[name], line));
  });
  return fitTasteBasis(outputs, { residualDeviations });
}

/** Where the manifest has no line of an attribute, one is fitted to these very scores. */
function outputsOf(answers: RawOutputs, { residuals: lines }: ModelEntry): PictureOutputs {
  const column = (at: number) => columnOf(answers.scores, at, SCORED.length);
  const score = column(0);
  const columns = RATED_ATTRIBUTES.map((name, at) => {
    const own = column(at + 1);
    return residuals(score, own, lines?.[name] ?? fitResidualLine(score, own));
  });
  return {
    score,
    residuals: Float64Array.from({ length: score.length * columns.length }, (_, at) => {
      const of = columns[at % columns.length] as Values;
      return of[Math.floor(at / columns.length)] as number;
    }),
    ...(answers.scene !== undefined && { sceneShares: answers.scene }),
    ...(answers.contentEmbedding !== undefined && { contentEmbedding: answers.contentEmbedding }),
  };
}
