import { readdir } from 'node:fs/promises';
import { isHidden } from './skip.ts';

/** Films that phones write beside their photos. */
const MOVIE = /\.(mov|mp4)$/i;

/** Names of the films in a folder, in the order of their code units; none where it cannot be read. */
export async function moviesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && MOVIE.test(entry.name) && !isHidden(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
