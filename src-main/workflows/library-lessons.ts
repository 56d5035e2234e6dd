/** Photos of the library that a person has spoken of, as the model sees them, with others to compare them with. */
import path from 'node:path';
import type { DescriptionRecord } from '../../src-aesnet/descriptions/index.ts';
import { Random } from '../../src-aesnet/random.ts';
import type { PackedSpaces } from '../../src-aesnet/retrieval/index.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import type { DescribedPhoto } from '../personal/index.ts';

type Catalogue = Pick<CatalogueReader, 'photosInSpaces' | 'spaces' | 'modelOutputs' | 'photos'>;

interface Stated {
  readonly id: number;
  readonly record: DescriptionRecord;
}

/** Photos that nothing was said of: from so many on, more of them tell no more of what is usual. */
const MOST_OTHERS = 400;

/** `model`: vectors of another are left out. */
export function describedInLibrary(
  catalogue: Catalogue,
  stated: readonly Stated[],
  model: { readonly id: string; readonly version: string },
): { readonly described: DescribedPhoto[]; readonly others: PackedSpaces[] } {
  const records = new Map(stated.map(({ id, record }) => [id, record]));
  const rest = catalogue.photosInSpaces().filter((id) => !records.has(id));
  const vectors = vectorsOf(catalogue, [...records.keys()], model);
  return {
    described: Array.from(records).flatMap(([id, record]) => {
      const spaces = vectors.get(id);
      return spaces === undefined ? [] : [{ record, spaces }];
    }),
    others: [...vectorsOf(catalogue, someOthers(rest), model).values()],
  };
}

/** Some of many, always the same ones. */
export function someOthers<T>(others: readonly T[]): T[] {
  return Random.from(1)
    .shuffle([...others])
    .slice(0, MOST_OTHERS);
}

/** The photos that records are of, by their files' names without endings; of several of one name the first. */
export function photosOfRecords(
  catalogue: Catalogue,
  records: readonly DescriptionRecord[],
): Stated[] {
  const wanted = new Map(records.map((record) => [record.id, record]));
  const found: Stated[] = [];
  for (const { id, name } of catalogue.photos(catalogue.photosInSpaces())) {
    const stem = path.basename(name, path.extname(name));
    const record = wanted.get(stem);
    if (record === undefined) continue;
    wanted.delete(stem);
    found.push({ id, record });
  }
  return found;
}

function vectorsOf(
  catalogue: Catalogue,
  ids: readonly number[],
  { id, version }: { readonly id: string; readonly version: string },
): Map<number, PackedSpaces> {
  const own = new Set(
    catalogue.modelOutputs(ids).flatMap(({ id: photo, score: { model } }) => {
      return model.id === id && model.version === version ? [photo] : [];
    }),
  );
  return new Map(
    catalogue.spaces(ids).flatMap(({ id: photo, spaces }) => {
      return own.has(photo) ? [[photo, spaces] as const] : [];
    }),
  );
}
