import { openHeadless, type FailedFile, type ScoredFile } from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say, showProgress, clearProgress } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { openProfile } from './personal-profile.ts';
import { failureAsJson, scoredAsJson, type PersonalResult } from './score-json.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const MOST = 1_000_000;

/**
 * `keepers rank PATH… [--top N] [--varied [--per-hour N] [--per-folder N]] [--json] [--profile FILE]`: best first; ties by path. A
 * profile's scores decide where its gate is not closed. Varied: one of each burst and other group, spread over scenes. Failures
 * are listed after the ranking.
 */
export async function rank(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    json: { type: 'boolean' },
    top: { type: 'string' },
    varied: { type: 'boolean' },
    'per-hour': { type: 'string' },
    'per-folder': { type: 'string' },
    profile: { type: 'string' },
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
  const opened = values.profile === undefined ? undefined : await openProfile(values.profile);
  const headless = await openHeadless({ ...engineOptions(), onTrouble: say }, opened?.model);
  const progress = new ScoreProgress();
  const scored: Ranked[] = [];
  const failed: FailedFile[] = [];
  let best: readonly Ranked[];
  try {
    await headless.score(positionals, {
      measure: false,
      embeddings: isVaried || opened !== undefined,
      signal,
      onResult: async (result, picture) => {
        const personal = await opened?.scoreOf(result, picture);
        if ('error' in result) failed.push(result);
        else scored.push({ result, ...ranked(result, personal) });
        progress.finished('error' in result);
      },
      onFound: (found, complete) => progress.found(found, complete),
    });
    progress.end();
    scored.sort(byScore);
    if (isVaried) {
      showProgress('Looking for the best of each burst');
      const byPath = new Map(scored.map((one) => [one.result.path, one]));
      const results = scored.map(({ result }) => result);
      const { chosen, spreadBy } = await headless.varied(results, {
        ...{ top, signal, worthOf: (path: string) => byPath.get(path)?.value },
        ...(perHour !== undefined && { perHour }),
        ...(perFolder !== undefined && { perFolder }),
      });
      if (spreadBy === 'time') {
        say('This model does not tell what photos show: they are spread over bursts and time.');
      }
      best = chosen.flatMap(({ path }) => byPath.get(path) ?? []);
    } else best = scored.slice(0, top);
  } finally {
    progress.end();
    clearProgress();
    await Promise.all([headless.close(), opened?.close()]);
  }
  for (const [index, { result, value, personal }] of best.entries()) {
    await printLine(
      values.json === true
        ? JSON.stringify({
            rank: index + 1,
            ...scoredAsJson(result, { embeddings: false, personal }),
          })
        : `${String(index + 1).padStart(4)}  ${value?.toFixed(2) ?? '  – '}  ${printable(result.path)}`,
    );
  }
  for (const failure of failed) {
    if (values.json === true) await printLine(JSON.stringify(failureAsJson(failure)));
    else say(`${printable(failure.path)}: ${failure.error.message}`);
  }
  const unusable = values.profile !== undefined && opened === undefined;
  return failed.length > 0 || unusable || signal.aborted ? EXIT.someFailed : EXIT.done;
}

interface Ranked {
  readonly result: ScoredFile;
  /** What it is ranked by. */
  readonly value: number | undefined;
  readonly personal: PersonalResult | undefined;
}

function ranked(
  { score }: ScoredFile,
  personal: PersonalResult | undefined,
): Pick<Ranked, 'value' | 'personal'> {
  const isUsed = personal !== undefined && personal.gate !== 'closed';
  return { personal, value: isUsed ? personal.score : score.values.aesthetic };
}

function byScore(a: Ranked, b: Ranked): number {
  const difference = (b.value ?? 0) - (a.value ?? 0);
  return difference !== 0 ? difference : a.result.path < b.result.path ? -1 : 1;
}
