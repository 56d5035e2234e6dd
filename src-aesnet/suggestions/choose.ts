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
/** The measured horizon stands for the whole degrees beside it. */
const NEAR = 1.5;
/** Confidences of the measured horizon: to name the tenth of a degree, and to speak of a lean by itself. */
const HORIZON = { finer: 0.5, alone: 0.7 };

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

/** What levelling would gain, times the chance that the turn is the right one. */
function turnExpectation(answers: PhotoAnswers, calibration: SuggestionCalibration): Expected[] {
  const { degrees, sure, isMeasured } = surestTurn(answers, calibration);
  if (!isMeasured && sure < calibration.turns.sure) return [];
  const answer = answers.trials.find(
    ({ trial: { edit, amount } }) => edit === 'straighten' && amount === degrees,
  );
  return answer === undefined ? [] : [{ answer, gain: sure * marginOf('tilt', Math.abs(degrees)) }];
}

/**
 * The turn, clockwise, that most speaks for, lines and the model's answers taken together, and how sure that is, 0–1; whether it is
 * that of a measured horizon, which is sure enough by itself.
 */
export function surestTurn(
  { trials, votes, told, horizon }: PhotoAnswers,
  calibration: SuggestionCalibration,
): { readonly degrees: number; readonly sure: number; readonly isMeasured: boolean } {
  const { weights } = calibration.turns;
  const features = withToldTurns(turnFeatures(trials, votes), told.turns);
  const turn = likeliestTurn(turnChances(weights, features));
  const agrees = Math.abs(horizon.degrees - turn.degrees) <= NEAR;
  const isKnown = horizon.confidence >= (agrees ? HORIZON.finer : HORIZON.alone);
  if (!isKnown) return { degrees: turn.degrees, sure: turn.chance, isMeasured: false };
  return {
    degrees: horizon.degrees,
    sure: agrees ? Math.max(turn.chance, horizon.confidence) : horizon.confidence,
    isMeasured: true,
  };
}

/** The whole turn that is likeliest with its two neighbours, and their chance together. */
function likeliestTurn(chances: Float64Array): { degrees: number; chance: number } {
  let best = { degrees: 0, chance: 0 };
  for (const [at, degrees] of TURNS.entries()) {
    if (Math.abs(degrees) < LEAST_TURN) continue;
    const chance = chances
      .subarray(Math.max(0, at - 1), at + 2)
      .reduce((sum, each) => sum + each, 0);
    if (chance > best.chance) best = { degrees, chance };
  }
  return best;
}

function cropExpectation({ trials }: PhotoAnswers, { crops }: SuggestionCalibration): Expected[] {
  let best: Expected | undefined;
  for (const answer of trials) {
    if (answer.trial.edit !== 'crop') continue;
    const gain = (answer.gains[0] ?? 0) - crops.usual;
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
