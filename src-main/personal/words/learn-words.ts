/** Learning what a person means by words, space by space, and whether it holds for photos that it was not learnt from. */
import type { Space } from '../../../src-aesnet/descriptions/index.ts';
import {
  fitSpace,
  heldOutGains,
  type SpaceLesson,
} from '../../../src-aesnet/personal/fit-space.ts';

/** What came of one space. */
export interface LearntSpaceWords {
  /** Photos that the person has said something about. */
  readonly photos: number;
  /** Mean by which the loss of a held-out photo falls, nats, and its 80 % one-sided lower end; absent where there are too few. */
  readonly gain?: number;
  readonly lower?: number;
  /** D [size, size], where it holds: row-major. */
  readonly departure?: Float32Array;
}
export type LearntWords = { readonly [S in Space]?: LearntSpaceWords };

/** Of fewer photos nothing can be held out that would say anything. */
const FEWEST = 5;
const FOLDS = 5;
/** One-sided, as the gate of a taste asks. */
const SURE = 0.8416;

export function learnWords(lessons: ReadonlyMap<Space, SpaceLesson>): LearntWords {
  return Object.fromEntries(
    Array.from(lessons, ([space, lesson]) => [space, learnSpace(lesson)] as const),
  );
}

function learnSpace(lesson: SpaceLesson): LearntSpaceWords {
  const photos = lesson.photos.length / lesson.size;
  const gains = heldOutGains(lesson, FOLDS);
  if (gains.length < FEWEST) return { photos };
  const gain = gains.reduce((sum, each) => sum + each, 0) / gains.length;
  const squares = gains.reduce((sum, each) => sum + (each - gain) ** 2, 0);
  const lower = gain - SURE * Math.sqrt(squares / (gains.length - 1) / gains.length);
  const learnt = { photos, gain, lower };
  return lower > 0 ? { ...learnt, departure: Float32Array.from(fitSpace(lesson)) } : learnt;
}
