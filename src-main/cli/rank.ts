import { openHeadless, type FailedFile, type ScoredFile } from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say, showProgress, clearProgress } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { failureAsJson, scoredAsJson } from './score-json.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const MOST = 1_000_000;

/**
 * `keepers rank PATH… [--top N] [--varied [--per-hour N] [--per-folder N]] [--json]`: best first; ties by path.
 * Varied: one of each burst and other group, spread over scenes. Failures are listed after the ranking.
 */
export async function rank(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    json: { type: 'boolean' },
    top: { type: 'string' },
    varied: { type: 'boolean' },
    'per-hour': { type: 'string' },
    'per-folder': { type: 'string' },
  });
  if (positionals.length === 0) throw usageError('rank: name at least one photo or folder.');
  const number = (name: 'top' | 'per-hour' | 'per-folder') => {
    const given = values[name];
    return given === undefined ? undefined : wholeNumber(name, given, 1, MOST);
  };
  const top = number('top') ?? MOST;
  const perHour = number('per-hour');
  const perFolder = number('per-folder');
  const isVaried = values.varied === true;
  if (!isVaried && (perHour !== undefined || perFolder !== undefined)) {
    throw usageError('rank: --per-hour and --per-folder need --varied.');
  }
  const headless = await openHeadless({ ...engineOptions(), onTrouble: say });
  const progress = new ScoreProgress();
  const scored: ScoredFile[] = [];
  const failed: FailedFile[] = [];
  let best: readonly ScoredFile[];
  try {
    await headless.score(positionals, {
      measure: false,
      embeddings: isVaried,
      signal,
      onResult: (result) => {
        if ('error' in result) failed.push(result);
        else scored.push(result);
        progress.finished('error' in result);
      },
      onFound: (found, complete) => progress.found(found, complete),
    });
    progress.end();
    scored.sort(byScore);
    if (isVaried) {
      showProgress('Looking for the best of each burst');
      const { chosen, spreadBy } = await headless.varied(scored, {
        ...{ top, signal },
        ...(perHour !== undefined && { perHour }),
        ...(perFolder !== undefined && { perFolder }),
      });
      if (spreadBy === 'time') {
        say('This model does not tell what photos show: they are spread over bursts and time.');
      }
      best = chosen.map(withoutEmbeddings);
    } else best = scored.slice(0, top);
  } finally {
    progress.end();
    clearProgress();
    await headless.close();
  }
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

/** Embeddings were for choosing alone. */
function withoutEmbeddings(result: ScoredFile): ScoredFile {
  const { path, width, height, score, warnings } = result;
  return { path, width, height, score, warnings };
}
