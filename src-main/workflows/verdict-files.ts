import { toErrorInfo } from '../../src-shared/errors.ts';
import {
  NO_VERDICT,
  type Verdict,
  type VerdictChange,
  type VerdictVersion,
} from '../../src-shared/verdict.ts';
import type { Metadata, PlannedWrite, VerdictSource, WriteOptions } from '../metadata/types.ts';
import type { FailedFile, FileToScore } from './score-files.ts';

/** A photo whose verdict was written, or would be. */
export interface JudgedFile {
  readonly path: string;
  readonly verdict: Verdict;
  /** The files that were changed, or would be; none where all say so already. */
  readonly files: readonly PlannedWrite[];
  /** What said something else before; the newest counted. */
  readonly dissent: readonly VerdictVersion[];
}

/** All that is written down about a photo. */
export interface InspectedFile {
  readonly path: string;
  /** What it comes to, the newest of each. */
  readonly verdict: Verdict;
  readonly sources: readonly VerdictSource[];
  readonly dissent: readonly VerdictVersion[];
}

/** Photos under way at the same time: enough to hide a slow disk's latency, few enough to spare a NAS. */
const AT_ONCE = 8;

/** Gives a change to each photo, upon what is written down about it; in the order of the files. */
export function judgeFiles(
  files: AsyncIterable<FileToScore>,
  metadata: Pick<Metadata, 'readVerdict' | 'planVerdict' | 'writeVerdict'>,
  options: WriteOptions & { readonly change: VerdictChange; readonly dryRun: boolean },
  signal?: AbortSignal,
): AsyncGenerator<JudgedFile | FailedFile> {
  return inOrder(files, signal, async (path) => {
    const found = await metadata.readVerdict(path);
    const verdict: Verdict = {
      stars: options.change.stars ?? found?.stars ?? NO_VERDICT.stars,
      flag: options.change.flag ?? found?.flag ?? NO_VERDICT.flag,
      color: options.change.color ?? found?.color ?? NO_VERDICT.color,
    };
    const changed = options.dryRun
      ? await metadata.planVerdict(path, verdict, options)
      : (await metadata.writeVerdict(path, verdict, options)).files;
    return { path, verdict, files: changed, dissent: found?.dissent ?? [] };
  });
}

/** What every encoding of each photo says; in the order of the files. */
export function inspectFiles(
  files: AsyncIterable<FileToScore>,
  metadata: Pick<Metadata, 'inspectVerdict'>,
  signal?: AbortSignal,
): AsyncGenerator<InspectedFile | FailedFile> {
  return inOrder(files, signal, async (path) => {
    const { says, sources, dissent } = await metadata.inspectVerdict(path);
    return { path, verdict: { ...NO_VERDICT, ...says }, sources, dissent };
  });
}

async function* inOrder<T>(
  files: AsyncIterable<FileToScore>,
  signal: AbortSignal | undefined,
  work: (path: string) => Promise<T>,
): AsyncGenerator<T | FailedFile> {
  const underWay: Promise<T | FailedFile>[] = [];
  for await (const file of files) {
    if (signal?.aborted === true) break;
    underWay.push(
      'error' in file
        ? Promise.resolve(file)
        : work(file.path).catch((thrown: unknown) => ({
            path: file.path,
            error: toErrorInfo(thrown),
          })),
    );
    const first = underWay.length < AT_ONCE ? undefined : underWay.shift();
    if (first !== undefined) yield await first;
  }
  // What is under way is finished, also where no more is begun.
  for (const each of underWay) yield await each;
}
