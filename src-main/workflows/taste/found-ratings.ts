/** Stars and flags that are there to be learnt from. */
import type { FoundRatings, TasteSources } from '../../../src-shared/bridge/taste.ts';
import type { Verdict } from '../../../src-shared/verdict.ts';
import type { JudgedPhoto } from '../../catalogue/taste-decisions.ts';
import type { Metadata } from '../../metadata/types.ts';
import type { FileToScore } from '../score-files.ts';
import { inspectFiles } from '../verdict-files.ts';
import { isSource } from './gather.ts';

const EVERYTHING: TasteSources = { verdicts: true, files: true };

/** Of the library, by where they come from. What scores decided is left out. */
export function countJudged(judged: readonly JudgedPhoto[]): {
  verdicts: FoundRatings & { blind: number };
  files: FoundRatings;
} {
  const verdicts = { ...none(), blind: 0 };
  const files = none();
  for (const { stars, flag } of judged) {
    for (const one of [stars, flag]) {
      if (one === undefined || !isSource(one, EVERYTHING)) continue;
      count(one.source === 'person' ? verdicts : files, one.value);
      if (one.source === 'person' && one.blind) verdicts.blind += 1;
    }
  }
  return { verdicts, files };
}

/** In and beside files that need not be in the library. Writes nothing. */
export async function lookForRatings(
  files: AsyncIterable<FileToScore>,
  metadata: Pick<Metadata, 'inspectVerdict'>,
  signal: AbortSignal,
): Promise<FoundRatings & { photos: number; unreadable: number }> {
  const found = none();
  let photos = 0;
  let unreadable = 0;
  for await (const file of inspectFiles(files, metadata, signal)) {
    photos += 1;
    if ('error' in file) {
      unreadable += 1;
      continue;
    }
    // What a damaged sidecar says is not known; what stands elsewhere is.
    if (file.sources.some(({ error }) => error !== undefined)) unreadable += 1;
    const { stars, flag }: Verdict = file.verdict;
    if (stars !== 0) count(found, stars);
    if (flag !== 'none') count(found, flag);
  }
  return { ...found, photos, unreadable };
}

function none(): FoundRatings {
  return { stars: [0, 0, 0, 0, 0], picks: 0, rejects: 0 };
}

function count(into: FoundRatings, value: number | 'pick' | 'reject'): void {
  if (value === 'pick') into.picks += 1;
  else if (value === 'reject') into.rejects += 1;
  else into.stars[value - 1] = (into.stars[value - 1] ?? 0) + 1;
}
