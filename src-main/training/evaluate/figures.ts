/** Figures of a model's predictions beside people's ratings of the same pictures. */
import {
  RATED_ATTRIBUTES,
  SCORED,
  EMOTIONS,
  type RatedAttribute,
  type Scored,
} from '../../../src-shared/attribute.ts';
import type { ResidualLine } from '../../../src-shared/residual.ts';
import { agreement, type AgreementBin } from '../../../src-aesnet/evaluation/agreement.ts';
import {
  bootstrap,
  type BootstrapOptions,
  type Estimate,
} from '../../../src-aesnet/evaluation/bootstrap.ts';
import { plcc, srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { emotionFigures, type EmotionFigures } from '../../../src-aesnet/evaluation/emotion.ts';
import { meanAbsoluteError } from '../../../src-aesnet/evaluation/mean-absolute-error.ts';
import { pairAccuracy } from '../../../src-aesnet/evaluation/pair-accuracy.ts';
import {
  leastNoiseCorrelation,
  residualCeiling,
  type ResidualCeiling,
} from '../../../src-aesnet/evaluation/residual-ceiling.ts';
import { fitResidualLine, residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { shareWithin, spreadScale } from '../../../src-aesnet/evaluation/spread.ts';
import { columnOf, take, type Values } from '../../../src-aesnet/evaluation/values.ts';

/** A line an attribute, by which residuals are measured. */
export type Lines = Readonly<Record<RatedAttribute, ResidualLine>>;

/** What a model says of N pictures. Tables are row-major. */
export interface Predictions {
  /** [N, 7] in the order of SCORED. */
  readonly scores: Values;
  /** [N]: predicted SD of (people's mean − overall score). */
  readonly spread?: Values;
  /** [N, 8] shares in the order of EMOTIONS. */
  readonly emotion?: Values;
}

/** What people said of the same pictures. */
export interface Labels {
  /** [N, 7] mean ratings in the order of SCORED. */
  readonly scores: Values;
  /** [N, 7] standard deviations of the ratings (divided by their number), and [N] how many rated: for the ceiling. */
  readonly deviations?: Values;
  readonly raters?: Values;
  /** [N, 8] vote shares in the order of EMOTIONS. */
  readonly emotion: Values;
}

export interface EvaluationOptions {
  /**
   * Lines fitted on training pictures: of the model's own predictions, and of people's means. Where they are absent they
   * are fitted on the pictures at hand.
   */
  readonly modelLines?: Lines;
  readonly peopleLines?: Lines;
  readonly bootstrap?: BootstrapOptions;
}

/** How well one score agrees with people's mean. */
export interface LevelFigures {
  readonly srcc: Estimate;
  readonly plcc: Estimate;
  readonly pairAccuracy: Estimate;
  readonly mae: Estimate;
}

/** How well a model knows where an attribute departs from what the overall score predicts. */
export interface ResidualFigures {
  readonly srcc: Estimate;
  /** By the assumed noise correlation, and the least one that the ratings allow; absent without deviations. */
  readonly ceilings?: readonly ResidualCeiling[];
  readonly leastNoiseCorrelation?: number;
}

export interface SpreadFigures {
  /** Share of pictures whose people's mean lies within the spread of the score. */
  readonly within: Estimate;
  /** By what the spread would have to be multiplied for 68 %. */
  readonly scale: number;
}

export interface PredictionFigures {
  readonly pictures: number;
  readonly levels: Readonly<Record<Scored, LevelFigures>>;
  readonly residuals: Readonly<Record<RatedAttribute, ResidualFigures>>;
  readonly spread?: SpreadFigures;
  readonly emotion?: EmotionFigures;
  /** What people say by what the model says, for drawings. Absent of reports that are older than it. */
  readonly agreement?: {
    readonly score: readonly AgreementBin[];
    readonly residuals: Readonly<Record<RatedAttribute, readonly AgreementBin[]>>;
  };
}

/** What is assumed of the errors of one rater on two scales: see `residualCeiling`. */
const NOISE_CORRELATIONS = [0.5, 0.7, 0.9] as const;

/** Throws a RangeError where predictions and labels are of different pictures' numbers, or not numbers. */
export function evaluatePredictions(
  predictions: Predictions,
  labels: Labels,
  options: EvaluationOptions = {},
): PredictionFigures {
  const { scores, spread, emotion } = predictions;
  const pictures = scores.length / SCORED.length;
  const overall = columnOf(scores, 0, SCORED.length);
  const rated = columnOf(labels.scores, 0, SCORED.length);
  return {
    pictures,
    levels: byName(SCORED, (_, column) =>
      levelFigures(
        columnOf(scores, column, SCORED.length),
        columnOf(labels.scores, column, SCORED.length),
        options.bootstrap,
      ),
    ),
    residuals: byName(RATED_ATTRIBUTES, (name) =>
      residualFigures(name, predictions, labels, options),
    ),
    ...(spread === undefined
      ? {}
      : { spread: spreadFigures(overall, rated, spread, options.bootstrap) }),
    ...(emotion === undefined
      ? {}
      : {
          emotion: emotionFigures(
            { values: emotion, classes: EMOTIONS.length },
            { values: labels.emotion, classes: EMOTIONS.length },
            undefined,
            options.bootstrap,
          ),
        }),
    agreement: {
      score: agreement(overall, rated, options.bootstrap),
      residuals: byName(RATED_ATTRIBUTES, (name) => {
        const { model, people } = residualsOf(name, predictions, labels, options);
        return agreement(model, people, options.bootstrap);
      }),
    },
  };
}

/** The lines of a table of scores [N, 7], a model's or people's. */
export function fitLines(scores: Values): Lines {
  const overall = columnOf(scores, 0, SCORED.length);
  return byName(RATED_ATTRIBUTES, (_, index) =>
    fitResidualLine(overall, columnOf(scores, index + 1, SCORED.length)),
  );
}

function levelFigures(scores: Values, means: Values, options?: BootstrapOptions): LevelFigures {
  const estimate = (measure: (a: Values, b: Values) => number) =>
    bootstrap(scores.length, (rows) => measure(take(scores, rows), take(means, rows)), options);
  return {
    srcc: estimate(srcc),
    plcc: estimate(plcc),
    pairAccuracy: estimate(pairAccuracy),
    mae: estimate(meanAbsoluteError),
  };
}

/** What one attribute has beyond the overall score by the model and by people, and people's line. */
function residualsOf(
  name: RatedAttribute,
  { scores }: Predictions,
  labels: Labels,
  options: EvaluationOptions,
): { readonly model: Float64Array; readonly people: Float64Array; readonly line: ResidualLine } {
  const column = SCORED.indexOf(name);
  const residualsIn = (table: Values, of: ResidualLine) =>
    residuals(columnOf(table, 0, SCORED.length), columnOf(table, column, SCORED.length), of);
  const line = (options.peopleLines ?? fitLines(labels.scores))[name];
  const model = residualsIn(scores, (options.modelLines ?? fitLines(scores))[name]);
  return { model, people: residualsIn(labels.scores, line), line };
}

function residualFigures(
  name: RatedAttribute,
  predictions: Predictions,
  labels: Labels,
  options: EvaluationOptions,
): ResidualFigures {
  const column = SCORED.indexOf(name);
  const { model, people, line } = residualsOf(name, predictions, labels, options);
  // The lines stay as they are while pictures are drawn: they belong to the model, not to the pictures.
  const estimate = bootstrap(
    people.length,
    (rows) => srcc(take(model, rows), take(people, rows)),
    options.bootstrap,
  );
  const { deviations, raters } = labels;
  if (deviations === undefined || raters === undefined) return { srcc: estimate };
  const noisy = {
    residuals: people,
    slope: line.slope,
    attributeSd: columnOf(deviations, column, SCORED.length),
    aestheticSd: columnOf(deviations, 0, SCORED.length),
    raters,
  };
  return {
    srcc: estimate,
    ceilings: NOISE_CORRELATIONS.map((correlation) => residualCeiling(noisy, correlation)),
    leastNoiseCorrelation: leastNoiseCorrelation(noisy),
  };
}

function spreadFigures(
  scores: Values,
  means: Values,
  spread: Values,
  options?: BootstrapOptions,
): SpreadFigures {
  return {
    within: bootstrap(
      scores.length,
      (rows) => shareWithin(take(scores, rows), take(means, rows), take(spread, rows)),
      options,
    ),
    scale: spreadScale(scores, means, spread),
  };
}

/** One value a name. */
export function byName<Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name, index: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, index) => [name, make(name, index)])) as Record<
    Name,
    Value
  >;
}
