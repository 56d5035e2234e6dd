import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';
import type { ResidualLines } from '../../../src-shared/residual.ts';
import { marginOf } from '../../../src-aesnet/edits/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { answersOf } from '../../../src-aesnet/suggestions/answers.ts';
import { turnChances, toneGains } from '../../../src-aesnet/suggestions/calibration.ts';
import {
  HARMFUL,
  MOST_SUGGESTIONS,
  suggestionsOf,
  type PhotoAnswers,
} from '../../../src-aesnet/suggestions/choose.ts';
import { fitTones, fitTurns, type KnownTurn } from '../../../src-aesnet/suggestions/fit.ts';
import { DIRECTIONS } from '../../../src-aesnet/suggestions/directions.ts';
import { toneFeatures, withToldGains } from '../../../src-aesnet/suggestions/tone-features.ts';
import {
  TURN_FEATURES,
  turnFeatures,
  TURNS,
  WEIGHED_FEATURES,
} from '../../../src-aesnet/suggestions/turn-features.ts';
import { trialsOf, type Trials } from '../../../src-aesnet/suggestions/trials.ts';
import { expecting } from '../../support/tiny-model.ts';

const NO_VOTES = {
  upright: TURNS.map(() => 0),
  level: TURNS.map(() => 0),
  crossing: TURNS.map(() => 0),
};
const LEVEL = { degrees: 0, confidence: 0 };
/** The networks have no opinion. */
const TOLD = {
  gains: new Float64Array(DIRECTIONS.length),
  turns: new Float64Array(TURNS.length).fill(1 / TURNS.length),
};
const TRIALS = trialsOf({ aspect: 1.5 });

/** Answers in which a copy scores what is said, all columns alike, and others 3. */
function answering(
  said: (copy: Trials['copies'][number]) => number | undefined,
  more: Partial<PhotoAnswers> = {},
  trials: Trials = TRIALS,
): PhotoAnswers {
  const scores = trials.copies.map((copy) => SCORED.map(() => said(copy) ?? 3));
  return { ...answersOf(trials, scores), votes: NO_VOTES, told: TOLD, horizon: LEVEL, ...more };
}

const tonesOf = (answers: PhotoAnswers) => withToldGains(toneFeatures(answers), answers.told.gains);

