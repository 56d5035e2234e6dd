/** Fine-tuning the network's head on what a profile has learnt, as a task that can be seen and cancelled. */
import { KeepersError } from '../../../src-shared/errors.ts';
import { featuresOfPhotos, forNetwork, type Learnt, type Lesson } from '../../personal/index.ts';
import type { ResolvedModel } from '../../inference/types.ts';
import type { Gathered } from './gather.ts';
import type { TasteRooms } from './rooms.ts';

/** Why the network was not fine-tuned. */
export interface Problem {
  readonly level: 'info' | 'warning';
  readonly message: string;
}

/**
 * What was learnt, with the head where it beats the closed form. Image features are kept in the library, so no picture is
 * decoded. Where it was cancelled or did not work, what the closed form has learnt, and a sentence that says why.
 */
export async function deepenLearnt(
  profile: { readonly id: string; readonly name: string },
  model: ResolvedModel,
  { lesson, learnt, gathered }: { lesson: Lesson; learnt: Learnt; gathered: Gathered },
  { catalogue, learner, store, runTask }: TasteRooms,
): Promise<{ readonly learnt: Learnt; readonly problem?: Problem }> {
  const { evidence, ids } = gathered;
  const outputs = catalogue.modelOutputs(ids, { features: true });
  const features = new Map(outputs.map(({ id, embedding }) => [id, embedding]));
  const featureOf = (row: number) => features.get(ids[row] as number);
  const { used, photos } = forNetwork(evidence, (row) => featureOf(row) !== undefined);
  let cancelled = false;
  let steps = 0;
  try {
    return {
      learnt: await runTask(`Fine-tuning “${profile.name}”`, async (task, signal) => {
        signal.addEventListener('abort', () => (cancelled = true));
        return await learner.deepen(
          () =>
            Promise.resolve({
              ...{ lesson, learnt, used, photos, model, depth: 'head', provider: 'cpu' },
              features: featuresOfPhotos(photos.map(featureOf)),
              folder: store.deepFolder(profile.id),
            }),
          {
            signal,
            onStep: ({ what, done, count }) => {
              if (what === 'resuming') return;
              if (what === 'trying') steps = count;
              // What is learnt of all decisions comes on top of what was tried.
              const before = what === 'learning' ? steps : 0;
              task.setTotal(before + count);
              task.setDone(before + done);
            },
          },
        );
      }),
    };
  } catch (thrown) {
    if (!(thrown instanceof KeepersError) || (thrown.code === 'cancelled' && !cancelled)) {
      throw thrown;
    }
    const why = cancelled ? 'Fine-tuning was cancelled.' : thrown.message;
    const message = `${why} “${profile.name}” goes on without it: the closed form stays.`;
    return { learnt, problem: { level: cancelled ? 'info' : 'warning', message } };
  }
}
