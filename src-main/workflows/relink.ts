import { stat } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import { contentIdentity } from './identity.ts';

/** Photos that are compared; reading the two ends of each from a NAS takes seconds. */
const COMPARED = 200;
/** Some may have been deleted or edited since; of a folder that is another one none are the same. */
const LEAST_SHARE = 0.5;

/**
 * Whether a folder holds the photos of a root under the same names, by their contents. Rejects with `folder-missing`,
 * and with `relink-mismatch` where it does not.
 */
export async function compareWithRoot(
  rootId: number,
  folder: string,
  catalogue: Pick<CatalogueReader, 'rootSample'>,
): Promise<{ looked: number; found: number }> {
  const info = await stat(folder).catch(() => undefined);
  if (info?.isDirectory() !== true) throw new KeepersError('folder-missing', { path: folder });
  const sample = catalogue.rootSample(rootId, COMPARED);
  let found = 0;
  for (const { path: below, identity } of sample) {
    const there = await contentIdentity(path.join(folder, ...below.split('/'))).catch(() => '');
    if (there === identity) found++;
  }
  const looked = sample.length;
  if (found === 0 || found < looked * LEAST_SHARE) {
    throw new KeepersError('relink-mismatch', { path: folder, found, looked });
  }
  return { looked, found };
}
