import { mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../../src-shared/errors.ts';
import { isBelow } from './found-files.ts';

/**
 * Makes the places that copies go to. Nothing may be copied onto the card, into itself, or to one place twice, by
 * whatever name: `places-overlap`, before anything is made. `write-failed` where a place cannot be made.
 */
export async function makePlaces(card: string, places: readonly string[]): Promise<void> {
  const [ownCard = card, ...real] = await Promise.all([card, ...places].map(realPath));
  const [to = '', also] = real;
  for (const [at, place] of real.entries()) {
    if (isBelow(place, ownCard))
      throw new KeepersError('places-overlap', { path: places[at] ?? '' });
  }
  const overlap = new KeepersError('places-overlap', { path: places[1] ?? '' });
  if (also !== undefined && (isBelow(also, to) || isBelow(to, also))) throw overlap;
  for (const place of places) {
    await mkdir(place, { recursive: true }).catch((thrown: NodeJS.ErrnoException) => {
      throw new KeepersError('write-failed', {
        path: place,
        reason: thrown.code ?? thrown.message,
      });
    });
  }
  // Two mounts of one folder have two names and one number.
  const [first, second] = await Promise.all(places.map((place) => stat(place, { bigint: true })));
  if (first !== undefined && second !== undefined && first.ino !== 0n) {
    if (first.ino === second.ino && first.dev === second.dev) throw overlap;
  }
}

/** Where a path leads; of one that is not there yet, where it will. */
async function realPath(file: string): Promise<string> {
  const parent = path.dirname(file);
  return await realpath(file).catch(async () =>
    parent === file ? file : path.join(await realPath(parent), path.basename(file)),
  );
}
