/** The model as it is used here ranks photographs as it did where it was measured. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { SCORED, SCORED_NAMES, type Scored } from '../../src-shared/attribute.ts';
import { dataPath } from '../support/data.ts';
import { openScorer, scores, shipped } from '../inference/support.ts';
import { rankCorrelation } from './rank-correlation.ts';

const labels = dataPath('para/validation.csv');
const pictures = dataPath('para/images-attributes');
const missing = labels === undefined || pictures === undefined;

/** Every how many rows of validation.csv one is scored: 200 pictures in all. */
const STRIDE = 6;

/** The rank correlation that the model's manifest publishes for a score, as its card does. */
function published(name: Scored): number {
  const figure = shipped.figures.find((each) => each.name === `${SCORED_NAMES[name]}, SRCC`);
  return Number.parseFloat(figure?.value ?? 'none');
}

/** The standard error of a rank correlation of 0.82 over 200 pictures is about 0.025: three of them. */
const ALLOWANCE = 0.075;

interface Row {
  readonly file: string;
  readonly means: Readonly<Record<Scored, number>>;
}

function readRows(file: string): Row[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = header.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().split(',');
    const mean = (name: Scored) => Number(cells[columns.indexOf(`${name}_mean`)]);
    return {
      file: cells[0] ?? '',
      means: Object.fromEntries(SCORED.map((name) => [name, mean(name)])) as Row['means'],
    };
  });
}

describe('rankCorrelation', () => {
  it('knows order, its reverse, and ties', () => {
    expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 400])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
    // By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    expect(rankCorrelation([1, 5, 5, 9], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });
});

describe(`${shipped.id} on PARA${missing ? ' (skipped: the test data is not on this machine)' : ''}`, () => {
  it.skipIf(missing)(
    'ranks 200 pictures that it has not seen as its card says',
    async ({ annotate }) => {
      const rows = readRows(labels ?? '').filter((_, index) => index % STRIDE === 0);
      expect(rows).toHaveLength(200);
      // As published, 224×224: nothing to resample.
      const tensors = await Promise.all(
        rows.map(({ file }) =>
          sharp(path.join(pictures ?? '', file))
            .toColourspace('srgb')
            .removeAlpha()
            .raw()
            .toBuffer(),
        ),
      );
      const scorer = await openScorer();
      const answers = scores(await scorer.score(tensors));
      const found: string[] = [];
      for (const name of SCORED) {
        const srcc = rankCorrelation(
          answers.map(({ score }) => score.values[name] ?? NaN),
          rows.map(({ means }) => means[name]),
        );
        found.push(`${name} ${srcc.toFixed(3)}`);
        expect(srcc, name).toBeGreaterThan(published(name) - ALLOWANCE);
        expect(srcc, name).toBeLessThan(published(name) + ALLOWANCE);
      }
      await annotate(`SRCC on 200 pictures of validation.csv: ${found.join(', ')}`);
      for (const { score } of answers) {
        expect(score.values.aesthetic).toBeGreaterThan(0.5);
        expect(score.values.aesthetic).toBeLessThan(5.5);
      }
    },
    120_000,
  );
});
