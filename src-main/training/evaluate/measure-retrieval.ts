/** Retrieval by words, measured with a model's two sides. */
import type { ModelEntry } from '../../inference/manifest.ts';
import type { RawOutputs } from '../../inference/outputs.ts';
import { TextSession } from '../../inference/text-session.ts';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import { applyToPictures, type SessionOptions } from '../apply-model.ts';
import type { OpenedModel } from '../open-model.ts';
import { labelsFor, type RatedPictures } from '../rated-pictures.ts';
import { editedPhotos, editedPictures } from './edited-copies.ts';
import { evaluateRetrieval, type RetrievalFigures } from './retrieval.ts';
import { joined } from './vectors.ts';

export interface RetrievalSettings extends SessionOptions {
  /** A folder of JPEG photos that have nothing to do with PARA. */
  readonly photos?: string;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number): void;
}

/** What words find; nothing where the model does not read any. */
export async function retrievalOf(
  { session, entry, folder }: OpenedModel,
  { attributeEmbeddings }: RawOutputs,
  pictures: RatedPictures,
  options: RetrievalSettings,
): Promise<{ readonly retrieval?: RetrievalFigures }> {
  const { photos: photoFolder, signal, onProgress } = options;
  const { attributeEmbeddings: spaces } = entry.outputs;
  if (attributeEmbeddings === undefined || spaces === undefined || folder === undefined) return {};
  if (entry.text === undefined) return {};
  const text = await openText(entry, folder, options);
  const embedPictures = async (given: readonly Uint8Array[]) => {
    const read = (index: number) => given[index] as Uint8Array;
    const outputs = await applyToPictures(session, entry, given.length, read, { signal });
    return outputs.attributeEmbeddings ?? new Float32Array();
  };
  const copiesOptions = (what: string) => ({
    embed: embedPictures,
    onPicture: (done: number, total: number) => onProgress(what, done, total),
  });
  try {
    const retrieval = await evaluateRetrieval({
      pictures: attributeEmbeddings,
      rated: labelsFor(pictures).scores,
      size: spaces.size,
      abilities: entry.abilities,
      embed: async (phrases) => joined((await text.encode(phrases)).map((of) => of.embeddings)),
      copies: await editedPictures(pictures, copiesOptions('Pictures edited for phrases')),
      ...(photoFolder !== undefined && {
        photos: await editedPhotos(photoFolder, copiesOptions('Photos edited for phrases')),
      }),
    });
    return { retrieval };
  } finally {
    await text.release();
  }
}

async function openText(
  entry: ModelEntry,
  folder: string,
  { provider, threads }: SessionOptions,
): Promise<TextSession> {
  try {
    return await TextSession.open(entry, folder, { threads });
  } catch (thrown) {
    if (thrown instanceof KeepersError) throw thrown;
    const reason = reasonOf(thrown);
    throw new KeepersError('provider-failed', { provider, reason }, { cause: thrown });
  }
}
