import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import { reportText, type EvaluationReport } from '../evaluate/report.ts';

/** What must be there; the rest is checked by writing it out. */
const ReportSchema = v.looseObject({
  model: v.string(),
  modelSha256: v.string(),
  split: v.string(),
  predictions: v.looseObject({
    pictures: v.number(),
    levels: v.looseObject(Object.fromEntries(SCORED.map((name) => [name, v.looseObject({})]))),
    residuals: v.looseObject(
      Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, v.looseObject({})])),
    ),
  }),
  goals: v.array(v.looseObject({ name: v.string(), met: v.boolean() })),
});

/**
 * A report that `keepers evaluate --json` printed of the model with this SHA-256. Throws `file-missing`, or `figures-invalid`
 * also where it is of another model.
 */
export async function readFigures(file: string, modelSha256: string): Promise<EvaluationReport> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  let report: EvaluationReport;
  try {
    // What could not be computed is null in JSON.
    const json: unknown = JSON.parse(text, (_, value: unknown) => (value === null ? NaN : value));
    report = v.parse(ReportSchema, json) as unknown as EvaluationReport;
    reportText(report);
  } catch (thrown) {
    throw new KeepersError(
      'figures-invalid',
      { file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
  if (report.modelSha256 !== modelSha256) {
    throw new KeepersError('figures-invalid', { file, reason: 'they are of another model file' });
  }
  return report;
}
