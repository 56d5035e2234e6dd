/** Options that the commands about training have in common. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defaultFolders } from '../engine/index.ts';
import { showProgress } from './output.ts';
import { usageError, wholeNumber } from './usage.ts';

export const TRAINING_OPTIONS = {
  data: { type: 'string' },
  cache: { type: 'string' },
  provider: { type: 'string', default: 'cpu' },
  threads: { type: 'string' },
} as const;

interface Given {
  readonly data?: string | undefined;
  readonly cache?: string | undefined;
  readonly provider: string;
  readonly threads?: string | undefined;
}

/** PARA's folder, the caches' and how to compute. Throws `bad-usage` without a folder. */
export function trainingOptions(command: string, { data, cache, provider, threads }: Given) {
  if (data === undefined) throw usageError(`${command}: name PARA’s folder with --data.`);
  const cores = availableParallelism();
  return {
    data,
    cache: cache ?? path.join(defaultFolders().home, 'training', 'cache'),
    provider,
    threads: threads === undefined ? cores : wholeNumber('threads', threads, 1, 256),
    processes: cores,
    onProgress: (what: string, done: number, count: number) =>
      showProgress(`${what}: ${done} of ${count}`),
  };
}

/** The value of an option that must be given, or `bad-usage` with what it is for. */
export function needed(command: string, value: string | undefined, what: string): string {
  if (value === undefined) throw usageError(`${command}: name ${what}.`);
  return value;
}
