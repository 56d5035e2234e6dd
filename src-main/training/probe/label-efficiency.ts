/** How much of people's ratings a frozen feature gives away to a linear probe that has seen few of them. */
import { srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { columnOf, mean, type Values } from '../../../src-aesnet/evaluation/values.ts';
import { seededFolds } from '../../../src-aesnet/linear/folds.ts';
import { predictLinear, type LinearModel } from '../../../src-aesnet/linear/linear-model.ts';
import { rowsAt, type Matrix } from '../../../src-aesnet/linear/matrix.ts';
import { chooseRidge } from '../../../src-aesnet/linear/ridge-folds.ts';
import { RATED_ATTRIBUTES, SCORED, type RatedAttribute } from '../../../src-shared/attribute.ts';
import { byName, fitLines, type Lines } from '../evaluate/figures.ts';

/** Pictures with people's mean ratings of them. */
export interface RatedFeatures {
  /** v [N, D]. */
  readonly features: Matrix;
  /** [N, 7] in the order of SCORED, in points. */
  readonly ratings: Values;
}

/** Ridge regressions of the six residuals, each with its own line: residual = attribute − line(overall), in points. */
export interface ResidualProbe {
  readonly model: LinearModel;
  readonly lines: Lines;
}

/** Few labels want strong penalties, many weak ones. */
const LAMBDAS = [0.1, 0.3, 1, 3];
const FOLDS = 3;

/** Fits on the pictures at `rows`; λ of each attribute by cross-validation among them. */
export function fitResidualProbe(
  { features, ratings }: RatedFeatures,
  rows: ArrayLike<number>,
  seed: number,
): ResidualProbe {
  const own = ratingsAt(ratings, rows);
  const lines = fitLines(own);
  const wide = residualTable(own, lines);
  const folds = seededFolds(rows.length, FOLDS, seed);
  const { model } = chooseRidge(rowsAt(features, rows), wide, folds, LAMBDAS);
  return { model, lines };
}

/** SRCC of each predicted residual with people's, by `lines`: those of as many people's ratings as there are. */
export function residualSrcc(
  { model }: ResidualProbe,
  { features, ratings }: RatedFeatures,
  lines: Lines,
): Record<RatedAttribute, number> {
  const count = RATED_ATTRIBUTES.length;
  const predicted = predictLinear(model, features);
  const people = residualTable(ratings, lines).values;
  return byName(RATED_ATTRIBUTES, (_, index) =>
    srcc(columnOf(predicted, index, count), columnOf(people, index, count)),
  );
}

/** Scores [N, 7] in points: the network's own overall score, and the attributes that the probe departs from it by. */
export function probedScores(
  { model, lines }: ResidualProbe,
  features: Matrix,
  overall: Values,
): Float32Array {
  const count = RATED_ATTRIBUTES.length;
  const departures = predictLinear(model, features);
  const scores = new Float32Array(features.rows * SCORED.length);
  for (let row = 0; row < features.rows; row++) {
    const score = overall[row] as number;
    scores[row * SCORED.length] = score;
    for (const [index, name] of RATED_ATTRIBUTES.entries()) {
      const { intercept, slope } = lines[name];
      scores[row * SCORED.length + 1 + index] =
        intercept + slope * score + (departures[row * count + index] as number);
    }
  }
  return scores;
}

/** The mean over the six attributes. */
export function meanOverAttributes(figures: Record<RatedAttribute, number>): number {
  return mean(RATED_ATTRIBUTES.map((name) => figures[name]));
}

function ratingsAt(ratings: Values, rows: ArrayLike<number>): Float64Array {
  const own = new Float64Array(rows.length * SCORED.length);
  for (let at = 0; at < rows.length; at++) {
    for (let column = 0; column < SCORED.length; column++) {
      own[at * SCORED.length + column] = ratings[
        (rows[at] as number) * SCORED.length + column
      ] as number;
    }
  }
  return own;
}

/** Residuals [N, 6] of ratings or scores [N, 7], in points. */
export function residualTable(ratings: Values, lines: Lines): Matrix {
  const rows = ratings.length / SCORED.length;
  const columns = RATED_ATTRIBUTES.length;
  const values = new Float64Array(rows * columns);
  const overall = columnOf(ratings, 0, SCORED.length);
  for (const [index, name] of RATED_ATTRIBUTES.entries()) {
    const attribute = columnOf(ratings, index + 1, SCORED.length);
    const departures = residuals(overall, attribute, lines[name]);
    for (let row = 0; row < rows; row++) values[row * columns + index] = departures[row] as number;
  }
  return { values, rows, columns };
}
