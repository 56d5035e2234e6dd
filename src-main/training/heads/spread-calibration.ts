import {
  bootstrap,
  type BootstrapOptions,
  type Estimate,
} from '../../../src-aesnet/evaluation/bootstrap.ts';
import { shareWithin, spreadScale } from '../../../src-aesnet/evaluation/spread.ts';
import { mean, take, type Values } from '../../../src-aesnet/evaluation/values.ts';
import { crossFit } from '../../../src-aesnet/linear/cross-fit.ts';
import { seededFolds } from '../../../src-aesnet/linear/folds.ts';

export interface SpreadCalibration {
  /** By what to multiply, for 68 % of these pictures within. */
  readonly factor: number;
  /** Share within where the factor of one half is judged on the other, both ways. */
  readonly within: Estimate;
}

/** Calibrates the predicted SD of (people's mean − score). Arrays hold one value a picture, in points. */
export function calibrateSpread(
  scores: Values,
  means: Values,
  spread: Values,
  seed: number,
  options?: BootstrapOptions,
): SpreadCalibration {
  const halves = seededFolds(scores.length, 2, seed);
  const at = (rows: Uint32Array) =>
    [take(scores, rows), take(means, rows), take(spread, rows)] as const;
  const within = crossFit(halves, 1, (training, held) => {
    const factor = spreadScale(...at(training));
    return Float64Array.from(held, (row) => {
      const [score, rated, width] = at(Uint32Array.of(row));
      return shareWithin(
        score,
        rated,
        width.map((value) => value * factor),
      );
    });
  });
  return {
    factor: spreadScale(scores, means, spread),
    within: bootstrap(within.length, (rows) => mean(take(within, rows)), options),
  };
}
