/** Weakly and strongly edited copies in all attribute spaces, for phrases that say what the edit does. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  applyDamage,
  applyEdit,
  sampleEdit,
  type EditedCopies,
  type EditName,
} from '../../../src-aesnet/edits/index.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { readWholePicture, throughJpeg } from '../../decoding/training-pictures.ts';
import { CACHE_SIDE, CacheReader, PICTURE_BYTES } from '../data/index.ts';
import type { RatedPictures } from '../rated-pictures.ts';
import { amountsOf, JUDGED_EDITS } from './phrases.ts';
import { squash } from './photo-variants.ts';
import { joined } from './vectors.ts';

/** Vectors of pictures of 224×224×3 bytes in all attribute spaces: row-major [N, 7, size]. */
export type EmbedPictures = (pictures: readonly Uint8Array[]) => Promise<Float32Array>;

/** Of each copy of each picture its vectors in all spaces, one after another. */
export interface CopiesEmbedded {
  readonly originals: Float32Array;
  readonly weak: Float32Array;
  readonly strong: Float32Array;
}
export type CopiesByEdit = ReadonlyMap<EditName, CopiesEmbedded>;

/** Pictures of a split that are edited: all would take minutes and narrow the intervals by little. */
const MOST_PICTURES = 150;

export interface CopiesOptions {
  readonly embed: EmbedPictures;
  readonly onPicture?: (done: number, total: number) => void;
}

/** Pictures of a split, evenly spread over it, edited as training edits them, with amounts of their own. */
export async function editedPictures(
  { cache, slots }: RatedPictures,
  options: CopiesOptions,
): Promise<CopiesByEdit> {
  const step = Math.max(1, Math.ceil(slots.length / MOST_PICTURES));
  const chosen = slots.filter((_, index) => index % step === 0);
  const reader = new CacheReader(cache.folder);
  try {
    return await collect(chosen.length, options, (index) => {
      const data = new Uint8Array(PICTURE_BYTES);
      reader.read(chosen[index] as number, data);
      const picture = { width: CACHE_SIDE, height: CACHE_SIDE, data };
      const random = Random.from(index);
      return (kind) => applyEdit(picture, sampleEdit(random, kind), throughJpeg);
    });
  } finally {
    reader.close();
  }
}

/** Photos of a folder, edited at their own size and squashed. */
export async function editedPhotos(folder: string, options: CopiesOptions): Promise<CopiesByEdit> {
  const files = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  return collect(files.length, options, async (index) => {
    const photo = await readWholePicture(path.join(folder, files[index] as string));
    const squashed = new Map<Picture, Promise<Picture>>();
    const once = (picture: Picture) => {
      const made = squashed.get(picture) ?? squashedOf(picture);
      squashed.set(picture, made);
      return made;
    };
    return async (kind) => {
      const copies = await applyDamage(photo, { kind, ...amountsOf(kind) }, index, throughJpeg);
      const { original, weak, strong } = copies;
      return { original: await once(original), weak: await once(weak), strong: await once(strong) };
    };
  });
}

async function squashedOf(photo: Picture): Promise<Picture> {
  return { width: CACHE_SIDE, height: CACHE_SIDE, data: await squash(photo) };
}

type Edit = (kind: EditName) => Promise<EditedCopies>;

async function collect(
  count: number,
  { embed, onPicture }: CopiesOptions,
  editOf: (index: number) => Edit | Promise<Edit>,
): Promise<CopiesByEdit> {
  const rows = new Map(
    JUDGED_EDITS.map((kind) => [
      kind,
      { originals: [], weak: [], strong: [] } as Record<keyof CopiesEmbedded, Float32Array[]>,
    ]),
  );
  for (let index = 0; index < count; index++) {
    const edit = await editOf(index);
    const copies: EditedCopies[] = [];
    for (const kind of JUDGED_EDITS) copies.push(await edit(kind));
    // A picture that many copies share, as the original, is looked at once.
    const pictures = [
      ...new Set(copies.flatMap(({ original, weak, strong }) => [original, weak, strong])),
    ];
    const vectors = await embed(pictures.map(({ data }) => data));
    const width = vectors.length / pictures.length;
    const of = (picture: Picture) => {
      const at = pictures.indexOf(picture) * width;
      return vectors.slice(at, at + width);
    };
    for (const [at, kind] of JUDGED_EDITS.entries()) {
      const { original, weak, strong } = copies[at] as EditedCopies;
      const own = rows.get(kind);
      own?.originals.push(of(original));
      own?.weak.push(of(weak));
      own?.strong.push(of(strong));
    }
    onPicture?.(index + 1, count);
  }
  return new Map(
    Array.from(rows, ([kind, { originals, weak, strong }]) => [
      kind,
      { originals: joined(originals), weak: joined(weak), strong: joined(strong) },
    ]),
  );
}
