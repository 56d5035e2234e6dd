import { existsSync } from 'node:fs';
import path from 'node:path';
import { describeStatements, type DescriptionRecord } from '../../src-aesnet/descriptions/index.ts';
import type { Statement } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import { readSaid } from '../workflows/library-sentences.ts';

/** The same words for the same statements. */
const SEED = 1;

/**
 * What the person has confirmed and corrected in the library, as records of the description database: one a photo, named after
 * its file; of several files of one name the later ones have their number in the library as well. The catalogue is read beside its
 * engine, if one runs. Throws `catalogue-missing`, and what `openCatalogueReader` throws.
 */
export function describedByPerson(home: string): DescriptionRecord[] {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) throw new KeepersError('catalogue-missing', { home });
  const catalogue = openCatalogueReader(file);
  try {
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
      return describeStatements(name, statements, SEED) ?? [];
    });
  } finally {
    catalogue.close();
  }
}
