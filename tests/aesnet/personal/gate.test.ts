import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { heldOutAccuracy, judgeGate, type Comparison } from '../../../src-aesnet/personal/gate.ts';
import { heldOut } from '../../../src-aesnet/personal/held-out.ts';
import type { TastePrior } from '../../../src-aesnet/personal/prior.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { randomDecisions, randomTable } from './support.ts';

const PRIOR: TastePrior = {
  variances: { scene: 0.2, residual: 0.1 },
  scale: 0.35,
  generalScale: 0.4,
};

function comparison(gain: number, betterGroup: string, worseGroup = betterGroup): Comparison {
  return { betterGroup, worseGroup, general: 0.6 + gain, personal: 0.6 };
}

describe('judgeGate', () => {
  it('opens for a gain beyond doubt, says where it got worse, and stays closed between', () => {
    const gains = (center: number) =>
      Array.from({ length: 60 }, (_, at) => comparison(center + (at % 2 ? 0.2 : -0.2), `${at}`));
    expect(judgeGate(gains(0.1))).toMatchObject({ open: true, worse: false, comparisons: 60 });
    expect(judgeGate(gains(-0.1))).toMatchObject({ open: false, worse: true });
    expect(judgeGate(gains(0.01))).toMatchObject({ open: false, worse: false });
  });

  it('stays closed without comparisons and with those of four groups', () => {
    expect(judgeGate([])).toMatchObject({ open: false, worse: false, comparisons: 0 });
    const four = Array.from({ length: 40 }, (_, at) => comparison(0.3, `${at % 4}`));
    expect(judgeGate(four).open).toBe(false);
    const five = Array.from({ length: 40 }, (_, at) => comparison(0.3, `${at % 5}`));
    expect(judgeGate(five).open).toBe(true);
  });

  it('errs in one of five cases where there is nothing to gain, though comparisons share photos', () => {
    const random = Random.from(1);
    const cases = 1500;
    let opened = 0;
    for (let n = 0; n < cases; n++) {
      const luck = Array.from({ length: 25 }, () => random.normal());
      const all = luck.flatMap((a, i) =>
        luck
          .slice(i + 1)
          .map((b, j) => comparison(a + b + 0.5 * random.normal(), `${i}`, `${i + 1 + j}`)),
      );
      if (judgeGate(all).open) opened++;
    }
    expect(opened / cases).toBeGreaterThan(0.16);
    expect(opened / cases).toBeLessThan(0.25);
  });

  it('stays closed for a model that foretells better only by being less sure', () => {
    const shy = Array.from({ length: 60 }, (_, at) => ({
      ...{ betterGroup: `${at}`, worseGroup: `${at} too` },
      general: at % 2 === 0 ? 0.3 : 1.4,
      personal: at % 2 === 0 ? 0.68 : 0.7,
    }));
    const verdict = judgeGate(shy);
    expect(verdict.lower).toBeGreaterThan(0);
    expect(verdict.open).toBe(false);
    expect(heldOutAccuracy(shy)).toMatchObject({
      ...{ comparisons: 60, general: { value: 0.5 }, personal: { value: 0.5 } },
    });
  });

  it('has the usual standard error where no photo is in two comparisons', () => {
    const gains = [0.3, -0.1, 0.2, 0.05, 0.4, -0.2, 0.1, 0.15];
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / 8;
    const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / 8;
    const { lower, upper } = judgeGate(
      gains.map((gain, at) => comparison(gain, `${at}`, `${at} too`)),
    );
    expect(lower).toBeCloseTo(mean - 0.8416 * Math.sqrt(variance / 8), 4);
    expect(upper).toBeCloseTo(mean + 0.8416 * Math.sqrt(variance / 8), 4);
  });

  it('takes repeated comparisons of one group for no more than one', () => {
    const random = Random.from(2);
    const once = Array.from({ length: 12 }, (_, at) =>
      comparison(0.05 + 0.3 * random.normal(), `${at}`),
    );
    const often = once.flatMap((each) => Array.from({ length: 30 }, () => each));
    expect(judgeGate(often).open).toBe(judgeGate(once).open);
    expect(judgeGate(often).lower).toBeCloseTo(judgeGate(once).lower, 9);
  });
});

