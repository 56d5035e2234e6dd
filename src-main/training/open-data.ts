import { generalFeatures, type GeneralEncoder } from './general-features.ts';
import { ensureParaCache, readPara, type ParaSplit } from './data/index.ts';
import type { TrainingData } from './pretrain.ts';
import type { RatedPhotos } from './validation.ts';

export interface OpenTrainingOptions {
  /** PARA's folder. */
  readonly data: string;
  /** Where raw caches lie. */
  readonly cache: string;
  readonly encoder: GeneralEncoder;
  readonly provider: string;
  readonly threads: number;
  /** Processes that decode. */
  readonly processes: number;
  onProgress(what: string, done: number, count: number): void;
}

/** Everything that pre-training reads, decoded and computed first where it is not there yet. */
export async function openTrainingData(options: OpenTrainingOptions): Promise<TrainingData> {
  const { encoder, provider, threads, onProgress } = options;
  const train = await openSplit('train', options);
  const validation = await openSplit('validation', options);
  const general = await generalFeatures(train.cache, encoder, {
    provider,
    threads,
    onProgress: (done, count) => onProgress('General features', done, count),
  });
  return { ...train, general, validation };
}

/** The pictures that a text side is trained with. */
export function openTextData(options: OpenSplitOptions): Promise<RatedPhotos> {
  return openSplit('train', options);
}

type OpenSplitOptions = Pick<OpenTrainingOptions, 'data' | 'cache' | 'processes' | 'onProgress'>;

async function openSplit(
  split: ParaSplit,
  { data, cache: folder, processes, onProgress }: OpenSplitOptions,
): Promise<RatedPhotos> {
  const rows = await readPara(data, split);
  const cache = await ensureParaCache(rows, {
    folder,
    name: split,
    processes,
    onProgress: ({ done, count }) => onProgress(`Decoding ${split}`, done, count),
  });
  return { rows, cache };
}
