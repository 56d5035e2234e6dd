import {
  COLORS,
  FLAGS,
  PROFILES,
  STARS,
  type Verdict,
  type VerdictChange,
  type VerdictVersion,
} from '../../src-shared/verdict.ts';
import type { FailedFile } from '../engine/headless.ts';
import {
  openHeadlessVerdicts,
  type HeadlessVerdicts,
  type InspectedFile,
  type JudgedFile,
} from '../engine/headless-verdicts.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printable, printLine, say, showProgress } from './output.ts';
import { failureAsJson } from './score-json.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const OPTIONS = {
  stars: { type: 'string' },
  flag: { type: 'string' },
  color: { type: 'string' },
  profile: { type: 'string' },
  embed: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  show: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * `keepers verdict PATH… [--stars 0-5] [--flag …] [--color …] [--profile …] [--embed] [--dry-run] [--json]` gives photos
 * a verdict; without one of the first three it writes anew what is written down, for the profile or into the photo.
 * `keepers verdict PATH… --show [--json]` lists what every encoding says. A sidecar that cannot be parsed is left
 * byte for byte alone, and the exit code is 1.
 */
export async function verdict(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  if (positionals.length === 0) throw usageError('verdict: name at least one photo or folder.');
  const change: VerdictChange = {
    ...(values.stars !== undefined && { stars: starsOf(values.stars) }),
    ...(values.flag !== undefined && { flag: oneOf('flag', values.flag, FLAGS) }),
    ...(values.color !== undefined && { color: oneOf('color', values.color, COLORS) }),
  };
  const profile =
    values.profile === undefined ? undefined : oneOf('profile', values.profile, PROFILES);
  const embed = values.embed === true;
  const dryRun = values['dry-run'] === true;
  const writes = Object.keys(change).length > 0 || profile !== undefined || embed;
  if (values.show === true && (writes || dryRun)) {
    throw usageError('verdict: --show writes nothing and goes with --json alone.');
  }
  if (values.show !== true && !writes) {
    throw usageError('verdict: say what to write (--stars, --flag, --color), or --show.');
  }
  const headless = openHeadlessVerdicts({ ...engineOptions(), onTrouble: say });
  const json = values.json === true;
  let found = 0;
  const walk = { signal, onFound: (count: number) => (found = count) };
  try {
    const failed =
      values.show === true
        ? await show(headless.show(positionals, walk), json, () => found)
        : await write(
            headless.write(positionals, {
              ...walk,
              ...{ change, embed, dryRun },
              ...(profile !== undefined && { profile }),
            }),
            { json, dryRun },
            () => found,
          );
    if (signal.aborted) say('Stopped. What was written stays; the same command goes on.');
    return failed || signal.aborted ? EXIT.someFailed : EXIT.done;
  } finally {
    clearProgress();
    await headless.close();
  }
}

function starsOf(given: string): Verdict['stars'] {
  return wholeNumber('stars', given, 0, STARS.length - 1) as Verdict['stars'];
}

function oneOf<const T extends string>(name: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found === undefined) {
    throw usageError(`--${name}: expected one of ${known.join(', ')}, received “${given}”.`);
  }
  return found;
}

/** Prints what was written, photo by photo; resolves with whether any failed. */
async function write(
  results: ReturnType<HeadlessVerdicts['write']>,
  { json, dryRun }: { readonly json: boolean; readonly dryRun: boolean },
  found: () => number,
): Promise<boolean> {
  let done = 0;
  let changed = 0;
  let failed = 0;
  for await (const result of results) {
    done += 1;
    if ('error' in result) {
      failed += 1;
      await printFailure(result, json);
    } else {
      changed += result.files.length;
      if (json) await printLine(JSON.stringify({ ...result, dryRun }));
      else await printWritten(result, dryRun);
    }
    showProgress(`Writing verdicts: ${done} of ${found()} photos`);
  }
  clearProgress();
  const files = `${changed} ${changed === 1 ? 'file' : 'files'}`;
  say(
    `${done - failed} photos: ${files} ${dryRun ? 'would be changed' : 'written'}${failed > 0 ? `, ${failed} photos failed` : ''}.`,
  );
  return failed > 0;
}

