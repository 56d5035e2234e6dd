/**
 * The model as its definition has it, solved slowly: likelihoods as differences of probabilities, the maximum by golden
 * sections along one parameter after another, the covariance by differences of values.
 */
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { SHOOT_DEVIATION } from '../../../src-aesnet/personal/posterior.ts';
import type { TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { feature } from './support.ts';

const sigma = (z: number) => 1 / (1 + Math.exp(-z));

/** Parameters: weights, thresholds between the levels that occur, the cut-off of flags, one a shoot. */
export function slowPosterior(
  table: TasteTable,
  decisions: readonly Decision[],
  variances: readonly number[],
  scale: number,
) {
  const width = variances.length;
  const stars = [...new Set(decisions.map((d) => (d.kind === 'stars' ? d.stars : 0)))];
  const levels = stars.filter((level) => level > 0).sort();
  const shoots = [...new Set(decisions.flatMap((d) => (d.kind === 'flag' ? [d.shoot] : [])))];
  const cutAt = width + Math.max(0, levels.length - 1);
  const shootAt = cutAt + 1;
  const f = (p: readonly number[], photo: number) =>
    (table.score[photo] ?? NaN) +
    variances.reduce((sum, _, c) => sum + (p[c] ?? NaN) * feature(table, photo, c), 0);
  const probability = (p: readonly number[], d: Decision): number => {
    if (d.kind === 'pair') return sigma((f(p, d.better) - f(p, d.worse)) / scale);
    const eta = f(p, d.photo) / scale;
    if (d.kind === 'flag') {
      const cutOff = (p[cutAt] ?? NaN) + (p[shootAt + shoots.indexOf(d.shoot)] ?? NaN);
      return sigma(d.flag === 'pick' ? eta - cutOff : cutOff - eta);
    }
    const level = levels.indexOf(d.stars);
    const below = level === levels.length - 1 ? Infinity : (p[width + level] ?? NaN);
    const above = level === 0 ? -Infinity : (p[width + level - 1] ?? NaN);
    return sigma(below - eta) - sigma(above - eta);
  };
  const value = (p: readonly number[]) => {
    let sum = 0;
    for (const decision of decisions) sum += Math.log(Math.max(0, probability(p, decision)));
    for (const [c, variance] of variances.entries()) sum -= (p[c] ?? NaN) ** 2 / (2 * variance);
    for (let j = 0; j < shoots.length; j++) {
      sum -= (p[shootAt + j] ?? NaN) ** 2 / (2 * SHOOT_DEVIATION ** 2);
    }
    return sum;
  };
  const start = Array.from({ length: shootAt + shoots.length }, (_, at) =>
    at < width || at >= shootAt ? 0 : 3 / scale + (at < cutAt ? at - width : 0),
  );
  const free = start.map((_, at) => at).filter((at) => at !== cutAt || shoots.length > 0);
  const best = climb(value, start, free);
  const covariance = inverse(negativeHessian(value, best, free));
  return { weights: best.slice(0, width), covariance, value: value(best), parameters: best };
}

function climb(value: (p: readonly number[]) => number, start: number[], free: number[]): number[] {
  const p = [...start];
  let before = value(p);
  for (let round = 0; round < 3000; round++) {
    for (const at of free)
      p[at] = goldenSection((x) => value(p.with(at, x)), p[at] ?? NaN, 2 / (1 + round / 20));
    const after = value(p);
    if (round > 50 && after - before < 1e-14) break;
    before = after;
  }
  return p;
}

function goldenSection(value: (x: number) => number, center: number, reach: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [center - reach, center + reach];
  while (high - low > 1e-10) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    // NaN (thresholds out of order) counts as worst.
    if ((value(a) || -Infinity) < (value(b) || -Infinity)) low = a;
    else high = b;
  }
  return (low + high) / 2;
}

function negativeHessian(
  value: (p: readonly number[]) => number,
  p: number[],
  free: number[],
): number[][] {
  const h = 1e-3;
  const at = (i: number, di: number, j: number, dj: number) => {
    const q = [...p];
    q[i] = (q[i] ?? NaN) + di;
    q[j] = (q[j] ?? NaN) + dj;
    return value(q);
  };
  return free.map((i) =>
    free.map(
      (j) => -(at(i, h, j, h) - at(i, h, j, -h) - at(i, -h, j, h) + at(i, -h, j, -h)) / (4 * h * h),
    ),
  );
}

/** Gauss and Jordan, without pivoting: the matrix is positive definite. */
function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = rows[i]?.[i] ?? NaN;
    rows[i] = (rows[i] ?? []).map((entry) => entry / pivot);
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const factor = rows[k]?.[i] ?? NaN;
      rows[k] = (rows[k] ?? []).map((entry, j) => entry - factor * (rows[i]?.[j] ?? NaN));
    }
  }
  return rows.map((row) => row.slice(n));
}
