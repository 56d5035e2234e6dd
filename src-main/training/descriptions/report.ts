import {
  SOURCES,
  SummaryBuilder,
  type DatabaseSummary,
  type SpaceSummary,
  type UnitSummary,
} from '../../../src-aesnet/descriptions/index.ts';
import { formatTable } from '../evaluate/table.ts';
import { readDescriptions, type OnProblem } from './database-file.ts';

/** What a description database holds; bad lines are told to `onProblem` and left out. */
export async function inspectDescriptions(
  file: string,
  onProblem: OnProblem,
): Promise<DatabaseSummary> {
  const builder = new SummaryBuilder();
  for await (const record of readDescriptions(file, onProblem)) builder.add(record);
  return builder.summary();
}

/** For a person: what there is of each attribute, then sentences of every source and unit. */
export function summaryText({ pictures, copies, scored, spaces }: DatabaseSummary): string {
  const present = spaces.filter(({ sentences }) => sentences > 0);
  const header = ['', 'pictures', 'sentences', 'wordings', 'checked', ...SOURCES];
  const rows = present.map(({ space, sources, ...counts }) => [
    space,
    ...[counts.pictures, counts.sentences, counts.wordings, counts.checked].map(String),
    ...SOURCES.map((source) => String(sources[source])),
  ]);
  return [
    `${pictures} pictures, ${copies} of them edited copies; ${scored} with a score.`,
    '',
    formatTable(header, rows),
    ...present.flatMap(samplesText),
  ].join('\n');
}

function samplesText({ space, units }: SpaceSummary): string[] {
  return ['', space, ...units.flatMap(unitText)];
}

function unitText({ source, unit, ...rest }: UnitSummary): string[] {
  const { sentences, wordings, levels, range, samples } = rest;
  const measured =
    levels === 0
      ? 'no level known'
      : range === undefined
        ? `${levels} levels`
        : `${levels} levels from ${range[0]} to ${range[1]}`;
  const texts = samples.map(({ id, text, level }) => {
    const number = level === undefined ? '' : `${level}  `;
    return `    ${number}${text}  (${id})`;
  });
  return [
    `  ${source}, ${unit}: ${sentences} sentences, ${wordings} wordings, ${measured}`,
    ...texts,
  ];
}
