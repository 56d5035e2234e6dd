/** What a run has learnt, by which runs are compared: `keepers probe`. Everything is told from v alone, never from text. */
import { srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { neighbourHits } from '../../../src-aesnet/evaluation/nearest-neighbours.ts';
import { columnOf, mean, standardDeviation } from '../../../src-aesnet/evaluation/values.ts';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { CONTENT } from '../../../src-aesnet/networks/aesnet.ts';
import { IMAGE_PROJECTIONS } from '../../../src-aesnet/networks/inference-graph.ts';
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { RATED_ATTRIBUTES, SCORED, type RatedAttribute } from '../../../src-shared/attribute.ts';
import { hyperParameter } from '../checkpoint.ts';
import { CacheReader } from '../data/index.ts';
import { evaluateCleanPhotos, type CleanPhotosOptions } from '../evaluate/clean-photos.ts';
import { fitLines } from '../evaluate/figures.ts';
import type { TrainedNetwork } from '../model-of-checkpoint.ts';
import { Predictor, type Predictions } from '../predict.ts';
import { labelsFor, peoplesMeansOf, type RatedPictures } from '../rated-pictures.ts';
import {
  fitResidualProbe,
  meanOverAttributes,
  probedScores,
  residualSrcc,
  type RatedFeatures,
} from './label-efficiency.ts';
import { personalRanking } from './personal-ranking.ts';
import { spacesAlike } from './spaces-alike.ts';

/** METHOD.md section 6: figures at 300 and 3,000 labels. */
const FEW = 300;
const MANY = 3000;
/** Draws of the few, whose figures are averaged: one draw of 300 is mostly luck. */
const DRAWS = 4;
/** Attributes that edits have to move most (METHOD.md section 1). */
const EDITED = ['light', 'color', 'technical_quality'] as const satisfies readonly RatedAttribute[];

export interface ProbeFigures {
  /** SRCC of the network's own overall score on validation pictures. */
  readonly srcc: number;
  /** Mean over six attributes of the SRCC of residuals on validation pictures, of ridges on v with so few labels. */
  readonly residuals300: number;
  readonly residuals3000: number;
  /** Share of edited photos from elsewhere whose edited attribute moves most, by the ridges of 3,000 labels; mean of three attributes. */
  readonly movesMost: number;
  /** Share of photos from elsewhere whose clean copy outscores the strongly damaged one, mean over the damages. */
  readonly cleanAboveStrong: number;
  /** 7-nearest-neighbour scene accuracy on the people's pictures, of v and of the content embedding. */
  readonly neighbours: number;
  readonly contentNeighbours: number;
  /**
   * Mean pair accuracy of simulated people's own order after 50 ratings, with attributes by the ridges of 3,000 labels, and what
   * it gains over the overall score's. Absent where there are too few pictures.
   */
  readonly personal?: number;
  readonly personalGain?: number;
  /** Mean linear CKA of validation pictures in every two attribute spaces. Absent of runs without text, or with it on all blocks. */
  readonly spacesAlike?: number;
}

export interface ProbePictures {
  readonly training: RatedPictures;
  readonly validation: RatedPictures;
  readonly people: RatedPictures;
  /** A folder of JPEG photos that have nothing to do with PARA. */
  readonly photos: string;
  readonly variantsOf: NonNullable<CleanPhotosOptions['variantsOf']>;
}

export interface ProbeOptions {
  readonly provider: string;
  readonly threads: number;
  readonly seed: number;
  onProgress(what: string, done: number, count: number): void;
}

/** Pictures are seen at the side that the run was trained with. */
export async function probeNetwork(
  { header, parameters, text }: TrainedNetwork,
  { training, validation, people, photos, variantsOf }: ProbePictures,
  { provider, threads, seed, onProgress }: ProbeOptions,
): Promise<ProbeFigures> {
  const side = hyperParameter(header.config, 'side');
  const predictor = await Predictor.open(header.scale, {
    ...{ provider, threads },
    ...(side !== undefined && { side }),
  });
  try {
    predictor.use(parameters);
    const seen = async (pictures: RatedPictures, what: string) => {
      onProgress(what, 0, pictures.slots.length);
      return predictCache(predictor, pictures);
    };
    const labelled = drawn(training, MANY, seed);
    const learnt = featuresOf(await seen(labelled, 'Training pictures'), labelled);
    const answers = await seen(validation, 'Validation pictures');
    const held = featuresOf(answers, validation);
    const lines = fitLines(labelsFor(training).scores);
    const overall = columnOf(answers.scores, 0, SCORED.length);
    onProgress('Ridge regressions', 0, DRAWS + 1);
    const every = Uint32Array.from(labelled.slots.keys());
    const probe = fitResidualProbe(learnt, every, seed);
    const few = Array.from({ length: DRAWS }, (_, draw) => {
      const rows = Random.from(seed, draw)
        .shuffle([...every])
        .slice(0, FEW);
      return meanOverAttributes(residualSrcc(fitResidualProbe(learnt, rows, seed), held, lines));
    });
    const levels = probedScores(probe, held.features, overall);
    const figures = await evaluateCleanPhotos({
      folder: photos,
      variantsOf,
      deviations: RATED_ATTRIBUTES.map((_, index) =>
        standardDeviation(columnOf(levels, index + 1, SCORED.length)),
      ),
      score: async (pictures) => {
        const { scores, features } = await predictor.predict(pictures.length, (index, into) =>
          into.set(pictures[index] as Uint8Array),
        );
        return {
          scores: probedScores(
            probe,
            matrix(features, FEATURES),
            columnOf(scores, 0, SCORED.length),
          ),
        };
      },
      onPhoto: (done, count) => onProgress('Photos and their copies', done, count),
    });
    const sensitivity = Object.values(figures.sensitivity);
    const strangers = await seen(people, 'People’s pictures');
    const told = (answered: Predictions, of: RatedPictures) => ({
      scores: probedScores(
        probe,
        matrix(answered.features, FEATURES),
        columnOf(answered.scores, 0, SCORED.length),
      ),
      content: answered.content,
      means: peoplesMeansOf(of),
    });
    onProgress('Simulated people', 0, 1);
    const personal = personalRanking(
      {
        reference: told(answers, validation),
        pictures: told(strangers, people),
      },
      lines,
    );
    const scenes = people.slots.map((slot) => people.rows[slot]?.scene ?? '');
    return {
      srcc: srcc(overall, columnOf(labelsFor(validation).scores, 0, SCORED.length)),
      residuals300: mean(few),
      residuals3000: meanOverAttributes(residualSrcc(probe, held, lines)),
      movesMost: mean(
        EDITED.map((name) =>
          mean(sensitivity.flatMap(({ attribute, share }) => (attribute === name ? [share] : []))),
        ),
      ),
      cleanAboveStrong: mean(
        Object.values(figures.damages).map(({ cleanAboveStrong }) => cleanAboveStrong),
      ),
      neighbours: mean(neighbourHits({ values: strangers.features, size: FEATURES }, scenes)),
      ...(personal && { personal: personal.accuracy, personalGain: personal.gain }),
      ...(text !== undefined &&
        text.shape.allBlocks !== true && {
          spacesAlike: spacesAlike(
            answers.features,
            text.layout.view(text.parameters, IMAGE_PROJECTIONS),
            FEATURES,
          ),
        }),
      contentNeighbours: mean(neighbourHits({ values: strangers.content, size: CONTENT }, scenes)),
    };
  } finally {
    await predictor.close();
  }
}

function featuresOf({ features }: Predictions, pictures: RatedPictures): RatedFeatures {
  return { features: matrix(features, FEATURES), ratings: labelsFor(pictures).scores };
}

/** So many pictures, the same for every run, in the order of their slots. */
function drawn(pictures: RatedPictures, count: number, seed: number): RatedPictures {
  const slots = Random.from(seed)
    .shuffle([...pictures.slots])
    .slice(0, count);
  return { ...pictures, slots: slots.sort((a, b) => a - b) };
}

async function predictCache(
  predictor: Predictor,
  { cache, slots }: RatedPictures,
): Promise<Predictions> {
  const reader = new CacheReader(cache.folder);
  try {
    return await predictor.predict(slots.length, (index, into) =>
      reader.read(slots[index] as number, into),
    );
  } finally {
    reader.close();
  }
}
