import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeDurably } from '../../inference/durable.ts';

/** A picture's side in the cache, in pixels: PARA's own and the model's. */
export const CACHE_SIDE = 224;
/** One picture: RGB, row by row. */
export const PICTURE_BYTES = CACHE_SIDE * CACHE_SIDE * 3;

const entrySchema = v.object({
  slot: v.pipe(v.number(), v.integer(), v.minValue(0)),
  file: v.string(),
  /** Of the source: a file with another size or time is decoded again. */
  bytes: v.number(),
  modified: v.number(),
  /** CRC-32 of the pixels; absent where there are none. */
  crc: v.optional(v.number()),
  /** Why there are no pixels, as a sentence. */
  damaged: v.optional(v.string()),
});

/** What is known of one slot of the cache. */
export type CacheEntry = v.InferOutput<typeof entrySchema>;

const indexSchema = v.object({
  format: v.literal(1),
  side: v.literal(CACHE_SIDE),
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  entries: v.array(entrySchema),
});

/** The files of a cache folder. */
export function cacheFiles(folder: string): { pixels: string; index: string; journal: string } {
  return {
    pixels: path.join(folder, 'pictures.rgb'),
    /** Is there only while the cache is whole. */
    index: path.join(folder, 'index.json'),
    /** Is there only while the cache is being built: one entry a line, of what is on the disk already. */
    journal: path.join(folder, 'building.jsonl'),
  };
}

/** The entries of a whole cache in the order of their slots, or undefined where there is none to be relied on. */
export async function readIndex(folder: string): Promise<readonly CacheEntry[] | undefined> {
  const text = await readFile(cacheFiles(folder).index, 'utf8').catch(() => undefined);
  const result = v.safeParse(indexSchema, text === undefined ? undefined : parseJson(text));
  if (!result.success) return undefined;
  const { count, entries } = result.output;
  const inOrder = entries.every(({ slot }, at) => slot === at);
  return inOrder && entries.length === count ? entries : undefined;
}

/** Declares the cache whole. */
export async function writeIndex(folder: string, entries: readonly CacheEntry[]): Promise<void> {
  const index = { format: 1, side: CACHE_SIDE, count: entries.length, entries };
  const { index: file, journal } = cacheFiles(folder);
  await writeDurably(file, new TextEncoder().encode(JSON.stringify(index)));
  await rm(journal, { force: true });
}

/** What an interrupted build had finished; a line that was torn is left out. */
export async function readJournal(folder: string): Promise<CacheEntry[]> {
  const text = await readFile(cacheFiles(folder).journal, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const result = v.safeParse(entrySchema, parseJson(line));
    return result.success ? [result.output] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
