import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { KeepersError } from '../../../src-shared/errors.ts';
import { cacheFiles, PICTURE_BYTES, readIndex } from './cache-index.ts';

/** A picture that could not be decoded. */
export interface DamagedPicture {
  /** Its place among the pictures that the cache was built from. */
  readonly slot: number;
  readonly file: string;
  /** A sentence for a person. */
  readonly reason: string;
}

/** A whole cache, as `buildRawCache` leaves it. */
export interface RawCache {
  readonly folder: string;
  /** Pictures that it was built from, damaged ones among them. */
  readonly count: number;
  readonly damaged: readonly DamagedPicture[];
  /** The slots that hold a picture, in order. */
  readonly usable: readonly number[];
}

/** Opens a whole cache. Throws `training-data-missing` where there is none, or one that is not whole. */
export async function openRawCache(folder: string): Promise<RawCache> {
  const { pixels, index } = cacheFiles(folder);
  const entries = await readIndex(folder);
  const size = existsSync(pixels) ? (await stat(pixels)).size : 0;
  if (entries === undefined || size !== entries.length * PICTURE_BYTES) {
    throw new KeepersError('training-data-missing', { path: index });
  }
  return {
    folder,
    count: entries.length,
    damaged: entries.flatMap(({ slot, file, damaged }) =>
      damaged === undefined ? [] : [{ slot, file, reason: damaged }],
    ),
    usable: entries.flatMap(({ slot, damaged }) => (damaged === undefined ? [slot] : [])),
  };
}

/** Reads pictures of a whole cache; the system's page cache keeps what memory has room for. */
export class CacheReader {
  readonly #file: number;

  constructor(folder: string) {
    this.#file = openSync(cacheFiles(folder).pixels, 'r');
  }

  /** Fills `into` (224 × 224 × 3 bytes) with the picture of a slot. */
  read(slot: number, into: Uint8Array): void {
    const got = readSync(this.#file, into, 0, PICTURE_BYTES, slot * PICTURE_BYTES);
    if (got !== PICTURE_BYTES) {
      throw new KeepersError('training-data-invalid', {
        place: `picture ${slot} of the cache`,
        reason: 'its file ends early',
      });
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
