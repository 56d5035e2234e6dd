/** φ: what a person's taste may depend on beyond the general score, from one model's outputs. */
import { RATED_ATTRIBUTES, SCENES } from '../../src-shared/attribute.ts';
import { besides, columnScale, matrix, type Matrix } from '../linear/matrix.ts';
import {
  principalComponents,
  project,
  type PrincipalComponents,
} from '../linear/principal-components.ts';

/** The groups of features, each with a prior strength of its own, in the order of their columns. */
export type TasteGroup = 'scene' | 'residual' | 'component';

/** What a model says of N pictures. A part that the model does not give is absent and makes no features. */
export interface PictureOutputs {
  /** Overall scores [N], points from 1 to 5. */
  readonly score: ArrayLike<number>;
  /** Row-major [N, 10] in the order of SCENES; each row's sum is 1. */
  readonly sceneShares?: ArrayLike<number>;
  /** Row-major [N, 6] in the order of RATED_ATTRIBUTES, in points. */
  readonly residuals?: ArrayLike<number>;
  /** Row-major [N, any width]. */
  readonly contentEmbedding?: ArrayLike<number>;
}

/** Where the features of a model lie, set once on pictures that nobody's taste is learnt from. */
export interface TasteBasis {
  /** Means of the scene shares: a photo of the usual mixture is at 0. Absent without a scene head. */
  readonly sceneMeans?: Float64Array;
  /** Means of the six residuals, and the unit that each counts in. */
  readonly residualMeans?: Float64Array;
  readonly residualDeviations?: Float64Array;
  readonly components?: PrincipalComponents;
}

/** With 8 or 32 the figures of the simulation are nearly the same. */
const COMPONENTS = 16;

/** φ of N photos and the general score beside it. */
export interface TasteTable {
  /** g: overall scores [N], points. */
  readonly score: Float64Array;
  /** φ: [N, D]. */
  readonly features: Matrix;
  /** The group of every column, [D]. */
  readonly groups: readonly TasteGroup[];
}

export interface BasisOptions {
  readonly components?: number;
  /**
   * Standard deviations of the residuals of people's means [6], points; default: of the model's own. In people's units an
   * attribute that the model predicts poorly varies less, and is therefore believed less.
   */
  readonly residualDeviations?: ArrayLike<number>;
}

/** Sets means, scales and components on reference pictures: the more, the better; never those that a person rates. */
export function fitTasteBasis(reference: PictureOutputs, options: BasisOptions = {}): TasteBasis {
  const { components = COMPONENTS, residualDeviations } = options;
  const { sceneShares, residuals, contentEmbedding } = reference;
  const rows = reference.score.length;
  const scenes = sceneShares && columnScale(table(sceneShares, rows, SCENES.length));
  const attributes = residuals && columnScale(table(residuals, rows, RATED_ATTRIBUTES.length));
  const content = contentEmbedding && table(contentEmbedding, rows);
  return {
    ...(scenes && { sceneMeans: scenes.means }),
    ...(attributes && {
      residualMeans: attributes.means,
      residualDeviations: Float64Array.from(residualDeviations ?? attributes.deviations),
    }),
    ...(content && {
      components: principalComponents(content, Math.min(components, content.columns)),
    }),
  };
}

/**
 * φ of pictures: shares less their means; residuals in their units; components, all on the scale of the first
 * (a whitened small one would be noise made large). Throws a RangeError where a part of the basis is not in `outputs`.
 */
export function tasteTable(basis: TasteBasis, outputs: PictureOutputs): TasteTable {
  const rows = outputs.score.length;
  const parts: { group: TasteGroup; values: Matrix }[] = [];
  const { sceneMeans, residualMeans, residualDeviations, components } = basis;
  if (sceneMeans !== undefined) {
    const shares = table(given(outputs.sceneShares, 'scene shares'), rows, sceneMeans.length);
    parts.push({ group: 'scene', values: scaled(shares, sceneMeans, () => 1) });
  }
  if (residualMeans !== undefined && residualDeviations !== undefined) {
    const own = table(given(outputs.residuals, 'residuals'), rows, residualMeans.length);
    const deviation = (column: number) => residualDeviations[column] as number;
    parts.push({ group: 'residual', values: scaled(own, residualMeans, deviation) });
  }
  if (components !== undefined) {
    const content = given(outputs.contentEmbedding, 'content embedding');
    const along = project(components, table(content, rows, components.features));
    const unit = Math.sqrt(components.variances[0] as number) || 1;
    const values = matrix(
      along.map((value) => value / unit),
      components.count,
    );
    parts.push({ group: 'component', values });
  }
  return {
    score: Float64Array.from(outputs.score),
    features:
      parts.length === 0 ? matrixOfNone(rows) : besides(...parts.map(({ values }) => values)),
    groups: parts.flatMap(({ group, values }) => Array<TasteGroup>(values.columns).fill(group)),
  };
}

function table(values: ArrayLike<number>, rows: number, columns = values.length / rows): Matrix {
  if (values.length !== rows * columns) {
    throw new RangeError(`${values.length} values are no ${rows} rows of ${columns}`);
  }
  return { values: Float64Array.from(values), rows, columns };
}

function given(values: ArrayLike<number> | undefined, what: string): ArrayLike<number> {
  if (values === undefined) throw new RangeError(`the pictures have no ${what}`);
  return values;
}

function scaled(
  { values, rows, columns }: Matrix,
  means: Float64Array,
  deviation: (column: number) => number,
): Matrix {
  const result = Float64Array.from(values, (value, at) => {
    const column = at % columns;
    return (value - (means[column] as number)) / deviation(column);
  });
  return { values: result, rows, columns };
}

function matrixOfNone(rows: number): Matrix {
  return { values: new Float64Array(), rows, columns: 0 };
}
