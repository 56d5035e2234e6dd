import * as v from 'valibot';
import { RATED_ATTRIBUTES, SCENES } from '../../src-shared/attribute.ts';
import type { TasteBasis } from '../../src-aesnet/personal/taste-basis.ts';

export const numbers = v.array(v.number());
const positive = v.pipe(v.number(), v.gtValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A taste basis as JSON: typed arrays are lists. */
export const BasisSchema = v.object({
  sceneMeans: v.optional(v.pipe(numbers, v.length(SCENES.length))),
  residualMeans: v.optional(v.pipe(numbers, v.length(RATED_ATTRIBUTES.length))),
  residualDeviations: v.optional(v.pipe(v.array(positive), v.length(RATED_ATTRIBUTES.length))),
  components: v.optional(
    v.pipe(
      v.object({
        features: count,
        count,
        means: numbers,
        directions: numbers,
        variances: numbers,
        totalVariance: v.number(),
      }),
      v.check(
        (of) =>
          of.means.length === of.features &&
          of.variances.length === of.count &&
          of.directions.length === of.count * of.features,
        'the components have another shape',
      ),
    ),
  ),
});
export type BasisJson = v.InferOutput<typeof BasisSchema>;

/** Prior variances by group. */
export const VariancesSchema = v.partial(
  v.object({ scene: positive, residual: positive, component: positive }),
);

export function basisJson(basis: TasteBasis): BasisJson {
  const { sceneMeans, residualMeans, residualDeviations, components } = basis;
  return {
    ...(sceneMeans && { sceneMeans: [...sceneMeans] }),
    ...(residualMeans && { residualMeans: [...residualMeans] }),
    ...(residualDeviations && { residualDeviations: [...residualDeviations] }),
    ...(components && {
      components: {
        ...components,
        means: [...components.means],
        directions: [...components.directions],
        variances: [...components.variances],
      },
    }),
  };
}

export function basisFromJson(json: BasisJson): TasteBasis {
  const { sceneMeans, residualMeans, residualDeviations, components } = json;
  const array = (values: readonly number[]) => Float64Array.from(values);
  return {
    ...(sceneMeans && { sceneMeans: array(sceneMeans) }),
    ...(residualMeans && { residualMeans: array(residualMeans) }),
    ...(residualDeviations && { residualDeviations: array(residualDeviations) }),
    ...(components && {
      components: {
        ...components,
        means: array(components.means),
        directions: array(components.directions),
        variances: array(components.variances),
      },
    }),
  };
}

/** How many features a basis makes. */
export function featuresOf({ sceneMeans, residualMeans, components }: BasisJson): number {
  return (sceneMeans?.length ?? 0) + (residualMeans?.length ?? 0) + (components?.count ?? 0);
}
