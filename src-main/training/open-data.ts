import { generalFeatures, type GeneralEncoder } from './general-features.ts';
import { ensureParaCache, readPara, type ParaSplit } from './data/index.ts';
import type { TrainingData } from './pretrain.ts';

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
  const { data, cache: folder, encoder, provider, threads, processes, onProgress } = options;
  const open = async (split: ParaSplit) => {
    const rows = await readPara(data, split);
    const cache = await ensureParaCache(rows, {
      folder,
      name: split,
      processes,
      onProgress: ({ done, count }) => onProgress(`Decoding ${split}`, done, count),
    });
    return { rows, cache };
  };
  const train = await open('train');
  const validation = await open('validation');
  const general = await generalFeatures(train.cache, encoder, {
    provider,
    threads,
    onProgress: (done, count) => onProgress('General features', done, count),
  });
  return { ...train, general, validation };
}
