import type { CopyReport, FileOutcome } from '../../src-shared/bridge.ts';
import { formatPlural } from './format.ts';

const WORDS: Readonly<Record<FileOutcome['state'], string>> = {
  copied: 'copied and read back',
  linked: 'linked',
  moved: 'moved',
  exported: 'exported and read back',
  there: 'there already',
  known: 'known already',
  planned: 'would be delivered',
  trashed: 'moved to the trash',
  failed: 'failed',
};

/** "12 files copied and read back, 3 known already". */
export function countedStates({ files }: CopyReport): string {
  const counts = new Map<FileOutcome['state'], number>();
  for (const { state } of files) counts.set(state, (counts.get(state) ?? 0) + 1);
  const [first, ...rest] = [...counts];
  if (first === undefined) return 'Nothing to do';
  const [state, count] = first;
  return [
    `${formatPlural(count, 'file')} ${WORDS[state]}`,
    ...rest.map(([other, number]) => `${number} ${WORDS[other]}`),
  ].join(', ');
}
