/** `keepers evaluate --personal`: whether learning a taste with this model helps simulated people. */
import { simulatePeople } from '../../../src-aesnet/personal/simulate.ts';
import type { SessionOptions } from '../apply-model.ts';
import { openModel } from '../open-model.ts';
import type { OpenRatedOptions } from '../rated-pictures.ts';
import { judgePersonal, type PersonalReport } from './personal-report.ts';
import { basisOf, rateSplit } from './rated-outputs.ts';

export interface EvaluatePersonalOptions extends SessionOptions, OpenRatedOptions {
  /** Whose pictures are rated; those of `test` for final figures alone. */
  readonly split: 'people' | 'test';
  /** An id of the manifest or an ONNX file; absent: the manifest's default. */
  readonly model?: string;
  readonly modelsFolder: string;
  readonly people?: number;
  readonly seed?: number;
  readonly signal: AbortSignal;
}

/**
 * The fixed simulation on `people`, the prior cross-fitted by halves; or on `test`, the prior from `people`. Throws what
 * `openModel` and `openRated` throw, or `cancelled`.
 */
export async function evaluatePersonal(options: EvaluatePersonalOptions): Promise<PersonalReport> {
  const { split, model, modelsFolder, people, seed, onProgress } = options;
  const opened = await openModel(model, modelsFolder, options);
  const basis = basisOf(await rateSplit(opened, 'validation', options));
  const rated = await rateSplit(opened, split, options);
  const figures = simulatePeople(rated, {
    basis,
    ...(split === 'test' && { priorFrom: await rateSplit(opened, 'people', options) }),
    ...(people !== undefined && { people }),
    ...(seed !== undefined && { seed }),
    onProgress: (done, count) => onProgress('Simulating', done, count),
  });
  return judgePersonal(opened.name, opened.sha256, split, figures);
}
