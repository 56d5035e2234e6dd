/** Cut-offs that are offered, and what lies below them. */
import type { CatalogueReader } from '../../catalogue/types.ts';

/** Shares of the library below the cut-offs: every one more makes all bounds wider. */
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const BINS = 400;

/** Cut-offs by the general score, points with two decimals, ascending: below each lies a tenth more of the library. */
export function offeredCutOffs(catalogue: Pick<CatalogueReader, 'distribution'>): number[] {
  const { bins, total } = catalogue.distribution('aesthetic', BINS);
  if (total === 0) return [];
  const cutOffs: number[] = [];
  let below = 0;
  let next = 0;
  for (const [at, count] of bins.entries()) {
    below += count;
    while (next < SHARES.length && below >= (SHARES[next] as number) * total) {
      cutOffs.push(Number((1 + ((at + 1) / BINS) * 4).toFixed(2)));
      next += 1;
    }
  }
  return [...new Set(cutOffs)];
}
