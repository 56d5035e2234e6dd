import type { Photo, PictureKind } from '../../src-shared/bridge.ts';

/** Decoded previews that are kept: those on show, those that are likely next, and where the person came from. */
const KEPT = 24;
/** Of full size, a hundred megabytes each: two side by side, and the next. */
const KEPT_FULL = 3;

export type Address = (id: number, kind: PictureKind, version: string | undefined) => string;

/** Pictures that have been decoded, and stay so for a while. */
export class PictureStore {
  readonly #address: Address;
  readonly #decoded = new Map<string, Promise<HTMLImageElement>>();

  constructor(address: Address) {
    this.#address = address;
  }

  /** The picture, decoded: the element itself, as another with the same address might decode again. Rejects where there is none. */
  decode(photo: Photo, kind: PictureKind): Promise<HTMLImageElement> {
    const address = this.#address(photo.id, kind, photo.pictureVersion);
    const known = this.#decoded.get(address);
    if (known !== undefined) {
      this.#decoded.delete(address);
      this.#decoded.set(address, known);
      return known;
    }
    const decoding = load(address, photo.name);
    this.#decoded.set(address, decoding);
    // A failure is not kept: the next visit tries again.
    decoding.catch(() => this.#decoded.delete(address));
    this.#forget(kind === 'full');
    return decoding;
  }

  #forget(full: boolean): void {
    const same = [...this.#decoded.keys()].filter((key) => key.includes('/full') === full);
    for (const key of same.slice(0, -(full ? KEPT_FULL : KEPT))) this.#decoded.delete(key);
  }
}

/** A picture that is decoded and then let go of: not for what is shown again soon. */
export function load(address: string, name: string): Promise<HTMLImageElement> {
  const image = new Image();
  // Overlays read its pixels, which under Electron come from another origin.
  image.crossOrigin = 'anonymous';
  image.draggable = false;
  image.alt = name;
  image.src = address;
  return image.decode().then(() => image);
}

/** The large picture on show on a stage: decoded before it is shown, so that nothing ever flashes. */
export class StagePictures {
  readonly #store: PictureStore;
  #wanted = '';
  /** The element itself, decoded; the stage shows this very one. */
  shown = $state.raw<HTMLImageElement>();
  shownId = $state<number>();
  kind = $state<PictureKind>();
  /** The full size is on its way. */
  loading = $state(false);
  failed = $state(false);

  constructor(store: PictureStore) {
    this.#store = store;
  }

  /** Shows a photo; with `full` at the resolution of its file. */
  async show(photo: Photo, full: boolean): Promise<void> {
    const { id, stage } = photo;
    const kinds: PictureKind[] =
      stage === 'seen' ? ['glimpse'] : full ? ['preview', 'full'] : ['preview'];
    const wanted = `${id}/${photo.pictureVersion ?? ''}/${kinds.join()}`;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.failed = false;
    this.loading = full;
    const current = () => wanted === this.#wanted;

    for (const kind of kinds) {
      const alreadyFull = kind === 'preview' && this.shownId === id && this.kind === 'full';
      if (current() && !alreadyFull) await this.#put(photo, kind, current);
    }
    if (current()) {
      this.loading = false;
      this.failed = this.shownId !== id;
    }
  }

  async #put(photo: Photo, kind: PictureKind, current: () => boolean): Promise<void> {
    try {
      const image = await this.#store.decode(photo, kind);
      if (!current()) return;
      this.shown = image;
      this.shownId = photo.id;
      this.kind = kind;
    } catch {
      // What cannot be shown leaves what is there; `failed` tells when that is nothing.
    }
  }
}