describe('heldOut', () => {
  const photos = 60;
  const table = randomTable(Random.from(4), photos, ['scene', 'residual']);
  const decisions = randomDecisions(Random.from(5), table, 120, [0.9, -0.7]);

  it('opens the gate for a planted taste and not for none', () => {
    const planted = heldOut(table, decisions, PRIOR, { groupOf: String });
    expect(judgeGate(planted.comparisons)).toMatchObject({ open: true, worse: false });
    const none = randomDecisions(Random.from(6), table, 120, [0, 0]);
    const verdict = judgeGate(heldOut(table, none, PRIOR, { groupOf: String }).comparisons);
    expect(verdict.open).toBe(false);
  });

  it('keeps near-duplicates on one side: copies of a photo foretell nothing', () => {
    // Stars at random, but every photo twice: who learns from the copy knows the answer.
    const random = Random.from(8);
    const width = 30;
    const columns = Array.from({ length: width }, () => 'component' as const);
    const half = randomTable(random, 40, columns);
    const values = half.features.values;
    const twice = {
      // Nothing is known of them, so that the general loss is that of a coin.
      score: new Float64Array(80),
      features: { values: Float64Array.from([...values, ...values]), rows: 80, columns: width },
      groups: columns,
    };
    const stars = Array.from({ length: 40 }, () => 1 + random.integer(5));
    const copies: Decision[] = Array.from({ length: 80 }, (_, photo) => ({
      kind: 'stars',
      photo,
      stars: stars[photo % 40] ?? 1,
    }));
    const prior = { variances: { component: 0.5 }, scale: 0.35, generalScale: 0.6 };
    const gainOf = (groupOf: (photo: number) => string) =>
      judgeGate(heldOut(twice, copies, prior, { groupOf, repeats: 2 }).comparisons).gain;
    expect(gainOf(String)).toBeGreaterThan(0);
    expect(gainOf((photo) => String(photo % 40))).toBeLessThan(0);
  });

  it('scores every photo once without having learnt from it', () => {
    const stars = decisions.flatMap((d) => (d.kind === 'pair' ? [] : [d.photo]));
    const { scores } = heldOut(table, decisions, PRIOR, { groupOf: String, repeats: 1 });
    expect(new Set(scores.keys())).toEqual(new Set(stars));
    // Where one photo is held out, what was said of it changes its score by nothing.
    const some = stars[0] ?? 0;
    const other = decisions.map((d) =>
      d.kind === 'stars' && d.photo === some ? { ...d, stars: d.stars === 5 ? 2 : 5 } : d,
    );
    const changed = heldOut(table, other, PRIOR, { groupOf: String, repeats: 1 });
    expect(changed.scores.get(some)).toBeCloseTo(scores.get(some) ?? NaN, 9);
  });

  it('compares flags within a shoot alone, and nothing where there are too few groups', () => {
    const flags: Decision[] = Array.from({ length: 20 }, (_, photo) => ({
      kind: 'flag',
      photo,
      flag: photo % 2 === 0 ? 'pick' : 'reject',
      shoot: `${photo % 10}`,
    }));
    const { comparisons } = heldOut(table, flags, PRIOR, { groupOf: String });
    expect(comparisons).toEqual([]);
    const one = flags.map((flag) => ({ ...flag, shoot: 'one' }));
    expect(heldOut(table, one, PRIOR, { groupOf: String }).comparisons.length).toBeGreaterThan(50);
    expect(heldOut(table, one, PRIOR, { groupOf: () => 'all' }).comparisons).toEqual([]);
  });
});
