/** Figures from predictions whose quality is known, and the reports made of them. */
import { describe, expect, it } from 'vitest';
import { abilitiesOf } from '../../../src-aesnet/evaluation/abilities.ts';
import { srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { fitResidualLine, residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { columnOf } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { evaluatePredictions, fitLines } from '../../../src-main/training/evaluate/figures.ts';
import { evaluateNeighbourhoods } from '../../../src-main/training/evaluate/neighbourhoods.ts';
import { buildReport, reportJson, reportText } from '../../../src-main/training/evaluate/report.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';
import { maySayLevel } from '../../../src-shared/ability.ts';

const PICTURES = 150;
const bootstrap = { draws: 100 };

/** People, and a model that sees the overall score well and departures in part. */
function simulate(seed: number) {
  const random = Random.from(seed);
  const people = new Float64Array(PICTURES * SCORED.length);
  const model = new Float32Array(PICTURES * SCORED.length);
  const emotion = new Float64Array(PICTURES * EMOTIONS.length);
  for (let row = 0; row < PICTURES; row++) {
    const overall = 3 + 0.7 * random.normal();
    const seen = overall + 0.2 * random.normal();
    for (const [k] of SCORED.entries()) {
      const departure = k === 0 ? 0 : 0.2 * random.normal();
      people[row * 7 + k] = k === 0 ? overall : 0.5 + 0.8 * overall + departure;
      model[row * 7 + k] = k === 0 ? seen : 0.5 + 0.8 * seen + departure / 2;
    }
    for (let c = 0; c < 8; c++) emotion[row * 8 + c] = c === 6 ? 0.6 : 0.4 / 7;
    const one = random.integer(8);
    emotion[row * 8 + one] = (emotion[row * 8 + one] ?? 0) + 0.3;
    for (let c = 0; c < 8; c++) emotion[row * 8 + c] = (emotion[row * 8 + c] ?? 0) / 1.3;
  }
  return { people, model, emotion, random };
}

describe('evaluatePredictions', () => {
  const { people, model, emotion } = simulate(1);
  const deviations = new Float64Array(people.length).fill(0.5);
  const raters = new Float64Array(PICTURES).fill(26);
  const spread = new Float64Array(PICTURES).fill(0.2);
  const figures = evaluatePredictions(
    { scores: model, spread, emotion },
    { scores: people, deviations, raters, emotion },
    { bootstrap },
  );

  it('measures every column in the order of SCORED', () => {
    expect(figures.pictures).toBe(PICTURES);
    for (const [k, name] of SCORED.entries()) {
      const expected = srcc(columnOf(model, k, 7), columnOf(people, k, 7));
      const { value, lower, upper } = figures.levels[name].srcc;
      expect(value).toBeCloseTo(expected, 12);
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
    }
    expect(figures.levels.aesthetic.mae.value).toBeCloseTo(0.16, 1);
    expect(figures.levels.aesthetic.pairAccuracy.value).toBeGreaterThan(0.85);
  });

  it('measures residuals with a line of its own on each side', () => {
    const side = (table: ArrayLike<number>, column: number) => {
      const [x, y] = [columnOf(table, 0, 7), columnOf(table, column, 7)];
      return residuals(x, y, fitResidualLine(x, y));
    };
    for (const [index, name] of RATED_ATTRIBUTES.entries()) {
      const expected = srcc(side(model, index + 1), side(people, index + 1));
      expect(figures.residuals[name].srcc.value).toBeCloseTo(expected, 12);
      expect(expected).toBeGreaterThan(0.9);
    }
  });

  it('uses lines of training pictures where they are given', () => {
    const lines = fitLines(people);
    expect(lines.color.slope).toBeCloseTo(0.8, 1);
    const flat = { ...lines, color: { intercept: 0, slope: 0 } };
    const other = evaluatePredictions(
      { scores: model },
      { scores: people, emotion },
      { bootstrap, modelLines: flat, peopleLines: flat },
    );
    // Without a slope a residual is the level itself.
    expect(other.residuals.color.srcc.value).toBeCloseTo(figures.levels.color.srcc.value, 12);
    expect(other.residuals.light.ceilings).toBeUndefined();
    expect(other.spread).toBeUndefined();
    expect(other.emotion).toBeUndefined();
  });

  it('prints the ceiling for each assumption, rising with the correlation of the noise', () => {
    const { ceilings = [], leastNoiseCorrelation = NaN } = figures.residuals.light;
    expect(ceilings.map(({ noiseCorrelation }) => noiseCorrelation)).toEqual([0.5, 0.7, 0.9]);
    const found = ceilings.map((ceiling) => ceiling.srcc);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    // (0.25 + 0.64·0.25 − 0.04·25) / (2·0.8·0.25), the residual's variance being 0.04.
    expect(leastNoiseCorrelation).toBeCloseTo(-1.5, 0);
  });

  it('measures spread and emotion', () => {
    expect(figures.spread?.within.value).toBeGreaterThan(0.55);
    expect(figures.spread?.within.value).toBeLessThan(0.8);
    expect(figures.emotion?.skill.value).toBe(1);
    expect(figures.emotion?.classes).toHaveLength(EMOTIONS.length);
  });

  it('refuses tables of two sizes and scores that are not numbers', () => {
    const labels = { scores: people, emotion };
    expect(() => evaluatePredictions({ scores: model.subarray(7) }, labels)).toThrow(RangeError);
    expect(() => evaluatePredictions({ scores: model.subarray(1) }, labels)).toThrow(RangeError);
    const broken = model.with(0, NaN);
    expect(() => evaluatePredictions({ scores: broken }, labels, { bootstrap })).toThrow(
      'not a number',
    );
  });

  it('gives the abilities that a manifest states', () => {
    const { levels, residuals: departures } = figures;
    const attributes = Object.fromEntries(
      RATED_ATTRIBUTES.map((name) => [
        name,
        { srcc: levels[name].srcc, residualSrcc: departures[name].srcc },
      ]),
    );
    const nothing = { auc: { value: NaN, lower: NaN, upper: NaN }, positives: 0 };
    const awe = { auc: { value: 0.9, lower: 0.8, upper: 0.95 }, positives: 40 };
    const abilities = abilitiesOf({ attributes, emotions: { awe, fear: nothing } });
    expect(maySayLevel(abilities.attributes?.color)).toBe(true);
    expect(abilities.attributes?.color?.residual.lower).toBe(departures.color.srcc.lower);
    expect(abilities.emotions).toEqual({ awe: { auc: 0.9, lower: 0.8, positives: 40 } });
    expect(abilitiesOf({ attributes: {}, emotions: {} })).toEqual({ attributes: {}, emotions: {} });
  });
});

describe('evaluateNeighbourhoods', () => {
  it('compares embeddings on the same pictures', () => {
    const random = Random.from(3);
    const scenes = Array.from({ length: 60 }, (_, i) => `scene${i % 3}`);
    const clear = scenes.flatMap((_, i) =>
      [0, 1, 2].map((c) => (c === i % 3 ? 3 : 0) + random.normal()),
    );
    const vague = clear.map((value) => value + 3 * random.normal());
    const general = { values: clear, size: 3 };
    const content = { values: vague, size: 3 };
    const figures = evaluateNeighbourhoods({ general, content }, scenes, bootstrap);
    expect(figures.pictures).toBe(60);
    expect(figures.general?.value).toBeGreaterThan(0.9);
    expect(figures.content?.value).toBeLessThan(0.9);
    expect(figures.contentKept?.value).toBeCloseTo(
      (figures.content?.value ?? NaN) / (figures.general?.value ?? NaN),
      12,
    );
    expect(figures.features).toBeUndefined();
    expect(evaluateNeighbourhoods({ content }, scenes, bootstrap).contentKept).toBeUndefined();
  });
});

describe('the report', () => {
  const { people, model, emotion } = simulate(2);
  const spread = new Float64Array(PICTURES).fill(0.01);
  const predictions = evaluatePredictions(
    { scores: model, spread, emotion },
    { scores: people, emotion },
    { bootstrap },
  );
  const report = buildReport('aesnet-s 1', 'validation', { predictions });

  it('holds figures against their goals', () => {
    const goals = new Map(report.goals.map((goal) => [goal.name, goal]));
    expect(goals.get('aesthetic SRCC')).toMatchObject({ atLeast: 0.88, met: true });
    expect(goals.get('color residual SRCC')).toMatchObject({ atLeast: 0.5, met: true });
    expect(goals.get('within the spread')).toMatchObject({ atLeast: 0.65, met: false });
    // 7 levels, 6 residuals and the spread; what was not measured has no goal.
    expect(report.goals).toHaveLength(14);
  });

  it('counts a spread that is too wide as missed, too', () => {
    const wide = evaluatePredictions(
      { scores: model, spread: spread.map(() => 9) },
      { scores: people, emotion },
      { bootstrap },
    );
    const [goal] = buildReport('m', 'test', { predictions: wide }).goals.slice(-1);
    expect(goal).toMatchObject({ name: 'within the spread', value: 1, met: false });
  });

  it('is a table that names what was missed', () => {
    const text = reportText(report);
    expect(text).toContain('aesnet-s 1 on 150 pictures of validation');
    const { value, lower } = predictions.levels.light.srcc;
    expect(text).toMatch(new RegExp(`^light +${value.toFixed(3)} \\[${lower.toFixed(3)}, `, 'm'));
    expect(text).toContain('13 of 14 goals met.');
    expect(text).toMatch(/^within the spread +0\.\d+ +at least 0\.650, at most 0\.710$/m);
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('is JSON that can be read back', () => {
    const read = JSON.parse(reportJson(report)) as typeof report;
    expect(read.predictions.levels.light.srcc.value).toBe(predictions.levels.light.srcc.value);
    expect(read.goals).toEqual(report.goals);
  });
});
