import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DescriptionRecord } from '../../src-aesnet/descriptions/index.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import type { DescribedPhoto } from '../personal/index.ts';
import type { ModelEntry } from '../inference/manifest.ts';
import type { PackedSpaces } from '../../src-aesnet/retrieval/index.ts';
import { describedInLibrary, photosOfRecords } from '../workflows/library-lessons.ts';
import { statedByPerson } from '../workflows/person-statements.ts';

/**
 * What the person has confirmed and corrected in the library, as records of the description database. The catalogue is read beside
 * its engine, if one runs. Throws `catalogue-missing`, and what `openCatalogueReader` throws.
 */
export function describedByPerson(home: string): DescriptionRecord[] {
  return inLibrary(home, (catalogue) => statedByPerson(catalogue).map(({ record }) => record));
}

/** Photos with what is said of them, and others, all as this model sees them. */
export interface LibraryDescribed {
  readonly described: readonly DescribedPhoto[];
  readonly others: readonly PackedSpaces[];
  /** Records of which the library has no photo that this model has looked at. */
  readonly missing: readonly DescriptionRecord[];
}

/** The same with the photos: of `records`, found by their names, or of what was said in the library. Throws as `describedByPerson`. */
export function describedPhotos(
  home: string,
  model: Pick<ModelEntry, 'id' | 'version'>,
  records?: readonly DescriptionRecord[],
): LibraryDescribed {
  return inLibrary(home, (catalogue) => {
    const stated =
      records === undefined ? statedByPerson(catalogue) : photosOfRecords(catalogue, records);
    const { described, others } = describedInLibrary(catalogue, stated, model);
    const found = new Set(described.map(({ record }) => record));
    const all = records ?? stated.map(({ record }) => record);
    return { described, others, missing: all.filter((record) => !found.has(record)) };
  });
}

function inLibrary<T>(
  home: string,
  read: (catalogue: ReturnType<typeof openCatalogueReader>) => T,
): T {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) throw new KeepersError('catalogue-missing', { home });
  const catalogue = openCatalogueReader(file);
  try {
    return read(catalogue);
  } finally {
    catalogue.close();
  }
}
