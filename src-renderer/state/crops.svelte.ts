import { SvelteMap } from 'svelte/reactivity';
import type { FocusPoint, Photo } from '../../src-shared/bridge.ts';
import { load, type Address } from './pictures.svelte.ts';
import type { Point, Size } from './zoom.ts';

/** Crops that are kept: a few hundred kilobytes each. */
const MOST_KEPT = 96;

export interface Crop {
  /** At one pixel of the photo for each of the canvas. */
  readonly canvas: HTMLCanvasElement;
  /** Where the point lies in it, shares. */
  readonly at: Point;
}

interface Wanted {
  readonly photo: Photo;
  readonly point: FocusPoint | undefined;
}

/** Crops of photos at full size around their focus points. One full-size picture is held at a time, however long the burst. */
export class Crops {
  readonly #address: Address;
  /** null where there is no picture. */
  readonly #crops = new SvelteMap<string, Crop | null>();
  readonly #wanted = new Map<string, Wanted>();
  #running = false;
  /** Size of the crops in pixels of the screen. */
  readonly size: Size;

  constructor(address: Address, size: Size) {
    this.#address = address;
    this.size = size;
  }

  /** The crop; undefined while it is not there yet, null where there is none. */
  of(photo: Photo, point: FocusPoint | undefined): Crop | null | undefined {
    return this.#crops.get(keyOf(photo, point));
  }

  want(photo: Photo, point: FocusPoint | undefined): void {
    const key = keyOf(photo, point);
    if (this.#crops.has(key) || photo.stage === 'seen' || photo.error !== undefined) return;
    this.#wanted.set(key, { photo, point });
    if (!this.#running) void this.#run();
  }

  /** What has not been made yet is not wanted any more. */
  forget(): void {
    this.#wanted.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (const [key, { photo, point }] of this.#wanted) {
      this.#wanted.delete(key);
      const crop = await this.#make(photo, point).catch(() => null);
      for (const old of this.#crops.keys()) {
        if (this.#crops.size < MOST_KEPT) break;
        this.#crops.delete(old);
      }
      this.#crops.set(key, crop);
    }
    this.#running = false;
  }

  async #make(photo: Photo, point: FocusPoint | undefined): Promise<Crop | null> {
    const image = await load(this.#address(photo.id, 'full', photo.pictureVersion), photo.name);
    const { naturalWidth, naturalHeight } = image;
    const width = Math.min(this.size.width, naturalWidth);
    const height = Math.min(this.size.height, naturalHeight);
    const { x, y } = point ?? { x: 0.5, y: 0.5 };
    const place = (share: number, length: number, side: number) =>
      Math.max(0, Math.min(length - side, Math.round(share * length - side / 2)));
    const left = place(x, naturalWidth, width);
    const top = place(y, naturalHeight, height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (context === null || width === 0 || height === 0) return null;
    context.drawImage(image, left, top, width, height, 0, 0, width, height);
    return {
      canvas,
      at: { x: (x * naturalWidth - left) / width, y: (y * naturalHeight - top) / height },
    };
  }
}

function keyOf(photo: Photo, point: FocusPoint | undefined): string {
  const at = point === undefined ? '' : `${point.x.toFixed(4)},${point.y.toFixed(4)}`;
  return `${photo.id}/${photo.pictureVersion ?? ''}/${at}`;
}
