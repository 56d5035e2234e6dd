/** Which sentence describes which picture, and how well: K_ij of METHOD.md section 3, for the contrastive loss. */

/** [N, N], row-major: what `Contrast` takes of one attribute. */
export interface SoftTargets {
  /** K_ij = exp(−d_ij² / 2σ²); 0 where it is not known. */
  readonly targets: Float32Array;
  /** 1 where the sentences of i and j can be compared, else 0. */
  readonly mask: Float32Array;
}

/** The group of a picture that has no sentence about the attribute. */
export const NOT_DESCRIBED = -1;

/**
 * By levels [N]: d is their difference. `groups` [N]: one number for each source and unit, or `NOT_DESCRIBED`: a measured and a
 * rated level have no difference. Levels are in SDs of their own group. `sigma`: in SDs, above 0.
 */
export function levelTargets(levels: Float32Array, groups: Int32Array, sigma: number): SoftTargets {
  return softTargets(groups, sigma, (i, j) => (levels[i] as number) - (levels[j] as number));
}

/**
 * By shares of votes [N, C], rows that sum to 1: d is Hellinger's distance, from 0 to 1 (where no choice is shared). `groups` as
 * for `levelTargets`; `sigma` in units of that distance.
 */
export function shareTargets(shares: Float32Array, groups: Int32Array, sigma: number): SoftTargets {
  const choices = shares.length / groups.length;
  const roots = shares.map(Math.sqrt);
  return softTargets(groups, sigma, (i, j) => {
    let squares = 0;
    for (let choice = 0; choice < choices; choice++) {
      const a = roots[i * choices + choice] as number;
      squares += (a - (roots[j * choices + choice] as number)) ** 2;
    }
    return Math.sqrt(squares / 2);
  });
}

function softTargets(
  groups: Int32Array,
  sigma: number,
  distance: (i: number, j: number) => number,
): SoftTargets {
  if (!(sigma > 0)) throw new RangeError(`expected a width above 0, received ${sigma}`);
  const count = groups.length;
  const targets = new Float32Array(count * count);
  const mask = new Float32Array(count * count);
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  for (const [i, group] of groups.entries()) {
    // Alone in its group a picture has nothing to be told from: a loss of 0 would count, and thin out the mean.
    if (group === NOT_DESCRIBED || sizes.get(group) === 1) continue;
    for (const [j, other] of groups.entries()) {
      if (other !== group) continue;
      mask[i * count + j] = 1;
      targets[i * count + j] = Math.exp(-(distance(i, j) ** 2) / (2 * sigma ** 2));
    }
  }
  return { targets, mask };
}
