import { stat } from 'node:fs/promises';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { WrittenVerdict } from '../metadata/types.ts';
import { contentIdentity } from './identity.ts';

/**
 * Where something was written into a photo itself, its bytes are others now and its picture is not: the catalogue is
 * told, so that it is not decoded and scored again. Rejects with the file system's error.
 */
export async function followEmbedding(
  catalogue: Pick<CatalogueWriter, 'setFileAsWritten'>,
  { id, path }: { readonly id: number; readonly path: string },
  { files }: WrittenVerdict,
): Promise<void> {
  if (!files.some(({ as }) => as === 'embedded')) return;
  const info = await stat(path);
  catalogue.setFileAsWritten(id, {
    bytes: info.size,
    modifiedAt: info.mtimeMs,
    fileId: `${info.dev}:${info.ino}`,
    identity: await contentIdentity(path),
  });
}
