import { photosAndDecisions } from './001-photos-and-decisions.ts';
import { scoreDetail } from './002-score-detail.ts';
import { groups } from './003-groups.ts';
import { historyAndCollections } from './004-history-and-collections.ts';
import { conflicts } from './005-conflicts.ts';
import { importedFiles } from './006-imported-files.ts';
import { keywords } from './007-keywords.ts';
import { filesOfOneExposure } from './008-files-of-one-exposure.ts';
import { personalScores } from './009-personal-scores.ts';
import { words } from './010-words.ts';
import { looks } from './011-looks.ts';
import type { Migration } from './types.ts';

/** Every migration, in order and without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  photosAndDecisions,
  scoreDetail,
  groups,
  historyAndCollections,
  conflicts,
  importedFiles,
  keywords,
  filesOfOneExposure,
  personalScores,
  words,
  looks,
];
