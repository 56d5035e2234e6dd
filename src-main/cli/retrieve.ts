import { availableParallelism } from 'node:os';
import {
  drawRetrievalSheet,
  SHEET_SENTENCES,
  spaceOf,
  type SheetSentence,
} from '../training/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printable, printLine, say, showProgress } from './output.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers retrieve FOLDER --out FILE [--phrase ATTRIBUTE=TEXT]… [--count N] [--model ID] [--threads N]`: draws which photos of a folder
 * fit some sentences best and worst, as an SVG or a JPEG, and prints the file's path.
 */
export async function retrieve(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string' },
    phrase: { type: 'string', multiple: true, default: [] },
    count: { type: 'string', default: '6' },
    model: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw usageError('retrieve: name one folder.');
  const out = needed('retrieve', values.out, 'the file to write, .svg or .jpg, with --out');
  if (!/\.(svg|jpe?g)$/i.test(out)) throw usageError('retrieve: --out takes a .svg or .jpg file.');
  const sentences = values.phrase.map(sentenceOf);
  const { model } = values;
  let failed = 0;
  const photos = await drawRetrievalSheet({
    folder,
    out,
    sentences: sentences.length > 0 ? sentences : SHEET_SENTENCES,
    count: wholeNumber('count', values.count, 1, 20),
    ...(model !== undefined && { model }),
    modelsFolder: engineOptions().modelsFolder,
    provider: 'cpu',
    threads: wholeNumber('threads', values.threads, 1, 256),
    signal,
    onProgress: (what, done, count) => showProgress(`${what}: ${done} of ${count}`),
    onFailure: (file, { message }) => {
      failed++;
      say(`${printable(file)}: ${message}`);
    },
  });
  clearProgress();
  await printLine(out);
  say(`${photos} photos. Only what words say of how they look is compared, not what is in them.`);
  return failed > 0 ? EXIT.someFailed : EXIT.done;
}

function sentenceOf(given: string): SheetSentence {
  const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(given) ?? [];
  const space = spaceOf(name);
  if (space !== undefined) return { space, text };
  throw usageError(
    `--phrase: expected ATTRIBUTE=TEXT, such as “light=too dark”, received “${given}”.`,
  );
}
