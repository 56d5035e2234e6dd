import { appendFile, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { Decoder } from '../../decoding/index.ts';
import { writeError } from '../../inference/durable.ts';
import {
  cacheFiles,
  PICTURE_BYTES,
  readIndex,
  readJournal,
  writeIndex,
  type CacheEntry,
} from './cache-index.ts';
import { openRawCache, type RawCache } from './raw-cache.ts';

export interface CacheProgress {
  /** Pictures of which it is settled what the cache holds, those of an earlier run among them. */
  readonly done: number;
  readonly count: number;
  readonly damaged: number;
}

export interface CacheOptions {
  /** Where the cache lies; made where it is missing. */
  readonly folder: string;
  /** Decodes, in processes of its own, as the app does for scoring. */
  readonly decoder: Decoder;
  readonly onProgress?: (progress: CacheProgress) => void;
  /** Pictures between two waits for the disk: what an interruption can cost. Default 512. */
  readonly syncEvery?: number;
}

/**
 * Decodes pictures once, squashed to 224×224 as for the model, into one file: slot i holds `files[i]`. A picture that is
 * damaged or missing is named in the result and its slot is black. Throws `training-data-missing` where no picture is left.
 *
 * What an earlier call has done is kept, also where it was killed: only pixels that were on the disk before the
 * journal named them and still have their checksum count, and sources that have not changed since. A cache is taken for whole
 * only by its index, which is written last. Two builds in one folder at a time are not provided for.
 */
export async function buildRawCache(
  files: readonly string[],
  options: CacheOptions,
): Promise<RawCache> {
  const { folder } = options;
  const sources = await Promise.all(files.map(describe));
  if (await isCurrent(folder, sources)) return openRawCache(folder);
  try {
    await mkdir(folder, { recursive: true });
    await build(sources, options);
  } catch (thrown) {
    throw thrown instanceof KeepersError ? thrown : writeError(folder, thrown);
  }
  const cache = await openRawCache(folder);
  if (cache.usable.length > 0) return cache;
  throw new KeepersError('training-data-missing', { path: files[0] ?? 'at least one picture' });
}

/** A slot with its source as it is now; one that is missing has -1 bytes. */
type SourceFile = Pick<CacheEntry, 'slot' | 'file' | 'bytes' | 'modified'>;

async function describe(file: string, slot: number): Promise<SourceFile> {
  const status = await stat(file).catch(() => undefined);
  // Resolved, so that the same folder written another way is not decoded again.
  return {
    slot,
    file: path.resolve(file),
    bytes: status?.size ?? -1,
    modified: status?.mtimeMs ?? 0,
  };
}

function isSame(entry: CacheEntry | undefined, source: SourceFile | undefined): boolean {
  return (
    entry !== undefined &&
    entry.slot === source?.slot &&
    entry.file === source.file &&
    entry.bytes === source.bytes &&
    entry.modified === source.modified
  );
}

/** Whether there is a whole cache of just these files. */
async function isCurrent(folder: string, sources: readonly SourceFile[]): Promise<boolean> {
  const entries = await readIndex(folder);
  const pixels = await stat(cacheFiles(folder).pixels).catch(() => undefined);
  return (
    entries?.length === sources.length &&
    pixels?.size === sources.length * PICTURE_BYTES &&
    entries.every((entry, slot) => isSame(entry, sources[slot]))
  );
}

async function build(
  sources: readonly SourceFile[],
  { folder, decoder, onProgress, syncEvery = 512 }: CacheOptions,
): Promise<void> {
  const paths = cacheFiles(folder);
  // Made where it is missing, and never emptied.
  await appendFile(paths.pixels, '');
  const pixels = await open(paths.pixels, 'r+');
  try {
    const entries = await reusable(folder, sources, pixels);
    await startJournal(folder, entries);
    await pixels.truncate(sources.length * PICTURE_BYTES);
    const todo = sources.filter(({ slot }) => !entries.has(slot));
    const report = () =>
      onProgress?.({
        done: entries.size,
        count: sources.length,
        damaged: entries.values().reduce((sum, { damaged }) => sum + (damaged ? 1 : 0), 0),
      });
    report();
    for (let at = 0; at < todo.length; at += syncEvery) {
      const settled: CacheEntry[] = [];
      const waiting = todo.slice(at, at + syncEvery);
      const lane = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          settled.push(await settle(next, decoder, pixels));
        }
      };
      // One more than the processes can hold, so that none of them ever waits for this one.
      await Promise.all(Array.from({ length: 2 * decoder.processes + 1 }, lane));
      await pixels.datasync();
      await appendFile(paths.journal, lines(settled), { flush: true });
      for (const entry of settled) entries.set(entry.slot, entry);
      report();
    }
    const all = sources.flatMap(({ slot }) => entries.get(slot) ?? []);
    await writeIndex(folder, all);
  } finally {
    await pixels.close();
  }
}

/** Decodes one picture into its slot. */
async function settle(
  source: SourceFile,
  decoder: Decoder,
  pixels: FileHandle,
): Promise<CacheEntry> {
  const { tensor, damaged } = await decode(source.file, decoder);
  if (damaged !== undefined) {
    await pixels.write(
      new Uint8Array(PICTURE_BYTES),
      0,
      PICTURE_BYTES,
      source.slot * PICTURE_BYTES,
    );
    return { ...source, damaged };
  }
  await pixels.write(tensor, 0, PICTURE_BYTES, source.slot * PICTURE_BYTES);
  return { ...source, crc: crc32(tensor) };
}

type Decoded = { tensor: Uint8Array; damaged?: never } | { tensor?: never; damaged: string };

async function decode(file: string, decoder: Decoder): Promise<Decoded> {
  try {
    const { tensor, warnings } = await decoder.passOne(
      { kind: 'file', path: file },
      { pictures: false },
    );
    // Half a picture has not the looks that people rated.
    const warning = warnings.find(({ code }) => code === 'damaged');
    return warning === undefined ? { tensor } : { damaged: warning.message };
  } catch (thrown) {
    // Of the picture, not of this program or the person's wish.
    const ours = ['cancelled', 'internal'];
    if (thrown instanceof KeepersError && !ours.includes(thrown.code)) {
      return { damaged: thrown.message };
    }
    throw thrown;
  }
}

/** What an earlier run left that still holds, by slot. */
async function reusable(
  folder: string,
  sources: readonly SourceFile[],
  pixels: FileHandle,
): Promise<Map<number, CacheEntry>> {
  const known = [...((await readIndex(folder)) ?? []), ...(await readJournal(folder))];
  const found = new Map<number, CacheEntry>();
  const picture = new Uint8Array(PICTURE_BYTES);
  for (const entry of known) {
    if (!isSame(entry, sources[entry.slot])) continue;
    if (entry.damaged === undefined) {
      const at = entry.slot * PICTURE_BYTES;
      const { bytesRead } = await pixels.read(picture, 0, PICTURE_BYTES, at);
      if (bytesRead !== PICTURE_BYTES || crc32(picture) !== entry.crc) continue;
    }
    found.set(entry.slot, entry);
  }
  return found;
}

/** From here on until the index is written anew, the journal says what there is. */
async function startJournal(folder: string, entries: Map<number, CacheEntry>): Promise<void> {
  const { index, journal } = cacheFiles(folder);
  const temporary = `${journal}.tmp`;
  await rm(temporary, { force: true });
  await appendFile(temporary, lines(entries.values()), { flush: true });
  await rename(temporary, journal);
  await rm(index, { force: true });
}

function lines(entries: Iterable<CacheEntry>): string {
  return Iterator.from(entries)
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .toArray()
    .join('');
}
