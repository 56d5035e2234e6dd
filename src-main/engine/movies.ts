import type { Metadata } from '../metadata/types.ts';
import { moviesIn } from '../watching/index.ts';
import type { Movie } from '../workflows/grouping/index.ts';

/** The films in a folder, with what they say of themselves. `folder` may end with a separator or be ''. */
export async function readMovies(
  folder: string,
  metadata: Pick<Metadata, 'movie'>,
  join: (folder: string, name: string) => string,
): Promise<Movie[]> {
  const names = await moviesIn(folder === '' ? '.' : folder);
  return await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, folder, name, ...(await metadata.movie(path)) };
    }),
  );
}
