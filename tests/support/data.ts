import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const data = path.resolve(root, process.env.KEEPERS_DATA ?? '../shared');

/** Whether the test data (photos, PARA) is on this machine. */
export const hasData = existsSync(path.join(data, 'photos'));

/** An existing path below the test data, or undefined where it is missing: skip then, and say so. */
export function dataPath(relative: string): string | undefined {
  const full = path.join(data, relative);
  return existsSync(full) ? full : undefined;
}

/** The repository's root. */
export const repositoryRoot = root;
