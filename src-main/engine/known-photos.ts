import type { CatalogueReader } from '../catalogue/types.ts';
import type { KnownOfPhoto } from '../workflows/copying/name-facts.ts';

/** What the library says of the photo at a path; undefined where it is not in the library. */
export function knownOfPhoto(
  catalogue: Pick<CatalogueReader, 'photoIdAt' | 'photos' | 'captures'>,
  path: string,
): KnownOfPhoto | undefined {
  const id = catalogue.photoIdAt(path);
  const [photo] = id === undefined ? [] : catalogue.photos([id]);
  if (photo === undefined) return undefined;
  const [capture] = catalogue.captures([photo.id]);
  const score = photo.score?.values.aesthetic;
  return {
    verdict: photo.verdict,
    // EXIF is there once the photo has been decoded.
    ...(photo.stage !== 'seen' && capture !== undefined && { exif: capture.exif }),
    ...(score !== undefined && { score }),
  };
}

/** Paths of these photos, in their order; those that have gone are left out. */
export function pathsOf(
  catalogue: Pick<CatalogueReader, 'workItem'>,
  ids: readonly number[],
): string[] {
  return ids.flatMap((id) => catalogue.workItem(id)?.path ?? []);
}
