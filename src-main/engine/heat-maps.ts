import type { HeatMaps as Maps } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueReader, WorkItem } from '../catalogue/types.ts';
import type { Decoder, Source } from '../decoding/types.ts';
import type { HeatMapper } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import type { PreviewCache } from '../previews/types.ts';
import { sourceFor } from '../workflows/source.ts';

export interface HeatMapRooms {
  readonly catalogue: Pick<CatalogueReader, 'workItem'>;
  readonly decoder: Pick<Decoder, 'passOne'>;
  readonly metadata: Pick<Metadata, 'embeddedPreview'>;
  readonly previews: Pick<PreviewCache, 'find'>;
  readonly heatMapper: HeatMapper;
}

/** Where in a photo its scores come from. Nothing is kept here: it takes a tenth of a second, and windows keep what they show. */
export class HeatMaps {
  readonly #rooms: HeatMapRooms;

  constructor(rooms: HeatMapRooms) {
    this.#rooms = rooms;
  }

  /** See `photos.heatMaps`. Rejects with `photo-unknown`, what is wrong with the file, as `HeatMapper.map` does, or with `cancelled`. */
  async of(id: number, signal: AbortSignal): Promise<Maps> {
    const item = this.#rooms.catalogue.workItem(id);
    if (item === undefined) throw new KeepersError('photo-unknown', { id });
    const tensor = await this.#tensor(item);
    // Whoever goes on to the next photo no longer waits for this one's.
    if (signal.aborted) throw new KeepersError('cancelled');
    const { model, width, height, maps } = await this.#rooms.heatMapper.map(tensor);
    return {
      ...{ model, width, height },
      maps: Object.fromEntries(
        Object.entries(maps).map(([of, values]) => [of, Array.from(values)]),
      ),
    };
  }

  /** The picture as it was scored; where its drive is gone, the preview of it. */
  async #tensor(item: WorkItem): Promise<Uint8Array> {
    try {
      return await this.#decode(await sourceFor(item.path, item.format, this.#rooms.metadata));
    } catch (thrown) {
      const isGone = thrown instanceof KeepersError && thrown.code === 'file-missing';
      const version = isGone ? item.pictureVersion : undefined;
      const preview =
        version === undefined ? undefined : await this.#rooms.previews.find(version, 'preview');
      if (preview === undefined) throw thrown;
      return await this.#decode({ kind: 'file', path: preview });
    }
  }

  async #decode(source: Source): Promise<Uint8Array> {
    return (await this.#rooms.decoder.passOne(source, { pictures: false })).tensor;
  }
}
