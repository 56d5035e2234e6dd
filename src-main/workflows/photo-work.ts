import { looksOf, packSpaces } from '../../src-aesnet/retrieval/index.ts';
import { KeepersError, type ErrorInfo } from '../../src-shared/errors.ts';
import type { CatalogueWriter, WorkItem } from '../catalogue/types.ts';
import type { Decoder, PassOne } from '../decoding/types.ts';
import type { Scorer } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import type { PreviewCache } from '../previews/types.ts';
import { BatchGatherer } from './gather.ts';
import { pictureVersion } from './picture-version.ts';
import type { ResultBuffer } from './result-buffer.ts';
import { mergeWarnings } from './score-files.ts';
import { sourceFor } from './source.ts';

export interface PipelineRooms {
  readonly catalogue: CatalogueWriter;
  readonly decoder: Decoder;
  readonly scorer: Scorer;
  readonly metadata: Metadata;
  readonly previews: PreviewCache;
}

/** What is done to one photo at each stage of its life; when and in which order is the pipeline's business. */
export class PhotoWork {
  readonly #rooms: PipelineRooms;
  readonly #results: ResultBuffer;
  readonly #gatherer: BatchGatherer;

  constructor(rooms: PipelineRooms, results: ResultBuffer) {
    this.#rooms = rooms;
    this.#results = results;
    this.#gatherer = new BatchGatherer(rooms.scorer);
  }

  /** Decodes a photo for the first time, keeps its pictures, and answers with the tensor to score. */
  async decode(item: WorkItem): Promise<Uint8Array> {
    const { decoder, metadata } = this.#rooms;
    const source = await sourceFor(item.path, item.format, metadata);
    const [exif, one] = await Promise.all([
      metadata.exif(item.path),
      decoder.passOne(source, { pictures: true }),
    ]);
    const version = pictureVersion(item);
    await this.#storePictures(version, one);
    this.#results.addDecoded(item, {
      id: item.id,
      format: one.format,
      width: one.width,
      height: one.height,
      previewWidth: one.preview?.width ?? one.width,
      previewHeight: one.preview?.height ?? one.height,
      dominantColor: one.dominantColor,
      pictureVersion: version,
      exif,
      warnings: one.warnings,
    });
    return one.tensor;
  }

  /** The tensor of a photo that has its pictures already and needs another model's score. */
  async tensor(item: WorkItem): Promise<Uint8Array> {
    const source = await sourceFor(item.path, item.format, this.#rooms.metadata);
    return (await this.#rooms.decoder.passOne(source, { pictures: false })).tensor;
  }

  async score(item: WorkItem, tensor: Uint8Array): Promise<void> {
    const { attributeEmbeddings, ...inferred } = await this.#gatherer.score(tensor);
    this.#results.addScored(item, {
      id: item.id,
      ...inferred,
      ...(attributeEmbeddings !== undefined && {
        spaces: packSpaces(attributeEmbeddings),
        looks: looksOf(tensor),
      }),
    });
  }

  async measure(item: WorkItem): Promise<void> {
    const source = await sourceFor(item.path, item.format, this.#rooms.metadata);
    const { measurements, warnings } = await this.#rooms.decoder.passTwo(source);
    this.#results.addMeasured(item, {
      id: item.id,
      measurements,
      warnings: mergeWarnings(this.#warningsOf(item), warnings),
    });
  }

  /** The photo can be seen and scored: that it could not be measured is a warning, not a failure. */
  leaveUnmeasured(item: WorkItem, error: ErrorInfo): void {
    const warning = { code: 'not-measured', message: error.message } as const;
    const warnings = mergeWarnings(this.#warningsOf(item), [warning]);
    this.#results.addMeasured(item, { id: item.id, warnings });
  }

  /** Makes a photo's pictures again, for instance after the cache dropped them. */
  async remake(id: number): Promise<void> {
    const item = this.#rooms.catalogue.workItem(id);
    if (item === undefined) throw new KeepersError('photo-unknown', { id });
    const source = await sourceFor(item.path, item.format, this.#rooms.metadata);
    const one = await this.#rooms.decoder.passOne(source, { pictures: true });
    await this.#storePictures(item.pictureVersion ?? pictureVersion(item), one);
  }

  #warningsOf(item: WorkItem) {
    return this.#rooms.catalogue.photos([item.id])[0]?.warnings ?? [];
  }

  async #storePictures(version: string, one: PassOne): Promise<void> {
    for (const kind of ['thumbnail', 'preview'] as const) {
      const picture = one[kind];
      if (picture === undefined) continue;
      await this.#rooms.previews.put(version, kind, picture.bytes, picture.mime);
    }
  }
}
