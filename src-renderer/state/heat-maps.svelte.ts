import { SvelteMap } from 'svelte/reactivity';
import type { HeatMaps as Maps, Photo } from '../../src-shared/bridge.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Engine } from './bridge.ts';

/** A photo that is passed by asks for nothing: only where one stays for so long is its map drawn, milliseconds. */
const STAY_MS = 80;
/** Maps that are kept: kilobytes each. */
const KEPT = 200;

/** Where photos' scores come from: asked of the engine while a photo is looked at, and kept. */
export class HeatMaps {
  readonly #engine: Engine;
  readonly #known = new SvelteMap<string, Maps | ErrorInfo>();
  #model: string | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('status.changed', ({ device: { model } }) => {
      const name = model && `${model.id}@${model.version}`;
      if (name === undefined || name === this.#model) return;
      // Another model sees other things.
      if (this.#model !== undefined) this.#known.clear();
      this.#model = name;
    });
  }

  /** The maps of a photo; undefined until they are there, or where there is an error instead. */
  of(photo: Photo): Maps | undefined {
    const known = this.#known.get(keyOf(photo));
    return known !== undefined && 'maps' in known ? known : undefined;
  }

  /** Why a photo has no maps. */
  errorOf(photo: Photo): ErrorInfo | undefined {
    const known = this.#known.get(keyOf(photo));
    return known !== undefined && 'code' in known ? known : undefined;
  }

  /** The photo is looked at: asks for its maps where they are not known. Returns how to stop. */
  want(photo: Photo): () => void {
    const key = keyOf(photo);
    const known = this.#known.get(key);
    const controller = new AbortController();
    if (known !== undefined && 'maps' in known) return () => undefined;
    const timer = setTimeout(() => void this.#ask(photo.id, key, controller.signal), STAY_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }

  async #ask(id: number, key: string, signal: AbortSignal): Promise<void> {
    try {
      const maps = await this.#engine.request('photos.heatMaps', { id }, signal);
      this.#keep(key, maps);
    } catch (thrown) {
      const error = toErrorInfo(thrown);
      // A lost connection has its own banner, and whoever went on asked for nothing.
      if (signal.aborted || error.code === 'disconnected' || error.code === 'cancelled') return;
      this.#keep(key, error);
    }
  }

  #keep(key: string, answer: Maps | ErrorInfo): void {
    for (const oldest of this.#known.keys()) {
      if (this.#known.size < KEPT) break;
      this.#known.delete(oldest);
    }
    this.#known.set(key, answer);
  }
}

function keyOf({ id, pictureVersion }: Photo): string {
  return `${id}/${pictureVersion ?? ''}`;
}
