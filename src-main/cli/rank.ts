import {
  openHeadless,
  type FailedFile,
  type FileFit,
  type Headless,
  type ScoredFile,
} from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import {
  EXIT,
  NO_PHOTOS,
  printable,
  printLine,
  say,
  showProgress,
  clearProgress,
} from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { openProfile, type OpenedProfile } from './personal-profile.ts';
import { failureAsJson, scoredAsJson, type PersonalResult } from './score-json.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const MOST = 1_000_000;

/**
 * `keepers rank PATH… [--top N] [--varied [--per-hour N] [--per-folder N]] [--json] [--profile FILE]`: best first; ties by path.
 * `--words PHRASE` ranks by how well photos fit a phrase, in standard deviations above the usual one of them; with a profile, what its
 * person means by it. A profile's scores decide where its gate is not closed. Varied: one of each burst and other group, spread over scenes. Failures
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
    words: { type: 'string' },
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
  const { words } = values;
  if (words !== undefined && isVaried) {
    throw usageError('rank: --words ranks by the words alone, without --varied.');
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
      spaces: words !== undefined,
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
    } else if (words !== undefined)
      best = (await byWords(headless, scored, words, opened)).slice(0, top);
    else best = scored.slice(0, top);
  } finally {
    progress.end();
    clearProgress();
    await Promise.all([headless.close(), opened?.close()]);
  }
  if (scored.length === 0 && failed.length === 0 && !signal.aborted) say(NO_PHOTOS);
  for (const [index, { result, value, personal, fit }] of best.entries()) {
    await printLine(
      values.json === true
        ? JSON.stringify({
            rank: index + 1,
            ...(fit !== undefined && { fit: fitAsJson(fit) }),
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
  /** With words: how it fits them, which is what it is ranked by; absent where it cannot be compared. */
  readonly fit?: FileFit | undefined;
}

/** Those that fit the words best first, those that cannot be compared last; says what was not understood. */
async function byWords(
  headless: Headless,
  scored: readonly Ranked[],
  words: string,
  profile: OpenedProfile | undefined,
): Promise<Ranked[]> {
  const results = scored.map(({ result }) => result);
  const { fits, unknown, readAs } = await headless.fitting(results, words, profile?.words);
  clearProgress();
  if (unknown.length > 0) {
    const named = unknown.map((word) => `“${printable(word)}”`).join(', ');
    say(`Not known: ${named}. The model knows how photographs look, not what is in them.`);
  }
  for (const { word, as } of readAs) say(`“${printable(word)}” is read as “${as}”.`);
  const uncompared = fits.filter((fit) => fit === undefined).length;
  if (uncompared > 0) say(`Photos that could not be compared, and come last: ${uncompared}.`);
  const ranked = scored.map((one, at) => ({ ...one, value: fits[at]?.relevance, fit: fits[at] }));
  const worth = ({ fit }: Ranked) => fit?.relevance ?? -Infinity;
  // Those that fit as well stay in the order of their scores.
  return ranked.sort((a, b) => (worth(a) === worth(b) ? 0 : worth(b) - worth(a)));
}

/** `relevance`: standard deviations above the usual photo of these; `standsOut`: whether it fits clearly better. */
function fitAsJson({ relevance, standsOut }: FileFit) {
  return { relevance: Number(relevance.toFixed(4)), standsOut };
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