describe('what is suggested', () => {
  const floor = 0.05;

  it('is above the floor, best first, each kind once, three at most, with the amount that scored best that way', () => {
    const calibration = expecting({
      'exposure+': 0.2,
      'exposure-': 0.19,
      'contrast+': 0.04,
      'tint+': 0.3,
      'shadows-': 0.1,
      'saturation+': 0.06,
    });
    const answers = answering((copy) => {
      if (copy.kind !== 'tone') return undefined;
      if (copy.edit === 'exposure') return copy.amount === 1 ? 3.2 : 3.1;
      return copy.amount === -50 ? 3.05 : 3;
    });
    const found = suggestionsOf(answers, { calibration, floor });
    expect(found.map(({ edit, gain }) => [edit, gain])).toEqual([
      ['tint', 0.3],
      ['exposure', 0.2],
      ['shadows', 0.1],
    ]);
    expect(found).toHaveLength(MOST_SUGGESTIONS);
    expect(found.map(({ amount }) => amount).slice(1)).toEqual([1, -50]);
    expect(suggestionsOf(answers, { calibration, floor: 0.3 })).toEqual([]);
  });

  it('is what exceeds the gain that is expected of photos that need nothing', () => {
    const calibration = expecting({ 'tint+': 0.3, 'shadows-': 0.2 });
    const tones = Float64Array.from(DIRECTIONS, (way) => (way === 'tint+' ? 0.15 : 0));
    const usual = { ...calibration.usual, tones };
    const found = suggestionsOf(
      answering(() => undefined),
      { calibration: { ...calibration, usual }, floor },
    );
    expect(found.map(({ edit, gain }) => [edit, gain])).toEqual([
      ['shadows', 0.2],
      ['tint', 0.15],
    ]);
  });

  it('is nothing that the overall score itself takes for harmful', () => {
    const calibration = expecting({ 'exposure+': 0.5, 'exposure-': 0.2 });
    const harmful = (by: number) =>
      answering((copy) =>
        copy.kind === 'tone' && copy.edit === 'exposure' && copy.amount > 0 ? 3 - by : undefined,
      );
    const amounts = (by: number) =>
      suggestionsOf(harmful(by), { calibration, floor }).map(({ amount }) =>
        Math.sign(amount as number),
      );
    expect(amounts(HARMFUL / 2)).toEqual([1]);
    expect(amounts(2 * HARMFUL)).toEqual([-1]);
  });

  it('predicts attributes so that score, residual and overall score fit together', () => {
    const residuals: ResidualLines = Object.fromEntries(
      RATED_ATTRIBUTES.map((attribute, at) => [
        attribute,
        { intercept: 0.5, slope: 0.7 + at / 10 },
      ]),
    );
    const random = Random.from(8);
    const scores = TRIALS.copies.map(() => SCORED.map(() => random.uniform(2.99, 3.02)));
    const all = answersOf(TRIALS, scores);
    const calibration = expecting({ 'contrast+': 0.25 });
    const [found] = suggestionsOf(
      { ...all, votes: NO_VOTES, told: TOLD, horizon: LEVEL },
      { calibration, floor, residuals },
    );
    const answer = all.trials.find(
      ({ trial }) => trial.edit === 'contrast' && trial.amount === found?.amount,
    );
    for (const [at, attribute] of RATED_ATTRIBUTES.entries()) {
      const slope = residuals[attribute]?.slope ?? NaN;
      // What the edit does to the residual is the model's own answer.
      const residual = (answer?.gains[at + 1] ?? NaN) - slope * (answer?.gains[0] ?? NaN);
      expect(found?.attributes[attribute]).toBeCloseTo(residual + slope * 0.25, 2);
    }
  });

  it('levels by the measured horizon where that is sure, to the tenth of a degree', () => {
    const horizon = { degrees: -2.4, confidence: 0.9 };
    const trials = trialsOf({ aspect: 1.5, horizon: horizon.degrees });
    const answers = answering(() => undefined, { horizon }, trials);
    const straightened = (confidence: number) =>
      suggestionsOf(
        { ...answers, horizon: { ...horizon, confidence } },
        { calibration: expecting({}), floor },
      );
    const [found] = straightened(0.9);
    expect([found?.edit, found?.amount]).toEqual(['straighten', -2.4]);
    // Where nothing speaks for any lean, it gains about as much as it costs.
    expect(found?.gain).toBeCloseTo(0.9 * marginOf('tilt', 2.4), 2);
    expect(straightened(0.6)[0]?.amount).toBe(-2.4);
    expect(straightened(0.6)[0]?.gain).toBeLessThan(found?.gain ?? NaN);
    expect(straightened(0.45).map(({ amount }) => amount)).not.toContain(-2.4);
    expect(straightened(0.1)).toEqual([]);
  });

  it('takes a measured lean of less than half a degree for level', () => {
    const amounts = [0.4, 0.5].map((degrees) => {
      const horizon = { degrees, confidence: 0.95 };
      const answers = answering(
        () => undefined,
        { horizon },
        trialsOf({ aspect: 1.5, horizon: degrees }),
      );
      return suggestionsOf(answers, { calibration: expecting({}), floor: 0.02 }).map(
        ({ amount }) => amount,
      );
    });
    expect(amounts).toEqual([[], [0.5]]);
  });

  it('turns no photo that is rather level than leaning, however likely one of many turns is', () => {
    const weights = new Float64Array(WEIGHED_FEATURES);
    weights[WEIGHED_FEATURES - 1] = 1;
    const calibration = { ...expecting({}), turns: { weights } };
    const straightened = (chances: Readonly<Record<number, number>>) => {
      const turns = Float64Array.from(TURNS, (turn) => chances[turn] ?? 1e-4);
      const answers = answering(() => undefined, { told: { ...TOLD, turns } });
      return suggestionsOf(answers, { calibration, floor: 0.01 });
    };
    const leans = { 0: 0.3, 4: 0.1, 5: 0.4, 6: 0.1, [-5]: 0.1 };
    const [found] = straightened(leans);
    expect([found?.edit, found?.amount]).toEqual(['straighten', 5]);
    // Levels in six cases of ten, costs as much in three, and still more in one.
    const levelling = 0.6 * marginOf('tilt', 5);
    const gain =
      levelling - 0.3 * marginOf('tilt', 5) - 0.1 * (marginOf('tilt', 10) - marginOf('tilt', 5));
    expect(Math.abs((found?.gain ?? NaN) - gain)).toBeLessThan(0.05);
    expect(straightened({ 0: 0.55, 5: 0.45 })).toEqual([]);
    // On the average six degrees gain most here; the likeliest turn is seven.
    const skewed = straightened({ 0: 0.3, 3: 0.12, 4: 0.08, 6: 0.1, 7: 0.3, 8: 0.1 });
    expect(skewed[0]?.amount).toBe(7);
    // A degree beside level is no lean of two.
    expect(straightened({ 0: 0.4, 1: 0.3, 2: 0.1, [-1]: 0.2 })).toEqual([]);
  });

  it('crops where that gains more than the best of many crops usually does', () => {
    const target = { x: 0, y: 0, w: 0.8, h: 0.8 };
    const answers = answering((copy) =>
      copy.kind === 'window' && JSON.stringify(copy.window) === JSON.stringify(target)
        ? 3.5
        : undefined,
    );
    const usual = (crop: number) => ({
      ...expecting({}),
      usual: { ...expecting({}).usual, crop },
    });
    const [found] = suggestionsOf(answers, { calibration: usual(0.05), floor });
    // Three tenths of it are believed.
    expect(found).toMatchObject({ edit: 'crop', gain: 0.1, amount: { w: 0.8, h: 0.8 } });
    expect(suggestionsOf(answers, { calibration: usual(0.12), floor })).toEqual([]);
  });
});

