import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../../support/temporary.ts';

/** A temporary folder for the tests of one file. */
export function withFolder(): {
  path(name: string): string;
  write(name: string, bytes: Uint8Array | string): Promise<string>;
} {
  const folder = temporaryFolder('decoding');
  const at = (name: string) => path.join(folder, name);
  return {
    path: at,
    write: async (name, bytes) => {
      await writeFile(at(name), bytes);
      return at(name);
    },
  };
}
