import type { Handlers } from '../../src-shared/bridge-server.ts';
import type { UndoStep } from '../catalogue/types.ts';
import type { Library } from './library.ts';

/** What the engine answers to requests about words: getting ready to find by them, and sentences about photos. */
export function createWordHandlers({
  library: { words, sentences },
  verdictStep,
}: {
  readonly library: Library;
  readonly verdictStep: (step: UndoStep) => { summary: string; ids: number[] };
}) {
  return {
    'words.prepare': () => words.prepare(),
    'sentences.of': ({ id }) => sentences.of(id),
    'sentences.summary': async ({ id }) => {
      const summary = await sentences.summary(id);
      return summary === undefined ? {} : { summary };
    },
    'sentences.choices': ({ id, space }) => sentences.choices(id, space),
    'sentences.say': ({ id, space, said }) => verdictStep(sentences.say(id, space, said)),
  } satisfies Partial<Handlers>;
}
