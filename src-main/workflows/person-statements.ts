import path from 'node:path';
import { describeStatements, type DescriptionRecord } from '../../src-aesnet/descriptions/index.ts';
import type { Statement } from '../../src-shared/bridge.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import { readSaid } from './library-sentences.ts';

/** The same words for the same statements. */
const SEED = 1;

/**
 * What the person has confirmed and corrected in the library, as records of the description database: one a photo, named after
 * its file; of several files of one name the later ones have their number in the library as well.
 */
export function statedByPerson(
  catalogue: Pick<CatalogueReader, 'statements'>,
): { readonly id: number; readonly record: DescriptionRecord }[] {
  const photos = new Map<number, { readonly stem: string; readonly statements: Statement[] }>();
  for (const { id, name, said } of catalogue.statements()) {
    const stem = path.basename(name, path.extname(name));
    const photo = photos.get(id) ?? { stem, statements: [] };
    photo.statements.push(...(readSaid(said)?.statements ?? []));
    photos.set(id, photo);
  }
  const taken = new Set<string>();
  return Array.from(photos).flatMap(([id, { stem, statements }]) => {
    const name = taken.has(stem) ? `${stem}-${id}` : stem;
    taken.add(name);
    const record = describeStatements(name, statements, SEED);
    return record === undefined ? [] : [{ id, record }];
  });
}
