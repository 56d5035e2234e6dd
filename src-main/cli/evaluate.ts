import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  evaluateModel,
  evaluatePersonal,
  personalReportJson,
  personalReportMarkdown,
  personalReportText,
  reportJson,
  reportText,
  evaluateSuggestions,
  suggestionReportJson,
  suggestionReportText,
  type EvaluateOptions,
} from '../training/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const STRENGTHS = ['weak', 'strong', 'any'] as const;
const RATED = ['validation', 'people', 'test'] as const;
const SPLITS: readonly EvaluateOptions['split'][] = [...RATED, 'held-out'];

/**
 * `keepers evaluate [--data DIR] [--split validation|held-out|people|test] [--model ID|FILE] [--against ID|FILE] [--general FILE]
 * [--photos DIR] [--json] [--cache DIR] [--provider NAME] [--threads N]`: prints figures with their intervals.
 *
 * `keepers evaluate --personal [--data DIR] [--split people|test] [--model ID|FILE] [--people N] [--seed N]
 * [--json|--markdown]`: prints what learning their taste brings simulated people.
 *
 * `keepers evaluate --suggestions [--data DIR] [--split validation|people|test] [--photos DIR] [--model ID] [--pictures N]
 * [--kinds N] [--strength weak|strong|any] [--json]`: prints how often what is suggested undoes what was done to a picture.
 */
export async function evaluate(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    split: { type: 'string' },
    model: { type: 'string' },
    against: { type: 'string' },
    general: { type: 'string' },
    photos: { type: 'string' },
    json: { type: 'boolean' },
    personal: { type: 'boolean' },
    people: { type: 'string' },
    seed: { type: 'string' },
    markdown: { type: 'boolean' },
    suggestions: { type: 'boolean' },
    pictures: { type: 'string' },
    kinds: { type: 'string' },
    strength: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('evaluate: takes options alone.');
  const options = trainingOptions('evaluate', { ...values, data: values.data ?? paraFolder() });
  if (values.suggestions === true) return suggestions(values, options, signal);
  for (const name of ['pictures', 'kinds', 'strength'] as const) {
    if (values[name] !== undefined) throw usageError(`evaluate: --${name} needs --suggestions.`);
  }
  if (values.personal === true) return personal(values, options, signal);
  for (const name of ['people', 'seed', 'markdown'] as const) {
    if (values[name] !== undefined) throw usageError(`evaluate: --${name} needs --personal.`);
  }
  const split = oneOf(SPLITS, values.split ?? 'validation');
  const { model, against } = values;
  const general = values.general ?? existing(options.data, '../weights/general-encoder.onnx');
  const photos = values.photos ?? existing(options.data, '../photos/clean');
  const report = await evaluateModel({
    ...options,
    split,
    modelsFolder: engineOptions().modelsFolder,
    signal,
    ...(model !== undefined && { model }),
    ...(against !== undefined && { against }),
    ...(general !== undefined && { general }),
    ...(photos !== undefined && { photos }),
  });
  clearProgress();
  await printLine(values.json === true ? reportJson(report) : reportText(report));
  return EXIT.done;
}

interface PersonalValues {
  readonly split?: string | undefined;
  readonly model?: string | undefined;
  readonly against?: string | undefined;
  readonly general?: string | undefined;
  readonly photos?: string | undefined;
  readonly people?: string | undefined;
  readonly seed?: string | undefined;
  readonly json?: boolean | undefined;
  readonly markdown?: boolean | undefined;
}

async function personal(
  values: PersonalValues,
  options: ReturnType<typeof trainingOptions>,
  signal: AbortSignal,
): Promise<number> {
  for (const name of ['against', 'general', 'photos'] as const) {
    if (values[name] !== undefined) throw usageError(`evaluate: --personal takes no --${name}.`);
  }
  const { model, people, seed, json, markdown } = values;
  const report = await evaluatePersonal({
    ...options,
    split: oneOf(['people', 'test'], values.split ?? 'people'),
    modelsFolder: engineOptions().modelsFolder,
    signal,
    ...(model !== undefined && { model }),
    ...(people !== undefined && { people: wholeNumber('people', people, 4, 10_000) }),
    ...(seed !== undefined && { seed: wholeNumber('seed', seed, 0, 2 ** 31) }),
  });
  clearProgress();
  const asText = markdown === true ? personalReportMarkdown : personalReportText;
  await printLine((json === true ? personalReportJson : asText)(report));
  return EXIT.done;
}

interface SuggestionValues extends PersonalValues {
  readonly personal?: boolean | undefined;
  readonly pictures?: string | undefined;
  readonly kinds?: string | undefined;
  readonly strength?: string | undefined;
}

async function suggestions(
  values: SuggestionValues,
  options: ReturnType<typeof trainingOptions>,
  signal: AbortSignal,
): Promise<number> {
  for (const name of ['personal', 'against', 'general', 'people', 'seed', 'markdown'] as const) {
    if (values[name] !== undefined) {
      throw usageError(`evaluate: --suggestions takes no --${name}.`);
    }
  }
  const { model, pictures = '60', kinds = '5', json } = values;
  const photos = values.photos ?? existing(options.data, '../photos/clean');
  const report = await evaluateSuggestions({
    ...options,
    split: oneOf(RATED, values.split ?? 'validation'),
    strength: oneOf(STRENGTHS, values.strength ?? 'any', 'strength'),
    pictures: wholeNumber('pictures', pictures, 0, 100_000),
    kinds: wholeNumber('kinds', kinds, 1, 100),
    modelsFolder: engineOptions().modelsFolder,
    signal,
    ...(model !== undefined && { model }),
    ...(photos !== undefined && { photos }),
  });
  clearProgress();
  await printLine((json === true ? suggestionReportJson : suggestionReportText)(report));
  return EXIT.done;
}

function oneOf<const Name extends string>(
  names: readonly Name[],
  given: string,
  option = 'split',
): Name {
  const found = names.find((name) => name === given);
  if (found === undefined) {
    throw usageError(`--${option}: expected ${names.join(', ')}, received “${given}”.`);
  }
  return found;
}

/** Where PARA lies beside the other data, for who names no folder. Throws `bad-usage` with the places that were looked at. */
function paraFolder(): string {
  const { KEEPERS_DATA } = process.env;
  const places = [
    ...(KEEPERS_DATA === undefined || KEEPERS_DATA === '' ? [] : [path.join(KEEPERS_DATA, 'para')]),
    path.resolve('..', 'shared', 'para'),
  ];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) {
    throw usageError(
      `evaluate: name PARA’s folder with --data. There is none at ${places.join(' or ')}.`,
    );
  }
  return found;
}

/** A path from PARA's folder, where it is there. */
function existing(data: string, relative: string): string | undefined {
  const full = path.join(data, relative);
  return existsSync(full) ? full : undefined;
}
