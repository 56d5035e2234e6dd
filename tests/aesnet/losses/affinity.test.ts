/** L_SA of METHOD.md section 3, against its formula. */
import { describe, expect, it } from 'vitest';
import { affinityLoss } from '../../../src-aesnet/losses/affinity.ts';
import type { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Checkable } from '../support/gradient-check.ts';
import { expectLoss, lossOf, mean, rowsOf, shares } from '../support/loss-check.ts';
import { filled, normal } from '../support/values.ts';

const TEMPERATURE = 0.1;
const random = Random.from(21);
/** Alike enough for every neighbour to count: at τ = 0.1 random vectors have one neighbour alone. */
const alike = (shape: readonly number[]): Array64 => {
  const { data } = filled(shape, normal, random);
  return { shape, data: data.map((value) => Math.fround(2 + 0.6 * value)) };
};
const GENERAL = alike([5, 7]);
const LEARNT = alike([5, 3]);

function checked(general: Array64, learnt: Array64): Checkable {
  return {
    feeds: { general, learnt },
    build(graph: Graph) {
      const v = graph.input('learnt', learnt.shape);
      const loss = affinityLoss(graph, graph.input('general', general.shape), v, TEMPERATURE);
      return { loss, parameters: [v] };
    },
  };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}

/** Of each photo i: softmax over j ≠ i of cos(i, j)/τ. */
function neighbours(features: Array64, withItself = false): number[][] {
  const rows = rowsOf(features);
  return rows.map((row, i) =>
    shares(
      rows.flatMap((other, j) =>
        i === j && !withItself ? [] : [cosine(row, other) / TEMPERATURE],
      ),
    ),
  );
}

function reference(
  general: Array64,
  learnt: Array64,
  { withItself = false, reversed = false } = {},
): number {
  const [p, q] = [general, learnt].map((features) => neighbours(features, withItself));
  return mean(
    (p ?? []).map((row, i) =>
      row.reduce((sum, target, j) => {
        const found = q?.[i]?.[j] ?? NaN;
        return (
          sum + (reversed ? found * Math.log(found / target) : target * Math.log(target / found))
        );
      }, 0),
    ),
  );
}

describe('semantic affinity', () => {
  it('is what its formula says', async () => {
    const expected = reference(GENERAL, LEARNT);
    expect(expected).toBeGreaterThan(0.1);
    await expectLoss(checked(GENERAL, LEARNT), expected);
  });

  it('is another thing with a photo as its own neighbour, or with the divergence turned round', () => {
    const found = lossOf(checked(GENERAL, LEARNT));
    for (const mistake of [{ withItself: true }, { reversed: true }]) {
      expect(Math.abs(reference(GENERAL, LEARNT, mistake) - found)).toBeGreaterThan(1e-3);
    }
    expect(Math.abs(reference(LEARNT, GENERAL) - found)).toBeGreaterThan(1e-3);
  });

  it('is 0 where the neighbourhoods are the same, whatever the lengths', () => {
    const longer = {
      ...GENERAL,
      data: GENERAL.data.map((value, at) => value * (at < 7 ? 3 : 0.5)),
    };
    expect(lossOf(checked(GENERAL, longer))).toBeCloseTo(0, 6);
  });

  it('stays finite where two photos are the same and one is the opposite', async () => {
    const general = { shape: [3, 2], data: Float64Array.of(1, 0, 1, 0, -1, 0) };
    const learnt = { shape: [3, 2], data: Float64Array.of(1, 0, 0, 1, 0.5, 1) };
    await expectLoss(checked(general, learnt), reference(general, learnt));
  });
});
