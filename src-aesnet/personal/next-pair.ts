/** Which two photos to ask a person about next. */
import type { Random } from '../random.ts';
import { differenceVariance, personalScores, type TasteWeights } from './personal-score.ts';
import { sigmoid } from './posterior.ts';
import type { TasteTable } from './taste-basis.ts';

/**
 * Why a pair is asked. Answers to informative pairs are near coin-flips, so accuracy is measured on random ones alone; repeats
 * measure how consistent the person is.
 */
export type PairPurpose = 'informative' | 'random' | 'repeat';

/** Photos by their rows in the taste table. */
export interface AskedPair {
  readonly left: number;
  readonly right: number;
  readonly purpose: PairPurpose;
}

export interface NextPairOptions {
  /** Photos that may be asked about. */
  readonly photos: readonly number[];
  /** Pairs of this session so far, in order. */
  readonly asked: readonly AskedPair[];
  /** Whether two photos are too much alike to be worth an answer: frames of one burst, or the same picture again. */
  alike(i: number, j: number): boolean;
  readonly random: Random;
}

/** Random pairs among which the most informative is sought. */
const CANDIDATES = 300;
/** Draws before photos are given up as being all alike. */
const DRAWS = 20 * CANDIDATES;
const REPEAT_EVERY = 10;
const RANDOM_EVERY = 3;
/** A repeat so soon would be remembered. */
const REPEAT_AFTER = 4;

/** The next pair, or undefined where no two photos may be compared. No pair is asked twice but as a repeat. */
export function nextPair(
  table: TasteTable,
  model: TasteWeights & { readonly scale: number },
  options: NextPairOptions,
): AskedPair | undefined {
  const { asked, random } = options;
  const number = asked.length + 1;
  if (number % REPEAT_EVERY === 0) {
    const earlier = asked
      .slice(0, -REPEAT_AFTER)
      .filter((pair) => pair.purpose !== 'repeat' && !repeated(asked, pair));
    if (earlier.length > 0) {
      const { left, right } = random.pick(earlier);
      return { left: right, right: left, purpose: 'repeat' };
    }
  }
  if (number % RANDOM_EVERY === 0) {
    const [pair] = drawPairs(options, 1);
    return pair && { ...pair, purpose: 'random' };
  }
  const scores = personalScores(table, model);
  let best: Pair | undefined;
  let most = -Infinity;
  for (const pair of drawPairs(options, CANDIDATES)) {
    const information = pairInformation(table, model, pair, scores);
    if (information > most) {
      most = information;
      best = pair;
    }
  }
  return best && { ...best, purpose: 'informative' };
}

interface Pair {
  readonly left: number;
  readonly right: number;
}

/** What an answer to a pair is expected to tell of the taste, nats. `scores`: the model's of all photos, if they are known. */
export function pairInformation(
  table: TasteTable,
  model: TasteWeights & { readonly scale: number },
  { left, right }: Pair,
  scores = personalScores(table, model),
): number {
  const mean = (scores[left] as number) - (scores[right] as number);
  const deviation = Math.sqrt(differenceVariance(table, model, left, right));
  return expectedInformation(mean / model.scale, deviation / model.scale);
}

function drawPairs({ photos, asked, alike, random }: NextPairOptions, count: number): Pair[] {
  const known = new Set(asked.map(({ left, right }) => unordered(left, right)));
  const pairs: Pair[] = [];
  for (let draw = 0; draw < DRAWS && photos.length > 1 && pairs.length < count; draw++) {
    const left = random.pick(photos);
    const right = random.pick(photos);
    if (left === right || known.has(unordered(left, right)) || alike(left, right)) continue;
    pairs.push({ left, right });
  }
  return pairs;
}

function repeated(asked: readonly AskedPair[], { left, right }: Pair): boolean {
  return asked.some(
    (pair) => pair.purpose === 'repeat' && pair.left === right && pair.right === left,
  );
}

function unordered(i: number, j: number): string {
  return `${Math.min(i, j)} ${Math.max(i, j)}`;
}

/** Points of the integral over z, and how many deviations it reaches to either side. */
const POINTS = 61;
const REACH = 6;

/**
 * What an answer tells of the taste, in nats (BALD; Houlsby et al. 2011): the entropy of the answer less what is left of it
 * once the taste is known, H(E[σ(z)]) − E[H(σ(z))] with z normal of this mean and deviation.
 */
export function expectedInformation(mean: number, deviation: number): number {
  let total = 0;
  let probability = 0;
  let left = 0;
  for (let at = 0; at < POINTS; at++) {
    const t = REACH * ((2 * at) / (POINTS - 1) - 1);
    const weight = Math.exp((-t * t) / 2);
    const p = sigmoid(mean + deviation * t);
    total += weight;
    probability += weight * p;
    left += weight * entropy(p);
  }
  return entropy(probability / total) - left / total;
}

/** Of a yes that has the probability p, in nats. */
function entropy(p: number): number {
  const part = (q: number) => (q > 0 ? -q * Math.log(q) : 0);
  return part(p) + part(1 - p);
}
