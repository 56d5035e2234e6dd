import { photosAndDecisions } from './001-photos-and-decisions.ts';
import { scoreDetail } from './002-score-detail.ts';
import { groups } from './003-groups.ts';
import { importedFiles } from './007-imported-files.ts';
import type { Migration } from './types.ts';

/** Every migration, in order. */
export const MIGRATIONS: readonly Migration[] = [
  photosAndDecisions,
  scoreDetail,
  groups,
  importedFiles,
];
