import { KeepersError } from '../../src-shared/errors.ts';
import { WorkerClient, WorkerDied } from '../workers/rpc.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { Learnt, Lesson } from './learn.ts';
import type { LearnCalls } from './worker.ts';

/** Learns in a process that is there only meanwhile. */
export interface Learner {
  /** Rejects with `cancelled` where it was closed, or `internal`. */
  learn(lesson: Lesson): Promise<Learnt>;
  close(): void;
}

export function createLearner(spawnWorker: SpawnWorker): Learner {
  const running = new Set<WorkerClient<LearnCalls>>();
  let closed = false;
  return {
    learn: async (lesson) => {
      if (closed) throw new KeepersError('cancelled');
      const client = new WorkerClient<LearnCalls>(spawnWorker('learn'));
      running.add(client);
      try {
        return await client.call('learn', lesson);
      } catch (thrown) {
        if (closed && thrown instanceof WorkerDied) throw new KeepersError('cancelled');
        throw thrown;
      } finally {
        running.delete(client);
        client.kill();
      }
    },
    close: () => {
      closed = true;
      for (const client of running) client.kill();
    },
  };
}
