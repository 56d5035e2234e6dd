/** The simulation's figures, as a table for people, as Markdown for the card, and as JSON. */
import type { Estimate } from '../../../src-aesnet/evaluation/bootstrap.ts';
import { HEADS, type SimulationFigures } from '../../../src-aesnet/personal/simulation-figures.ts';
import type { Goal } from '../evaluate/goals.ts';
import { formatTable } from '../evaluate/table.ts';

export interface PersonalReport extends SimulationFigures {
  /** Id and version of the model, or the path of a file. */
  readonly model: string;
  readonly modelSha256: string;
  readonly split: string;
  readonly goals: readonly Goal[];
}

export function judgePersonal(
  model: string,
  modelSha256: string,
  split: string,
  figures: SimulationFigures,
): PersonalReport {
  const { k, falseReject } = figures;
  const at50 = k[50];
  const goals = [
    ...Object.entries(k).map(([count, { medianGain }]) =>
      goal(`median gain after ${count} ratings`, medianGain, count === '50' ? 0.025 : 0),
    ),
    ...(at50 === undefined
      ? []
      : [
          goal('share better after 50 ratings', at50.better, 0.9),
          goal('share no more than 0.005 worse after 50 ratings', at50.hardlyWorse, 0.95),
          goal('gain of the worst after 50 ratings', at50.worst, -0.02),
        ]),
    ...(falseReject === undefined
      ? []
      : [goal('bounds of lost keepers hold', falseReject.holds, 0.95)]),
  ];
  return { model, modelSha256, split, ...figures, goals };
}

/** One JSON object. */
export function personalReportJson(report: PersonalReport): string {
  return JSON.stringify(report);
}

export function personalReportText(report: PersonalReport): string {
  const { model, people, pictures, split, goals } = report;
  const missed = goals.filter(({ met }) => !met);
  return [
    `${model}: a simulation. ${people} simulated people rate some of ${pictures} pictures of ${split}, and the others are ranked for them. Pair accuracy, means over people with bootstrap 95 % intervals:`,
    formatTable(['ratings', ...HEADS], accuracyRows(report)),
    'Gain of anchored over generic:',
    formatTable(GAIN_HEADER, gainRows(report)),
    otherLines(report).join('\n'),
    `${goals.length - missed.length} of ${goals.length} goals met.`,
    ...missed.map(
      ({ name, value, atLeast }) =>
        `missed: ${name} is ${number(value)}, should be at least ${number(atLeast ?? NaN)}`,
    ),
  ].join('\n\n');
}

/** The same figures for a model card. */
export function personalReportMarkdown(report: PersonalReport): string {
  const { people, pictures, split } = report;
  return [
    `A simulation, not real people: ${people} simulated people rate some of ${pictures} pictures of ${split}, on which no part of the model was trained; the others are ranked for them. Pair accuracy, means over people with bootstrap 95 % intervals.`,
    markdownTable(['ratings', ...HEADS], accuracyRows(report)),
    'Gain in pair accuracy of the anchored model over the generic score:',
    markdownTable(GAIN_HEADER, gainRows(report)),
    otherLines(report).join(' '),
  ].join('\n\n');
}

const GAIN_HEADER = [
  'ratings',
  'median',
  'better',
  'worse',
  '≤ 0.005 worse',
  'worst',
  'gate opens',
];

function accuracyRows({ k }: PersonalReport): string[][] {
  return Object.entries(k).map(([count, { accuracy }]) => [
    count,
    ...HEADS.map((name) => interval(accuracy[name])),
  ]);
}

function gainRows({ k }: PersonalReport): string[][] {
  return Object.entries(k).map(([count, of]) => {
    const { intervals, worst, gateOpens } = of;
    const shown = (name: keyof typeof intervals) =>
      interval({ value: of[name], ...intervals[name] });
    return [
      count,
      shown('medianGain'),
      shown('better'),
      shown('worse'),
      shown('hardlyWorse'),
      number(worst),
      gateOpens === undefined ? '–' : number(gateOpens),
    ];
  });
}

function otherLines({ falseReject, coverage90 }: PersonalReport): string[] {
  return [
    ...(falseReject === undefined
      ? []
      : [`Bounds of lost keepers hold for ${number(falseReject.holds)} of people (50 ratings).`]),
    `Within the 90 % interval foretold: ${number(coverage90)} of photos (50 ratings).`,
  ];
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function goal(name: string, value: number, atLeast: number): Goal {
  return { name, value, atLeast, met: value >= atLeast };
}

function interval({ value, lower, upper }: Estimate): string {
  return `${number(value)} [${number(lower)}, ${number(upper)}]`;
}

function number(value: number): string {
  return value.toFixed(3);
}
