/** From a model's answers to what is suggested. */
import { RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import type { ResidualLines } from '../../src-shared/residual.ts';
import type { Suggestion } from '../../src-shared/suggestion.ts';
import { marginOf } from '../edits/index.ts';
import type { Answers, TrialAnswer } from './answers.ts';
import { toneGains, turnChances, type SuggestionCalibration } from './calibration.ts';
import { bestByDirection, isToneAnswer, toneFeatures, withToldGains } from './tone-features.ts';
import { turnFeatures, TURNS, withToldTurns, type LineVotes } from './turn-features.ts';

/** Suggestions that a photo has at most. */
export const MOST_SUGGESTIONS = 3;
/** An edit that the overall score takes for harmful by more than this many points is not suggested, whatever else speaks for it. */
export const HARMFUL = 0.1;
/** A turn by less than this is for the measured horizon to tell, degrees. */
const LEAST_TURN = 2;
/** Turns that are tried where nothing was measured. */
const TRIED = TURNS.filter((turn) => Math.abs(turn) >= LEAST_TURN);
/** From this confidence on the measured horizon names the turn, to the tenth of a degree. */
const MEASURED = 0.5;
/** A measured lean of less, in degrees, counts as level: turning would cost the photo's edges for little. */
const LEAST_MEASURED = 0.5;
/** So much of what a crop gains is believed: the best of some forty is mostly the one that the model errs about most. */
const CROPS_BELIEVED = 0.3;

/** What networks say that look at the photo as it is. */
export interface Told {
  /** What undoing known damage would gain each way, points, in the order of DIRECTIONS. */
  readonly gains: ArrayLike<number>;
  /** The chances of TURNS (`turnChancesOf`). */
  readonly turns: Float64Array;
}

export interface PhotoAnswers extends Answers {
  readonly votes: LineVotes;
  readonly told: Told;
  /** As measured: degrees to turn clockwise until level. */
  readonly horizon: { readonly degrees: number; readonly confidence: number };
}

export interface Judgement {
  readonly calibration: SuggestionCalibration;
  /** The least gain that is worth a word, in points. */
  readonly floor: number;
  /** What the overall score predicts of each attribute. */
  readonly residuals?: ResidualLines | undefined;
}

/** An edit that was tried, with its answer and the gain that is expected of it. */
export interface Expected {
  readonly answer: TrialAnswer;
  readonly gain: number;
}

/** The best edits above the floor, each kind once, best first. */
export function suggestionsOf(answers: PhotoAnswers, judgement: Judgement): Suggestion[] {
  return expectedGains(answers, judgement.calibration)
    .filter(({ gain }) => gain > judgement.floor)
    .slice(0, MOST_SUGGESTIONS)
    .map((expected) => asSuggestion(expected, judgement.residuals));
}

/** What is expected of the best of each edit, best first, below the floor too. */
export function expectedGains(
  answers: PhotoAnswers,
  calibration: SuggestionCalibration,
): Expected[] {
  return [
    ...toneExpectations(answers, calibration),
    ...turnExpectation(answers, calibration),
    ...cropExpectation(answers, calibration),
  ].sort((a, b) => b.gain - a.gain);
}

function toneExpectations(answers: PhotoAnswers, calibration: SuggestionCalibration): Expected[] {
  const gains = toneGains(calibration, withToldGains(toneFeatures(answers), answers.told.gains));
  const best = new Map<string, Expected>();
  for (const [direction, answer] of bestByDirection(answers.trials.filter(isToneAnswer))) {
    const [own = 0] = answer.gains;
    const gain = gains.get(direction) ?? 0;
    const { edit } = answer.trial;
    if (own < -HARMFUL || gain <= (best.get(edit)?.gain ?? -Infinity)) continue;
    best.set(edit, { answer, gain });
  }
  return [...best.values()];
}

function turnExpectation(answers: PhotoAnswers, { turns }: SuggestionCalibration): Expected[] {
  const { degrees, gain } = bestTurn(answers, turns.weights);
  const answer = answers.trials.find(
    ({ trial: { edit, amount } }) => edit === 'straighten' && amount === degrees,
  );
  return answer === undefined ? [] : [{ answer, gain }];
}

/**
 * The turn, clockwise, and what the best turn gains on the average over what the lean may be: levelling gains what training asked of it,
 * and turning a level photo loses as much. The lean is what was measured, as surely as that is, and else as likely as `turnChances` has
 * it. The turn is the likeliest one that way: the one that gains most on the average is careful, and leaves a lean.
 */
function bestTurn(
  { trials, votes, told, horizon: { degrees: measured, confidence } }: PhotoAnswers,
  weights: Float64Array,
): { readonly degrees: number; readonly gain: number } {
  const chances = turnChances(weights, withToldTurns(turnFeatures(trials, votes), told.turns));
  const gainOf = (turn: number) =>
    confidence * turnGain(measured, turn) +
    (1 - confidence) *
      TURNS.reduce((sum, lean, at) => sum + (chances[at] as number) * turnGain(lean, turn), 0);
  let best = { degrees: 0, gain: 0 };
  const isTold = confidence >= MEASURED && Math.abs(measured) >= LEAST_MEASURED;
  for (const degrees of isTold ? [measured, ...TRIED] : TRIED) {
    const gain = gainOf(degrees);
    if (gain > best.gain) best = { degrees, gain };
  }
  if (best.gain === 0 || (isTold && best.degrees === measured)) return best;
  return { degrees: likeliestTurn(chances, Math.sign(best.degrees)), gain: best.gain };
}

/** The whole turn, of those to one side, that is likeliest together with its neighbours. */
function likeliestTurn(chances: Float64Array, side: number): number {
  const near = (turn: number) => {
    const at = TURNS.indexOf(turn);
    return chances.subarray(Math.max(0, at - 1), at + 2).reduce((sum, each) => sum + each, 0);
  };
  return TRIED.filter((turn) => Math.sign(turn) === side).reduce((best, turn) =>
    near(turn) > near(best) ? turn : best,
  );
}

/** What turning by `turn` degrees gains where `lean` would level. */
function turnGain(lean: number, turn: number): number {
  return marginOf('tilt', Math.abs(lean)) - marginOf('tilt', Math.abs(lean - turn));
}

function cropExpectation({ trials }: PhotoAnswers, { usual }: SuggestionCalibration): Expected[] {
  let best: Expected | undefined;
  for (const answer of trials) {
    if (answer.trial.edit !== 'crop') continue;
    const gain = CROPS_BELIEVED * (answer.gains[0] ?? 0) - usual.crop;
    if (gain > (best?.gain ?? -Infinity)) best = { answer, gain };
  }
  return best === undefined ? [] : [best];
}

/**
 * The predicted change of an attribute is that of its residual, as the model has it, and what the gain brings with it: as everywhere,
 * score, residual and overall score fit together.
 */
function asSuggestion(
  { answer: { trial, gains }, gain }: Expected,
  residuals: ResidualLines | undefined,
): Suggestion {
  const [own = 0] = gains;
  const attributes = Object.fromEntries(
    RATED_ATTRIBUTES.map((attribute, at) => {
      const slope = residuals?.[attribute]?.slope ?? 1;
      return [attribute, rounded((gains[at + 1] ?? 0) + slope * (gain - own))];
    }),
  );
  const { edit, amount } = trial;
  return { edit, amount, gain: rounded(gain), attributes } as Suggestion;
}

function rounded(points: number): number {
  return Number(points.toFixed(3));
}
