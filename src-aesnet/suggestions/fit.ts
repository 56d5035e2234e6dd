/** Learns what a model's answers to edited copies are worth from copies of which it is known what would undo them. */
import { marginOf, type EditName } from '../edits/index.ts';
import { groupedFolds } from '../linear/folds.ts';
import { minimise } from '../linear/lbfgs.ts';
import type { LinearModel } from '../linear/linear-model.ts';
import { matrix } from '../linear/matrix.ts';
import { chooseRidge } from '../linear/ridge-folds.ts';
import { softmax } from './calibration.ts';
import { DIRECTIONS, INVERSES } from './directions.ts';
import { WEIGHED_TONES } from './tone-features.ts';
import { TURNS } from './turn-features.ts';

/** A copy with what it is known to have. */
export interface KnownTones {
  readonly picture: string;
  readonly kind: EditName | 'none';
  readonly amount: number;
  /** See `withToldGains`. */
  readonly features: ArrayLike<number>;
}

export interface KnownTurn {
  /** Degrees to turn clockwise until level; 0 for one that is taken for level. */
  readonly degrees: number;
  /** TURNS.length rows (`withToldTurns`). */
  readonly features: ArrayLike<number>;
}

const LAMBDAS = [0.03, 0.1, 0.3, 1, 3];
const FOLDS = 5;
/** Undamaged pictures count so often as a copy: in use they are the rule. */
const UNDAMAGED = 4;
/** Standard deviation within which a turn counts as right, degrees. */
const RIGHT = 0.8;
const TURN_PENALTY = 1e-2;

/**
 * Ridge regression of the gain each way on a photo's responses. Undoing a damage gains what training asked of it (`marginOf`), any other edit
 * nothing. λ is chosen by folds of whole pictures.
 */
export function fitTones(
  known: readonly KnownTones[],
  seed: number,
): { readonly model: LinearModel; readonly lambdas: readonly number[] } {
  const rows = known.flatMap((each) =>
    each.kind === 'none' ? new Array<KnownTones>(UNDAMAGED).fill(each) : [each],
  );
  const features = matrix(
    Float64Array.from(rows.flatMap((row) => Array.from(row.features))),
    WEIGHED_TONES,
  );
  const targets = matrix(Float64Array.from(rows.flatMap(gainsOf)), DIRECTIONS.length);
  const folds = groupedFolds(
    rows.map(({ picture }) => picture),
    FOLDS,
    seed,
  );
  return chooseRidge(features, targets, folds, LAMBDAS);
}

/** What each way gains, in the order of DIRECTIONS. */
function gainsOf({ kind, amount }: KnownTones): number[] {
  const inverse = kind === 'none' ? undefined : INVERSES[kind];
  return DIRECTIONS.map((direction) =>
    direction === inverse ? marginOf(kind as EditName, amount) : 0,
  );
}

/** A logistic regression whose classes are the turns: what speaks for one, `count` features, is weighed alike for all. */
export function fitTurns(
  known: readonly KnownTurn[],
  count: number,
  penalty = TURN_PENALTY,
): Float64Array {
  const scale = featureScale(known, count);
  const targets = known.map(({ degrees }) =>
    softmax(Float64Array.from(TURNS, (turn) => -0.5 * ((turn - degrees) / RIGHT) ** 2)),
  );
  const { x } = minimise((weights, gradient) => {
    let loss = 0;
    gradient.fill(0);
    for (const [at, { features }] of known.entries()) {
      const logits = Float64Array.from(TURNS, (_, row) => {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum +=
            ((features[row * count + i] as number) / (scale[i] as number)) * (weights[i] as number);
        }
        return sum;
      });
      const chances = softmax(logits);
      const target = targets[at] as Float64Array;
      for (let row = 0; row < TURNS.length; row++) {
        const off = ((chances[row] as number) - (target[row] as number)) / known.length;
        loss -=
          ((target[row] as number) * Math.log(Math.max(1e-12, chances[row] as number))) /
          known.length;
        for (let i = 0; i < count; i++) {
          gradient[i] =
            (gradient[i] as number) +
            (off * (features[row * count + i] as number)) / (scale[i] as number);
        }
      }
    }
    for (let i = 0; i < count; i++) {
      loss += penalty * (weights[i] as number) ** 2;
      gradient[i] = (gradient[i] as number) + 2 * penalty * (weights[i] as number);
    }
    return loss;
  }, new Float64Array(count));
  return x.map((weight, i) => weight / (scale[i] as number));
}

/** Standard deviation of each feature over all turns of all copies; 1 of a constant. */
function featureScale(known: readonly KnownTurn[], width: number): Float64Array {
  const count = known.length * TURNS.length;
  return Float64Array.from({ length: width }, (_, i) => {
    let sum = 0;
    let squares = 0;
    for (const { features } of known) {
      for (let row = 0; row < TURNS.length; row++) {
        const value = features[row * width + i] as number;
        sum += value;
        squares += value * value;
      }
    }
    const deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
    return deviation > 1e-9 ? deviation : 1;
  });
}
