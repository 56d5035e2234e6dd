import type { Grammar } from '../grammar.ts';

/** A part of a scale that has words of its own, or none. Bands follow one another from low to high. */
export interface Band {
  readonly name: string;
  /** Absent where there is nothing to say. */
  readonly grammar?: Grammar;
  /** Where it ends; the last of a scale never does. */
  readonly below: number;
}

/** A band up to, not including, `below`; without it, the last one. */
export function band(name: string, grammar: Grammar, below = Infinity): Band {
  return { name, grammar, below };
}

/** A band between two others in which nothing is said, so that those on either side are clearly apart. */
export function silent(below: number): Band {
  return { name: 'nothing to say', below };
}
