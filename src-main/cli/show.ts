import path from 'node:path';
import { CAPTIONS, PAPERS, type Shown } from '../../src-shared/bridge.ts';
import { openHeadlessPhotos, type PhotoSet } from '../engine/headless-photos.ts';
import {
  openHeadlessShowing,
  writeTable,
  type HeadlessShowing,
} from '../engine/headless-showing.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printable, printLine, say, showProgress } from './output.ts';
import { CHOICE_OPTIONS, choiceFrom, oneOf } from './photo-choice.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const SHOWING_OPTIONS = {
  ...CHOICE_OPTIONS,
  out: { type: 'string' },
  title: { type: 'string' },
  show: { type: 'string' },
} as const;

/**
 * `keepers sheet PATH… --out FILE.pdf|FILE.jpg [--title TEXT] [--columns N] [--rows N] [--paper a4|letter] [--show
 * names,stars,scores] [--stars 3+] [--flag pick] [--color red]`: prints the files that it wrote.
 */
export async function sheet(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...SHOWING_OPTIONS,
    columns: { type: 'string' },
    rows: { type: 'string' },
    paper: { type: 'string' },
  });
  const settings = {
    ...shownAs('sheet', values),
    paper: oneOf('paper', values.paper ?? 'a4', PAPERS),
    columns: wholeNumber('columns', values.columns ?? '5', 1, 20),
    rows: wholeNumber('rows', values.rows ?? '6', 1, 20),
  };
  return await showPhotos('sheet', positionals, values, signal, (showing, photos) =>
    showing.sheet(photos, settings),
  );
}

/** `keepers gallery PATH… --out FILE.html [--title TEXT] [--show …] [--stars 3+] [--flag pick]`: picks, unless others are chosen. */
export async function gallery(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, SHOWING_OPTIONS);
  const isChosen = [values.stars, values.flag, values.color].some((one) => one !== undefined);
  const choice = isChosen ? values : { flag: ['pick'] };
  const settings = shownAs('gallery', values);
  return await showPhotos('gallery', positionals, choice, signal, (showing, photos) =>
    showing.gallery(photos, settings),
  );
}

/** `keepers list [PATH…] --out FILE.csv|FILE.json`: all that the library knows of its photos. */
export async function list(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { out: { type: 'string' } });
  if (values.out === undefined) throw usageError('list: name the file with --out.');
  const file = path.resolve(values.out);
  const count = await writeTable(engineOptions().home, positionals, file);
  await printLine(file);
  say(`${count} photos.`);
  return EXIT.done;
}

function shownAs(
  command: string,
  { out, title = '', show = 'names,stars' }: { out?: string; title?: string; show?: string },
) {
  if (out === undefined) throw usageError(`${command}: name the file with --out.`);
  const captions = show === '' ? [] : show.split(',').map((one) => oneOf('show', one, CAPTIONS));
  return { to: path.resolve(out), title, show: captions };
}

async function showPhotos(
  command: string,
  paths: readonly string[],
  choice: Parameters<typeof choiceFrom>[0],
  signal: AbortSignal,
  make: (showing: HeadlessShowing, photos: readonly PhotoSet[]) => Promise<Shown>,
): Promise<number> {
  if (paths.length === 0) throw usageError(`${command}: name at least one photo or folder.`);
  let failed = 0;
  let done = 0;
  const photos = openHeadlessPhotos({
    ...engineOptions(),
    signal,
    onTrouble: say,
    onFailed: ({ path: file, error }) => {
      failed++;
      say(`${printable(file)}: ${error.message}`);
    },
  });
  let total = 0;
  const showing = openHeadlessShowing(engineOptions(), {
    signal,
    onPhoto: () => showProgress(`Reading: ${++done} of ${total} photos`),
  });
  try {
    const found = await photos.find(paths, choiceFrom(choice));
    total = found.length;
    const shown = await make(showing, found);
    clearProgress();
    for (const file of shown.files) await printLine(file);
    for (const { name, message } of shown.failed) say(`${printable(name)}: ${message}`);
    say(`${shown.photos} photos.`);
    return failed > 0 || shown.failed.length > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    await Promise.all([photos.close(), showing.close()]);
  }
}
