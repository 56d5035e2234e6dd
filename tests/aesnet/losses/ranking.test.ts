/** Losses of pictures in pairs: ranking on edits, and standing still under harmless changes. */
import { describe, expect, it } from 'vitest';
import { array64 } from '../../../src-aesnet/graph/array64.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { rankingLoss } from '../../../src-aesnet/losses/ranking.ts';
import { stabilityLoss } from '../../../src-aesnet/losses/stability.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Checkable } from '../support/gradient-check.ts';
import { expectLoss, lossOf, mean } from '../support/loss-check.ts';
import { filled, normal } from '../support/values.ts';

const NAMES = ['original', 'weak', 'strong', 'weakMargin', 'strongMargin'] as const;
type Triple = Record<(typeof NAMES)[number], readonly number[]>;

/** Right and clear, right but close, reversed, and only the copies reversed. */
const SCORES: Triple = {
  original: [4, 3, 2.5, 3.5],
  weak: [3.5, 2.9, 2.75, 2],
  strong: [2, 2.55, 3.25, 2.25],
  weakMargin: [0.2, 0.2, 0.25, 0.125],
  strongMargin: [0.5, 0.5, 0.75, 1],
};

const checked = (values: Triple): Checkable => ({
  feeds: Object.fromEntries(
    NAMES.map((name) => [
      name,
      array64([values[name].length, 1], Array.from(values[name], Math.fround)),
    ]),
  ),
  build(graph) {
    const triple = Object.fromEntries(
      NAMES.map((name) => [name, graph.input(name, [values[name].length, 1])]),
    ) as Record<(typeof NAMES)[number], Value>;
    const { original, weak, strong } = triple;
    return { loss: rankingLoss(graph, triple), parameters: [original, weak, strong] };
  },
});

/** How much a lead is under its margin or over two and a half times it, softly from 0.1 points on, in the plainest way. */
function reference({ original, weak, strong, weakMargin, strongMargin }: Triple): number {
  const outside = original.flatMap((first, i) => {
    const [second, third] = [weak[i] ?? NaN, strong[i] ?? NaN];
    const [small, large] = [weakMargin[i] ?? NaN, strongMargin[i] ?? NaN];
    const leads = [
      [first - second, small],
      [first - third, large],
      [second - third, large - small],
    ] as const;
    return leads.map(([lead, margin]) => soft(margin - lead) + soft(lead - 2.5 * margin));
  });
  return mean(outside);
}

const soft = (points: number) => 0.1 * Math.log(1 + Math.exp(points / 0.1));

describe('ranking on edits', () => {
  it('is what is missing of the margins, and what exceeds their bounds', async () => {
    await expectLoss(checked(SCORES), reference(SCORES));
  });

  it('is another thing with the copies exchanged, the order turned round, or the margins', () => {
    const found = lossOf(checked(SCORES));
    const { original, weak, strong, weakMargin, strongMargin } = SCORES;
    const mistakes: Triple[] = [
      { ...SCORES, weak: strong, strong: weak },
      { ...SCORES, original: strong, strong: original },
      { ...SCORES, weakMargin: strongMargin, strongMargin: weakMargin },
    ];
    for (const mistake of mistakes) {
      expect(Math.abs(reference(mistake) - found)).toBeGreaterThan(0.02);
    }
  });

  it('is next to nothing within the bounds, and as large as the points that are outside', () => {
    const one = { weakMargin: [1], strongMargin: [2] };
    const { weakMargin, strongMargin } = one;
    // Leads of 1.75, 3.5 and 1.75: each 1.75 times its margin.
    expect(
      lossOf(checked({ weakMargin, strongMargin, original: [5], weak: [3.25], strong: [1.5] })),
    ).toBeLessThan(1e-3);
    // Two points each way: 3, 6 and 3 are missing.
    expect(lossOf(checked({ ...one, original: [1], weak: [3], strong: [5] }))).toBeCloseTo(4, 5);
    // Leads of 4, 8 and 4, where 2.5, 5 and 2.5 are allowed.
    expect(lossOf(checked({ ...one, original: [9], weak: [5], strong: [1] }))).toBeCloseTo(2, 5);
  });

  it('pushes the original up and the strong copy down', () => {
    const nudged = (name: 'original' | 'strong', by: number) =>
      lossOf(checked({ ...SCORES, [name]: SCORES[name].map((score) => score + by) }));
    const now = lossOf(checked(SCORES));
    expect(nudged('original', 0.1)).toBeLessThan(now);
    expect(nudged('strong', -0.1)).toBeLessThan(now);
  });
});

describe('stability', () => {
  const random = Random.from(8);
  const first = filled([3, 2], normal, random);
  const second = filled([3, 2], normal, random);
  const pair: Checkable = {
    feeds: { first, second },
    build(graph) {
      const [a, b] = [graph.input('first', [3, 2]), graph.input('second', [3, 2])];
      return { loss: stabilityLoss(graph, a, b), parameters: [a, b] };
    },
  };

  it('is the mean square of the difference', async () => {
    const squares = Array.from(first.data, (value, at) => (value - (second.data[at] ?? NaN)) ** 2);
    await expectLoss(pair, mean(squares));
  });

  it('is 0 where nothing moved', () => {
    expect(lossOf({ ...pair, feeds: { first, second: first } })).toBe(0);
  });
});
