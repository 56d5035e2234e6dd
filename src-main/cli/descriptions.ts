import {
  buildDatabase,
  DESCRIBED_SPLITS,
  exportAesclip,
  importDescriptions,
  inspectDescriptions,
  summaryText,
  writeDescriptions,
} from '../training/descriptions/index.ts';
import { describedByPerson } from '../engine/headless-statements.ts';
import { engineOptions } from './installation.ts';
import { importLayout } from './description-layouts.ts';
import { clearProgress, EXIT, printLine, say } from './output.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/** `keepers descriptions build|inspect|import|export`: the sentences that pictures are learnt with. */
export function descriptions(args: string[], signal: AbortSignal): Promise<number> {
  const [action, ...rest] = args;
  switch (action) {
    case 'build':
      return build(rest, signal);
    case 'inspect':
      return inspect(rest);
    case 'import':
      return importFile(rest, signal);
    case 'export':
      return exportFile(rest, signal);
    default:
      throw usageError('descriptions: say build, inspect, import or export.');
  }
}

/**
 * `build --data PARA --out FILE [--cache DIR] [--split train|validation] [--limit N] [--seed N]`: prints the file's path.
 */
async function build(args: string[], signal: AbortSignal): Promise<number> {
  const { data, cache } = TRAINING_OPTIONS;
  const { values, positionals } = parseCommand(args, {
    data,
    cache,
    out: { type: 'string' },
    split: { type: 'string', default: 'train' },
    limit: { type: 'string' },
    seed: { type: 'string', default: '1' },
  });
  if (positionals.length > 0) throw usageError('descriptions build: takes options alone.');
  const command = 'descriptions build';
  const options = trainingOptions(command, { ...values, provider: 'cpu' });
  const out = needed(command, values.out, 'the file to write with --out');
  const split = DESCRIBED_SPLITS.find((name) => name === values.split);
  if (split === undefined) {
    const expected = DESCRIBED_SPLITS.join(' or ');
    throw usageError(`--split: expected ${expected}, received “${values.split}”.`);
  }
  const limit = values.limit === undefined ? undefined : wholeNumber('limit', values.limit, 1, 1e7);
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 31);
  const built = await buildDatabase({
    data: options.data,
    cache: options.cache,
    processes: options.processes,
    onProgress: options.onProgress,
    out,
    split,
    seed,
    signal,
    ...(limit !== undefined && { limit }),
  });
  clearProgress();
  await printLine(out);
  say(`${built.photos} photos and ${built.copies} edited copies described.`);
  if (built.damaged > 0) say(`${built.damaged} photos could not be read and are left out.`);
  return EXIT.done;
}

/** `inspect FILE [--json]`: prints what is in it. */
async function inspect(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { json: { type: 'boolean' } });
  const file = onlyFile('inspect', positionals);
  const problems = new Problems();
  const summary = await inspectDescriptions(file, problems.tell);
  await printLine(values.json === true ? JSON.stringify(summary) : summaryText(summary));
  return problems.exit();
}

/**
 * `import FILE --layout aesclip|table [--map OURS=THEIRS,…] [--scale LOW:HIGH] --out FILE`: prints the path of what was written.
 */
async function importFile(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    layout: { type: 'string' },
    map: { type: 'string', multiple: true, default: [] },
    scale: { type: 'string' },
    out: { type: 'string' },
  });
  const file = onlyFile('import', positionals);
  const out = needed('descriptions import', values.out, 'the file to write with --out');
  const layout = importLayout(values.layout, values.map, values.scale);
  const problems = new Problems();
  const { pictures, unknown } = await importDescriptions(file, layout, out, {
    onProblem: problems.tell,
    signal,
  });
  await printLine(out);
  say(`${pictures} pictures imported.`);
  for (const [name, entries] of unknown) {
    say(
      `Comments on “${name}” in ${entries} entries were left out: name the attribute with “--map light=${name}”, if it is one.`,
    );
  }
  return problems.exit();
}

/**
 * `export FILE --layout aesclip --out FILE`, or `export --from-catalogue --out FILE` for what the person has said in the library, in
 * the project's own format: prints the path of what was written.
 */
async function exportFile(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    layout: { type: 'string' },
    'from-catalogue': { type: 'boolean' },
    out: { type: 'string' },
  });
  const out = needed('descriptions export', values.out, 'the file to write with --out');
  if (values['from-catalogue'] === true) {
    if (positionals.length > 0 || values.layout !== undefined) {
      throw usageError('descriptions export: --from-catalogue takes neither a file nor a layout.');
    }
    return await exportStatements(out, signal);
  }
  const file = onlyFile('export', positionals);
  if (values.layout !== 'aesclip') {
    throw usageError('descriptions export: name the layout with “--layout aesclip”.');
  }
  const problems = new Problems();
  const { pictures, copies } = await exportAesclip(file, out, {
    onProblem: problems.tell,
    signal,
  });
  await printLine(out);
  say(`${pictures} pictures exported, without levels and sources, for which it has no place.`);
  if (copies > 0) say(`${copies} edited copies were left out.`);
  return problems.exit();
}

async function exportStatements(out: string, signal: AbortSignal): Promise<number> {
  const records = describedByPerson(engineOptions().home);
  await writeDescriptions(out, records, signal);
  await printLine(out);
  const sentences = records.flatMap(({ attributes }) => Object.values(attributes).flat());
  say(`${sentences.length} checked sentences about ${records.length} photos.`);
  return EXIT.done;
}

function onlyFile(action: string, positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw usageError(`descriptions ${action}: name one file.`);
  }
  return file;
}

/** Sentences about single problems that are shown before only their number is. */
const SHOWN = 20;

/** What was wrong with single entries while the others were used. */
class Problems {
  #count = 0;

  readonly tell = (sentence: string): void => {
    this.#count++;
    if (this.#count <= SHOWN) say(sentence);
  };

  /** Ends the telling, and gives the exit code. */
  exit(): number {
    if (this.#count === 0) return EXIT.done;
    const more = this.#count > SHOWN ? `, the first ${SHOWN} of which are shown` : '';
    say(`${this.#count} entries could not be used${more}; the others were.`);
    return EXIT.someFailed;
  }
}
