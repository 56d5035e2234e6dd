import { RATED_ATTRIBUTES, SCORED, SCORED_NAMES } from '../../../src-shared/attribute.ts';
import type { Estimate } from '../../../src-aesnet/evaluation/bootstrap.ts';
import type { ModelEntry } from '../../inference/manifest.ts';
import type { EvaluationReport } from '../evaluate/report.ts';

/** The figures that a manifest states, each with what it was measured on. */
export function manifestFigures(report: EvaluationReport): ModelEntry['figures'] {
  const { split, predictions, neighbourhoods, photos, retrieval } = report;
  const on = `${count(predictions.pictures)} PARA ${split} pictures`;
  const figure = (name: string, estimate: Estimate, measured = on) => ({
    name,
    value: `${withInterval(estimate)} (${measured})`,
  });
  return [
    ...SCORED.map((name) => figure(`${SCORED_NAMES[name]}, SRCC`, predictions.levels[name].srcc)),
    ...RATED_ATTRIBUTES.map((name) =>
      figure(`${SCORED_NAMES[name]}, residual SRCC`, predictions.residuals[name].srcc),
    ),
    ...(predictions.spread === undefined
      ? []
      : [figure('Share of pictures within the spread', predictions.spread.within)]),
    ...(predictions.emotion === undefined
      ? []
      : [figure('Emotion, skill against the base rate', predictions.emotion.skill)]),
    ...(neighbourhoods?.contentKept === undefined
      ? []
      : [
          figure(
            'Neighbourhoods of the general encoder that are kept',
            neighbourhoods.contentKept,
            `${count(neighbourhoods.pictures)} PARA people pictures`,
          ),
        ]),
    ...Object.entries(photos?.damages ?? {}).map(([kind, { cleanAboveStrong, strongMargin }]) => ({
      name: `Clean above ${kind.replaceAll('_', ' ')}`,
      value: `${cleanAboveStrong.toFixed(3)}, by ${strongMargin.toFixed(2)} at the median (${count(photos?.photos ?? 0)} photos from elsewhere)`,
    })),
    ...(retrieval?.inWords ?? []).flatMap((name) => {
      const { withinOne, pictures } = retrieval?.levels[name] ?? {};
      const measured = `${count(pictures ?? 0)} PARA ${split} pictures`;
      return withinOne === undefined
        ? []
        : [figure(`${SCORED_NAMES[name]}, level found by words within one`, withinOne, measured)];
    }),
    ...(retrieval?.phrases ?? []).map(({ phrase, rated, photos: elsewhere }) => {
      const { strong, pictures } = elsewhere ?? rated;
      const measured = elsewhere === undefined ? `PARA ${split} pictures` : 'photos from elsewhere';
      return figure(
        `“${phrase}” finds what was edited so`,
        strong,
        `${count(pictures)} ${measured}`,
      );
    }),
  ];
}

/** "0.881 [0.859, 0.900]": the interval covers 95 %. */
export function withInterval({ value, lower, upper }: Estimate): string {
  return `${value.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
}

/** "28,220". */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}
