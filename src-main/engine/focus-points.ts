import type { FocusPoint } from '../../src-shared/bridge.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import type { Metadata } from '../metadata/types.ts';

/** Answers of ExifTool that are kept. */
const MOST_KEPT = 20_000;

/** Where photos are in focus: as the camera recorded it, or where they were measured to be sharpest. */
export class FocusPoints {
  readonly #catalogue: Pick<CatalogueReader, 'detail' | 'workItem'>;
  readonly #metadata: Pick<Metadata, 'focusPoint'>;
  /** What ExifTool found, by picture version: null where it found nothing. */
  readonly #found = new Map<string, { x: number; y: number } | null>();

  constructor(
    catalogue: Pick<CatalogueReader, 'detail' | 'workItem'>,
    metadata: Pick<Metadata, 'focusPoint'>,
  ) {
    this.#catalogue = catalogue;
    this.#metadata = metadata;
  }

  /** Of these photos, those of which anything is known. */
  async find(ids: readonly number[]): Promise<FocusPoint[]> {
    const points = await Promise.all(ids.map((id) => this.#of(id)));
    return points.filter((point) => point !== undefined);
  }

  async #of(id: number): Promise<FocusPoint | undefined> {
    const detail = this.#catalogue.detail(id);
    if (detail === undefined) return undefined;
    const recorded = detail.exif.focusPoint ?? (await this.#ask(id));
    if (recorded !== undefined) return { id, ...recorded, by: 'camera' };
    const region = detail.measurements?.focusRegion;
    if (region === undefined) return undefined;
    const middle = { x: region.x + region.width / 2, y: region.y + region.height / 2 };
    return { id, x: Math.min(1, middle.x), y: Math.min(1, middle.y), by: 'sharpness' };
  }

  async #ask(id: number): Promise<{ x: number; y: number } | undefined> {
    const item = this.#catalogue.workItem(id);
    if (item?.pictureVersion === undefined) return undefined;
    const known = this.#found.get(item.pictureVersion);
    if (known !== undefined) return known ?? undefined;
    const point = await this.#metadata.focusPoint(item.path);
    if (this.#found.size >= MOST_KEPT) this.#found.clear();
    this.#found.set(item.pictureVersion, point ?? null);
    return point;
  }
}
