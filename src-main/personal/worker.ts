/** The entry of a process that learns: held-out trials take seconds, and a network minutes, for which the engine must not wait. */
import type { Space } from '../../src-aesnet/descriptions/index.ts';
import type { SpaceLesson } from '../../src-aesnet/personal/fit-space.ts';
import { parentPort } from '../workers/node.ts';
import { serveCalls } from '../workers/rpc.ts';
import type { DeepLesson, DeepStep } from './deep/deepen.ts';
import type { ProviderQuestion } from './deep/provider.ts';
import { learn, type Learnt, type Lesson } from './learn.ts';
import { learnWords, type LearntWords } from './words/learn-words.ts';

/** Pictures of photos by their rows: RGB bytes of 224 × 224. */
export type PicturesOfRows = readonly (readonly [row: number, picture: Uint8Array])[];

export type LearnCalls = {
  learn: [lesson: Lesson, learnt: Learnt];
  /** The execution provider to fine-tune on. */
  provider: [question: ProviderQuestion, provider: string];
  /** To be sent before `deepen`, in parts, where the last stage is fine-tuned. */
  pictures: [pictures: PicturesOfRows, nothing: undefined];
  deepen: [lesson: DeepLesson, learnt: Learnt, step: DeepStep];
  words: [lessons: ReadonlyMap<Space, SpaceLesson>, learnt: LearntWords];
};

const pictures = new Map<number, Uint8Array>();
const port = parentPort();
port.onClose(() => process.exit(0));
// A terminal's Ctrl-C reaches this process as well: whoever started it says when it ends.
process.on('SIGINT', () => undefined);
serveCalls<LearnCalls>(port, {
  learn,
  words: learnWords,
  // Loaded when asked for: they bring onnxruntime along, which the closed form has no use for.
  provider: async (question) => (await import('./deep/provider.ts')).providerFor(question),
  pictures: (some) => {
    for (const [row, picture] of some) pictures.set(row, picture);
    return undefined;
  },
  deepen: async (lesson, tell) => (await import('./deep/deepen.ts')).deepen(lesson, pictures, tell),
});
