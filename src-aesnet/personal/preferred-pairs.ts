import type { Decision } from './decisions.ts';

/** Two photos of which a person preferred one. */
export interface PreferredPair {
  readonly better: number;
  readonly worse: number;
}

/**
 * Every pair of photos that decisions tell apart: stars from other stars, picks from rejects of the same shoot, and the pairs that
 * were compared themselves. Quadratic in the decisions.
 */
export function preferredPairs(decisions: readonly Decision[]): PreferredPair[] {
  const pairs: PreferredPair[] = [];
  for (const [at, a] of decisions.entries()) {
    if (a.kind === 'pair') {
      pairs.push({ better: a.better, worse: a.worse });
      continue;
    }
    for (const b of decisions.slice(at + 1)) {
      if (b.kind === 'pair' || a.photo === b.photo) continue;
      const order = preference(a, b);
      if (order > 0) pairs.push({ better: a.photo, worse: b.photo });
      if (order < 0) pairs.push({ better: b.photo, worse: a.photo });
    }
  }
  return pairs;
}

/** Above 0 where the person prefers a, below where b, 0 where they did not say. */
export function preference(a: Decision, b: Decision): number {
  if (a.kind === 'stars' && b.kind === 'stars') return a.stars - b.stars;
  if (a.kind === 'flag' && b.kind === 'flag' && a.shoot === b.shoot) {
    return Number(a.flag === 'pick') - Number(b.flag === 'pick');
  }
  return 0;
}
