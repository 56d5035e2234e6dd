import path from 'node:path';
import { openHeadless, type ScoredFile } from '../engine/headless.ts';
import { openHeadlessPhotos, pictureOf } from '../engine/headless-photos.ts';
import { openHeadlessShowing } from '../engine/headless-showing.ts';
import { BEST_FRAMES } from '../engine/report.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printable, printLine, say, showProgress } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers report PATH… --out FILE.html [--title TEXT]`: scores and measures the photos, sums the shoot up on one page, and prints its
 * path. Nothing is replaced; the library is read, not written.
 */
export async function report(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string', short: 'o' },
    title: { type: 'string' },
  });
  if (positionals.length === 0) throw usageError('report: name at least one photo or folder.');
  if (values.out === undefined) throw usageError('report: name the file with --out.');
  const to = path.resolve(values.out);
  if (!/\.html?$/i.test(to)) throw usageError('report: --out names an .html file.');
  const title = values.title ?? titleOf(positionals);
  let failed = 0;
  const fail = (file: string, reason: string) => {
    failed++;
    say(`${printable(file)}: ${reason}`);
  };
  const options = engineOptions();
  const headless = await openHeadless({ ...options, onTrouble: say });
  const photos = openHeadlessPhotos({
    ...{ ...options, signal, onTrouble: say },
    onFailed: ({ path: file, error }) => fail(file, error.message),
  });
  const showing = openHeadlessShowing(options, { signal, onPhoto: () => undefined });
  const progress = new ScoreProgress();
  try {
    const found = await photos.find(positionals, {});
    const files = found.map(({ set }) => (pictureOf(set) ?? set.leader).path);
    progress.found(files.length, true);
    const scored = new Map<string, ScoredFile>();
    await headless.score(files, {
      ...{ measure: true, embeddings: true, signal },
      onResult: (result) => {
        if ('error' in result) fail(result.path, result.error.message);
        else scored.set(result.path, result);
        progress.finished('error' in result);
      },
    });
    progress.end();
    showProgress('Looking for the best of each burst');
    const shoot = found.map((photo, at) => {
      const result = scored.get(files[at] ?? '');
      return { photo, ...(result !== undefined && { scored: result }) };
    });
    const wanted = shoot.flatMap(({ photo, scored: result }) =>
      result === undefined || photo.known.verdict?.flag === 'reject' ? [] : [result],
    );
    // All of them, but for one of each group.
    const { chosen } = await headless.varied(wanted, { top: wanted.length, signal });
    const { model } = headless;
    const shown = await showing.report(
      { photos: shoot, best: chosen.slice(0, BEST_FRAMES), model: model.entry },
      { to, title },
    );
    clearProgress();
    for (const file of shown.files) await printLine(file);
    for (const { name, message } of shown.failed) fail(name, message);
    say(`${shown.photos} photos.`);
  } finally {
    progress.end();
    clearProgress();
    await Promise.all([headless.close(), photos.close(), showing.close()]);
  }
  return failed > 0 || signal.aborted ? EXIT.someFailed : EXIT.done;
}

/** The folder's name, where there is one alone. */
function titleOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? path.basename(path.resolve(first)) : '';
}
