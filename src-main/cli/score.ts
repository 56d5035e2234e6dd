import { openHeadless, type FailedFile, type ScoredFile } from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printable, printLine, say } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { openProfile } from './personal-profile.ts';
import { failureAsJson, scoredAsJson, type PersonalResult } from './score-json.ts';
import { parseCommand, usageError } from './usage.ts';

/** `keepers score PATH… [--json] [--embedding] [--profile FILE]`: a profile scores with its own model. */
export async function score(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    json: { type: 'boolean' },
    embedding: { type: 'boolean' },
    profile: { type: 'string' },
  });
  const embeddings = values.embedding === true;
  if (positionals.length === 0) throw usageError('score: name at least one photo or folder.');
  if (embeddings && values.json !== true) throw usageError('score: --embedding needs --json.');
  const opened = values.profile === undefined ? undefined : await openProfile(values.profile);
  const headless = await openHeadless({ ...engineOptions(), onTrouble: say }, opened?.model);
  const progress = new ScoreProgress();
  let failed = 0;
  const print = async (result: ScoredFile | FailedFile, picture?: Uint8Array) => {
    const personal = await opened?.scoreOf(result, picture);
    if ('error' in result) failed++;
    progress.finished('error' in result);
    if (values.json === true) {
      const object =
        'error' in result ? failureAsJson(result) : scoredAsJson(result, { embeddings, personal });
      void printLine(JSON.stringify(object));
    } else if ('error' in result) say(`${printable(result.path)}: ${result.error.message}`);
    else {
      clearProgress();
      void printLine(asLine(result, personal));
    }
  };
  try {
    await headless.score(positionals, {
      measure: true,
      embeddings: embeddings || opened !== undefined,
      signal,
      onResult: print,
      onFound: (found, complete) => progress.found(found, complete),
    });
  } finally {
    progress.end();
    await Promise.all([headless.close(), opened?.close()]);
  }
  const unusable = values.profile !== undefined && opened === undefined;
  return failed > 0 || unusable || signal.aborted ? EXIT.someFailed : EXIT.done;
}

function asLine(result: ScoredFile, personal: PersonalResult | undefined): string {
  const value = result.score.values.aesthetic;
  const own = personal === undefined ? '' : `  yours ${personal.score.toFixed(2)}`;
  const warned = result.warnings.length > 0 ? `  (${result.warnings[0]?.message ?? ''})` : '';
  return `${value === undefined ? '  – ' : value.toFixed(2)}${own}  ${printable(result.path)}${warned}`;
}
