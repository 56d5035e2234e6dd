/** Drawings of what a model has learnt, from its figures and logs: no photo is in them. */
import type { AgreementBin } from '../../../src-aesnet/evaluation/agreement.ts';
import { intervalPlot, type IntervalPanel } from '../../../src-aesnet/plots/interval-plot.ts';
import { RATED_ATTRIBUTES, SCORED_NAMES } from '../../../src-shared/attribute.ts';
import type { EvaluationReport } from '../evaluate/report.ts';

/** A drawing in the model's folder. */
export interface Plot {
  readonly title: string;
  readonly name: string;
  /** The text of an SVG file. */
  readonly svg: string;
}

/** Of the runs' curves and of the first report; what is not there is not drawn. */
export function plotsOf(
  curves: string | undefined,
  [report]: readonly EvaluationReport[],
): readonly Plot[] {
  const { agreement } = report?.predictions ?? {};
  if (report === undefined || agreement === undefined) return [];
  const on = `${report.predictions.pictures.toLocaleString('en-GB')} ${report.split} pictures`;
  return [
    ...(curves === undefined ? [] : [{ title: 'Training', name: 'curves.svg', svg: curves }]),
    {
      title: 'Overall score against people’s ratings',
      name: 'score.svg',
      svg: intervalPlot({
        title: `Overall score, ${on}`,
        x: 'score',
        y: 'people’s mean, 95 % interval',
        panels: [panelOf('Points of 1 to 5', agreement.score)],
        columns: 1,
      }),
    },
    {
      title: 'What attributes have beyond the overall score, against people’s ratings',
      name: 'residuals.svg',
      svg: intervalPlot({
        title: `Residuals of the attributes in points, ${on}`,
        x: 'residual of the score',
        y: 'of people’s mean, 95 %',
        panels: RATED_ATTRIBUTES.map((name) =>
          panelOf(SCORED_NAMES[name], agreement.residuals[name]),
        ),
        columns: 3,
      }),
    },
  ];
}

function panelOf(title: string, bins: readonly AgreementBin[]): IntervalPanel {
  return {
    title,
    points: bins.map(({ predicted, rated: { value, lower, upper } }) => ({
      ...{ x: predicted, y: value, lower, upper },
    })),
  };
}
