/** The figures of `keepers evaluate --suggestions`, for people and for programs. */
import { wilson } from '../../../src-aesnet/evaluation/wilson.ts';
import type { SuggestionFigures, SuggestionReport, Tally } from './evaluate-suggestions.ts';

/** What the figures are to reach. */
const GOALS = { inverse: 0.7, tilt: 0.5, twins: 0.8, exposure: 0.2 };

export function suggestionReportJson(report: SuggestionReport): string {
  return JSON.stringify(report);
}

export function suggestionReportText({ model, floor, strength, sets }: SuggestionReport): string {
  const heading = `${model}, floor ${floor.toFixed(3)}, ${strength === 'any' ? 'weak to strong' : strength} edits`;
  return [heading, ...Object.entries(sets).flatMap(([name, set]) => setLines(name, set))].join(
    '\n',
  );
}

function setLines(name: string, set: SuggestionFigures): string[] {
  const { exposure = { hits: 0, of: set.told.anything?.of ?? 0 }, ...told } = set.told;
  return [
    '',
    `${name}, ${set.pictures} pictures`,
    line('inverse suggested', set.inverse, `at least ${GOALS.inverse}`),
    ...Object.entries(set.byKind).map(([kind, tally]) => line(`  ${kind}`, tally)),
    line('tilt undone within 2°', set.tilt, `at least ${GOALS.tilt}`),
    line('less on the undamaged twin', set.twins, `at least ${GOALS.twins}`),
    line('undamaged: told exposure', exposure, `at most ${GOALS.exposure}`),
    ...Object.entries(told).map(([edit, tally]) => line(`  undamaged: told ${edit}`, tally)),
  ];
}

function line(name: string, { hits, of }: Tally, goal = ''): string {
  const { value, lower, upper } = wilson(hits, of);
  const interval = `[${lower.toFixed(2)}, ${upper.toFixed(2)}]`;
  const count = `${hits} of ${of}`;
  return `${name.padEnd(30)} ${value.toFixed(3)} ${interval} ${count.padEnd(12)} ${goal}`.trimEnd();
}
