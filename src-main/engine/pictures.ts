import { access } from 'node:fs/promises';
import type { PictureKind } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Format } from '../../src-shared/photo.ts';
import type { CatalogueReader, WorkItem } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import type { Metadata } from '../metadata/types.ts';
import type { PreviewCache } from '../previews/types.ts';
import { pictureVersion } from '../workflows/picture-version.ts';
import { sourceFor } from '../workflows/source.ts';

/** Formats that a browser shows by itself at full size, upright and in colour. */
const SHOWN_AS_THEY_ARE: Readonly<Partial<Record<Format, string>>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
};

export interface PictureRooms {
  readonly catalogue: CatalogueReader;
  readonly decoder: Decoder;
  readonly metadata: Metadata;
  readonly previews: PreviewCache;
  /** Makes a photo's thumbnail and preview again. */
  remake(id: number): Promise<void>;
}

/** Finds the bytes of a photo's pictures, making them again where the cache has dropped them. */
export class Pictures {
  readonly #rooms: PictureRooms;
  /** Pictures being made now: two askers share one decode. */
  readonly #making = new Map<string, Promise<{ path: string; mime: string }>>();

  constructor(rooms: PictureRooms) {
    this.#rooms = rooms;
  }

  /** Rejects with `photo-unknown` where there is no such photo or it has no such picture. */
  find(id: number, kind: PictureKind): Promise<{ path: string; mime: string }> {
    const key = `${id}:${kind}`;
    const making = this.#making.get(key);
    if (making !== undefined) return making;
    const finding = this.#find(id, kind).finally(() => this.#making.delete(key));
    this.#making.set(key, finding);
    return finding;
  }

  async #find(id: number, kind: PictureKind): Promise<{ path: string; mime: string }> {
    const item = this.#rooms.catalogue.workItem(id);
    if (item === undefined) throw new KeepersError('photo-unknown', { id });
    if (kind === 'glimpse') return await this.#glimpse(item);
    if (kind === 'full') return await this.#full(item);
    const { pictureVersion } = item;
    if (pictureVersion === undefined) throw new KeepersError('photo-unknown', { id });
    const cached = await this.#cached(pictureVersion, kind);
    if (cached !== undefined) return cached;
    await this.#rooms.remake(id);
    const remade = await this.#cached(pictureVersion, kind);
    if (remade === undefined) throw new KeepersError('photo-unknown', { id });
    return remade;
  }

  async #cached(
    version: string,
    kind: PictureKind,
  ): Promise<{ path: string; mime: string } | undefined> {
    const path = await this.#rooms.previews.find(version, kind);
    if (path === undefined) return undefined;
    // The cache folder is the person's to empty at any time.
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (!there) return undefined;
    return { path, mime: path.endsWith('.webp') ? 'image/webp' : 'image/jpeg' };
  }

  async #full(item: WorkItem): Promise<{ path: string; mime: string }> {
    const mime = SHOWN_AS_THEY_ARE[item.format];
    if (mime !== undefined) return { path: item.path, mime };
    const version = item.pictureVersion ?? pictureVersion(item);
    const cached = await this.#cached(version, 'full');
    if (cached !== undefined) return cached;
    const source = await sourceFor(item.path, item.format, this.#rooms.metadata);
    const picture = await this.#rooms.decoder.render(source);
    const path = await this.#rooms.previews.put(version, 'full', picture.bytes, picture.mime);
    return { path, mime: picture.mime };
  }

  /**
   * The thumbnail that the camera put into the file: on screen before anything is decoded. It goes to the screen as it is,
   * as while a folder is scanned whatever is to be decoded waits its turn.
   */
  async #glimpse(item: WorkItem): Promise<{ path: string; mime: string }> {
    const version = pictureVersion(item);
    const cached = await this.#cached(version, 'glimpse');
    if (cached !== undefined) return cached;
    const bytes = await this.#rooms.metadata.thumbnail(item.path);
    if (bytes === undefined) throw new KeepersError('photo-no-glimpse');
    const mime = 'image/jpeg';
    return { path: await this.#rooms.previews.put(version, 'glimpse', bytes, mime), mime };
  }
}
