import { stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The paths among a process's arguments, absolute. The first argument is the executable; in a checkout the
 * first path is the app's own folder. Switches, of which Chromium adds its own, are left out.
 */
export function pathsIn(
  argv: readonly string[],
  options: { readonly packaged: boolean; readonly workingFolder: string },
): string[] {
  const given = argv.slice(1);
  const end = given.indexOf('--');
  const before = end < 0 ? given : given.slice(0, end);
  const after = end < 0 ? [] : given.slice(end + 1);
  const paths = [...before.filter((argument) => !argument.startsWith('-')), ...after];
  return paths
    .slice(options.packaged ? 0 : 1)
    .filter((argument) => argument !== '')
    .map((argument) => path.resolve(options.workingFolder, argument));
}

/** The folders to open for paths that may name photos: of a file, the folder that it lies in. */
export async function foldersOf(paths: readonly string[]): Promise<string[]> {
  const folders = await Promise.all(
    paths.map(async (given) => {
      const found = await stat(given).catch(() => undefined);
      return found?.isFile() === true ? path.dirname(given) : given;
    }),
  );
  return [...new Set(folders)];
}
