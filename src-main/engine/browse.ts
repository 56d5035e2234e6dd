import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RequestOutput } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';

/**
 * The sub-folders of a path, for choosing a folder where there is no system dialog. '' stands for the
 * person's Pictures folder, or home where that is missing. Rejects with `folder-missing` or
 * `folder-unreadable`.
 */
export async function browseFolders(asked: string): Promise<RequestOutput<'folders.browse'>> {
  if (asked === '') {
    const pictures = path.join(os.homedir(), 'Pictures');
    return await list(pictures).catch(() => list(os.homedir()));
  }
  const expanded = asked.startsWith('~') ? path.join(os.homedir(), asked.slice(1)) : asked;
  return await list(path.resolve(expanded));
}

async function list(folder: string): Promise<RequestOutput<'folders.browse'>> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new KeepersError('folder-missing', { path: folder });
    }
    throw new KeepersError('folder-unreadable', { path: folder, reason: code ?? 'unknown' });
  }
  const parent = path.dirname(folder);
  const collator = new Intl.Collator(undefined, { numeric: true });
  return {
    path: folder,
    ...(parent !== folder && { parent }),
    folders: entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => ({ name, path: path.join(folder, name) }))
      .sort((a, b) => collator.compare(a.name, b.name)),
    photos: entries.filter((entry) => entry.isFile() && formatOfPath(entry.name) !== undefined)
      .length,
  };
}
