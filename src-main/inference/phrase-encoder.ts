/** Phrases to vectors with the model that scores, in a process of its own that is there only while it is used. */
import { KeepersError } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import { OnDemandModel } from './on-demand.ts';
import type { ModelStore, PhraseEncoder } from './types.ts';

export interface PhraseEncoderOptions {
  readonly spawnWorker: SpawnWorker;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
}

/** Starts nothing yet: the model is looked for when the first phrase comes. */
export function createPhraseEncoder(options: PhraseEncoderOptions): PhraseEncoder {
  const model = new OnDemandModel({
    ...options,
    side: 'text',
    check: ({ entry: { id, text } }) => {
      if (text === undefined) throw new KeepersError('text-missing', { id });
    },
    isOfAsker: ({ code }) => code.startsWith('phrase-'),
  });
  return {
    encode: (phrases) => model.run((pool) => pool.encode(phrases)),
    reload: () => model.reload(),
    close: () => model.close(),
  };
}
