import {
  bootstrap,
  type BootstrapOptions,
  type Estimate,
} from '../../../src-aesnet/evaluation/bootstrap.ts';
import { topClass } from '../../../src-aesnet/evaluation/shares.ts';
import { mean, take } from '../../../src-aesnet/evaluation/values.ts';
import { crossFit } from '../../../src-aesnet/linear/cross-fit.ts';
import { seededFolds } from '../../../src-aesnet/linear/folds.ts';
import { fitLogistic, predictLogistic } from '../../../src-aesnet/linear/logistic.ts';
import { rowsAt, type Matrix } from '../../../src-aesnet/linear/matrix.ts';
import type { LinearHead } from '../../../src-aesnet/networks/inference-graph.ts';
import { SCENES, type Scene } from '../../../src-shared/attribute.ts';
import { headOf } from './linear-head.ts';

export interface SceneHead extends LinearHead {
  /** The ridge that was chosen. */
  readonly lambda: number;
  /** Of pictures that neither the fit nor the choice of λ has seen. */
  readonly accuracy: Estimate;
  /** Mean −log of the share of the true scene, in nats. */
  readonly logLoss: Estimate;
}

/** Ridges to choose from, strong to weak: features are standardised. */
const LAMBDAS = [0.3, 0.1, 0.03, 0.01, 0.003];
const FOLDS = 5;
/** A head of a thousand pictures does not need the last digits. */
const FIT = { iterations: 200, tolerance: 1e-4 };

/**
 * Multinomial logistic regression of the scene on the content embedding [N, 128], of unit length. λ has the least
 * cross-fitted log-loss; for the head's own figures it is chosen anew within the part that each fold leaves.
 */
export function fitSceneHead(
  content: Matrix,
  scenes: readonly Scene[],
  seed: number,
  options?: BootstrapOptions,
): SceneHead {
  const classes = Uint32Array.from(scenes, (scene) => SCENES.indexOf(scene));
  const fit = (rows: Uint32Array, lambda: number) =>
    fitLogistic(rowsAt(content, rows), take(classes, rows), SCENES.length, lambda, FIT);
  const predict = (training: Uint32Array, held: Uint32Array, lambda: number) =>
    predictLogistic(fit(training, lambda), rowsAt(content, held));
  const choose = (rows: Uint32Array): number => {
    const folds = seededFolds(rows.length, FOLDS, seed);
    const own = take(classes, rows);
    const losses = LAMBDAS.map((lambda) =>
      mean(
        lossesOf(
          crossFit(folds, SCENES.length, (training, held) =>
            predict(
              Uint32Array.from(take(rows, training)),
              Uint32Array.from(take(rows, held)),
              lambda,
            ),
          ),
          own,
        ),
      ),
    );
    return LAMBDAS[losses.indexOf(Math.min(...losses))] as number;
  };
  const shares = crossFit(
    seededFolds(scenes.length, FOLDS, seed + 1),
    SCENES.length,
    (training, held) => predict(training, held, choose(training)),
  );
  const hits = Float64Array.from(classes, (own, row) =>
    topClass({ values: shares, classes: SCENES.length }, row) === own ? 1 : 0,
  );
  const losses = lossesOf(shares, classes);
  const every = Uint32Array.from(scenes.keys());
  const lambda = choose(every);
  const { logits } = fit(every, lambda);
  const estimate = (values: Float64Array) =>
    bootstrap(values.length, (rows) => mean(take(values, rows)), options);
  return {
    ...headOf(logits),
    lambda,
    accuracy: estimate(hits),
    logLoss: estimate(losses),
  };
}

/** −log of each row's own share. */
function lossesOf(shares: Float64Array, classes: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: classes.length }, (_, row) => {
    const share = shares[row * SCENES.length + (classes[row] as number)] as number;
    return -Math.log(Math.max(share, Number.MIN_VALUE));
  });
}
