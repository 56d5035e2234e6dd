import { describe, expect, it } from 'vitest';
import type { CatalogueWriter } from '../../src-main/catalogue/types.ts';
import { file, newCatalogue, Random } from './support.ts';

interface DiskFile {
  readonly contents: string;
  readonly fileId: string;
  readonly modifiedAt: number;
}

const FOLDERS = ['/photos', '/photos/day 1', '/photos/day 1/best', '/other', '/other/x'];

/** A disk on which things happen, and the news of them, which comes late and in any order. */
class Disk {
  readonly files = new Map<string, DiskFile>();
  readonly #random: Random;
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  freePath(): string {
    for (;;) {
      const path = `${this.#random.pick(FOLDERS)}/${this.#random.below(30)}.jpg`;
      if (!this.files.has(path)) return path;
    }
  }

  create(): string[] {
    const number = ++this.#count;
    const path = this.freePath();
    this.files.set(path, {
      contents: `picture ${number}`,
      fileId: `1:${number}`,
      modifiedAt: 1_600_000_000_000 + number,
    });
    return [path];
  }

  /** Within a drive the inode stays; across drives (`/other` is another) it does not. */
  move(): string[] {
    const from = this.#random.pick([...this.files.keys()]);
    const found = this.files.get(from);
    if (found === undefined) return [];
    const to = this.freePath();
    const across = from.startsWith('/photos') !== to.startsWith('/photos');
    this.files.delete(from);
    this.files.set(to, across ? { ...found, fileId: `2:${++this.#count}` } : found);
    return [from, to];
  }

  /** Two names on one drive change places, as renaming programs make them. */
  swap(): string[] {
    const a = this.#random.pick([...this.files.keys()]);
    const drive = a.startsWith('/photos') ? '/photos' : '/other';
    const b = this.#random.pick([...this.files.keys()].filter((path) => path.startsWith(drive)));
    const [first, second] = [this.files.get(a), this.files.get(b)];
    if (first === undefined || second === undefined || a === b) return [];
    this.files.set(a, second);
    this.files.set(b, first);
    return [a, b];
  }

  touch(): string[] {
    const path = this.#random.pick([...this.files.keys()]);
    const found = this.files.get(path);
    if (found !== undefined) this.files.set(path, { ...found, modifiedAt: found.modifiedAt + 999 });
    return [path];
  }

  edit(): string[] {
    const path = this.#random.pick([...this.files.keys()]);
    const found = this.files.get(path);
    if (found === undefined) return [];
    // The picture is still "picture N": its verdict belongs to it.
    const contents = `${found.contents}, edited ${++this.#count}`;
    this.files.set(path, { ...found, contents, modifiedAt: found.modifiedAt + 5000 });
    return [path];
  }
}

/** Tells the catalogue what is at these paths now, as watching does. */
function report(catalogue: CatalogueWriter, disk: Disk, paths: readonly string[]): void {
  const gone = paths.filter((path) => !disk.files.has(path));
  if (gone.length > 0) catalogue.markGone(gone);
  for (const root of catalogue.roots()) {
    const there = paths
      .filter((path) => disk.files.has(path) && path.startsWith(`${root.path}/`))
      .map((path) => {
        const { contents, ...rest } = disk.files.get(path) ?? { contents: '' };
        return file(path, contents, rest);
      });
    if (there.length > 0) catalogue.upsertFiles(root.id, there);
  }
}

describe('random creations, moves, swaps, touches and edits', () => {
  it.each([1, 2, 3, 4, 5, 6])('keep every verdict with its picture (seed %i)', (seed) => {
    const random = new Random(seed);
    const disk = new Disk(random);
    const { catalogue } = newCatalogue({
      exists: (path) => disk.files.has(path) || FOLDERS.includes(path),
    });
    catalogue.addRoot('/photos', 'native');
    catalogue.addRoot('/other', 'native');
    const stars = new Map<string, 1 | 2 | 3 | 4 | 5>();
    const pictureAt = (path: string) => disk.files.get(path)?.contents.split(',')[0] ?? '';

    for (let step = 0; step < 80; step++) {
      const roll = disk.files.size < 3 ? 0 : random.next();
      let paths: string[];
      if (roll < 0.2) paths = disk.create();
      else if (roll < 0.6) paths = disk.move();
      else if (roll < 0.7) paths = disk.swap();
      else if (roll < 0.8) paths = disk.touch();
      else paths = disk.edit();
      // Both paths in one report, or each in its own, the new one first or the old one.
      if (random.next() < 0.3) report(catalogue, disk, paths);
      else {
        const isSwap = paths.every((path) => disk.files.has(path)) && paths.length > 1;
        const order = random.next() < 0.5 ? paths : [...paths].reverse();
        if (isSwap) report(catalogue, disk, order);
        else for (const path of order) report(catalogue, disk, [path]);
      }

      const present = [...disk.files.keys()];
      const ids = present.map((path) => catalogue.photoIdAt(path) ?? 0);
      expect(new Set(ids).size).toBe(present.length);
      const photos = catalogue.photos(ids);
      expect(photos.map(({ verdict }) => verdict.stars)).toEqual(
        present.map((path) => stars.get(pictureAt(path)) ?? 0),
      );
      expect(catalogue.query({}, { by: 'added', direction: 'ascending' }).sort()).toEqual(
        [...ids].sort(),
      );
      const path = random.pick(present);
      const value = random.pick([1, 2, 3, 4, 5] as const);
      stars.set(pictureAt(path), value);
      catalogue.decide([{ id: catalogue.photoIdAt(path) ?? 0, change: { stars: value } }], {
        kind: 'person',
        scoreVisible: false,
      });
    }
  });
});
