import type { Photo, PictureKind } from '../../src-shared/bridge.ts';

/** Decoded pictures that are kept: the one on show, its neighbours and where the person came from. */
const KEPT = 8;
/** How long the stage waits for the preview before it shows the thumbnail instead, milliseconds. */
const PATIENCE_MS = 60;

export type Address = (id: number, kind: PictureKind, version: string | undefined) => string;

/** The best picture on show in the loupe: decoded before it is shown, so that nothing ever flashes. */
export class LoupePictures {
  readonly #address: Address;
  readonly #decoded = new Map<string, Promise<HTMLImageElement>>();
  #wanted = '';
  /** The element itself, decoded; the stage shows this very one. */
  shown = $state.raw<HTMLImageElement>();
  shownId = $state<number>();
  kind = $state<PictureKind>();
  /** The full size is on its way. */
  loading = $state(false);
  failed = $state(false);

  constructor(address: Address) {
    this.#address = address;
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

    if (this.shownId !== id && stage !== 'seen') {
      const impatient = setTimeout(() => {
        if (current() && this.shownId !== id) void this.#put(photo, 'thumbnail', current);
      }, PATIENCE_MS);
      await this.#put(photo, 'preview', current);
      clearTimeout(impatient);
    }
    for (const kind of kinds) {
      const alreadyFull = kind === 'preview' && this.shownId === id && this.kind === 'full';
      if (current() && !alreadyFull) await this.#put(photo, kind, current);
    }
    if (current()) {
      this.loading = false;
      this.failed = this.shownId !== id;
    }
  }

  /** Decodes what is likely to be asked for next. */
  prefetch(photo: Photo): void {
    if (photo.stage !== 'seen' && photo.error === undefined) {
      this.#decode(photo, 'preview').catch(() => undefined);
    }
  }

  async #put(photo: Photo, kind: PictureKind, current: () => boolean): Promise<void> {
    try {
      const image = await this.#decode(photo, kind);
      if (!current()) return;
      // A thumbnail that comes after the preview comes too late.
      if (kind === 'thumbnail' && this.shownId === photo.id) return;
      this.shown = image;
      this.shownId = photo.id;
      this.kind = kind;
    } catch {
      // What cannot be shown leaves what is there; `failed` tells when that is nothing.
    }
  }

  #decode(photo: Photo, kind: PictureKind): Promise<HTMLImageElement> {
    const address = this.#address(photo.id, kind, photo.pictureVersion);
    const known = this.#decoded.get(address);
    if (known !== undefined) {
      this.#decoded.delete(address);
      this.#decoded.set(address, known);
      return known;
    }
    const image = new Image();
    // The clipping overlay reads its pixels, which under Electron come from another origin.
    image.crossOrigin = 'anonymous';
    image.draggable = false;
    image.alt = photo.name;
    image.src = address;
    const decoding = image.decode().then(() => image);
    this.#decoded.set(address, decoding);
    // A failure is not kept: the next visit tries again.
    decoding.catch(() => this.#decoded.delete(address));
    for (const key of this.#decoded.keys()) {
      if (this.#decoded.size <= KEPT) break;
      this.#decoded.delete(key);
    }
    return decoding;
  }
}
