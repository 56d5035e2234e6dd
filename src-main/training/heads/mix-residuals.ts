import { srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { columnOf, type Values } from '../../../src-aesnet/evaluation/values.ts';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { RATED_ATTRIBUTES, SCORED, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { RawOutputs } from '../../inference/outputs.ts';
import { byName, fitLines, type Lines } from '../evaluate/figures.ts';
import type { TrainedNetwork } from '../model-of-checkpoint.ts';
import { labelsFor, type RatedPictures } from '../rated-pictures.ts';
import type { Heads } from './heads-file.ts';
import { listed } from './linear-head.ts';
import { mixed, refitResiduals, RESIDUAL_HEAD, scoresWith } from './residual-head.ts';

/** Pictures and what the network as it was trained says of them. */
interface Answered {
  readonly training: RatedPictures;
  readonly trained: RawOutputs;
  readonly validation: RatedPictures;
  readonly seen: RawOutputs;
}

export interface MixedResiduals {
  readonly head: NonNullable<Heads['residualHead']>;
  /** Scores [N, 7] with the mixed head, of training and validation pictures. */
  readonly trained: Float32Array;
  readonly seen: Float32Array;
}

/** Fits the residuals' head anew on training pictures, mixes it with the trained one and measures all three on validation pictures. */
export function mixResiduals(
  { header: { scale }, parameters }: TrainedNetwork,
  { training, trained, validation, seen }: Answered,
  share: number,
  seed: number,
): MixedResiduals {
  const layout = aesNetLayout();
  const before = {
    weights: layout.view(parameters, `${RESIDUAL_HEAD}.weight`),
    biases: layout.view(parameters, `${RESIDUAL_HEAD}.bias`),
  };
  const ratings = labelsFor(training).scores;
  const refit = refitResiduals(
    matrix(trained.features, FEATURES),
    Float32Array.from(ratings),
    training.slots.map((slot) => training.rows[slot]?.session ?? String(slot)),
    scale,
    seed,
  );
  const after = mixed(before, refit, share);
  const people = residualsOf(labelsFor(validation).scores, fitLines(ratings));
  const agreement = (head: typeof after) => {
    const lines = fitLines(scoresWith(head, trained, scale));
    const found = residualsOf(scoresWith(head, seen, scale), lines);
    return byName(RATED_ATTRIBUTES, (name) => srcc(found[name], people[name]));
  };
  const figures = {
    trained: agreement(before),
    refit: agreement(refit),
    mixed: agreement(after),
  };
  return {
    head: {
      share,
      lambdas: [...refit.lambdas],
      weights: listed(after.weights),
      biases: listed(after.biases),
      srcc: byName(RATED_ATTRIBUTES, (name) => ({
        trained: figures.trained[name],
        refit: figures.refit[name],
        mixed: figures.mixed[name],
      })),
    },
    trained: scoresWith(after, trained, scale),
    seen: scoresWith(after, seen, scale),
  };
}

function residualsOf(scores: Values, lines: Lines): Record<RatedAttribute, Float64Array> {
  const overall = columnOf(scores, 0, SCORED.length);
  return byName(RATED_ATTRIBUTES, (name, index) =>
    residuals(overall, columnOf(scores, index + 1, SCORED.length), lines[name]),
  );
}
