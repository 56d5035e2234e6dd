/** Pictures of PARA for suggestions: those that are learnt from, and those that are judged by. */
import { CACHE_SIDE, CacheReader, PICTURE_BYTES } from '../data/index.ts';
import { openRated, type OpenRatedOptions } from '../rated-pictures.ts';
import type { KnownPicture } from './collect.ts';

/** The pictures of one half of `validation`, evenly spread over it, at most so many. */
export async function halfOf(
  half: 'learning' | 'judging',
  { pictures: most, ...options }: OpenRatedOptions & { readonly pictures: number },
): Promise<KnownPicture[]> {
  const { cache, slots } = await openRated('validation', options);
  const all = slots.filter((_, at) => at % 2 === (half === 'learning' ? 0 : 1));
  return spread(all, most).map((slot) => pictureIn(cache.folder, slot));
}

/** Pictures of another split, evenly spread over it. */
export async function picturesOf(
  split: 'people' | 'test',
  { pictures: most, ...options }: OpenRatedOptions & { readonly pictures: number },
): Promise<KnownPicture[]> {
  const { cache, slots } = await openRated(split, options);
  return spread(slots, most).map((slot) => pictureIn(cache.folder, slot));
}

function pictureIn(folder: string, slot: number): KnownPicture {
  return {
    name: String(slot),
    index: slot,
    read: () => {
      const reader = new CacheReader(folder);
      try {
        const data = new Uint8Array(PICTURE_BYTES);
        reader.read(slot, data);
        return Promise.resolve({ width: CACHE_SIDE, height: CACHE_SIDE, data });
      } finally {
        reader.close();
      }
    },
  };
}

function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)] as T);
}
