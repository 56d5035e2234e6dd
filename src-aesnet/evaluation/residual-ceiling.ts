import { mean, requireSameLength, type Values } from './values.ts';

/** People's residuals and how much the people disagreed, one value a picture. */
export interface RatedResiduals {
  /** People's residuals, by their own line. */
  readonly residuals: Values;
  /** Slope b of that line. */
  readonly slope: number;
  /** Standard deviation over the raters (divided by their number) of the attribute and of the overall score. */
  readonly attributeSd: Values;
  readonly aestheticSd: Values;
  /** How many people rated each picture. */
  readonly raters: Values;
}

/** The best that a model could reach against ratings that carry noise of their own. */
export interface ResidualCeiling {
  /** The correlation, within a picture, of one rater's errors on the two scales: the assumption. */
  readonly noiseCorrelation: number;
  /** Mean variance of the residuals that is noise. */
  readonly noiseVariance: number;
  /** Share of the residuals' variance that is not noise; 0 where noise would explain all of it. */
  readonly reliability: number;
  /** SRCC of a model that knew the noiseless residual exactly. */
  readonly srcc: number;
}

/**
 * The ceiling of a residual SRCC. A mean of n raters misses the mean of all people by an error of
 * variance s²/(n − 1), s being the published standard deviation (divided by n). The residual
 * r = attribute − a − b·aesthetic therefore carries noise of variance
 *
 *     v = (s_k² + b²·s_a² − 2·b·ρ·s_k·s_a) / (n − 1),      averaged over pictures,
 *
 * and, by classical test theory, reliability R = 1 − v / var(r) and a Pearson ceiling of √R; for jointly
 * normal values that is an SRCC of (6/π)·asin(√R / 2).
 *
 * ρ is an assumption: without single ratings it cannot be known. People who like a picture more rate all
 * of it higher, so it is well above 0 (`leastNoiseCorrelation` says what the data demands). Also assumed:
 * raters are a random draw, and their errors are unrelated to the noiseless residual.
 */
export function residualCeiling(people: RatedResiduals, noiseCorrelation: number): ResidualCeiling {
  const { own, shared } = noiseParts(people);
  const noiseVariance = own - noiseCorrelation * shared;
  const reliability = Math.min(1, Math.max(0, 1 - noiseVariance / variance(people.residuals)));
  const srcc = (6 / Math.PI) * Math.asin(Math.sqrt(reliability) / 2);
  return { noiseCorrelation, noiseVariance, reliability, srcc };
}

/**
 * The smallest ρ with which the raters' noise fits into the residuals' variance; below it the noise alone
 * would spread wider than what was seen. May be negative, where no correlation is needed.
 */
export function leastNoiseCorrelation(people: RatedResiduals): number {
  const { own, shared } = noiseParts(people);
  return (own - variance(people.residuals)) / shared;
}

/** v = own − ρ · shared, each averaged over pictures. */
function noiseParts({ residuals, slope, attributeSd, aestheticSd, raters }: RatedResiduals) {
  for (const other of [attributeSd, aestheticSd, raters]) requireSameLength(residuals, other);
  const own = new Float64Array(residuals.length);
  const shared = new Float64Array(residuals.length);
  for (let i = 0; i < own.length; i++) {
    const n = raters[i] as number;
    if (!(n > 1)) throw new RangeError(`picture ${i} has ${n} raters; two are needed for a noise`);
    const k = attributeSd[i] as number;
    const a = slope * (aestheticSd[i] as number);
    own[i] = (k * k + a * a) / (n - 1);
    shared[i] = (2 * k * a) / (n - 1);
  }
  return { own: mean(own), shared: mean(shared) };
}

function variance(values: Values): number {
  const center = mean(values);
  return mean(Float64Array.from(values, (value) => (value - center) ** 2));
}
