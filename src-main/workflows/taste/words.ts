import { wordLessons, type LearntWords } from '../../personal/index.ts';
import type { ResolvedModel } from '../../inference/types.ts';
import { describedInLibrary } from '../library-lessons.ts';
import { statedByPerson } from '../person-statements.ts';
import type { TasteRooms } from './rooms.ts';

/** What the sentences that the person has checked in the library teach; undefined where there are none. Rejects as `learnWords` and `encode` do. */
export async function libraryWords(
  { catalogue, learner, phrases }: Pick<TasteRooms, 'catalogue' | 'learner' | 'phrases'>,
  { entry }: ResolvedModel,
): Promise<LearntWords | undefined> {
  const stated = statedByPerson(catalogue);
  if (stated.length === 0 || entry.text === undefined) return undefined;
  const { described, others } = describedInLibrary(catalogue, stated, entry);
  if (described.length === 0) return undefined;
  const { lessons } = await wordLessons(described, others, (texts) => phrases.encode(texts));
  return lessons.size === 0 ? undefined : await learner.learnWords(lessons);
}
