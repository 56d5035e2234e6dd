/** Writes the gradient at `x` into `gradient` and returns the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** When to stop, and how much to remember. */
export interface LbfgsOptions {
  /** Stop once every component of the gradient is at most this. */
  readonly tolerance?: number;
  readonly iterations?: number;
  /** Pairs of steps kept. */
  readonly memory?: number;
}

/** Where the search ended. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Whether the gradient is within the tolerance. */
  readonly converged: boolean;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly inverseProduct: number;
}

/** How much of the promised descent a step must bring (Armijo's rule). */
const SUFFICIENT = 1e-4;
const HALVINGS = 40;
/** Differences of values below this share of them are rounding. */
const ROUNDING = 1e-14;

/**
 * Minimises a smooth convex function by limited-memory BFGS (Nocedal 1980) with backtracking. Close to the minimum,
 * where values differ by rounding alone, the slope decides whether a step is good (Hager & Zhang 2005). Ends without
 * converging where no step is.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): Minimum {
  const { tolerance = 1e-6, iterations = 500, memory = 10 } = options;
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: Pair[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (largest(gradient) <= tolerance) return { x, value, iterations: iteration, converged: true };
    const direction = descentDirection(gradient, pairs);
    const slope = dot(gradient, direction);
    // The first direction is a bare gradient, of arbitrary length.
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let next = x;
    let nextGradient = gradient;
    let nextValue = Infinity;
    let accepted = false;
    for (let halving = 0; halving < HALVINGS; halving++, length /= 2) {
      next = x.map((at, i) => at + length * (direction[i] as number));
      nextGradient = new Float64Array(x.length);
      nextValue = objective(next, nextGradient);
      accepted =
        nextValue <= value + SUFFICIENT * length * slope ||
        (nextValue <= value + ROUNDING * Math.abs(value) &&
          dot(nextGradient, direction) <= (2 * SUFFICIENT - 1) * slope);
      if (accepted) break;
    }
    if (!accepted) return { x, value, iterations: iteration, converged: false };
    const step = next.map((at, i) => at - (x[i] as number));
    const change = nextGradient.map((at, i) => at - (gradient[i] as number));
    const product = dot(step, change);
    if (product > 0) pairs.push({ step, change, inverseProduct: 1 / product });
    if (pairs.length > memory) pairs.shift();
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return { x, value, iterations, converged: largest(gradient) <= tolerance };
}

/** −H·gradient by the two-loop recursion, H being the inverse curvature that the pairs tell of. */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const weights: number[] = [];
  for (const { step, change, inverseProduct } of pairs.toReversed()) {
    const weight = inverseProduct * dot(step, direction);
    weights.push(weight);
    addScaled(direction, change, -weight);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.inverseProduct * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
  }
  for (const { step, change, inverseProduct } of pairs) {
    const weight = weights.pop() as number;
    addScaled(direction, step, weight - inverseProduct * dot(change, direction));
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(sum: Float64Array, part: Float64Array, scale: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + scale * (part[i] as number);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
