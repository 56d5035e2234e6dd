/** The figures of `keepers evaluate`, as a table for people and as JSON. */
import { EMOTIONS, RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';
import { SPACES } from '../../../src-aesnet/descriptions/index.ts';
import type { Estimate } from '../../../src-aesnet/evaluation/bootstrap.ts';
import type { DeliberateFigures } from './deliberate.ts';
import { judge, type Goal, type Measured } from './goals.ts';
import { formatTable } from './table.ts';

/** Everything that an evaluation measured, and what it was to reach. */
export interface EvaluationReport extends Measured {
  /** Id and version of the model, or the path of a file. */
  readonly model: string;
  /** Where the rated pictures come from: `validation`, `test`, … */
  readonly split: string;
  readonly goals: readonly Goal[];
}

export function buildReport(model: string, split: string, measured: Measured): EvaluationReport {
  return { model, split, ...measured, goals: judge(measured) };
}

/** One JSON object. A figure that could not be computed is null. */
export function reportJson(report: EvaluationReport): string {
  return JSON.stringify(report);
}

/** What is printed: sections with a table each, and the goals that were missed last. */
export function reportText(report: EvaluationReport): string {
  const { model, split, predictions, goals } = report;
  const missed = goals.filter(({ met }) => !met);
  return [
    `${model} on ${predictions.pictures} pictures of ${split}, with bootstrap 95 % intervals`,
    levelsTable(report),
    residualsTable(report),
    ...emotionTable(report),
    ...otherFigures(report),
    ...deliberateTable(report),
    ...photoTables(report),
    ...heatMapTable(report),
    ...retrievalTables(report),
    `${goals.length - missed.length} of ${goals.length} goals met.`,
    ...(missed.length === 0 ? [] : [goalTable(missed)]),
  ].join('\n\n');
}

function levelsTable({ predictions: { levels } }: EvaluationReport): string {
  return formatTable(
    ['level', 'SRCC', 'PLCC', 'pair accuracy', 'MAE'],
    SCORED.map((name) => {
      const { srcc, plcc, pairAccuracy, mae } = levels[name];
      return [name, interval(srcc), interval(plcc), interval(pairAccuracy), interval(mae)];
    }),
  );
}

function residualsTable({ predictions: { residuals } }: EvaluationReport): string {
  const assumed = residuals.technical_quality.ceilings?.map(
    ({ noiseCorrelation }) => noiseCorrelation,
  );
  const header = ['residual', 'SRCC'];
  if (assumed !== undefined) header.push(`ceiling at ρ = ${assumed.join(', ')}`, 'ρ at least');
  return formatTable(
    header,
    RATED_ATTRIBUTES.map((name) => {
      const { srcc, ceilings, leastNoiseCorrelation } = residuals[name];
      const noise =
        ceilings === undefined || leastNoiseCorrelation === undefined
          ? []
          : [
              ceilings.map((ceiling) => number(ceiling.srcc)).join(', '),
              number(leastNoiseCorrelation),
            ];
      return [name, interval(srcc), ...noise];
    }),
  );
}

function emotionTable({ predictions: { emotion } }: EvaluationReport): string[] {
  if (emotion === undefined) return [];
  const { skill, top1, majority, classes } = emotion;
  return [
    [
      `emotion: skill against the base rate ${interval(skill)}`,
      `emotion: top-1 ${interval(top1)}, always the commonest ${number(majority)}`,
    ].join('\n'),
    formatTable(
      ['emotion', 'AUC of a quarter of the votes', 'pictures with it'],
      EMOTIONS.map((name, index) => {
        const figures = classes[index];
        return [name, figures ? interval(figures.auc) : '', String(figures?.positives ?? '')];
      }),
    ),
  ];
}

function otherFigures({ predictions: { spread }, neighbourhoods }: EvaluationReport): string[] {
  const lines: string[] = [];
  if (spread !== undefined) {
    lines.push(
      `within the spread: ${interval(spread.within)}; factor for 68 %: ${number(spread.scale)}`,
    );
  }
  if (neighbourhoods !== undefined) {
    const { pictures, features, content, general, contentKept } = neighbourhoods;
    lines.push(`scene by 7 nearest neighbours, ${pictures} pictures:`);
    const named = { v: features, content, 'general encoder': general, 'content kept': contentKept };
    for (const [name, estimate] of Object.entries(named)) {
      if (estimate !== undefined) lines.push(`  ${name} ${interval(estimate)}`);
    }
  }
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function deliberateTable({ deliberate, against }: EvaluationReport): string[] {
  if (deliberate === undefined) return [];
  const header = ['well rated and', 'pictures', 'people', 'score', 'score − people'];
  if (against !== undefined) header.push(`that of ${against.model}`);
  return [
    formatTable(
      header,
      Object.entries(deliberate).map(([look, { pictures, people, model, error }]) => [
        look,
        String(pictures),
        number(people),
        number(model),
        interval(error),
        ...(against === undefined
          ? []
          : [interval(against.deliberate[look as keyof DeliberateFigures].error)]),
      ]),
    ),
  ];
}

function photoTables({ photos }: EvaluationReport): string[] {
  if (photos === undefined) return [];
  const stability = (title: string, of: NonNullable<typeof photos>['harmless']) =>
    formatTable(
      [title, 'median', '95th percentile', 'most'],
      Object.entries(of).map(([name, { median, percentile95, maximum }]) => [
        name,
        number(median),
        number(percentile95),
        number(maximum),
      ]),
    );
  return [
    formatTable(
      [
        `damage of ${photos.photos} photos`,
        'clean first',
        'median margin',
        'weak before strong',
        'moves its attribute most',
      ],
      Object.entries(photos.damages).map(([kind, damage]) => {
        const own = photos.sensitivity[kind as keyof typeof photos.sensitivity];
        return [
          kind,
          number(damage.cleanAboveStrong),
          number(damage.strongMargin),
          number(damage.weakAboveStrong),
          `${number(own.share)} (${own.attribute})`,
        ];
      }),
    ),
    stability('harmless change moves the score by', {
      ...photos.harmless,
      all: photos.harmlessAll,
    }),
    stability('kernel against Lanczos-3', photos.kernels),
  ];
}

function heatMapTable({ heatMaps }: EvaluationReport): string[] {
  if (heatMaps === undefined) return [];
  const { pictures, places, shuffled, scores } = heatMaps;
  return [
    formatTable(
      [
        `hottest tenth of ${pictures} pictures masked`,
        `lowers it more than at ${places} places on average`,
        'than at one',
        'map like that of the overall score',
        `heads shuffled (${shuffled} pictures)`,
        'all weights shuffled',
      ],
      Object.entries(scores).map(([name, of]) => [
        name,
        interval(of.lowersMore),
        interval(of.thanOne),
        number(of.likeOverall),
        number(of.headsShuffled),
        number(of.allShuffled),
      ]),
    ),
  ];
}

function retrievalTables({ retrieval, split }: EvaluationReport): string[] {
  if (retrieval === undefined) return [];
  const { levels, inWords, phrases, spacesAlike } = retrieval;
  return [
    formatTable(
      [
        'level found by words',
        'within one',
        'for any picture',
        'exactly',
        'for any picture',
        'SRCC',
        'lowest with highest sentence',
        'two pictures',
      ],
      RATED_ATTRIBUTES.map((name) => {
        const { withinOne, blindWithinOne, exact, blindExact, srcc, ...cosines } = levels[name];
        return [
          inWords.includes(name) ? name : `${name} (no words)`,
          interval(withinOne),
          number(blindWithinOne),
          interval(exact),
          number(blindExact),
          interval(srcc),
          number(cosines.sentencesAlike),
          number(cosines.picturesAlike),
        ];
      }),
    ),
    formatTable(
      ['spaces alike (CKA)', ...SPACES.slice(0, -1)],
      SPACES.slice(1).map((space, at) => [
        space,
        ...SPACES.slice(0, -1).map((_, other) =>
          other > at ? '' : number(spacesAlike[at + 1]?.[other] ?? NaN),
        ),
      ]),
    ),
    formatTable(
      [
        'edited above original for',
        'in the space of',
        `${phrases[0]?.rated.pictures ?? 0} of ${split}`,
        'weakly',
        `${phrases[0]?.photos?.pictures ?? 0} photos`,
        'weakly',
      ],
      phrases.map(({ phrase, space, rated, photos }) => [
        `“${phrase}”`,
        space,
        interval(rated.strong),
        number(rated.weak.value),
        photos === undefined ? '–' : interval(photos.strong),
        photos === undefined ? '–' : number(photos.weak.value),
      ]),
    ),
  ];
}

function goalTable(goals: readonly Goal[]): string {
  return formatTable(
    ['missed', 'is', 'should be'],
    goals.map(({ name, value, atLeast, atMost }) => [
      name,
      number(value),
      [
        atLeast === undefined ? '' : `at least ${number(atLeast)}`,
        atMost === undefined ? '' : `at most ${number(atMost)}`,
      ]
        .filter((part) => part !== '')
        .join(', '),
    ]),
  );
}

function interval({ value, lower, upper }: Estimate): string {
  return `${number(value)} [${number(lower)}, ${number(upper)}]`;
}

function number(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3);
}
