/** The curves of a training run, from its log. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { linePlot } from '../../../src-aesnet/plots/line-plot.ts';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';

const LineSchema = v.objectWithRest({ step: v.number() }, v.number());
type Line = v.InferOutput<typeof LineSchema>;

/** What is drawn, by the log's names: none of these falls below 0. */
const CURVES = {
  'loss.level': 'overall score',
  'loss.residuals': 'residuals',
  'loss.ranking': 'ranking on edits',
  'loss.affinity': 'semantic affinity',
  'loss.movesMost': 'moves most',
} as const;

/** The same, of runs that have it. */
const CONTRAST = { 'loss.contrastive': 'contrast' } as const;

/** Points a curve: each is the mean of as many steps. */
const POINTS = 250;

/**
 * An SVG of the losses and of 1 − SRCC on validation pictures, over the steps of one run or of several, one after the other. Throws
 * `file-missing` or `training-data-invalid`.
 */
export async function curvesOf(logs: readonly string[]): Promise<string> {
  const runs: Line[][] = [];
  for (const log of logs) {
    const before = runs.at(-1)?.at(-1)?.step ?? 0;
    runs.push((await readLog(log)).map((line) => ({ ...line, step: before + line.step })));
  }
  const lines = runs.flat();
  const validated = lines.flatMap(({ step, validation }) =>
    validation === undefined ? [] : [{ x: step, y: 1 - validation }],
  );
  const steps = Math.max(...lines.map(({ step }) => step));
  const contrasted = lines.some((line) => 'loss.contrastive' in line);
  return linePlot({
    title: 'Training: losses, and 1 − SRCC of the overall score on validation pictures',
    x: 'step',
    y: 'loss',
    logarithmic: true,
    series: [
      { name: '1 − SRCC', points: validated },
      ...Object.entries({ ...CURVES, ...(contrasted && CONTRAST) }).map(([key, name]) => ({
        name,
        points: runs.flatMap((run) => smoothed(run, key, Math.max(1, steps / POINTS))),
      })),
    ],
  });
}

/** Of a run without it a point that interrupts the line. */
function smoothed(run: readonly Line[], key: string, width: number) {
  const lines = run.filter((line) => line[key] !== undefined);
  if (lines.length === 0) return [{ x: run[0]?.step ?? 0, y: NaN }];
  const parts = Map.groupBy(lines, ({ step }) => Math.floor(step / width));
  return [...parts.values()].map((part) => ({
    x: part.reduce((sum, { step }) => sum + step, 0) / part.length,
    y: part.reduce((sum, line) => sum + (line[key] ?? 0), 0) / part.length,
  }));
}

/** A run that was interrupted goes over some steps again: of each the last one counts. */
async function readLog(file: string): Promise<Line[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  const steps = new Map<string, Line>();
  for (const [index, content] of text.split('\n').entries()) {
    if (content === '') continue;
    try {
      const line = v.parse(LineSchema, JSON.parse(content));
      steps.set(`${line.step} ${'validation' in line}`, line);
    } catch (thrown) {
      const place = `${file}, line ${index + 1}`;
      throw new KeepersError(
        'training-data-invalid',
        { place, reason: reasonOf(thrown) },
        { cause: thrown },
      );
    }
  }
  if (steps.size === 0) {
    throw new KeepersError('training-data-invalid', { place: file, reason: 'no step is logged' });
  }
  return [...steps.values()].sort((a, b) => a.step - b.step);
}