async function printWritten(result: JudgedFile, dryRun: boolean): Promise<void> {
  await printLine(`${printable(result.path)}: ${partsInWords(result.verdict)}`);
  for (const version of result.dissent) {
    await printLine(`  there was also ${versionInWords(version)}`);
  }
  if (result.files.length === 0) await printLine('  nothing to change');
  for (const { path, as, changes } of result.files) {
    const verb = as === 'new-sidecar' ? 'create' : as === 'embedded' ? 'embed into' : 'change';
    await printLine(`  ${dryRun ? `would ${verb}` : PAST[verb]} ${printable(path)}`);
    if (!dryRun) continue;
    for (const { name, before, after } of changes) {
      await printLine(`    ${name}: ${printable(before ?? '—')} → ${printable(after ?? '—')}`);
    }
  }
}

const PAST = { create: 'created', 'embed into': 'embedded into', change: 'changed' } as const;

/** Prints what was found, photo by photo; resolves with whether anything could not be read. */
async function show(
  results: ReturnType<HeadlessVerdicts['show']>,
  json: boolean,
  found: () => number,
): Promise<boolean> {
  let failed = false;
  let done = 0;
  for await (const result of results) {
    done += 1;
    if ('error' in result) {
      failed = true;
      await printFailure(result, json);
    } else {
      failed ||= result.sources.some(({ error }) => error !== undefined);
      if (json) await printLine(JSON.stringify(inspectedAsJson(result)));
      else await printInspected(result);
    }
    showProgress(`Reading verdicts: ${done} of ${found()} photos`);
  }
  return failed;
}

function inspectedAsJson({ path, verdict, sources, dissent }: InspectedFile): unknown {
  return {
    path,
    verdict,
    conflict: dissent.length > 0,
    sources: sources.map(({ where, path: file, modifiedAt, says, statements, error }) => ({
      where,
      path: file,
      ...(error === undefined
        ? {
            modifiedAt: new Date(modifiedAt).toISOString(),
            says,
            encodings: statements.map(({ name, value, says: own }) => ({ name, value, says: own })),
          }
        : { error }),
    })),
    dissent,
  };
}

async function printInspected(result: InspectedFile): Promise<void> {
  await printLine(`${printable(result.path)}: ${partsInWords(result.verdict)}`);
  for (const { where, path, modifiedAt, statements, error } of result.sources) {
    const name = where === 'embedded' ? 'inside the photo' : printable(path);
    if (error !== undefined) {
      say(`${printable(path)}: ${error.message}`);
      continue;
    }
    if (statements.length === 0) continue;
    await printLine(`  ${name}, ${new Date(modifiedAt).toISOString()}`);
    for (const { name: property, value, says } of statements) {
      await printLine(`    ${property} = ${printable(value)}: ${partsInWords(says)}`);
    }
  }
  for (const version of result.dissent) await printLine(`  conflict: ${versionInWords(version)}`);
}

async function printFailure(failure: FailedFile, json: boolean): Promise<void> {
  if (json) await printLine(JSON.stringify(failureAsJson(failure)));
  else say(`${printable(failure.path)}: ${failure.error.message}`);
}

const FLAG_WORDS = { pick: 'picked', reject: 'rejected', none: 'no flag' } as const;

type Said = { readonly [K in keyof Verdict]?: Verdict[K] | undefined };

/** "4 stars, picked, red"; only what is said. */
function partsInWords({ stars, flag, color }: Said): string {
  const words = [
    ...(stars === undefined
      ? []
      : [stars === 0 ? 'no stars' : stars === 1 ? '1 star' : `${stars} stars`]),
    ...(flag === undefined ? [] : [FLAG_WORDS[flag]]),
    ...(color === undefined ? [] : [color === 'none' ? 'no colour' : color]),
  ];
  return words.length === 0 ? 'nothing that Keepers knows' : words.join(', ');
}

function versionInWords({ where, path, property, ...says }: VerdictVersion): string {
  const place = where === 'embedded' ? 'inside the photo' : `in ${printable(path)}`;
  return `${partsInWords(says)} ${place}${property === undefined ? '' : ` (${property})`}`;
}
