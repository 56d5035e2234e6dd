import { formatOfPath } from '../../src-shared/photo.ts';
import { readHead } from './read-photo.ts';
import { sniffFormat } from './sniff.ts';

/**
 * Whether a file can be read and begins like a photo, without decoding it; of RAW files, which begin in many ways, only the former.
 * Rejects as decoding it would.
 */
export async function checkPhoto(path: string): Promise<void> {
  const head = await readHead(path);
  if (formatOfPath(path) !== 'raw') sniffFormat(head, path);
}
