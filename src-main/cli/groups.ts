import { LARGEST_BURST_GAP } from '../../src-shared/group.ts';
import { openHeadlessGroups, type FailedFile, type FileGroup } from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import {
  clearProgress,
  EXIT,
  NO_PHOTOS,
  printable,
  printLine,
  say,
  showProgress,
} from './output.ts';
import { failureAsJson } from './score-json.ts';
import { numberBetween, parseCommand, usageError } from './usage.ts';

const NAMES: Readonly<Record<FileGroup['kind'], string>> = {
  pair: 'Pair',
  bracket: 'Bracket',
  'focus-stack': 'Focus stack',
  panorama: 'Panorama',
  burst: 'Burst',
  duplicates: 'Near duplicates',
};

/**
 * `keepers groups PATH… [--gap SECONDS] [--json]`: one object a line for each group, pairs first, each in the order
 * of capture; then failures. Single photos are not listed.
 */
export async function groups(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    json: { type: 'boolean' },
    gap: { type: 'string' },
  });
  if (positionals.length === 0) throw usageError('groups: name at least one photo or folder.');
  const gap =
    values.gap === undefined ? undefined : numberBetween('gap', values.gap, 0, LARGEST_BURST_GAP);
  const headless = await openHeadlessGroups({ ...engineOptions(), onTrouble: say });
  const failed: FailedFile[] = [];
  let photos = 0;
  let found: FileGroup[];
  try {
    found = await headless.group(positionals, {
      ...(gap !== undefined && { gap }),
      signal,
      onFailed: (failure) => failed.push(failure),
      onFound: (count) => {
        photos = count;
        showProgress(`Reading: ${count} photos`);
      },
      onLooked: (looked, of) => showProgress(`Looking for the best: ${looked} of ${of} frames`),
    });
  } finally {
    clearProgress();
    await headless.close();
  }
  if (found.length === 0 && failed.length === 0 && !signal.aborted) {
    say(photos === 0 ? NO_PHOTOS : `No photos belong together, of ${photos}.`);
  }
  for (const group of found) {
    if (values.json === true) await printLine(JSON.stringify(group));
    else await printGroup(group);
  }
  for (const failure of failed) {
    if (values.json === true) await printLine(JSON.stringify(failureAsJson(failure)));
    else say(`${printable(failure.path)}: ${failure.error.message}`);
  }
  return failed.length > 0 || signal.aborted ? EXIT.someFailed : EXIT.done;
}

async function printGroup({ kind, paths, suggested }: FileGroup): Promise<void> {
  await printLine(`${NAMES[kind]} of ${paths.length}`);
  for (const path of paths) {
    const isSuggested = suggested?.path === path;
    await printLine(`${isSuggested ? '* ' : '  '}${printable(path)}`);
    if (isSuggested) await printLine(`      ${suggested.reason}`);
  }
}
