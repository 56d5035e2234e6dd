import path from 'node:path';
import envPaths from 'env-paths';

/**
 * Where Keepers keeps its things: `KEEPERS_HOME` and `KEEPERS_CACHE`, or the platform's folders for data
 * and for what can be made again.
 */
export function defaultFolders(environment: NodeJS.ProcessEnv = process.env): {
  home: string;
  cache: string;
} {
  const platform = envPaths('keepers', { suffix: '' });
  const home = environment.KEEPERS_HOME;
  const cache = environment.KEEPERS_CACHE;
  return {
    home: path.resolve(home ?? platform.data),
    // A home of its own, as tests have, keeps its previews with it.
    cache: path.resolve(cache ?? (home === undefined ? platform.cache : path.join(home, 'cache'))),
  };
}
