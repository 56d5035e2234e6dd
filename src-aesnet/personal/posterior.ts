/** The person's weights given their decisions: MAP by Newton, posterior by Laplace. */
import { cholesky, solveCholesky, solveLower } from '../linear/cholesky.ts';
import { NONE, type Design } from './design.ts';

/**
 * SD of a shoot's cut-off around the person's own, in units of s: it lies within one unit in two of three shoots. An
 * assumption: nothing at hand says how much cut-offs of shoots differ.
 */
export const SHOOT_DEVIATION = 1;

/** What is assumed before any decision. */
export interface WeightPrior {
  /** Variance of each weight [D], points². */
  readonly variances: Float64Array;
  /** s: points a unit of log-odds. */
  readonly scale: number;
}

export interface Posterior {
  /** MAP weights [D], points. */
  readonly weights: Float64Array;
  /** Their covariance, row-major [D, D]. */
  readonly covariance: Float64Array;
  /** Laplace's approximation of the log marginal likelihood, up to a constant of the decisions alone. */
  readonly evidence: number;
  /** Where Newton ended, to begin with next time. */
  readonly state: NewtonState;
}

/** Weights, cut-offs and shoots' shares of them. */
export interface NewtonState {
  readonly core: Float64Array;
  readonly shoots: Float64Array;
}

const ITERATIONS = 60;
const HALVINGS = 40;
/** Newton stops where the next step would gain less than this in log posterior. */
const ENOUGH = 1e-10;

/**
 * The posterior of a design. The log posterior is concave (Pratt 1981), so there is one maximum. Cut-offs are the person's
 * own, without a prior. Starts from `start` where it fits, which saves steps and changes nothing else.
 */
export function posterior(design: Design, prior: WeightPrior, start?: NewtonState): Posterior {
  const problem = new Problem(design, prior);
  let state = start ?? problem.start();
  let value = problem.value(state);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { step, decrement } = problem.newtonStep(state);
    if (!(decrement > ENOUGH)) break;
    let length = 1;
    let next = moved(state, step, length);
    let nextValue = problem.value(next);
    for (let halving = 0; halving < HALVINGS && !(nextValue >= value); halving++) {
      length /= 2;
      next = moved(state, step, length);
      nextValue = problem.value(next);
    }
    // What is left is rounding.
    if (!(nextValue >= value)) break;
    state = next;
    value = nextValue;
  }
  return problem.summary(state, value);
}

function moved(from: NewtonState, step: NewtonState, length: number): NewtonState {
  const along = (a: Float64Array, b: Float64Array) =>
    a.map((value, i) => value + length * (b[i] as number));
  return { core: along(from.core, step.core), shoots: along(from.shoots, step.shoots) };
}

/** Gradient and negative Hessian of the log posterior; shoots touch only themselves and the core. */
interface Curvature {
  readonly gradient: NewtonState;
  /** Row-major [n, n], lower triangle. */
  readonly core: Float64Array;
  /** Row-major [shoots, n]. */
  readonly cross: Float64Array;
  readonly shoots: Float64Array;
}

class Problem {
  readonly #design: Design;
  readonly #prior: WeightPrior;
  /** Weights, thresholds, the cut-off of flags. */
  readonly #n: number;

  constructor(design: Design, prior: WeightPrior) {
    if (prior.variances.length !== design.columns) {
      throw new RangeError(`${prior.variances.length} variances for ${design.columns} weights`);
    }
    this.#design = design;
    this.#prior = prior;
    this.#n = design.columns + design.thresholds + (design.flags ? 1 : 0);
  }

