import { availableParallelism } from 'node:os';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Space } from '../../src-aesnet/descriptions/index.ts';
import type { SpaceLesson } from '../../src-aesnet/personal/fit-space.ts';
import type { Depth } from '../../src-aesnet/training/taste-step-graph.ts';
import type { ResolvedModel } from '../inference/index.ts';
import { WorkerClient, WorkerDied } from '../workers/rpc.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { DeepLesson, DeepStep } from './deep/deepen.ts';
import type { Learnt, Lesson } from './learn.ts';
import type { LearntWords } from './words/learn-words.ts';
import type { LearnCalls, PicturesOfRows } from './worker.ts';

/** Learns in processes that are there only meanwhile. */
export interface Learner {
  /** Rejects with `cancelled` where it was closed, or `internal`. */
  learn(lesson: Lesson): Promise<Learnt>;
  /** What a person means by words: seconds. Rejects with `cancelled` once `signal` is aborted or it is closed, or `internal`. */
  learnWords(lessons: ReadonlyMap<Space, SpaceLesson>, signal?: AbortSignal): Promise<LearntWords>;
  /**
   * The execution provider to fine-tune on: the one that is `wanted`, once it has been seen to work, or the fastest. Rejects
   * with `provider-failed`, `deep-unsupported`, `cancelled`, or what is wrong with the model's file.
   */
  providerFor(
    model: ResolvedModel,
    depth: Depth,
    options: { readonly wanted?: string; readonly signal: AbortSignal },
  ): Promise<string>;
  /**
   * Fine-tunes the network on top of what the closed form has learnt: see `deepen`, whose errors it rejects with. `prepare` makes
   * the lesson; where it goes as deep as the last stage, it sends the pictures of all its photos first, a part at a time. Once
   * `signal` is aborted, or it is closed, it rejects with `cancelled` at once; begun again it goes on where it was.
   */
  deepen(
    prepare: (
      send: (pictures: PicturesOfRows) => Promise<void>,
    ) => Promise<Omit<DeepLesson, 'threads'>>,
    options: { readonly signal: AbortSignal; onStep(step: DeepStep): void },
  ): Promise<Learnt>;
  close(): void;
}

/** A driver that hangs must not be waited for; a first run on a software adapter has been seen to take long. */
const PROVIDER_DEADLINE_MS = 120_000;

export function createLearner(spawnWorker: SpawnWorker): Learner {
  const running = new Set<WorkerClient<LearnCalls>>();
  let closed = false;
  /** Runs `work` in a process of its own, which ends with it. */
  const inProcess = async <T>(
    work: (client: WorkerClient<LearnCalls>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    const isStopped = () => closed || signal?.aborted === true;
    if (isStopped()) throw new KeepersError('cancelled');
    const client = new WorkerClient<LearnCalls>(spawnWorker('learn'));
    running.add(client);
    const stop = () => client.kill();
    signal?.addEventListener('abort', stop);
    try {
      return await work(client);
    } catch (thrown) {
      throw isStopped() && thrown instanceof WorkerDied ? new KeepersError('cancelled') : thrown;
    } finally {
      signal?.removeEventListener('abort', stop);
      running.delete(client);
      client.kill();
    }
  };
  const threads = availableParallelism();
  return {
    learn: (lesson) => inProcess((client) => client.call('learn', lesson)),
    learnWords: (lessons, signal) => inProcess((client) => client.call('words', lessons), signal),
    providerFor: async (model, depth, { wanted, signal }) => {
      const question = { model, depth, threads, ...(wanted !== undefined && { wanted }) };
      let timer: NodeJS.Timeout | undefined;
      try {
        return await inProcess((client) => {
          timer = setTimeout(() => client.kill(), PROVIDER_DEADLINE_MS);
          return client.call('provider', question);
        }, signal);
      } catch (thrown) {
        if (!(thrown instanceof WorkerDied)) throw thrown;
        // What was tried has taken its process along, or did not answer: the CPU does neither.
        if (wanted === undefined) return 'cpu';
        throw new KeepersError('provider-failed', {
          provider: wanted,
          reason: 'its process ended',
        });
      } finally {
        clearTimeout(timer);
      }
    },
    deepen: async (prepare, { signal, onStep }) => {
      let provider = 'cpu';
      try {
        return await inProcess(async (client) => {
          const lesson = await prepare((pictures) => client.call('pictures', pictures));
          ({ provider } = lesson);
          return await client.call('deepen', { ...lesson, threads }, onStep);
        }, signal);
      } catch (thrown) {
        if (!(thrown instanceof WorkerDied)) throw thrown;
        const reason = 'its process ended, perhaps for want of memory';
        throw new KeepersError('provider-failed', { provider, reason });
      }
    },
    close: () => {
      closed = true;
      for (const client of running) client.kill();
    },
  };
}
