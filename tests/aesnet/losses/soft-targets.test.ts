/** K_ij of METHOD.md section 3. */
import { describe, expect, it } from 'vitest';
import {
  levelTargets,
  NOT_DESCRIBED,
  shareTargets,
  type SoftTargets,
} from '../../../src-aesnet/losses/soft-targets.ts';

const table = ({ targets, mask }: SoftTargets, count: number) =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) =>
      mask[i * count + j] === 1 ? targets[i * count + j] : undefined,
    ),
  );
const close = (value: number) => expect.closeTo(value, 6);
const no = undefined;

describe('soft targets', () => {
  it('fall with the difference of levels', () => {
    const found = levelTargets(Float32Array.of(0, 1, -0.5), Int32Array.of(0, 0, 0), 0.5);
    // exp(−d²/0.5) of 1, 0.5 and 1.5.
    const [one, half, more] = [close(Math.exp(-2)), close(Math.exp(-0.5)), close(Math.exp(-4.5))];
    expect(table(found, 3)).toEqual([
      [1, one, half],
      [one, 1, more],
      [half, more, 1],
    ]);
  });

  it('are known within a group alone; who is alone in one, or in none, has nobody', () => {
    const groups = Int32Array.of(3, 8, 3, NOT_DESCRIBED, 5, 8, NOT_DESCRIBED);
    const found = levelTargets(new Float32Array(7), groups, 1);
    expect(table(found, 7)).toEqual([
      [1, no, 1, no, no, no, no],
      [no, 1, no, no, no, 1, no],
      [1, no, 1, no, no, no, no],
      [no, no, no, no, no, no, no],
      [no, no, no, no, no, no, no],
      [no, 1, no, no, no, 1, no],
      [no, no, no, no, no, no, no],
    ]);
    for (const [at, value] of found.mask.entries()) {
      if (value === 0) expect(found.targets[at]).toBe(0);
    }
  });

  it('fall with Hellinger’s distance of shares', () => {
    const votes = Float32Array.of(1, 0, 0, 0.25, 0.75, 0, 0, 0, 1);
    const found = shareTargets(votes, Int32Array.of(1, 1, 1), 0.5);
    // d² = 1 − Σ√(p·q): 1 − √0.25, and 1 where nothing is shared.
    const near = close(Math.exp(-0.5 / 0.5));
    const far = close(Math.exp(-1 / 0.5));
    expect(table(found, 3)).toEqual([
      [1, near, far],
      [near, 1, far],
      [far, far, 1],
    ]);
    const apart = shareTargets(votes, Int32Array.of(1, 2, 2), 0.5);
    expect(table(apart, 3)).toEqual([
      [no, no, no],
      [no, 1, far],
      [no, far, 1],
    ]);
  });

  it('are sharper the narrower they are, and need a width', () => {
    const at = (sigma: number) =>
      levelTargets(Float32Array.of(0, 1), Int32Array.of(0, 0), sigma).targets[1] ?? NaN;
    expect(at(0.25)).toBeLessThan(at(1));
    expect(at(1)).toBeLessThan(1);
    for (const sigma of [0, -1, NaN]) expect(() => at(sigma)).toThrow('expected a width above 0');
  });
});
