/** Losses of shares: emotions and scenes, and which attribute an edit moves most. */
import { describe, expect, it } from 'vitest';
import { movesMostLoss } from '../../../src-aesnet/losses/moves-most.ts';
import { sharesLoss } from '../../../src-aesnet/losses/shares.ts';
import type { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Checkable } from '../support/gradient-check.ts';
import { expectLoss, lossOf, mean, rowsOf, shares } from '../support/loss-check.ts';
import { filled, normal } from '../support/values.ts';

const random = Random.from(5);

const VOTES: Array64 = {
  shape: [3, 4],
  data: Float64Array.of(0.5, 0.25, 0.25, 0, 0, 0, 0, 1, 0.125, 0.375, 0.25, 0.25),
};
const LOGITS = filled([3, 4], normal, random);

const emotions: Checkable = {
  feeds: { logits: LOGITS, shares: VOTES },
  build(graph: Graph) {
    const logits = graph.input('logits', [3, 4]);
    return {
      loss: sharesLoss(graph, logits, graph.input('shares', [3, 4])),
      parameters: [logits],
    };
  },
};

/** −Σ votes · log share, over the columns of each row. */
const crossEntropies = (votes: readonly number[][], logits: readonly number[][]) =>
  votes.map((row, i) => {
    const found = shares(logits[i] ?? []);
    return -row.reduce((sum, vote, j) => sum + vote * Math.log(found[j] ?? NaN), 0);
  });

describe('shares', () => {
  it('have the cross-entropy of the votes', async () => {
    await expectLoss(emotions, mean(crossEntropies(rowsOf(VOTES), rowsOf(LOGITS))));
  });

  it('are counted along a row, not down a column', () => {
    const turned = (rows: readonly number[][]) =>
      (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? NaN));
    const wrong = mean(crossEntropies(turned(rowsOf(VOTES)), turned(rowsOf(LOGITS))));
    expect(Math.abs(wrong - lossOf(emotions))).toBeGreaterThan(0.05);
  });

  it('are best where they are the votes', () => {
    const at = (scale: number) =>
      lossOf({
        ...emotions,
        feeds: {
          shares: VOTES,
          logits: { shape: [3, 4], data: VOTES.data.map((vote) => scale * Math.log(vote + 1e-9)) },
        },
      });
    expect(at(1)).toBeLessThan(at(0.9));
    expect(at(1)).toBeLessThan(at(1.1));
  });
});

const LEAD = 0.5;
const ORIGINAL = filled([3, 6], normal, random);
const DAMAGED = filled([3, 6], normal, random);
const EDITED_COLUMNS = [1, 4, 0];
const EDITED: Array64 = {
  shape: [3, 6],
  data: Float64Array.from({ length: 18 }, (_, at) =>
    Number(EDITED_COLUMNS[Math.floor(at / 6)] === at % 6),
  ),
};

const edit = (original: Array64, damaged: Array64): Checkable => ({
  feeds: { original, damaged, edited: EDITED },
  build(graph) {
    const before = graph.input('original', [3, 6]);
    const after = graph.input('damaged', [3, 6]);
    const edited = graph.input('edited', [3, 6]);
    const loss = movesMostLoss(graph, before, after, edited, LEAD);
    return { loss, parameters: [before, after] };
  },
});

describe('what an edit moves most', () => {
  const reference = (sign: number, lead = LEAD) =>
    mean(
      rowsOf(ORIGINAL).map((before, i) => {
        const after = rowsOf(DAMAGED)[i] ?? [];
        const falls = before.map((value, k) => sign * (value - (after[k] ?? NaN)));
        const own = EDITED_COLUMNS[i] ?? -1;
        const missing = falls.flatMap((fall, k) =>
          k === own ? [] : [lead - ((falls[own] ?? NaN) - fall)],
        );
        return mean(missing.map((points) => 0.2 * Math.log(1 + Math.exp(points / 0.2))));
      }),
    );

  it('is what the edited attribute’s fall lacks of leading each of the others', async () => {
    await expectLoss(edit(ORIGINAL, DAMAGED), reference(1));
  });

  it('is another thing for rises, or for another lead', () => {
    const found = lossOf(edit(ORIGINAL, DAMAGED));
    expect(Math.abs(reference(-1) - found)).toBeGreaterThan(0.1);
    expect(Math.abs(reference(1, LEAD + 0.5) - found)).toBeGreaterThan(0.1);
  });

  it('leaves alone what leads, by much or by more, and grows with what leads wrongly', () => {
    const fallen = (columns: readonly number[], by: number) => ({
      shape: [3, 6],
      data: ORIGINAL.data.map(
        (value, at) => value - by * Number(columns[Math.floor(at / 6)] === at % 6),
      ),
    });
    expect(lossOf(edit(ORIGINAL, fallen(EDITED_COLUMNS, 3)))).toBeLessThan(1e-4);
    expect(lossOf(edit(ORIGINAL, fallen([2, 2, 2], 3)))).toBeGreaterThan(1);
  });
});
