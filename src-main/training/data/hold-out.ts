import { Random } from '../../../src-aesnet/random.ts';
import type { ParaRow } from './para.ts';

/** Indices into the rows that were given, ascending. */
export interface HeldOut {
  readonly kept: readonly number[];
  readonly held: readonly number[];
}

/**
 * Sets whole sessions aside, in a seeded order, until at least `share` (0–1) of the rows is held: pictures of a session
 * resemble each other, so a split through a session would flatter. A row without a session stays. Of those that are kept, at most
 * `most` are drawn at random.
 */
export function holdOutSessions(
  rows: readonly ParaRow[],
  share: number,
  seed: number,
  most = Infinity,
): HeldOut {
  const sessions = Map.groupBy(rows.keys(), (index) => rows[index]?.session);
  sessions.delete(undefined);
  const random = Random.from(seed);
  const order = random.shuffle([...sessions.keys()].sort());
  const held: number[] = [];
  for (const session of order) {
    if (held.length >= share * rows.length) break;
    held.push(...(sessions.get(session) ?? []));
  }
  held.sort((a, b) => a - b);
  const outside = new Set(held);
  const kept = [...rows.keys()].filter((index) => !outside.has(index));
  if (kept.length <= most) return { kept, held };
  return {
    kept: random
      .shuffle(kept)
      .slice(0, most)
      .sort((a, b) => a - b),
    held,
  };
}
