import { existsSync } from 'node:fs';
import path from 'node:path';
import { toErrorInfo } from '../../src-shared/errors.ts';
import type { Profile, VerdictChange } from '../../src-shared/verdict.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import { createMetadata } from '../metadata/index.ts';
import type { FailedFile } from '../workflows/score-files.ts';
import {
  inspectFiles,
  judgeFiles,
  type InspectedFile,
  type JudgedFile,
} from '../workflows/verdict-files.ts';
import { findFiles } from './headless-files.ts';

export type { InspectedFile, JudgedFile } from '../workflows/verdict-files.ts';

export interface HeadlessVerdictOptions {
  readonly home: string;
  /** Sentences for the person: what has to be done without. */
  onTrouble(sentence: string): void;
}

interface Walk {
  readonly signal: AbortSignal;
  onFound(found: number, complete: boolean): void;
}

/** Verdicts in and beside files, for the command line: no catalogue is written; an app that watches them notices. */
export interface HeadlessVerdicts {
  write(
    paths: readonly string[],
    options: Walk & {
      readonly change: VerdictChange;
      /** Default: what the person has set in the library, or Lightroom's. */
      readonly profile?: Profile;
      readonly embed: boolean;
      readonly dryRun: boolean;
    },
  ): AsyncGenerator<JudgedFile | FailedFile>;
  show(paths: readonly string[], options: Walk): AsyncGenerator<InspectedFile | FailedFile>;
  close(): Promise<void>;
}

export function openHeadlessVerdicts(options: HeadlessVerdictOptions): HeadlessVerdicts {
  const metadata = createMetadata();
  return {
    write: (paths, { change, profile, embed, dryRun, signal, onFound }) =>
      judgeFiles(
        findFiles(paths, onFound, signal),
        metadata,
        { profile: profile ?? libraryProfile(options), embed, change, dryRun },
        signal,
      ),
    show: (paths, { signal, onFound }) =>
      inspectFiles(findFiles(paths, onFound, signal), metadata, signal),
    close: () => metadata.close(),
  };
}

function libraryProfile({ home, onTrouble }: HeadlessVerdictOptions): Profile {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) return 'lightroom';
  try {
    const reader = openCatalogueReader(file);
    try {
      return reader.settings().profile;
    } finally {
      reader.close();
    }
  } catch (thrown) {
    onTrouble(`${toErrorInfo(thrown).message} Verdicts are written for Lightroom.`);
    return 'lightroom';
  }
}