describe('what is learnt', () => {
  it('finds each damage by a photo’s responses, and nothing in photos that have none', () => {
    const random = Random.from(9);
    const damages = ['darker', 'warm', 'none'] as const;
    const features = (kind: (typeof damages)[number]) =>
      tonesOf(
        answering((copy) => {
          const noise = 3 + random.uniform(-0.02, 0.02);
          if (copy.kind !== 'tone') return noise;
          if (kind === 'darker' && copy.edit === 'exposure') return noise + 0.1 * copy.amount;
          if (kind === 'warm' && copy.edit === 'temperature') return noise - 0.002 * copy.amount;
          return noise;
        }),
      );
    const known = Array.from({ length: 40 }, (_, at) =>
      damages.map((kind) => ({
        ...{ picture: `p${at}`, kind, amount: kind === 'warm' ? 100 : 1.5 },
        features: features(kind),
      })),
    ).flat();
    const { model } = fitTones(known, 1);
    const calibration = { ...expecting({}), tones: model };
    const best = (kind: (typeof damages)[number]) =>
      [...toneGains(calibration, features(kind))].sort((a, b) => b[1] - a[1])[0];
    for (let round = 0; round < 20; round++) {
      expect(best('darker')?.[0]).toBe('exposure+');
      expect(best('warm')?.[0]).toBe('temperature-');
      expect(best('none')?.[1]).toBeLessThan(0.1);
    }
    expect(best('darker')?.[1]).toBeGreaterThan(0.25);
  });

  it('goes by what a network says of the photo as it is, where that tells more', () => {
    const random = Random.from(12);
    const seen = (gain: number) => ({
      gains: Float64Array.from(DIRECTIONS, (direction) =>
        direction === 'saturation+' ? gain : random.uniform(-0.05, 0.05),
      ),
      turns: TOLD.turns,
    });
    const features = (kind: 'desaturated' | 'none') =>
      tonesOf(
        answering(() => 3 + random.uniform(-0.02, 0.02), {
          told: seen(kind === 'none' ? 0 : 0.4),
        }),
      );
    const known = Array.from({ length: 60 }, (_, at) =>
      (['desaturated', 'none'] as const).map((kind) => ({
        ...{ picture: `p${at}`, kind, amount: 0.6, features: features(kind) },
      })),
    ).flat();
    const calibration = { ...expecting({}), tones: fitTones(known, 1).model };
    const gain = (kind: 'desaturated' | 'none') =>
      toneGains(calibration, features(kind)).get('saturation+') ?? NaN;
    expect(gain('desaturated')).toBeGreaterThan(gain('none') + 0.1);
  });

  it('finds a turn by what speaks for it, alike at every angle', () => {
    const random = Random.from(10);
    const seen = (degrees: number): KnownTurn => ({
      degrees,
      features: turnFeatures(
        answering((copy) =>
          copy.kind === 'turn' && copy.degrees !== 0
            ? 3 + random.uniform(-0.03, 0.03) + 0.1 * Math.exp(-((copy.degrees - degrees) ** 2) / 4)
            : 3,
        ).trials,
        {
          ...NO_VOTES,
          upright: TURNS.map((turn) =>
            Math.abs(turn - degrees) < 1 ? 0.3 : 0.1 * random.uniform(),
          ),
        },
      ),
    });
    const known = Array.from({ length: 120 }, (_, at) =>
      seen(at % 3 === 0 ? 0 : random.uniform(3, 9) * (random.chance(0.5) ? 1 : -1)),
    );
    const weights = fitTurns(known, TURN_FEATURES);
    for (const degrees of [-7, -4, 3, 8]) {
      const chances = turnChances(weights, Float64Array.from(seen(degrees).features));
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
      const likeliest = TURNS[chances.indexOf(Math.max(...chances))] ?? NaN;
      expect(Math.abs(likeliest - degrees)).toBeLessThanOrEqual(1);
    }
  });

  it('straightens by what the network for turns says, as far as that is weighed', () => {
    const turns = Float64Array.from(TURNS, (turn) => (Math.abs(turn + 6) <= 1 ? 0.3 : 0.1 / 18));
    const straightened = (weight: number) => {
      const weights = new Float64Array(WEIGHED_FEATURES);
      weights[WEIGHED_FEATURES - 1] = weight;
      return suggestionsOf(
        answering(() => undefined, { told: { ...TOLD, turns } }),
        { calibration: { ...expecting({}), turns: { weights } }, floor: 0.05 },
      ).map(({ edit, amount }) => [edit, amount]);
    };
    expect(straightened(1)).toEqual([['straighten', -6]]);
    expect(straightened(0)).toEqual([]);
  });
});