  /** No taste of their own, and the thresholds that the shares of stars then ask for. */
  start(): NewtonState {
    const { columns, thresholds, sharesBelow, offset, rows, flags, shootCount } = this.#design;
    const core = new Float64Array(this.#n);
    let middle = 0;
    for (let row = 0; row < rows; row++) {
      middle += (offset[row] as number) / (rows * this.#prior.scale);
    }
    for (let at = 0; at < thresholds; at++) {
      const share = sharesBelow[at] as number;
      core[columns + at] = middle + Math.log(share / (1 - share));
    }
    if (flags) core[columns + thresholds] = middle;
    return { core, shoots: new Float64Array(shootCount) };
  }

  /** The log posterior, up to a constant; −∞ where thresholds are out of order. */
  value({ core, shoots }: NewtonState): number {
    const { columns, rows, signs, cutOffs, gaps, shoots: shootOf } = this.#design;
    let sum = 0;
    for (const [at, count] of gaps.entries()) {
      const gap = (core[columns + at + 1] as number) - (core[columns + at] as number);
      if (!(gap > 0)) return -Infinity;
      sum += count * Math.log(-Math.expm1(-gap));
    }
    for (let row = 0; row < rows; row++) {
      const shoot = shootOf[row] as number;
      const eta = this.#eta(core, row) - (shoot === NONE ? 0 : (shoots[shoot] as number));
      for (let t = 2 * row; t < 2 * row + 2; t++) {
        const sign = signs[t] as number;
        if (sign !== 0) sum += logSigmoid(sign * (eta - this.#cutOff(core, cutOffs[t] as number)));
      }
    }
    for (let i = 0; i < columns; i++) {
      sum -= (core[i] as number) ** 2 / (2 * (this.#prior.variances[i] as number));
    }
    for (const shoot of shoots) sum -= shoot ** 2 / (2 * SHOOT_DEVIATION ** 2);
    return sum;
  }

  newtonStep(state: NewtonState): { step: NewtonState; decrement: number } {
    const curvature = this.#curvature(state);
    const { gradient, cross, shoots: diagonal } = curvature;
    const n = this.#n;
    const factor = this.#reducedFactor(curvature);
    // Shoots are eliminated first, since there may be many of them.
    const core = gradient.core.slice();
    for (const [j, slope] of gradient.shoots.entries()) {
      const share = slope / (diagonal[j] as number);
      for (let i = 0; i < n; i++)
        core[i] = (core[i] as number) - share * (cross[j * n + i] as number);
    }
    solveCholesky(factor, n, core);
    const shoots = gradient.shoots.map((slope, j) => {
      let rest = slope;
      for (let i = 0; i < n; i++) rest -= (cross[j * n + i] as number) * (core[i] as number);
      return rest / (diagonal[j] as number);
    });
    const decrement = dot(gradient.core, core) + dot(gradient.shoots, shoots);
    return { step: { core, shoots }, decrement };
  }

  summary(state: NewtonState, value: number): Posterior {
    const { columns } = this.#design;
    const { variances, scale } = this.#prior;
    const n = this.#n;
    const curvature = this.#curvature(state);
    const factor = this.#reducedFactor(curvature);
    const covariance = new Float64Array(columns * columns);
    // Column after column of L⁻¹, of which the inverse is made: (LLᵀ)⁻¹ = L⁻ᵀ·L⁻¹.
    const inverse = new Float64Array(columns * n);
    for (let i = 0; i < columns; i++) {
      const column = inverse.subarray(i * n, (i + 1) * n);
      column[i] = 1;
      solveLower(factor, n, column);
    }
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = i; k < n; k++) {
          sum += (inverse[i * n + k] as number) * (inverse[j * n + k] as number);
        }
        covariance[i * columns + j] = sum;
        covariance[j * columns + i] = sum;
      }
    }
    let evidence = value;
    for (let i = 0; i < columns; i++) evidence -= Math.log(variances[i] as number) / 2;
    for (let i = 0; i < n; i++) evidence -= Math.log(factor[i * n + i] as number);
    for (const entry of curvature.shoots) {
      evidence -= Math.log(entry * SHOOT_DEVIATION ** 2) / 2;
    }
    // Cut-offs count in units of s, and nothing is known of them in points.
    evidence += (n - columns) * Math.log(scale);
    return {
      weights: state.core.slice(0, columns),
      covariance,
      evidence,
      state,
    };
  }

  /** Cholesky's factor of the core's negative Hessian with the shoots integrated out. */
  #reducedFactor({ core, cross, shoots }: Curvature): Float64Array {
    const n = this.#n;
    const reduced = core.slice();
    for (const [j, entry] of shoots.entries()) {
      for (let i = 0; i < n; i++) {
        const share = (cross[j * n + i] as number) / entry;
        if (share === 0) continue;
        for (let k = 0; k <= i; k++) {
          const at = i * n + k;
          reduced[at] = (reduced[at] as number) - share * (cross[j * n + k] as number);
        }
      }
    }
    return cholesky(reduced, n);
  }

  #curvature({ core, shoots }: NewtonState): Curvature {
    const design = this.#design;
    const { columns, rows, x, signs, cutOffs, shoots: shootOf, shootCount } = design;
    const { variances, scale } = this.#prior;
    const n = this.#n;
    const gradient = new Float64Array(n);
    const hessian = new Float64Array(n * n);
    const shootGradient = new Float64Array(shootCount);
    const cross = new Float64Array(shootCount * n);
    const diagonal = new Float64Array(shootCount).fill(1 / SHOOT_DEVIATION ** 2);
    for (let row = 0; row < rows; row++) {
      const shoot = shootOf[row] as number;
      const eta = this.#eta(core, row) - (shoot === NONE ? 0 : (shoots[shoot] as number));
      let slope = 0;
      let weight = 0;
      for (let t = 2 * row; t < 2 * row + 2; t++) {
        const sign = signs[t] as number;
        if (sign === 0) continue;
        const cutOff = cutOffs[t] as number;
        const wrong = sigmoid(-sign * (eta - this.#cutOff(core, cutOff)));
        const q = wrong * (1 - wrong);
        slope += sign * wrong;
        weight += q;
        if (cutOff === NONE) continue;
        const at = columns + cutOff;
        gradient[at] = (gradient[at] as number) - sign * wrong;
        hessian[at * n + at] = (hessian[at * n + at] as number) + q;
        addScaled(hessian, at * n, x, row * columns, columns, -q / scale);
        if (shoot === NONE) continue;
        cross[shoot * n + at] = (cross[shoot * n + at] as number) + q;
      }
      addScaled(gradient, 0, x, row * columns, columns, slope / scale);
      for (let i = 0; i < columns; i++) {
        const share = (weight * (x[row * columns + i] as number)) / (scale * scale);
        if (share !== 0) addScaled(hessian, i * n, x, row * columns, i + 1, share);
      }
      if (shoot === NONE) continue;
      shootGradient[shoot] = (shootGradient[shoot] as number) - slope;
      diagonal[shoot] = (diagonal[shoot] as number) + weight;
      addScaled(cross, shoot * n, x, row * columns, columns, -weight / scale);
    }
    this.#addGaps(core, gradient, hessian);
    for (let i = 0; i < columns; i++) {
      const precision = 1 / (variances[i] as number);
      gradient[i] = (gradient[i] as number) - precision * (core[i] as number);
      hessian[i * n + i] = (hessian[i * n + i] as number) + precision;
    }
    for (let j = 0; j < shootCount; j++) {
      shootGradient[j] =
        (shootGradient[j] as number) - (shoots[j] as number) / SHOOT_DEVIATION ** 2;
    }
    return {
      gradient: { core: gradient, shoots: shootGradient },
      core: hessian,
      cross,
      shoots: diagonal,
    };
  }

  #addGaps(core: Float64Array, gradient: Float64Array, hessian: Float64Array): void {
    const { columns, gaps } = this.#design;
    const n = this.#n;
    for (const [at, count] of gaps.entries()) {
      const lower = columns + at;
      const upper = lower + 1;
      const odds = 1 / Math.expm1((core[upper] as number) - (core[lower] as number));
      gradient[upper] = (gradient[upper] as number) + count * odds;
      gradient[lower] = (gradient[lower] as number) - count * odds;
      const curvature = count * odds * (1 + odds);
      hessian[upper * n + upper] = (hessian[upper * n + upper] as number) + curvature;
      hessian[lower * n + lower] = (hessian[lower * n + lower] as number) + curvature;
      hessian[upper * n + lower] = (hessian[upper * n + lower] as number) - curvature;
    }
  }

  /** (offset + w·x)/s of a row. */
  #eta(core: Float64Array, row: number): number {
    const { columns, x, offset } = this.#design;
    let sum = offset[row] as number;
    for (let i = 0, at = row * columns; i < columns; i++, at++) {
      sum += (core[i] as number) * (x[at] as number);
    }
    return sum / this.#prior.scale;
  }

  #cutOff(core: Float64Array, cutOff: number): number {
    return cutOff === NONE ? 0 : (core[this.#design.columns + cutOff] as number);
  }
}

/** sum[p + i] += factor · part[q + i]. */
function addScaled(
  sum: Float64Array,
  p: number,
  part: Float64Array,
  q: number,
  count: number,
  factor: number,
): void {
  for (let i = 0; i < count; i++) {
    sum[p + i] = (sum[p + i] as number) + factor * (part[q + i] as number);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

/** log σ(z), without overflow. */
export function logSigmoid(z: number): number {
  return z >= 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z));
}
