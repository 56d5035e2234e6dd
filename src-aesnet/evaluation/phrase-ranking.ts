import { bootstrap, type BootstrapOptions, type Estimate } from './bootstrap.ts';
import { cosinesWith, type UnitVectors } from './level-retrieval.ts';
import { mean, take } from './values.ts';

/** Pictures and copies of them that an edit makes what a phrase says; the same picture at the same place in all three. */
export interface EditedVectors {
  readonly originals: UnitVectors;
  readonly weak: UnitVectors;
  readonly strong: UnitVectors;
}

export interface PhraseRanking {
  readonly pictures: number;
  /** Share of the strongly (weakly) edited copies that are closer to the phrase than their originals. */
  readonly strong: Estimate;
  readonly weak: Estimate;
}

/** How often a phrase, a vector of unit length, is closer to what was edited that way (cosine). Equal counts as not closer. */
export function phraseRanking(
  phrase: Float32Array,
  { originals, weak, strong }: EditedVectors,
  options?: BootstrapOptions,
): PhraseRanking {
  const to = { values: phrase, size: phrase.length };
  const cosines = (of: UnitVectors) => cosinesWith(of, to)[0] as Float64Array;
  const before = cosines(originals);
  const share = (of: UnitVectors) => {
    const after = cosines(of);
    if (after.length !== before.length) throw new RangeError('each picture needs its copies');
    const closer = after.map((cosine, row) => Number(cosine > (before[row] as number)));
    return bootstrap(before.length, (rows) => mean(take(closer, rows)), options);
  };
  return { pictures: before.length, strong: share(strong), weak: share(weak) };
}
