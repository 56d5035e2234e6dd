import { openHeadless, type FailedFile, type ScoredFile } from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { failureAsJson, scoredAsJson } from './score-json.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/** `keepers rank PATH… [--top N] [--json]`: best first; ties by path. Failures are listed after the ranking. */
export async function rank(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    json: { type: 'boolean' },
    top: { type: 'string' },
  });
  if (positionals.length === 0) throw usageError('rank: name at least one photo or folder.');
  const top =
    values.top === undefined
      ? Number.POSITIVE_INFINITY
      : wholeNumber('top', values.top, 1, 1_000_000);
  const headless = await openHeadless(engineOptions());
  const progress = new ScoreProgress();
  const scored: ScoredFile[] = [];
  const failed: FailedFile[] = [];
  try {
    await headless.score(positionals, {
      measure: false,
      embeddings: false,
      signal,
      onResult: (result) => {
        if ('error' in result) failed.push(result);
        else scored.push(result);
        progress.finished('error' in result);
      },
      onFound: (found, complete) => progress.found(found, complete),
    });
  } finally {
    progress.end();
    await headless.close();
  }
  const best = scored.sort(byScore).slice(0, top);
  for (const [index, result] of best.entries()) {
    await printLine(
      values.json === true
        ? JSON.stringify({ rank: index + 1, ...scoredAsJson(result) })
        : `${String(index + 1).padStart(4)}  ${result.score.values.aesthetic?.toFixed(2) ?? '  – '}  ${printable(result.path)}`,
    );
  }
  for (const failure of failed) {
    if (values.json === true) await printLine(JSON.stringify(failureAsJson(failure)));
    else say(`${printable(failure.path)}: ${failure.error.message}`);
  }
  return failed.length > 0 || signal.aborted ? EXIT.someFailed : EXIT.done;
}

function byScore(a: ScoredFile, b: ScoredFile): number {
  const difference = (b.score.values.aesthetic ?? 0) - (a.score.values.aesthetic ?? 0);
  return difference !== 0 ? difference : a.path < b.path ? -1 : 1;
}
