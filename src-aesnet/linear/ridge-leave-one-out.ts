import { solveLower } from './cholesky.ts';
import { gramMatrix } from './gram.ts';
import { predictLinear } from './linear-model.ts';
import type { Matrix } from './matrix.ts';
import { ridgeData, ridgeModel } from './ridge.ts';
import { penalisedFactor, ridgeSystem } from './ridge-system.ts';

/**
 * What a ridge regression fitted without a row predicts for that row, for every row: [N, T], without fitting N
 * times. With residual e and leverage h of the full fit the left-out prediction is y − e / (1 − h), where
 * h = 1/n + |F⁻¹·z|²/n, F being the Cholesky factor of S + λI (Allen 1974). Exact for one scale of the features
 * and for the penalty λ·n of the full fit. Takes about N·D²/2 multiplications.
 */
export function leaveOneOut(x: Matrix, y: Matrix, lambda: number): Float64Array {
  const data = ridgeData(x, y);
  const rows = Uint32Array.from({ length: x.rows }, (_, row) => row);
  const system = ridgeSystem(gramMatrix(data.parts, rows), x.columns, y.columns);
  const factor = penalisedFactor(system, lambda);
  const model = ridgeModel(data, system, new Array<number>(y.columns).fill(lambda));
  const fitted = predictLinear(model, x);
  const { means, deviations } = data.parts[0].scale;
  const z = new Float64Array(x.columns);
  for (let row = 0; row < x.rows; row++) {
    for (let i = 0; i < x.columns; i++) {
      const centred = (x.values[row * x.columns + i] as number) - (means[i] as number);
      z[i] = centred / (deviations[i] as number);
    }
    solveLower(factor, x.columns, z);
    const leverage = (1 + z.reduce((sum, value) => sum + value * value, 0)) / x.rows;
    for (let t = 0; t < y.columns; t++) {
      const at = row * y.columns + t;
      const label = y.values[at] as number;
      fitted[at] = label - (label - (fitted[at] as number)) / (1 - leverage);
    }
  }
  return fitted;
}
