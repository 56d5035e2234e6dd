/** What a person decided about photos; photos are numbered by their rows in a table of taste features. */

/** Stars from 1 to 5. 0 stars is no decision: it is missing, not worst. */
export interface StarDecision {
  readonly kind: 'stars';
  readonly photo: number;
  readonly stars: number;
}

/** A pick or a reject, against a cut-off of the shoot's own. */
export interface FlagDecision {
  readonly kind: 'flag';
  readonly photo: number;
  readonly flag: 'pick' | 'reject';
  /** Any name; flags of one shoot share a cut-off. */
  readonly shoot: string;
}

/** One of two photos was preferred. */
export interface PairDecision {
  readonly kind: 'pair';
  readonly better: number;
  readonly worse: number;
}

export type Decision = StarDecision | FlagDecision | PairDecision;

/** The photos that a decision is about: one, or of a pair the preferred one first. */
export function photosOf(decision: Decision): readonly [number, ...number[]] {
  return decision.kind === 'pair' ? [decision.better, decision.worse] : [decision.photo];
}

/** All photos that some decisions are about, each once. */
export function photosIn(decisions: readonly Decision[]): number[] {
  return [...new Set(decisions.flatMap(photosOf))];
}
